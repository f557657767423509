import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BrokenInterpreter } from "../../src/interpreter/broken-interpreter.ts";
import {
	environmentInterpreter,
	environmentSchemePaths,
	type Interpreter,
	readEnvironmentInterpreter,
	readInterpreter,
} from "../../src/interpreter/interpreter.ts";
import { parsePyvenvConfig } from "../../src/interpreter/pyvenv-config.ts";
import {
	explainNoPythons,
	fakeFacts,
	MemoryCache,
	realPythons,
	temporaryFolder,
	WINDOWS,
	writeFakePython,
} from "./fake-python.ts";

// Real interpreters take their time on a busy machine.
setDefaultTimeout(60_000);

explainNoPythons();
const cache = new MemoryCache();

const QUESTION = `
import json, sys, sysconfig
paths = sysconfig.get_paths()
print(json.dumps({
    "prefix": sys.prefix, "basePrefix": sys.base_prefix, "version": "%d.%d.%d" % sys.version_info[:3],
    "purelib": paths["purelib"], "platlib": paths["platlib"], "scripts": paths["scripts"], "data": paths["data"],
    "include": paths["include"],
}))`;

/** What Python says of itself when it is really started. */
function saysItself(executable: string): Record<string, string> {
	return JSON.parse(execFileSync(executable, ["-c", QUESTION], { encoding: "utf8" })) as Record<
		string,
		string
	>;
}

function derived(interpreter: Interpreter): Record<string, string> {
	const { prefix, basePrefix, version, paths } = interpreter;
	const { purelib, platlib, scripts, data } = paths;
	return { prefix, basePrefix, version: version.toString(), purelib, platlib, scripts, data };
}

const uv = Bun.which("uv") ?? process.env["PIPPIN_TEST_UV"];

describe("an environment's interpreter, derived without starting it, is what Python says it is", () => {
	const makers: readonly [name: string, make: (python: string, root: string) => void][] = [
		["venv", (python, root) => void execFileSync(python, ["-m", "venv", "--without-pip", root])],
		[
			"venv --copies",
			(python, root) =>
				void execFileSync(python, ["-m", "venv", "--copies", "--without-pip", root]),
		],
		...(uv === undefined
			? []
			: ([
					[
						"uv venv",
						(python, root) =>
							void execFileSync(uv, ["venv", "-q", "--offline", "--python", python, root]),
					],
				] as [string, (python: string, root: string) => void][])),
	];
	if (uv === undefined) console.log("no uv on PATH: environments made by it are not compared");
	for (const python of realPythons()) {
		test.each(makers)(`${python.split("/").at(-3)}, %s`, async (_name, make) => {
			using folder = temporaryFolder();
			const root = join(folder.path, "env with space");
			make(python, root);
			const { include, ...said } = saysItself(join(root, "bin", "python"));
			const interpreter = await readEnvironmentInterpreter(root, { cache });
			expect(derived(interpreter)).toEqual(said as Record<string, string>);
			expect(interpreter.isVirtualEnvironment).toBe(true);
			expect(include).not.toBe(interpreter.paths.headers);
			expect(interpreter.paths.headers.startsWith(join(root, "include", "site", "python3."))).toBe(
				true,
			);
		});
	}

	test("only one answer was asked for of each base interpreter", () => {
		expect(cache.writes).toBe(cache.kept.size);
	});
});

describe("a base interpreter is what Python says it is", () => {
	for (const python of realPythons()) {
		test(`${python.split("/").at(-3)}`, async () => {
			const { include, ...said } = saysItself(python);
			const interpreter = await readInterpreter(python, { cache });
			expect(derived(interpreter)).toEqual(said as Record<string, string>);
			expect(interpreter.paths.headers).toBe(include ?? "");
			expect(interpreter.isVirtualEnvironment).toBe(false);
		});
	}
});

const LAYOUTS = "../shared/vectors/venv-layouts.json";

interface Layout {
	readonly python: string;
	readonly tool: string;
	readonly pyvenv_cfg: string;
	readonly probe: Readonly<Record<string, string>>;
}

describe("recorded environments of venv and virtualenv", () => {
	if (!existsSync(LAYOUTS)) {
		console.log(`no ${LAYOUTS}: recorded environments are not compared`);
		return;
	}
	const layouts = JSON.parse(readFileSync(LAYOUTS, "utf8")) as readonly Layout[];
	test(`${layouts.length} of ${layouts.length} have the paths that we compute`, () => {
		for (const { python, pyvenv_cfg, probe } of layouts) {
			const facts = fakeFacts({ version: python, prefix: `\${PYENV}/versions/${python}` });
			const config = parsePyvenvConfig(pyvenv_cfg);
			const interpreter = environmentInterpreter({
				root: "/env",
				config,
				facts,
				executable: "/env/bin/python",
				baseExecutable: "/base/bin/python",
			});
			const said = (key: string) => probe[key]?.replace(/^\$\{VENV\}/, "/env");
			expect(interpreter.prefix).toBe(said("prefix") ?? "");
			expect(interpreter.basePrefix).toBe(said("base_prefix") ?? "");
			for (const key of ["purelib", "platlib", "scripts", "data"] as const) {
				expect(interpreter.paths[key]).toBe(said(key) ?? "");
			}
			expect(config.home).toBe(`\${PYENV}/versions/${python}/bin`);
			expect(config.seesSystemPackages).toBe(probe["ENABLE_USER_SITE"] as unknown as boolean);
			expect(config.version?.startsWith(python)).toBe(true);
		}
	});
});

test("on Windows the folders of an environment have the system's spelling", () => {
	const facts = fakeFacts(WINDOWS);
	expect(environmentSchemePaths("C:\\Users\\me\\.venv", facts)).toEqual({
		purelib: "C:\\Users\\me\\.venv\\Lib\\site-packages",
		platlib: "C:\\Users\\me\\.venv\\Lib\\site-packages",
		scripts: "C:\\Users\\me\\.venv\\Scripts",
		headers: "C:\\Users\\me\\.venv\\include\\site\\python3.12",
		data: "C:\\Users\\me\\.venv",
	});
});

test("where the system has lib64, compiled parts go there", () => {
	const facts = fakeFacts({
		environmentPaths: {
			purelib: "lib/python3.12/site-packages",
			platlib: "lib64/python3.12/site-packages",
			scripts: "bin",
			data: "",
		},
	});
	expect(environmentSchemePaths("/env", facts).platlib).toBe("/env/lib64/python3.12/site-packages");
});

describe("environments that are broken", () => {
	async function failure(root: string): Promise<BrokenInterpreter> {
		try {
			await readEnvironmentInterpreter(root);
		} catch (error) {
			if (error instanceof BrokenInterpreter) return error;
			throw error;
		}
		throw new Error("it was read");
	}

	function makeEnvironment(root: string, config: string): void {
		mkdirSync(join(root, "bin"), { recursive: true });
		writeFileSync(join(root, "pyvenv.cfg"), config);
	}

	test("without pyvenv.cfg", async () => {
		using folder = temporaryFolder();
		const error = await failure(folder.path);
		expect(error.message).toContain("it has no `pyvenv.cfg`");
		expect(error.hints).toEqual(["Recreate the environment with `pippin venv --clear`"]);
	});

	test("with a link to an interpreter that is gone", async () => {
		using folder = temporaryFolder();
		makeEnvironment(folder.path, "home = /gone/bin\n");
		symlinkSync("/gone/bin/python3", join(folder.path, "bin", "python"));
		const error = await failure(folder.path);
		expect(error.message).toContain(
			"is a link to `/gone/bin/python3`, which leads to no interpreter any more",
		);
		expect(error.hints).toHaveLength(1);
	});

	test("without an interpreter", async () => {
		using folder = temporaryFolder();
		makeEnvironment(folder.path, "home = /gone/bin\n");
		expect((await failure(folder.path)).message).toContain("there is no interpreter at");
	});

	test("a copy whose base is gone", async () => {
		using folder = temporaryFolder();
		makeEnvironment(folder.path, "home = /gone/bin\n");
		writeFakePython(join(folder.path, "bin", "python"));
		expect((await failure(folder.path)).message).toContain("is not at `/gone/bin` any more");
	});

	test("made for one minor version, and linked to another after an upgrade of the system", async () => {
		using folder = temporaryFolder();
		const python = writeFakePython(join(folder.path, "base", "bin", "python3"), {
			version: "3.12.4",
		});
		const root = join(folder.path, "env");
		makeEnvironment(root, `home = ${join(folder.path, "base", "bin")}\nversion = 3.11.9\n`);
		symlinkSync(python, join(root, "bin", "python"));
		expect((await failure(root)).message).toContain(
			"was made for Python 3.11, but its interpreter is Python 3.12.4 now",
		);
		writeFileSync(
			join(root, "pyvenv.cfg"),
			`home = ${join(folder.path, "base", "bin")}\nversion = 3.12.1\n`,
		);
		expect((await readEnvironmentInterpreter(root)).version.toString()).toBe("3.12.4");
	});
});

describe("the executable that new environments are linked to", () => {
	test("is the first name from which the standard library is found", async () => {
		using folder = temporaryFolder();
		const { path } = folder;
		const versioned = join(path, "Cellar", "python@3.12", "3.12.4");
		const python = writeFakePython(join(versioned, "bin", "python3.12"), { prefix: versioned });
		mkdirSync(join(versioned, "lib", "python3.12"), { recursive: true });
		writeFileSync(join(versioned, "lib", "python3.12", "os.py"), "");
		mkdirSync(join(path, "opt"));
		symlinkSync(versioned, join(path, "opt", "python@3.12"));
		mkdirSync(join(path, "bin"));
		symlinkSync(
			join(path, "opt", "python@3.12", "bin", "python3.12"),
			join(path, "bin", "python3"),
		);
		const interpreter = await readInterpreter(join(path, "bin", "python3"));
		expect(interpreter.executable).toBe(join(path, "bin", "python3"));
		expect(interpreter.baseExecutable).toBe(join(path, "opt", "python@3.12", "bin", "python3.12"));
		rmSync(join(path, "opt", "python@3.12"));
		expect((await readInterpreter(python)).baseExecutable).toBe(python);
	});

	test("an EXTERNALLY-MANAGED file in the standard library is found, and does not count in environments", async () => {
		using folder = temporaryFolder();
		const prefix = join(folder.path, "usr");
		const python = writeFakePython(join(prefix, "bin", "python3"), { prefix });
		mkdirSync(join(prefix, "lib", "python3.12"), { recursive: true });
		const marker = join(prefix, "lib", "python3.12", "EXTERNALLY-MANAGED");
		expect((await readInterpreter(python)).externallyManaged).toBeUndefined();
		writeFileSync(marker, "[externally-managed]\nError=no\n");
		expect((await readInterpreter(python)).externallyManaged).toBe(marker);
		const root = join(folder.path, "env");
		mkdirSync(join(root, "bin"), { recursive: true });
		writeFileSync(join(root, "pyvenv.cfg"), `home = ${prefix}/bin\n`);
		symlinkSync(python, join(root, "bin", "python"));
		const inside = await readInterpreter(join(root, "bin", "python"));
		expect(inside.externallyManaged).toBeUndefined();
		expect(inside.prefix).toBe(root);
		expect(inside.baseExecutable).toBe(python);
	});
});
