/** `venv` of the built executable: what it makes, from which Python, and what it refuses. */
import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { failed, told } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

const USING = "Using CPython 3.X interpreter at: [FOLDER]/programs/python3.X";

/** What Python itself says of its prefix in an environment. */
function prefixOf(environment: string): string {
	const program = "import sys; print(sys.prefix != sys.base_prefix, sys.prefix)";
	const child = Bun.spawnSync([join(environment, "bin", "python"), "-c", program]);
	return child.stdout.toString().trim();
}

function settings(environment: string): ReadonlyMap<string, string> {
	const text = readFileSync(join(environment, "pyvenv.cfg"), "utf8");
	return new Map(
		text
			.trim()
			.split("\n")
			.map((line) => line.split(" = ") as [string, string]),
	);
}

describe("venv", () => {
	test("makes `.venv` with the Python on the search path", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["venv"])).toEqual(
			told(USING, "Creating virtual environment at: .venv"),
		);
		expect(prefixOf(sandbox.environment)).toBe(`True ${sandbox.environment}`);
		expect(readdirSync(sandbox.environment).sort()).toEqual([
			".gitignore",
			"CACHEDIR.TAG",
			"bin",
			"lib",
			"lib64",
			"pyvenv.cfg",
		]);
		expect(readdirSync(sandbox.sitePackages)).toEqual([]);
	});

	test("makes the folders that lead to a path, and names the environment after its folder", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["venv", "some where/env"])).toEqual(
			told(USING, "Creating virtual environment at: some where/env"),
		);
		const environment = join(sandbox.work, "some where", "env");
		expect(prefixOf(environment)).toBe(`True ${environment}`);
		// Its name is that of the folder, wherever it is moved to.
		expect(settings(environment).has("prompt")).toBe(false);
	});

	test("says how to activate in the user's shell", async () => {
		const lines: readonly (readonly [string, string])[] = [
			["/bin/bash", "Activate with: source .venv/bin/activate"],
			["/usr/bin/fish", "Activate with: source .venv/bin/activate.fish"],
			["/bin/csh", "Activate with: source .venv/bin/activate.csh"],
		];
		for (const [shell, line] of lines) {
			using sandbox = createSandbox();
			const result = await sandbox.run(["venv"], { variables: { SHELL: shell } });
			expect(result).toEqual(told(USING, "Creating virtual environment at: .venv", line));
		}
	});

	test("is also called virtualenv, and says nothing under -q", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["virtualenv", "-q", "env"])).toEqual(told());
		expect(existsSync(join(sandbox.work, "env", "pyvenv.cfg"))).toBe(true);
	});

	test("--prompt names it; `.` is the name of the working folder", async () => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "--prompt", "hello there", "one"]);
		await sandbox.runWell(["venv", "--prompt", ".", "two"]);
		expect(settings(join(sandbox.work, "one")).get("prompt")).toBe("hello there");
		expect(settings(join(sandbox.work, "two")).get("prompt")).toBe("work");
	});

	test("--system-site-packages lets it see the packages of its Python", async () => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "--system-site-packages"]);
		expect(settings(sandbox.environment).get("include-system-site-packages")).toBe("true");
	});

	test("--python takes a version, a name, a path and an environment, whose base it uses", async () => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "-q"]);
		const { pythonVersion, python } = sandbox;
		const inside = join(sandbox.environment, "bin", "python");
		for (const request of [pythonVersion, `python${pythonVersion}`, python, inside]) {
			const words = ["venv", "--clear", "--python", request, "other"];
			expect((await sandbox.runWell(words)).stderr).toStartWith(
				"Using CPython 3.X interpreter at: ",
			);
			const home = settings(join(sandbox.work, "other")).get("home");
			expect(home).toBe(settings(sandbox.environment).get("home") ?? "");
		}
	});
});

test("--seed puts pip there from the index, beside what old Pythons expect", async () => {
	await using index = await startIndexServer(
		worldOf([
			[
				"pip",
				[
					indexFile({
						name: "pip",
						version: "24.0",
						entryPoints: { console_scripts: { pip: "pip:main" } },
						files: { "pip/__init__.py": "def main():\n    print('seeded pip')\n" },
					}),
				],
			],
			["setuptools", [indexFile({ name: "setuptools", version: "70.0" })]],
			["wheel", [indexFile({ name: "wheel", version: "0.43.0" })]],
		]),
	);
	using sandbox = createSandbox();
	const isOld = sandbox.pythonVersion === "3.11";
	const changes = isOld
		? [" + pip==24.0", " + setuptools==70.0", " + wheel==0.43.0"]
		: [" + pip==24.0"];
	expect(await sandbox.run(["venv", "--seed", "--index-url", index.url])).toEqual(
		told(USING, "Creating virtual environment with seed packages at: .venv", ...changes),
	);
	const child = Bun.spawnSync([join(sandbox.environment, "bin", "pip")]);
	expect(child.stdout.toString()).toBe("seeded pip\n");
});

describe("something in its place", () => {
	const CREATING = "Creating virtual environment at: place";

	/** A sandbox with `place` in its working folder; what the command leaves of it. */
	async function tryOver(
		make: (sandbox: Sandbox, place: string) => unknown,
		words: readonly string[],
	): Promise<{ readonly result: unknown; readonly isUnchanged: boolean }> {
		using sandbox = createSandbox();
		const place = join(sandbox.work, "place");
		await make(sandbox, place);
		const before = treeText(sandbox.work);
		const result = await sandbox.run(["venv", "place", ...words]);
		return { result, isUnchanged: treeText(sandbox.work) === before };
	}

	const environment = async (sandbox: Sandbox): Promise<unknown> => {
		await sandbox.runWell(["venv", "-q", "place"]);
		return sandbox.write("place/kept.txt", "mine");
	};
	const folder = (sandbox: Sandbox): void => {
		sandbox.write("place/kept.txt", "mine");
	};

	test("an environment is refused", async () => {
		expect(await tryOver(environment, [])).toEqual({
			isUnchanged: true,
			result: failed(
				2,
				USING,
				CREATING,
				"error: Could not make a virtual environment at `[FOLDER]/work/place`: there is a virtual environment already",
				"",
				"hint: Replace it with `--clear`, or with `UV_VENV_CLEAR=1`",
			),
		});
	});

	test("an environment is replaced with --clear, or UV_VENV_CLEAR", async () => {
		using sandbox = createSandbox();
		for (const [words, variables] of [
			[["--clear"], {}],
			[[], { UV_VENV_CLEAR: "1" }],
		] as const) {
			await sandbox.runWell(["venv", "-q", "--clear", "place"]);
			const kept = sandbox.write("place/kept.txt", "mine");
			await sandbox.runWell(["venv", "place", ...words], { variables });
			expect(existsSync(kept)).toBe(false);
			expect(prefixOf(join(sandbox.work, "place"))).toStartWith("True ");
		}
	});

	test("--allow-existing keeps what is there", async () => {
		using sandbox = createSandbox();
		const kept = sandbox.write("place/kept.txt", "mine");
		await sandbox.runWell(["venv", "place", "--allow-existing"]);
		expect(readFileSync(kept, "utf8")).toBe("mine");
		expect(prefixOf(join(sandbox.work, "place"))).toStartWith("True ");
	});

	test("a folder that is no environment is refused, and with --clear as well", async () => {
		expect(await tryOver(folder, [])).toEqual({
			isUnchanged: true,
			result: failed(
				2,
				USING,
				CREATING,
				"error: Could not make a virtual environment at `[FOLDER]/work/place`: there is a folder already",
				"",
				"hint: Replace it with `--clear`, or with `UV_VENV_CLEAR=1`",
			),
		});
		expect(await tryOver(folder, ["--clear"])).toEqual({
			isUnchanged: true,
			result: failed(
				2,
				USING,
				CREATING,
				"error: Could not clear `[FOLDER]/work/place`: it is not a virtual environment, and may hold what is needed",
				"",
				"hint: Remove the folder all the same with `--force`",
			),
		});
	});

	test("a folder that is no environment is replaced with --clear --force", async () => {
		using sandbox = createSandbox();
		const kept = sandbox.write("place/kept.txt", "mine");
		await sandbox.runWell(["venv", "place", "--clear", "--force"]);
		expect(existsSync(kept)).toBe(false);
	});

	test("an empty folder is taken, and stays the folder it was", async () => {
		using sandbox = createSandbox();
		const place = join(sandbox.work, "place");
		mkdirSync(place);
		await sandbox.runWell(["venv", "place"]);
		expect(statSync(join(place, "pyvenv.cfg")).isFile()).toBe(true);
	});

	test("a file is refused, whatever is said", async () => {
		for (const words of [[], ["--clear", "--force"], ["--allow-existing"]]) {
			expect(await tryOver((sandbox) => sandbox.write("place", "a file"), words)).toEqual({
				isUnchanged: true,
				result: failed(
					2,
					USING,
					CREATING,
					"error: Could not make a virtual environment at `[FOLDER]/work/place`: there is a file",
				),
			});
		}
	});

	test("a link that leads nowhere is refused", async () => {
		const outcome = await tryOver((_, place) => symlinkSync("/nowhere/at/all", place), []);
		expect(outcome).toEqual({
			isUnchanged: true,
			result: failed(
				2,
				USING,
				CREATING,
				"error: Could not make a virtual environment at `[FOLDER]/work/place`: it is a link that leads nowhere",
			),
		});
	});
});

describe("a Python that cannot be used", () => {
	test("none at all", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["venv"], { variables: { PATH: "/nowhere" } })).toEqual(
			failed(
				2,
				"error: Could not find a Python interpreter on this machine: install one, or name it with `--python PATH`",
			),
		);
		expect(existsSync(sandbox.environment)).toBe(false);
	});

	test("a version that the machine does not have", async () => {
		using sandbox = createSandbox();
		const variables = { PATH: join(sandbox.folder, "programs") };
		expect(await sandbox.run(["venv", "--python", "3.99"], { variables })).toEqual(
			failed(
				2,
				"error: Could not find an interpreter for Python 3.99 on this machine",
				"",
				"hint: pippin does not download Python: install it, or name another one with `--python VERSION|PATH`",
			),
		);
	});

	test("a path where nothing is", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["venv", "--python", "./none/python"])).toEqual(
			failed(
				2,
				"error: Could not find a Python interpreter at `./none/python`: there is neither an executable nor an environment",
			),
		);
	});

	const programs: readonly (readonly [string, string, string])[] = [
		[
			"a program that fails",
			"#!/bin/sh\necho is broken >&2\nexit 3\n",
			"it ended with status 3: is broken",
		],
		[
			"a program that says something else",
			"#!/bin/sh\necho hello\n",
			"it answered something that is not an answer",
		],
		["a program that is killed", "#!/bin/sh\nkill -9 $$\n", "it was ended by SIGKILL"],
	];
	for (const [sentence, text, reason] of programs) {
		test(sentence, async () => {
			using sandbox = createSandbox();
			chmodSync(sandbox.write("odd", text), 0o755);
			expect(await sandbox.run(["venv", "--python", "./odd"])).toEqual(
				failed(
					2,
					`error: Could not query the Python interpreter at \`[FOLDER]/work/odd\`: ${reason}`,
				),
			);
			expect(existsSync(sandbox.environment)).toBe(false);
		});
	}

	test("a path that `PATH` could not hold", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["venv", "a:b"])).toEqual(
			failed(
				2,
				USING,
				"Creating virtual environment at: a:b",
				"error: Could not make a virtual environment at `[FOLDER]/work/a:b`: `PATH` cannot hold a folder with `:` in its name",
			),
		);
	});
});
