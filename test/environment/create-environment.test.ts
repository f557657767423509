import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	realpathSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
	createEnvironment,
	EnvironmentExists,
	type ExistingPolicy,
	InvalidEnvironmentPath,
	type NewEnvironment,
} from "../../src/environment/create-environment.ts";
import { UserError } from "../../src/errors/user-error.ts";
import { readEnvironmentInterpreter, readInterpreter } from "../../src/interpreter/interpreter.ts";
import { explainNoPythons, realPythons } from "../interpreter/fake-python.ts";
import { FakeMachine, fakeInterpreter } from "./fake-machine.ts";

explainNoPythons();

// Real interpreters take their time on a busy machine.
setDefaultTimeout(60_000);

const interpreter = fakeInterpreter();

function create(
	path: string,
	existing: ExistingPolicy = "refuse",
	more: Partial<NewEnvironment> = {},
): string {
	try {
		createEnvironment({ path, interpreter, existing, ...more });
		return "made";
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		return `${error.message}${error.hints.map((hint) => ` (${hint})`).join("")}`;
	}
}

const isEnvironment = (path: string) =>
	existsSync(join(path, "pyvenv.cfg")) && existsSync(join(path, "bin", "activate"));

const LAYOUTS = "../shared/vectors/venv-layouts.json";

interface Layout {
	readonly python: string;
	readonly tool: string;
	readonly probe: Readonly<Record<string, unknown>>;
}

function recordedProbe(
	version: string,
	tool: string,
): Readonly<Record<string, unknown>> | undefined {
	if (!existsSync(LAYOUTS)) return undefined;
	const layouts = JSON.parse(readFileSync(LAYOUTS, "utf8")) as readonly Layout[];
	return layouts.find((layout) => layout.python === version && layout.tool === tool)?.probe;
}

const PROBE = `
import json, site, sys, sysconfig
paths = sysconfig.get_paths()
print(json.dumps({"prefix": sys.prefix, "base_prefix": sys.base_prefix, "executable": sys.executable,
    **{name: paths[name] for name in ("purelib", "platlib", "scripts", "include", "data")},
    "ENABLE_USER_SITE": site.ENABLE_USER_SITE}))`;

describe("a new environment is, to Python, what the standard library makes", () => {
	if (!existsSync(LAYOUTS))
		console.log(`no ${LAYOUTS}: new environments are compared with fresh ones of venv alone`);
	for (const python of realPythons()) {
		const version = python.split("/").at(-3) ?? "";
		test.each([
			["stdlib venv", {}],
			[
				"stdlib venv --prompt foo --system-site-packages",
				{ prompt: "foo", seesSystemPackages: true },
			],
		])(`${version}, as %s`, async (tool, choices) => {
			using machine = new FakeMachine();
			const root = join(machine.root, 'it\'s an "env" of $HOME');
			createEnvironment({
				path: root,
				interpreter: await readInterpreter(python),
				existing: "refuse",
				...choices,
			});
			const said = execFileSync(join(root, "bin", "python"), ["-c", PROBE], { encoding: "utf8" });
			const seen = JSON.parse(said) as Record<string, unknown>;
			const recorded = recordedProbe(version, tool);
			if (recorded !== undefined) {
				const base = realpathSync(join(python, "..", ".."));
				const place = (value: unknown) =>
					typeof value === "string"
						? value.replace(/^\$\{VENV\}/, root).replace(`\${PYENV}/versions/${version}`, base)
						: value;
				const wanted = Object.fromEntries(
					Object.entries(recorded).map(([key, value]) => [key, place(value)]),
				);
				expect(seen).toEqual(wanted);
			}
			expect(seen["purelib"]).toBe((await readEnvironmentInterpreter(root)).paths.purelib);
			expect(seen["prefix"]).toBe(root);
		});
	}

	const [newest] = realPythons();
	test.skipIf(newest === undefined)(
		"nothing of ours runs when its Python starts: its site-packages is empty",
		async () => {
			using machine = new FakeMachine();
			const root = join(machine.root, "env");
			createEnvironment({
				path: root,
				interpreter: await readInterpreter(newest ?? ""),
				existing: "refuse",
			});
			const { paths } = await readEnvironmentInterpreter(root);
			expect(readdirSync(paths.purelib)).toEqual([]);
			const code =
				"import importlib.util as u; print(u.find_spec('json').origin, u.find_spec('pip'))";
			const said = execFileSync(join(root, "bin", "python3"), ["-c", code], { encoding: "utf8" });
			expect(said).toMatch(/json.__init__\.py None/);
		},
	);

	test.skipIf(newest === undefined)(
		"ensurepip, which comes with Python, can put pip into it",
		async () => {
			using machine = new FakeMachine();
			const root = join(machine.root, "env");
			createEnvironment({
				path: root,
				interpreter: await readInterpreter(newest ?? ""),
				existing: "refuse",
			});
			const python = join(root, "bin", "python");
			execFileSync(python, ["-m", "ensurepip", "--default-pip"], { stdio: "pipe" });
			const said = execFileSync(join(root, "bin", "pip"), ["--version"], { encoding: "utf8" });
			expect(said).toContain(realpathSync(root));
		},
	);

	test.skipIf(newest === undefined)(
		"an environment made with the interpreter of an environment has the same base",
		async () => {
			using machine = new FakeMachine();
			const [first, second] = [join(machine.root, "first"), join(machine.root, "second")];
			createEnvironment({
				path: first,
				interpreter: await readInterpreter(newest ?? ""),
				existing: "refuse",
			});
			createEnvironment({
				path: second,
				interpreter: await readInterpreter(join(first, "bin/python")),
				existing: "refuse",
			});
			expect(readFileSync(join(second, "pyvenv.cfg"), "utf8")).toBe(
				readFileSync(join(first, "pyvenv.cfg"), "utf8"),
			);
			expect(readlinkSync(join(second, "bin/python"))).toBe(
				readlinkSync(join(first, "bin/python")),
			);
		},
	);
});

describe("something is at the place already", () => {
	test("nothing, or an empty folder: taken", () => {
		using machine = new FakeMachine();
		const deep = join(machine.root, "a", "b", "env");
		expect(create(deep)).toBe("made");
		const empty = machine.folder("empty");
		expect(create(empty)).toBe("made");
		expect([deep, empty].map(isEnvironment)).toEqual([true, true]);
	});

	test("an environment: --clear replaces it, nothing else does", () => {
		using machine = new FakeMachine();
		const root = join(machine.root, "env");
		create(root);
		machine.file("env/lib/python3.12/site-packages/six.py", "");
		const refusal = `Could not make a virtual environment at \`${root}\`: there is a virtual environment already (Replace it with \`--clear\`, or with \`UV_VENV_CLEAR=1\`)`;
		expect(create(root)).toBe(refusal);
		expect(create(root, "keep")).toBe("made");
		expect(existsSync(join(root, "lib/python3.12/site-packages/six.py"))).toBe(true);
		expect(create(root, "clear")).toBe("made");
		expect(existsSync(join(root, "lib/python3.12/site-packages/six.py"))).toBe(false);
		expect(isEnvironment(root)).toBe(true);
		expect(readdirSync(machine.root).sort()).toEqual(["env", "home", "work"]);
	});

	test("another folder: --clear wants --force, --allow-existing joins", () => {
		using machine = new FakeMachine();
		const root = machine.folder("folder");
		machine.file("folder/thesis.tex", "years of work");
		expect(create(root)).toContain("there is a folder already (Replace it with `--clear`");
		expect(create(root, "clear")).toBe(
			`Could not clear \`${root}\`: it is not a virtual environment, and may hold what is needed (Remove the folder all the same with \`--force\`)`,
		);
		expect(readdirSync(root)).toEqual(["thesis.tex"]);
		expect(create(root, "keep")).toBe("made");
		expect(existsSync(join(root, "thesis.tex"))).toBe(true);
		expect(isEnvironment(root)).toBe(true);
		const other = machine.folder("other");
		machine.file("other/x", "");
		expect(create(other, "clear-anything")).toBe("made");
		expect(existsSync(join(other, "x"))).toBe(false);
	});

	test("a file: refused whatever is said", () => {
		using machine = new FakeMachine();
		const path = machine.file("file", "text");
		for (const existing of ["refuse", "clear", "clear-anything", "keep"] as const) {
			expect(create(path, existing)).toBe(
				`Could not make a virtual environment at \`${path}\`: there is a file`,
			);
		}
		expect(readFileSync(path, "utf8")).toBe("text");
	});

	test("a link: it stays, and what it leads to is replaced", () => {
		using machine = new FakeMachine();
		const target = machine.folder("target");
		const middle = join(machine.root, "middle");
		const link = join(machine.root, ".venv");
		symlinkSync(target, middle);
		symlinkSync(middle, link);
		for (const existing of ["refuse", "clear"] as const) {
			expect(create(link, existing)).toBe("made");
			expect([link, middle].map((path) => lstatSync(path).isSymbolicLink())).toEqual([true, true]);
			expect(isEnvironment(target)).toBe(true);
		}
		expect(readFileSync(join(target, "bin/activate"), "utf8")).toContain(`VIRTUAL_ENV='${link}'`);
	});

	test("a link that leads nowhere: refused", () => {
		using machine = new FakeMachine();
		const link = join(machine.root, "link");
		symlinkSync("/gone", link);
		expect(create(link)).toBe(
			`Could not make a virtual environment at \`${link}\`: it is a link that leads nowhere`,
		);
		expect(() => createEnvironment({ path: link, interpreter, existing: "clear" })).toThrow(
			InvalidEnvironmentPath,
		);
	});

	test("the folder in which we stand: it stays, and what is in it is replaced", () => {
		using machine = new FakeMachine();
		const root = join(machine.root, "env");
		create(root);
		machine.file("env/old", "");
		const before = process.cwd();
		const { ino } = lstatSync(root);
		process.chdir(root);
		try {
			expect(create(root, "clear")).toBe("made");
			expect(realpathSync(".")).toBe(root);
		} finally {
			process.chdir(before);
		}
		expect(lstatSync(root).ino).toBe(ino);
		expect(isEnvironment(root)).toBe(true);
		expect(readdirSync(root).sort()).toEqual([
			".gitignore",
			"CACHEDIR.TAG",
			"bin",
			"lib",
			"lib64",
			"pyvenv.cfg",
		]);
	});

	test("an environment whose lib64 is a folder keeps it under --allow-existing", () => {
		using machine = new FakeMachine();
		const root = machine.folder("env");
		machine.file("env/lib64/python3.12/site-packages/x.so", "");
		machine.file("env/bin/python", "a copy");
		expect(create(root, "keep")).toBe("made");
		expect(existsSync(join(root, "lib64/python3.12/site-packages/x.so"))).toBe(true);
		expect(readlinkSync(join(root, "bin/python"))).toBe(interpreter.baseExecutable);
	});
});

test("a path with the character that divides PATH is refused", () => {
	using machine = new FakeMachine();
	expect(create(join(machine.root, "a:b"))).toContain(
		"`PATH` cannot hold a folder with `:` in its name",
	);
	expect(readdirSync(machine.root).sort()).toEqual(["home", "work"]);
});

test("the error of a place that is taken has its own type", () => {
	using machine = new FakeMachine();
	const path = machine.file("file", "");
	expect(() => createEnvironment({ path, interpreter, existing: "refuse" })).toThrow(
		EnvironmentExists,
	);
});

test("what a killed process left beside the place is removed, what a living one builds is not", () => {
	using machine = new FakeMachine();
	const gone = execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }).trim();
	const names = [
		`env.${Number(gone).toString(36)}-1.tmp`,
		`env.${process.ppid.toString(36)}-1.tmp`,
		"env.backup.tmp",
		"env2.1-1.tmp",
	];
	for (const name of names) {
		mkdirSync(join(machine.root, name));
		writeFileSync(join(machine.root, name, "x"), "");
	}
	expect(create(join(machine.root, "env"))).toBe("made");
	expect(names.map((name) => existsSync(join(machine.root, name)))).toEqual([
		false,
		true,
		true,
		true,
	]);
});
