/** What settings change in the requirements of single packages. */
import { expect, test } from "bun:test";
import type { PackageRule } from "../../src/resolver/manifest.ts";
import { Version } from "../../src/standards/version.ts";
import { inputOf, manifestOf, pins, resolveNow, type World, WorldSource } from "./world.ts";

const world: World = {
	a: {
		"1.0": { requires: ["b>=1"] },
		"2.0": { requires: ["b>=1", "c"], extras: { x: ["d"] } },
	},
	b: { "1.0": { requires: ["c<2"] }, "2.0": {}, "3.0rc1": {} },
	c: { "1.0": {}, "2.0": {} },
	d: { "1.0": {} },
};

/** Whose requirements: a name, or `name==version`. */
function rule(
	whose: string,
	{
		overrides = [],
		excludes = [],
	}: { overrides?: readonly string[]; excludes?: readonly string[] },
): PackageRule {
	const [name = "", version] = whose.split("==");
	return {
		name,
		version: version === undefined ? undefined : Version.parse(version),
		overrides: overrides.map((text) => inputOf(text)),
		excludes,
	};
}

const cases: readonly (readonly [string, readonly PackageRule[], readonly string[]])[] = [
	["nothing", [], ["a==2.0", "b==2.0", "c==2.0"]],
	["an override", [rule("a", { overrides: ["b<2"] })], ["a==2.0", "b==1.0", "c==1.0"]],
	[
		"an override of another version",
		[rule("a==1.0", { overrides: ["b<2"] })],
		["a==2.0", "b==2.0", "c==2.0"],
	],
	[
		"an override of the version, which outranks that of all",
		[rule("a", { overrides: ["b<2", "c<2"] }), rule("a==2.0", { overrides: ["b==1.0"] })],
		["a==2.0", "b==1.0", "c==1.0"],
	],
	[
		"an override that does not hold",
		[rule("a", { overrides: ["b ; sys_platform == 'win32'"] })],
		["a==2.0", "c==2.0"],
	],
	[
		"an override that names a pre-release",
		[rule("a", { overrides: ["b>=3.0rc1"] })],
		["a==2.0", "b==3.0rc1", "c==2.0"],
	],
	[
		"an override on what it does not name",
		[rule("b", { overrides: ["d"] })],
		["a==2.0", "b==2.0", "c==2.0", "d==1.0"],
	],
	[
		"an override on what an extra of it names",
		[rule("a", { overrides: ["d"] })],
		["a==2.0", "b==2.0", "c==2.0"],
	],
	["an exclude", [rule("a", { excludes: ["b"] })], ["a==2.0", "c==2.0"]],
	[
		"an exclude, which outranks an override",
		[rule("a", { excludes: ["b", "d"], overrides: ["b<2"] })],
		["a==2.0", "c==2.0"],
	],
];

test.each(cases)("%s", (_, packageRules, expected) => {
	expect(pins(world, ["a"], { packageRules })).toEqual([...expected]);
});

test("overrides for one package outrank those for all, and excludes outrank both", () => {
	const packageRules = [rule("a", { overrides: ["b==1.0", "d"] })];
	expect(pins(world, ["a"], { packageRules, overrides: ["b==2.0"], excludes: ["d"] })).toEqual([
		"a==2.0",
		"b==1.0",
		"c==1.0",
	]);
});

test("an override for one package is told as the reason for what it brings", () => {
	const packageRules = [rule("a", { overrides: ["d"] }), rule("b", { overrides: ["d"] })];
	const outcome = resolveNow(manifestOf(["a"], { packageRules }), new WorldSource(world));
	if (outcome.kind !== "resolved") throw new Error(outcome.kind);
	const node = outcome.resolution.nodes.find(({ name }) => name === "d");
	expect(node?.askedBy.map(({ kind }) => kind)).toEqual(["override", "package"]);
});
