/** Each rule of docs/resolution.md on the smallest world that shows it. */
import { describe, expect, test } from "bun:test";
import type { PrereleaseMode } from "../../src/resolver/manifest.ts";
import { Version } from "../../src/standards/version.ts";
import { pins, type World } from "./world.ts";

describe("pre-releases", () => {
	const world: World = {
		a: { "1.0": {}, "2.0": {}, "3.0rc1": {} },
		only: { "1.0a1": {}, "1.0a2": {} },
		parent: { "1.0": { requires: ["a>=3.0rc1"] } },
		asking: { "1.0": { requires: ["a>2.0"] } },
	};
	const table: readonly (readonly [PrereleaseMode, readonly string[], readonly string[]])[] = [
		["if-necessary-or-explicit", ["a"], ["a==2.0"]],
		["if-necessary-or-explicit", ["a>=2.0rc1"], ["a==3.0rc1"]],
		["if-necessary-or-explicit", ["a!=1.0rc1"], ["a==2.0"]],
		["if-necessary-or-explicit", ["a>2.0"], ["unsatisfiable"]],
		["if-necessary-or-explicit", ["only"], ["only==1.0a2"]],
		["if-necessary-or-explicit", ["parent"], ["unsatisfiable"]],
		["if-necessary-or-explicit", ["parent", "a>=1.0rc1"], ["a==3.0rc1", "parent==1.0"]],
		["if-necessary", ["a"], ["a==2.0"]],
		["if-necessary", ["a>2.0"], ["a==3.0rc1"]],
		["if-necessary", ["asking"], ["a==3.0rc1", "asking==1.0"]],
		["explicit", ["only"], ["unsatisfiable"]],
		["explicit", ["a>=1.0rc1"], ["a==2.0"]],
		["explicit", ["a>2.0rc1,>2.0"], ["a==3.0rc1"]],
		["allow", ["a"], ["a==3.0rc1"]],
		["allow", ["asking"], ["a==3.0rc1", "asking==1.0"]],
		["disallow", ["a>=3.0rc1"], ["unsatisfiable"]],
		["disallow", ["only"], ["unsatisfiable"]],
	];
	test.each(table)("%s: %p gives %p", (prereleases, requirements, expected) => {
		expect(pins(world, requirements, { policy: { prereleases } })).toEqual([...expected]);
	});

	test("a mode of one project's own stands in place of the mode of all", () => {
		const opened = { prereleasePackages: new Map([["a", "allow" as const]]) };
		expect(pins(world, ["parent"], { policy: opened })).toEqual(["a==3.0rc1", "parent==1.0"]);
		const closed = {
			prereleases: "allow" as const,
			prereleasePackages: new Map([["a", "disallow" as const]]),
		};
		expect(pins(world, ["a", "only"], { policy: closed })).toEqual(["a==2.0", "only==1.0a2"]);
	});

	test("one that is pinned is not kept where the project's own mode is disallow", () => {
		const preferences = new Map([["a", Version.parse("3.0rc1")]]);
		const policy = { prereleasePackages: new Map([["a", "disallow" as const]]) };
		expect(pins(world, ["a"], { preferences, policy })).toEqual(["a==2.0"]);
	});

	test("a constraint that names one opens its project", () => {
		expect(pins(world, ["parent"], { constraints: ["a>=0.1a1"] })).toEqual([
			"a==3.0rc1",
			"parent==1.0",
		]);
	});

	test("one that is pinned already is kept, but not under disallow", () => {
		const preferences = new Map([["a", Version.parse("3.0rc1")]]);
		expect(pins(world, ["a"], { preferences })).toEqual(["a==3.0rc1"]);
		expect(pins(world, ["a"], { preferences, policy: { prereleases: "disallow" } })).toEqual([
			"a==2.0",
		]);
	});

	test("the order of requirements does not decide whether they are allowed", () => {
		const expected = ["a==3.0rc1", "parent==1.0"];
		expect(pins(world, ["a>=1.0rc1", "parent"])).toEqual(expected);
		expect(pins(world, ["parent", "a>=1.0rc1"])).toEqual(expected);
	});
});
