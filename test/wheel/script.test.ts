/** Launchers and rewritten scripts run, whatever the path of the interpreter is. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	launcherOf,
	type ScriptInterpreter,
	wantsInterpreter,
	withInterpreter,
} from "../../src/wheel/script.ts";
import { temporaryFolder } from "../support/wheel-store.ts";

let base: string;

beforeAll(() => {
	base = temporaryFolder();
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

const posix = (path: string): ScriptInterpreter => ({ path, system: "posix" });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

function launcher(interpreter: ScriptInterpreter): string {
	const made = launcherOf(
		{ name: "run", module: "pkg.mod", attribute: "Class.method", isGui: false },
		interpreter,
	);
	if (made.kind !== "text") throw new Error(made.reason);
	return made.text;
}

describe("the first line", () => {
	test("a short path stands by itself", () => {
		expect(launcher(posix("/env/bin/python")).split("\n")[0]).toBe("#!/env/bin/python");
	});

	test.each([
		["a space", "/my env/bin/python"],
		["a tab", "/my\tenv/bin/python"],
		["127 bytes", `/${"x".repeat(125)}`],
	])("a path with %s is started by the shell", (_name, path) => {
		expect(launcher(posix(path)).split("\n").slice(0, 3)).toEqual([
			"#!/bin/sh",
			`'''exec' "${path}" "$0" "$@"`,
			"' '''",
		]);
	});

	test("126 bytes still stand by themselves, counted as bytes", () => {
		expect(launcher(posix(`/${"x".repeat(123)}`)).startsWith("#!/xxx")).toBe(true);
		expect(launcher(posix(`/${"ü".repeat(63)}`)).startsWith("#!/bin/sh")).toBe(true);
	});
});

describe("#!python", () => {
	test.each([
		["#!python\nx\n", "#!/p\nx\n"],
		["#!pythonw\r\nx\r\n", "#!/p\nx\r\n"],
		["#!python", "#!/p"],
		["#!python3 -s\nx", "#!/p\nx"],
	])("%j becomes %j", (script, expected) => {
		expect(wantsInterpreter(bytes(script))).toBe(true);
		expect(text(withInterpreter(bytes(script), posix("/p")))).toBe(expected);
	});

	test.each(["#!/usr/bin/python\n", "#!/bin/sh\n", " #!python\n", "", "#!pyth"])(
		"%j is left alone",
		(script) => {
			expect(wantsInterpreter(bytes(script))).toBe(false);
		},
	);

	test("bytes that are no text stay as they are", () => {
		const made = withInterpreter(
			new Uint8Array([...bytes("#!python\n"), 0xff, 0x00, 0x0a, 0x80]),
			posix("/p"),
		);
		expect([...made.subarray(5)]).toEqual([0xff, 0x00, 0x0a, 0x80]);
	});
});

test("Windows is answered, not guessed", () => {
	const made = launcherOf(
		{ name: "run", module: "m", attribute: "f", isGui: false },
		{ path: "C:\\env\\python.exe", system: "windows" },
	);
	expect(made.kind).toBe("unsupported");
});

describe("with a real Python", () => {
	const python = Bun.which("python3");

	function runs(folder: string, isRelocatable = false): string {
		const bin = join(base, folder, "bin");
		mkdirSync(bin, { recursive: true });
		symlinkSync(python ?? "", join(bin, "python"));
		writeFileSync(
			join(bin, "mod.py"),
			"import sys\nclass Class:\n    @staticmethod\n    def method():\n        print(sys.argv[1:])\n        return 7\n",
		);
		const made = launcherOf(
			{ name: "run", module: "mod", attribute: "Class.method", isGui: false },
			{ path: join(bin, "python"), system: "posix", isRelocatable },
		);
		if (made.kind !== "text") throw new Error(made.reason);
		writeFileSync(join(bin, "run"), made.text);
		chmodSync(join(bin, "run"), 0o755);
		const done = Bun.spawnSync([join(bin, "run"), "a b", "c"]);
		return `${done.stdout.toString().trim()} ${done.exitCode}`;
	}

	test.each([["plain"], ["with space"], [`long-${"x".repeat(130)}`], ['q"uo$te`d']])(
		"it starts from the folder %j",
		(folder) => {
			if (python === null) {
				console.log("skipped: there is no python3 on PATH");
				return;
			}
			expect(runs(folder)).toBe("['a b', 'c'] 7");
			expect(runs(`${folder}-moved`, true)).toBe("['a b', 'c'] 7");
		},
	);
});
