import { describe, expect, test } from "bun:test";
import {
	executableAliases,
	type LayoutEntry,
	planEnvironment,
	printPyvenvConfig,
} from "../../src/environment/environment-layout.ts";
import type { Interpreter } from "../../src/interpreter/interpreter.ts";
import { PRODUCT_VERSION } from "../../src/runtime/product.ts";
import { fakeInterpreter } from "./fake-machine.ts";

const posix: Interpreter = {
	...fakeInterpreter("3.12.4", "/usr"),
	baseExecutable: "/usr/bin/python3",
};
const windows: Interpreter = {
	...fakeInterpreter("3.12.4", "C:\\Python312", {
		stdlib: "C:\\Python312\\Lib",
		environmentPaths: {
			purelib: "Lib\\site-packages",
			platlib: "Lib\\site-packages",
			scripts: "Scripts",
			data: "",
		},
	}),
	baseExecutable: "C:\\Python312\\python.exe",
};

function shown(entries: readonly LayoutEntry[]): readonly string[] {
	return entries.map(showEntry);
}

function showEntry(entry: LayoutEntry): string {
	switch (entry.kind) {
		case "folder":
			return `${entry.path}/`;
		case "link":
			return `${entry.path} -> ${entry.target}`;
		case "copy":
			return `${entry.path} = ${entry.source}`;
		case "file":
			return entry.path;
	}
}

describe("planEnvironment", () => {
	test("on Linux", () => {
		expect(
			shown(planEnvironment({ root: "/env", interpreter: posix, system: "posix" }, {})),
		).toEqual([
			"lib/",
			"lib64 -> lib",
			"lib/python3.12/site-packages/",
			"bin/",
			"bin/python -> /usr/bin/python3",
			"bin/python3 -> python",
			"bin/python3.12 -> python",
			"bin/activate",
			"bin/activate.csh",
			"bin/activate.fish",
			"bin/activate.nu",
			"bin/activate.xsh",
			"bin/activate.ps1",
			"bin/activate.bat",
			"bin/deactivate.bat",
			"bin/pydoc.bat",
			"bin/activate_this.py",
			".gitignore",
			"CACHEDIR.TAG",
			"pyvenv.cfg",
		]);
	});

	test("on macOS there is no lib64, and a relocatable environment has no script for csh", () => {
		const entries = shown(
			planEnvironment(
				{ root: "/env", interpreter: posix, system: "macos" },
				{ isRelocatable: true },
			),
		);
		expect(entries).not.toContain("lib64 -> lib");
		expect(entries).not.toContain("bin/activate.csh");
		expect(entries).toContain("bin/activate");
	});

	test("on Windows the launchers of Python are copied", () => {
		const entries = shown(
			planEnvironment({ root: "C:\\env", interpreter: windows, system: "windows" }, {}),
		);
		expect(entries.slice(0, 5)).toEqual([
			"Lib\\site-packages/",
			"Scripts/",
			"Scripts\\python.exe = C:\\Python312\\Lib\\venv\\scripts\\nt\\python.exe",
			"Scripts\\pythonw.exe = C:\\Python312\\Lib\\venv\\scripts\\nt\\pythonw.exe",
			"Scripts\\activate",
		]);
		expect(entries.at(-1)).toBe("pyvenv.cfg");
	});
});

test.each<[string, Record<string, unknown>, string]>([
	["CPython", {}, "python3 python3.12"],
	["a build without the global lock", { isFreeThreaded: true }, "python3 python3.12 python3.12t"],
])("%s is called so too", (_name, more, wanted) => {
	expect(executableAliases(fakeInterpreter("3.12.4", "/usr", more)).join(" ")).toBe(wanted);
});

test("PyPy and GraalPy keep their own names", () => {
	expect(executableAliases({ ...posix, implementation: "pypy" })).toContain("pypy3.12");
	expect(executableAliases({ ...posix, implementation: "graalpy" })).toContain("graalpy");
});

describe("printPyvenvConfig", () => {
	test("has the keys in their order", () => {
		expect(
			printPyvenvConfig(posix, "posix", {
				seesSystemPackages: true,
				isRelocatable: true,
				isSeeded: true,
				prompt: "a\nb",
			}),
		).toBe(`home = /usr/bin
implementation = CPython
pippin = ${PRODUCT_VERSION}
version_info = 3.12.4
include-system-site-packages = true
relocatable = true
seed = true
prompt = ab
`);
	});

	test("leaves out what was not chosen", () => {
		expect(printPyvenvConfig(windows, "windows", {})).toBe(`home = C:\\Python312
implementation = CPython
pippin = ${PRODUCT_VERSION}
version_info = 3.12.4
include-system-site-packages = false
`);
	});
});
