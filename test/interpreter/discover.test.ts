import { describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
	findInterpreter,
	NoInterpreter,
	resolveInterpreter,
} from "../../src/interpreter/discover.ts";
import type { DiscoveryContext } from "../../src/interpreter/discovery-context.ts";
import { parsePythonRequest } from "../../src/interpreter/python-request.ts";
import { type FakeFacts, temporaryFolder, writeFakePython, writeScript } from "./fake-python.ts";

/** A machine of its own: a home without anything, and interpreters where the test says. */
class Machine {
	readonly root: string;
	readonly variables: Record<string, string> = {};
	preference: DiscoveryContext["preference"];

	constructor(root: string) {
		this.root = root;
		mkdirSync(join(root, "home"));
		mkdirSync(join(root, "work"));
		this.variables["HOME"] = join(root, "home");
		this.variables["PATH"] = "";
	}

	python(place: string, facts?: FakeFacts): string {
		// Two fakes with one text would still be two files.
		return writeFakePython(join(this.root, place), { prefix: join(this.root, place), ...facts });
	}

	path(...folders: readonly string[]): void {
		this.variables["PATH"] = folders.map((folder) => join(this.root, folder)).join(delimiter);
	}

	get context(): DiscoveryContext {
		return {
			variables: this.variables,
			workingDirectory: join(this.root, "work"),
			preference: this.preference,
		};
	}

	async find(text: string): Promise<string> {
		const found = await findInterpreter(
			parsePythonRequest(text, () => false),
			this.context,
		);
		return found === undefined
			? "nothing"
			: `${found.interpreter.executable.slice(this.root.length + 1)} (${found.source})`;
	}
}

function onMachine(story: (machine: Machine) => Promise<void>): () => Promise<void> {
	return async () => {
		using folder = temporaryFolder();
		await story(new Machine(folder.path));
	};
}

describe("resolveInterpreter on PATH", () => {
	test(
		"takes the first that fits, folder by folder",
		onMachine(async (machine) => {
			machine.python("a/python3", { version: "3.11.9" });
			machine.python("b/python3", { version: "3.12.4" });
			machine.python("b/python3.9", { version: "3.9.1" });
			machine.path("a", "b");
			expect(await machine.find("default")).toBe("a/python3 (search-path)");
			expect(await machine.find("3.12")).toBe("b/python3 (search-path)");
			expect(await machine.find("3.9")).toBe("b/python3.9 (search-path)");
			expect(await machine.find("<3.11")).toBe("b/python3.9 (search-path)");
			expect(await machine.find("3.8")).toBe("nothing");
		}),
	);

	test(
		"prefers the most exact name in one folder",
		onMachine(async (machine) => {
			machine.python("a/python", { version: "3.12.4" });
			machine.python("a/python3", { version: "3.12.5" });
			machine.python("a/python3.12", { version: "3.12.6" });
			machine.path("a");
			expect(await machine.find("3.12")).toBe("a/python3.12 (search-path)");
			expect(await machine.find("3.12.5")).toBe("a/python3 (search-path)");
			expect(await machine.find("default")).toBe("a/python3 (search-path)");
			expect(await machine.find("python")).toBe("a/python (search-path)");
		}),
	);

	test(
		"skips pre-releases, debug builds and other implementations unless asked, alone, or called python",
		onMachine(async (machine) => {
			machine.python("a/python3.14", { version: "3.14.0a1" });
			machine.python("a/pypy3", { implementation: "pypy", version: "3.10.1" });
			machine.path("a");
			expect(await machine.find("default")).toBe("a/python3.14 (search-path)");
			machine.python("b/python3.12", { version: "3.12.4" });
			machine.path("a", "b");
			expect(await machine.find("default")).toBe("b/python3.12 (search-path)");
			expect(await machine.find("3.14")).toBe("a/python3.14 (search-path)");
			expect(await machine.find("pypy")).toBe("a/pypy3 (search-path)");
			expect(await machine.find(">=3.13")).toBe("a/python3.14 (search-path)");
			machine.python("a/python3", { version: "3.14.0a1" });
			expect(await machine.find("default")).toBe("a/python3 (search-path)");
		}),
	);

	test(
		"finds free-threaded builds by their own name",
		onMachine(async (machine) => {
			machine.python("a/python3.13", { version: "3.13.1" });
			machine.python("a/python3.13t", { version: "3.13.1", isFreeThreaded: true });
			machine.path("a");
			expect(await machine.find("3.13")).toBe("a/python3.13 (search-path)");
			expect(await machine.find("3.13t")).toBe("a/python3.13t (search-path)");
		}),
	);

	test(
		"goes past interpreters that are broken",
		onMachine(async (machine) => {
			writeScript(join(machine.root, "a/python3"), "exit 3");
			symlinkSync("/nowhere", join(machine.root, "a/python3.12"));
			machine.python("b/python3");
			machine.path("a", "b");
			expect(await machine.find("3.12")).toBe("b/python3 (search-path)");
		}),
	);

	test(
		"skips virtual environments when it looks for a version, not when the user names the executable",
		onMachine(async (machine) => {
			const base = machine.python("base/bin/python3");
			mkdirSync(join(machine.root, "env/bin"), { recursive: true });
			symlinkSync(base, join(machine.root, "env/bin/python"));
			symlinkSync(base, join(machine.root, "env/bin/python3"));
			writeFileSync(join(machine.root, "env/pyvenv.cfg"), `home = ${machine.root}/base/bin\n`);
			machine.path("env/bin", "base/bin");
			expect(await machine.find("3.12")).toBe("base/bin/python3 (search-path)");
			expect(await machine.find("python")).toBe("env/bin/python (search-path)");
		}),
	);
});

describe("nothing in the current directory runs", () => {
	test.each(["", ".", "./", "sub", "../work"])("where PATH has the entry %p", (entry) =>
		onMachine(async (machine) => {
			const ran = join(machine.root, "ran");
			for (const name of ["python", "python3", "python3.12", "sub/python3"]) {
				writeScript(join(machine.root, "work", name), `touch ${ran}; exit 1`);
			}
			const before = process.cwd();
			process.chdir(join(machine.root, "work"));
			try {
				machine.variables["PATH"] = entry;
				expect(await machine.find("default")).toBe("nothing");
				expect(await machine.find("3.12")).toBe("nothing");
				expect(await machine.find("python")).toBe("nothing");
				machine.variables["UV_PYTHON_SEARCH_PATH"] = entry;
				expect(await machine.find("default")).toBe("nothing");
			} finally {
				process.chdir(before);
			}
			expect(await Bun.file(ran).exists()).toBe(false);
		})(),
	);
});

describe("resolveInterpreter elsewhere", () => {
	test(
		"UV_PYTHON_SEARCH_PATH stands for PATH and pyenv, be it empty",
		onMachine(async (machine) => {
			machine.python("a/python3", { version: "3.11.9" });
			machine.python("home/.pyenv/versions/3.9.1/bin/python3.9", { version: "3.9.1" });
			machine.python("c/python3", { version: "3.12.4" });
			machine.path("a");
			expect(await machine.find("3.9")).toBe("home/.pyenv/versions/3.9.1/bin/python3.9 (pyenv)");
			machine.variables["UV_PYTHON_SEARCH_PATH"] = join(machine.root, "c");
			expect(await machine.find("default")).toBe("c/python3 (search-path)");
			expect(await machine.find("3.11")).toBe("nothing");
			expect(await machine.find("3.9")).toBe("nothing");
			machine.variables["UV_PYTHON_SEARCH_PATH"] = "";
			expect(await machine.find("default")).toBe("nothing");
		}),
	);

	test(
		"interpreters that uv installed come first, unless the preference says otherwise",
		onMachine(async (machine) => {
			const store = "home/.local/share/uv/python";
			machine.python(`${store}/cpython-3.11.9-linux-x86_64-gnu/bin/python3.11`, {
				version: "3.11.9",
			});
			machine.python(`${store}/cpython-3.13.1-linux-x86_64-gnu/bin/python3.13`, {
				version: "3.13.1",
			});
			machine.python("a/python3", { version: "3.12.4" });
			machine.path("a");
			expect(await machine.find("default")).toContain("cpython-3.13.1");
			expect(await machine.find("3.11")).toContain("cpython-3.11.9");
			machine.preference = "system";
			expect(await machine.find("default")).toBe("a/python3 (search-path)");
			expect(await machine.find("3.11")).toContain("(managed)");
			machine.preference = "only-system";
			expect(await machine.find("3.11")).toBe("nothing");
			machine.preference = "only-managed";
			expect(await machine.find("3.12")).toBe("nothing");
		}),
	);

	test(
		"conda's base is an interpreter among others, and the first of them",
		onMachine(async (machine) => {
			machine.python("conda/bin/python", { version: "3.10.2" });
			machine.python("a/python3");
			machine.path("a");
			machine.variables["CONDA_PREFIX"] = join(machine.root, "conda");
			machine.variables["CONDA_DEFAULT_ENV"] = "myenv";
			expect(await machine.find("default")).toBe("a/python3 (search-path)");
			machine.variables["CONDA_DEFAULT_ENV"] = "base";
			expect(await machine.find("default")).toBe("conda/bin/python (conda)");
			expect(await machine.find("3.12")).toBe("a/python3 (search-path)");
		}),
	);

	test(
		"pyenv's shims are not run but understood",
		onMachine(async (machine) => {
			const pyenv = "home/.pyenv";
			machine.python(`${pyenv}/versions/3.11.9/bin/python3`, { version: "3.11.9" });
			machine.python(`${pyenv}/versions/3.12.4/bin/python3`, { version: "3.12.4" });
			const ran = join(machine.root, "ran");
			writeScript(join(machine.root, pyenv, "shims/python3"), `touch ${ran}; exit 1`);
			writeFileSync(join(machine.root, pyenv, "version"), "3.11.9\n");
			machine.path(`${pyenv}/shims`);
			expect(await machine.find("default")).toBe(
				`${pyenv}/versions/3.11.9/bin/python3 (search-path)`,
			);
			writeFileSync(join(machine.root, "work/.python-version"), "3.12 # the newest\n");
			expect(await machine.find("default")).toBe(
				`${pyenv}/versions/3.12.4/bin/python3 (search-path)`,
			);
			machine.variables["PYENV_VERSION"] = "nonsense:3.11.9";
			expect(await machine.find("default")).toBe(
				`${pyenv}/versions/3.11.9/bin/python3 (search-path)`,
			);
			machine.variables["PYENV_VERSION"] = "../../../work";
			expect(await machine.find("default")).toContain("(pyenv)");
			expect(await Bun.file(ran).exists()).toBe(false);
		}),
	);
});

describe("resolveInterpreter by path", () => {
	test(
		"takes an executable, an environment or an installation at its word",
		onMachine(async (machine) => {
			machine.python("work/tools/bin/python3", { version: "3.14.0a1" });
			expect(await machine.find("./tools/bin/python3")).toBe("work/tools/bin/python3 (request)");
			expect(await machine.find("./tools")).toBe("work/tools/bin/python3 (request)");
			expect(await machine.find(join(machine.root, "work/tools"))).toBe(
				"work/tools/bin/python3 (request)",
			);
			expect(await machine.find("./missing")).toBe("nothing");
		}),
	);

	test(
		"says what is wrong with what lies there",
		onMachine(async (machine) => {
			writeScript(join(machine.root, "work/python"), "exit 3");
			const request = parsePythonRequest("./python", () => false);
			await expect(resolveInterpreter(request, machine.context)).rejects.toThrow(
				"ended with status 3",
			);
		}),
	);
});

describe("NoInterpreter", () => {
	async function failure(machine: Machine, text: string): Promise<NoInterpreter> {
		try {
			await resolveInterpreter(
				parsePythonRequest(text, () => false),
				machine.context,
			);
		} catch (error) {
			if (error instanceof NoInterpreter) return error;
			throw error;
		}
		throw new Error("there was one");
	}

	test(
		"names what was asked for and what there is",
		onMachine(async (machine) => {
			machine.python("a/python3", { version: "3.11.9" });
			writeScript(join(machine.root, "a/python"), "exit 3");
			machine.path("a");
			const error = await failure(machine, "3.12");
			expect(error.message).toBe("Could not find an interpreter for Python 3.12 on this machine");
			expect(error.hints[0]).toBe(
				`This machine has CPython 3.11.9 at \`${machine.root}/a/python3\``,
			);
			expect(error.hints[1]).toContain("ended with status 3");
			expect(error.hints.at(-1)).toContain("does not download Python");
			expect(error.exitStatus).toBe(2);
		}),
	);

	test(
		"has no hints where the message says it all",
		onMachine(async (machine) => {
			expect((await failure(machine, "default")).hints).toEqual([]);
			const error = await failure(machine, "./gone");
			expect(error.message).toContain("`./gone`");
			expect(error.hints).toEqual([]);
		}),
	);
});
