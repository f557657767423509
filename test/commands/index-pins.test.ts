import { expect, test } from "bun:test";
import { indexPinsOf } from "../../src/commands/index-pins.ts";
import type { ProjectDirectory } from "../../src/distributions/distribution.ts";
import type { InputRequirement } from "../../src/resolver/manifest.ts";
import { fromMarkerVariables } from "../../src/standards/marker-environment.ts";
import { parseRequirement } from "../../src/standards/requirement.ts";
import { Version } from "../../src/standards/version.ts";

const LINUX = fromMarkerVariables({
	os_name: "posix",
	sys_platform: "linux",
	platform_machine: "x86_64",
	platform_python_implementation: "CPython",
	platform_release: "6.1",
	platform_system: "Linux",
	platform_version: "1",
	python_version: "3.12",
	python_full_version: "3.12.1",
	implementation_name: "cpython",
	implementation_version: "3.12.1",
});

function input(text: string, index?: string, distribution?: ProjectDirectory): InputRequirement {
	const requirement = parseRequirement(text);
	return { requirement, origin: "command line", hashes: [], distribution, index };
}

/** The project `name` with pins `[requirement, index]` and the folders that it leads to. */
function folder(
	name: string,
	pins: readonly (readonly [string, string])[],
	leadsTo: readonly ProjectDirectory[] = [],
): ProjectDirectory {
	return {
		...{ kind: "directory", name, version: Version.parse("1"), path: `/${name}`, given: name },
		...{ isEditable: false, requiresDist: [], requiresPython: undefined, providesExtra: ["x"] },
		references: new Map(leadsTo.map((one) => [one.path, one])),
		pins: pins.map(([text, index]) => ({ requirement: parseRequirement(text), index })),
	};
}

const cases: readonly (readonly [
	string,
	readonly InputRequirement[],
	readonly (readonly [string, string])[],
])[] = [
	["nothing", [input("a")], []],
	["an input", [input("A_a>1", "i")], [["a-a", "i"]]],
	["one that does not hold", [input("a ; sys_platform == 'win32'", "i"), input("a")], []],
	["the same twice", [input("a", "i"), input("a<2", "i")], [["a", "i"]]],
	["a folder", [input("f @ file:///f", undefined, folder("f", [["a", "i"]]))], [["a", "i"]]],
	[
		"extras of a folder",
		[input("f @ file:///f", undefined, folder("f", [["a ; extra == 'x'", "i"]]))],
		[["a", "i"]],
	],
	[
		"a folder behind another",
		[input("f @ file:///f", undefined, folder("f", [], [folder("g", [["a", "i"]])]))],
		[["a", "i"]],
	],
];

test.each(cases)("%s", (_, inputs, expected) => {
	expect([...indexPinsOf(inputs, LINUX)]).toEqual(expected.map((pin) => [...pin]));
});

test("without a target all count", () => {
	expect([...indexPinsOf([input("a ; sys_platform == 'win32'", "i")], undefined)]).toEqual([
		["a", "i"],
	]);
});

test("two indexes for one project are refused", () => {
	expect(() => indexPinsOf([input("a", "i"), input("a", "j")], LINUX)).toThrow(
		"Cannot choose an index for `a`: its sources name `i` and `j`",
	);
});
