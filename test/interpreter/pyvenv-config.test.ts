import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findEnvironmentRoot, parsePyvenvConfig } from "../../src/interpreter/pyvenv-config.ts";
import { temporaryFolder } from "./fake-python.ts";

const none = {
	home: undefined,
	executable: undefined,
	version: undefined,
	seesSystemPackages: false,
	isRelocatable: false,
	prompt: undefined,
	creator: undefined,
};

test.each([
	["", {}],
	["home = /usr/bin\nversion = 3.12.1\n", { home: "/usr/bin", version: "3.12.1" }],
	["HOME=/usr/bin\r\n", { home: "/usr/bin" }],
	["home = /a = b\n", { home: "/a = b" }],
	["home = /a\nhome = /b\n", { home: "/b" }],
	["include-system-site-packages = TRUE\n", { seesSystemPackages: true }],
	["prompt = 'foo'\n", { prompt: "foo" }],
	["prompt = it's\n", { prompt: "it's" }],
	["uv = 0.13.9\nrelocatable = true\n", { creator: "uv", isRelocatable: true }],
	[
		"virtualenv = 20.26\nversion_info = 3.12.1.final.0\nversion = 3.12.1\nbase-executable = /b/python3\n",
		{ creator: "virtualenv", version: "3.12.1.final.0", executable: "/b/python3" },
	],
	["no equals sign\n= nothing\n", {}],
])("reads %j", (text, wanted) => {
	expect(parsePyvenvConfig(text)).toEqual({ ...none, ...wanted });
});

test("an executable belongs to the environment of its folder or the one above, and to no other", () => {
	using folder = temporaryFolder();
	const root = join(folder.path, "env");
	mkdirSync(join(root, "bin", "deep"), { recursive: true });
	expect(findEnvironmentRoot(join(root, "bin", "python"))).toBeUndefined();
	writeFileSync(join(root, "pyvenv.cfg"), "");
	expect(findEnvironmentRoot(join(root, "bin", "python"))).toBe(root);
	expect(findEnvironmentRoot(join(root, "python.exe"))).toBe(root);
	expect(findEnvironmentRoot(join(root, "bin", "deep", "python"))).toBeUndefined();
});
