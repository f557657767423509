import { describe, expect, test } from "bun:test";
import { placeRequirement } from "../../src/project/place-requirement.ts";
import { invalidPyproject } from "../../src/project/project-file.ts";
import { type ProjectSources, readProjectSources } from "../../src/project/project-sources.ts";
import { parseRequirement, printRequirement } from "../../src/standards/requirement.ts";
import { TableReader } from "../../src/standards/table-reader.ts";
import { parseToml } from "../../src/standards/toml.ts";

/** The sources in the lines of `[sources]`. */
function sources(lines: string): ProjectSources {
	return readProjectSources(TableReader.of(parseToml(`[sources]\n${lines}`), invalidPyproject));
}

describe("a source is", () => {
	test.each([
		['a = { index = "i" }', { kind: "index", index: "i" }],
		['a = { url = "https://x.org/a.whl" }', { kind: "url", url: "https://x.org/a.whl" }],
		[
			'a = { url = "https://x.org/a.zip", subdirectory = "s" }',
			{ kind: "url", url: "https://x.org/a.zip#subdirectory=s" },
		],
		['a = { path = "../a" }', { kind: "path", path: "../a", isEditable: false }],
		['a = { path = "a", editable = true }', { kind: "path", path: "a", isEditable: true }],
		['a = { git = "https://x.org/a", rev = "1" }', { kind: "git", repository: "https://x.org/a" }],
		['a = { git = "https://x.org/a", path = "p" }', { kind: "git", repository: "https://x.org/a" }],
		["a = { workspace = true }", { kind: "workspace" }],
	] as const)("%s", (line, place) => {
		expect(
			sources(line)
				.get("a")
				?.map((source) => source.place),
		).toEqual([place]);
	});

	test("found under the normalized name", () => {
		expect([...sources('My_Lib = { path = "x" }').keys()]).toEqual(["my-lib"]);
	});
});

describe("a source is refused", () => {
	test.each([
		["a = {}", "`sources.a.git` must be the only one of"],
		['a = { path = "p", url = "u" }', "`sources.a.url` must be the only one of"],
		['a = { path = "p", colour = 1 }', "`sources.a.colour` is no field of a source"],
		['a = { path = "p", editable = 1 }', "`sources.a.editable` is a number"],
		['a = { path = "p", marker = "x" }', "`sources.a.marker` is not valid"],
		['a = { path = "p", extra = "?" }', "`sources.a.extra` is `?` and must be a name"],
		[
			'a = [{ path = "p" }, { index = "i", marker = "os_name == \'nt\'" }]',
			'`sources.a` has several sources for one place: `everywhere` and `os_name == "nt"` overlap',
		],
	])("%s", (line, message) => {
		expect(() => sources(line)).toThrow(message);
	});

	test("unless two of them are for different extras or groups", () => {
		const line = 'a = [{ path = "p", extra = "x" }, { path = "q", extra = "y" }]';
		expect(sources(line).get("a")).toHaveLength(2);
	});
});

describe("a requirement with sources", () => {
	const table = `
a = { path = "a" }
b = { index = "i" }
c = [{ path = "w", marker = "sys_platform == 'win32'" }, { index = "i", marker = "sys_platform != 'win32'" }]
d = [{ path = "d", marker = "sys_platform == 'win32'" }]
e = [{ path = "x", extra = "x" }, { path = "g", group = "g" }]
`;
	const placed = (text: string, scope = {}) =>
		placeRequirement(parseRequirement(text), sources(table), scope).map(
			({ requirement, place }) => `${place?.kind ?? "none"}: ${printRequirement(requirement)}`,
		);

	test.each([
		["other>1", {}, ["none: other>1"]],
		["a[x]>=5 ; os_name == 'nt'", {}, ['path: a[x] ; os_name == "nt"']],
		["a @ https://x.org/a.whl", {}, ["path: a"]],
		["b>=5", {}, ["index: b>=5"]],
		["c>1", {}, ['path: c ; sys_platform == "win32"', 'index: c>1 ; sys_platform != "win32"']],
		["d>1", {}, ['path: d ; sys_platform == "win32"', 'none: d>1 ; sys_platform != "win32"']],
		["e>1", {}, ["none: e>1"]],
		["e>1", { extra: "x" }, ["path: e"]],
		["e>1", { group: "g" }, ["path: e"]],
		["e>1", { group: "x" }, ["none: e>1"]],
	])("%s %j", (text, scope, expected) => {
		expect(placed(text, scope)).toEqual(expected);
	});
});
