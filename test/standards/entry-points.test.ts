import { expect, test } from "bun:test";
import { InvalidEntryPoint, parseEntryPoints } from "../../src/standards/entry-points.ts";

const script = (line: string): string => `[console_scripts]\n${line}\n`;

test("groups, names, objects and extras are read", () => {
	const text = `
# made by hand
[console_scripts]
  black = black:patched_main
blackd=blackd:patched_main [d, e]

[gui_scripts]
win = pkg.gui : App.run
[plugins]
x y = pkg.plugin
`;
	expect(parseEntryPoints(text)).toEqual([
		{
			group: "console_scripts",
			name: "black",
			module: "black",
			attribute: "patched_main",
			extras: [],
		},
		{
			group: "console_scripts",
			name: "blackd",
			module: "blackd",
			attribute: "patched_main",
			extras: ["d", "e"],
		},
		{ group: "gui_scripts", name: "win", module: "pkg.gui", attribute: "App.run", extras: [] },
		{ group: "plugins", name: "x y", module: "pkg.plugin", attribute: undefined, extras: [] },
	]);
});

test.each([
	["a path", "../../../bin/x = m:f"],
	["a folder", "a/b = m:f"],
	["a Windows path", "a\\b = m:f"],
	["an absolute path", "/bin/x = m:f"],
	["an option", "-rf = m:f"],
	["a hidden file", ".x = m:f"],
	["an escape sequence", "a\u001bb = m:f"],
	["a drive", "c:x = m:f"],
	["a space", "a b = m:f"],
	["letters of another script", "p\u0456p = m:f"],
	["nothing", " = m:f"],
])("a script named with %s is refused", (_what, line) => {
	expect(() => parseEntryPoints(script(line))).toThrow(InvalidEntryPoint);
});

test.each([
	["no object", "x = m"],
	["no module", "x = :f"],
	["code", "x = m:f; import os"],
	["a call", "x = m:f()"],
	["a quote", `x = m:f'`],
	["a number", "x = 1m:f"],
	["an empty part", "x = m..n:f"],
	["a keyword", "x = m.class:f"],
	["a homoglyph", "x = m:\u0435val"],
	["two objects", "x = m:f:g"],
	["nothing", "x ="],
	["no equals sign", "x"],
])("a script whose reference has %s is refused", (_what, line) => {
	expect(() => parseEntryPoints(script(line))).toThrow(InvalidEntryPoint);
});

test("the same malformed lines in another group are left out", () => {
	expect(
		parseEntryPoints("[other]\nx = m:f()\n../x = m:f\ny\n= m:f\n").map(({ name }) => name),
	).toEqual(["../x"]);
});

test("a script given twice is refused, unless both say the same", () => {
	expect(() => parseEntryPoints(script("x = m:f\nx = m:g"))).toThrow("given twice");
	expect(parseEntryPoints(script("x = m:f\nx = m:f"))).toHaveLength(1);
});

test("lines before the first group and comments are skipped", () => {
	expect(parseEntryPoints("x = m:f\n; note\n# note\n")).toEqual([]);
});

test("the fault is marked in the text", () => {
	try {
		parseEntryPoints("[console_scripts]\nok = m:f\na/b = m:f\n");
		expect.unreachable();
	} catch (error) {
		expect((error as InvalidEntryPoint).excerpt).toBe("a/b = m:f\n^^^^^^^^^");
	}
});
