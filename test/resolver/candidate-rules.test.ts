/** Each rule of docs/resolution.md on the smallest world that shows it. */
import { describe, expect, test } from "bun:test";
import type { KeptDistribution } from "../../src/distributions/distribution.ts";
import {
	EVERY_PROJECT,
	type InputRequirement,
	type ProjectSelection,
} from "../../src/resolver/manifest.ts";
import { parseDigest } from "../../src/standards/digest.ts";
import { Version } from "../../src/standards/version.ts";
import {
	inputOf,
	type ManifestOptions,
	manifestOf,
	pins,
	resolveNow,
	targetOf,
	type World,
	WorldSource,
} from "./world.ts";

const these = (...names: string[]): ProjectSelection => ({ all: false, names: new Set(names) });

function kept(name: string, version: string): [string, KeptDistribution] {
	const path = `/env/${name}-${version}.dist-info`;
	return [
		name,
		{ kind: "installed", name, version: Version.parse(version), path, directUrl: undefined },
	];
}

describe("Requires-Python", () => {
	test.each([
		["3.12.4", ">=3.12", true],
		["3.12.4", ">=3.12.5", false],
		["3.12.4", ">=3.13", false],
		["3.13.0b1", ">=3.13", true],
		["3.13.0b1", ">=3.13.0rc1", true],
		["3.12.4", "<3.12", true],
		["3.12.4", ">=3.8,<3.10", true],
		["3.12.4", "~=3.8", true],
		["3.12.4", "==3.9.*", true],
		["3.12.4", ">3.12.4", false],
		["3.12.4", ">3.12", true],
		["3.12.4", "!=3.12.4", true],
		["3.9.0", ">=3.9,!=3.9.0,!=3.9.1", false],
		["3.9.2", ">=3.9,!=3.9.0,!=3.9.1", true],
		["3.9.7", ">=3.9,!=3.9.*", false],
		["3.9.7", ">=3.8,!=3.9.*", true],
		["3.12.4", ">=3.12.*", true],
		["3.12.4", "what?", true],
	])("on %s, a release for %p counts as fitting: %p", (python, requiresPython, fits) => {
		const world: World = { a: { "1.0": {}, "2.0": { requiresPython, metadata: "invalid" } } };
		const readable: World = { a: { "1.0": {}, "2.0": { requiresPython } } };
		const isReadable = !["what?", ">=3.12.*"].includes(requiresPython);
		const expected = fits && isReadable ? "a==2.0" : "a==1.0";
		expect(pins(isReadable ? readable : world, ["a"], { target: targetOf(python) })).toEqual([
			expected,
		]);
	});

	test("what only the metadata says counts too", () => {
		const world: World = { a: { "1.0": {}, "2.0": { hiddenRequiresPython: ">=3.13" } } };
		expect(pins(world, ["a"])).toEqual(["a==1.0"]);
	});
});

describe("files", () => {
	function chosen(release: World[string][string], options?: ManifestOptions): string {
		const outcome = resolveNow(
			manifestOf(["a"], options),
			new WorldSource({ a: { "1.0": release } }),
		);
		if (outcome.kind !== "resolved") return outcome.kind;
		const distribution = outcome.resolution.nodes[0]?.distribution;
		return distribution !== undefined && "filename" in distribution
			? distribution.filename.given
			: "?";
	}

	test.each([
		[{ tags: ["py3-none-any", "cp312-cp312-linux_x86_64"] }, "a-1.0-cp312-cp312-linux_x86_64.whl"],
		[{ tags: ["py3-none-any"], builds: ["", "1", "2b", "2a"] }, "a-1.0-2b-py3-none-any.whl"],
		[{ tags: ["cp312-cp312-win_amd64"] }, "a-1.0.tar.gz"],
		[{ tags: ["cp312-cp312-win_amd64"], sdist: false }, "unsatisfiable"],
		[{ tags: [], metadata: "needs-build" as const }, "needs-build"],
		[{ tags: ["cp312-cp312-win_amd64"], metadata: "needs-build" as const }, "a-1.0.tar.gz"],
		[{ yanked: "broken" }, "unsatisfiable"],
	])("%p: %s", (release, expected) => {
		expect(chosen(release)).toBe(expected);
	});

	test("--no-binary and --only-binary, by name and for all", () => {
		expect(chosen({}, { policy: { noBinary: these("a") } })).toBe("a-1.0.tar.gz");
		expect(chosen({}, { policy: { noBinary: EVERY_PROJECT } })).toBe("a-1.0.tar.gz");
		expect(chosen({ tags: [] }, { policy: { onlyBinary: these("a") } })).toBe("unsatisfiable");
		const policy = { noBinary: EVERY_PROJECT, onlyBinary: these("a") };
		expect(chosen({}, { policy })).toBe("a-1.0-py3-none-any.whl");
		expect(chosen({}, { policy: { noBinary: EVERY_PROJECT, onlyBinary: EVERY_PROJECT } })).toBe(
			"unsatisfiable",
		);
	});

	test("the newest release wins even as a source distribution, and an older wheel does not hide it", () => {
		const world: World = { a: { "1.0": {}, "2.0": { tags: [] } } };
		expect(pins(world, ["a"])).toEqual(["a==2.0"]);
	});

	test("a file whose hash was asked for comes first", () => {
		const digests = [parseDigest(`sha256:${"a".repeat(64)}`)];
		const input: InputRequirement = { ...inputOf("a==1.0"), hashes: digests };
		const world: World = { a: { "1.0": { digests } } };
		expect(pins(world, [input], { policy: { requireHashes: true } })).toEqual(["a==1.0"]);
	});

	test("--require-hashes refuses what has no pin, no hash, or was not among the inputs", () => {
		const hashes = [parseDigest(`sha256:${"a".repeat(64)}`)];
		const policy = { requireHashes: true };
		const world: World = { a: { "1.0": { requires: ["b"] } }, b: { "1.0": {} } };
		expect(() => pins(world, [{ ...inputOf("a>=1"), hashes }], { policy })).toThrow("not pinned");
		expect(() => pins(world, ["a==1.0"], { policy })).toThrow("has no hash");
		expect(() => pins(world, [{ ...inputOf("a==1.0"), hashes }], { policy })).toThrow(
			"`a` depends on it, and it is not among the inputs",
		);
	});

	test("--exclude-newer leaves out what was uploaded then or later, or at no known time", () => {
		const world: World = {
			a: { "1.0": { uploadTime: 100 }, "2.0": { uploadTime: 200 }, "3.0": {} },
		};
		expect(pins(world, ["a"], { policy: { excludeNewer: 200 } })).toEqual(["a==1.0"]);
		expect(pins(world, ["a"], { policy: { excludeNewer: 201 } })).toEqual(["a==2.0"]);
	});

	test("--exclude-newer-package stands in place of --exclude-newer, and may exempt", () => {
		const releases = { "1.0": { uploadTime: 100 }, "2.0": { uploadTime: 200 }, "3.0": {} };
		const world: World = { a: releases, b: releases, c: releases };
		const policy = {
			excludeNewer: 201,
			excludeNewerPackages: new Map([
				["b", 150],
				["c", undefined],
			]),
		};
		expect(pins(world, ["a", "b", "c"], { policy })).toEqual(["a==2.0", "b==1.0", "c==3.0"]);
	});
});

describe("yanked files", () => {
	const world: World = {
		a: { "1.0": {}, "2.0": { yanked: "it eats disks" } },
		b: { "1.0": { requires: ["a==2.0"] } },
		c: { "1.0": { yanked: "sdist only" } },
	};

	test.each([
		[["a"], ["a==1.0"]],
		[["a==2.0"], ["a==2.0"]],
		[["a===2.0"], ["a==2.0"]],
		[["a==2.0,>1"], ["unsatisfiable"]],
		[["a==2.*"], ["unsatisfiable"]],
		[["b"], ["unsatisfiable"]],
		[
			["b", "a==2.0"],
			["a==2.0", "b==1.0"],
		],
		[["c"], ["c==1.0"]],
	])("%p gives %p", (requirements, expected) => {
		expect(pins(world, requirements)).toEqual(expected);
	});

	test("one that is chosen is told with its reason", () => {
		const outcome = resolveNow(manifestOf(["a==2.0"]), new WorldSource(world));
		if (outcome.kind !== "resolved") throw new Error(outcome.kind);
		const [diagnostic] = outcome.resolution.diagnostics;
		expect(diagnostic?.kind === "yanked" && diagnostic.reason).toBe("it eats disks");
	});

	test("one that is pinned already stays", () => {
		const preferences = new Map([["a", Version.parse("2.0")]]);
		expect(pins(world, ["a"], { preferences })).toEqual(["a==2.0"]);
	});
});

describe("what is there already", () => {
	const world: World = {
		a: { "1.0": { requires: ["b"] }, "2.0": { requires: ["b"] } },
		b: { "1.0": {}, "2.0": {} },
	};
	const installed = new Map([kept("a", "1.0"), kept("b", "1.5")]);

	test("is kept where it fits", () => {
		expect(pins(world, ["a"], { installed })).toEqual(["a==1.0", "b==1.5"]);
	});

	test("gives way where it does not fit", () => {
		expect(pins(world, ["a>1"], { installed })).toEqual(["a==2.0", "b==1.5"]);
	});

	test.each([
		["--upgrade", { upgrade: EVERY_PROJECT }, ["a==2.0", "b==2.0"]],
		["--upgrade-package b", { upgrade: these("b") }, ["a==1.0", "b==2.0"]],
		["--reinstall-package b", { reinstall: these("b") }, ["a==1.0", "b==2.0"]],
	] as const)("gives way to %s", (_name, policy, expected) => {
		expect(pins(world, ["a"], { installed, policy })).toEqual([...expected]);
	});

	test("is the candidate of its own version, without a file", () => {
		const outcome = resolveNow(manifestOf(["a"], { installed }), new WorldSource(world));
		if (outcome.kind !== "resolved") throw new Error(outcome.kind);
		expect(outcome.resolution.nodes.map(({ distribution }) => distribution.kind)).toEqual([
			"installed",
			"installed",
		]);
		const policy = { reinstall: EVERY_PROJECT };
		const again = resolveNow(manifestOf(["a==1.0"], { installed, policy }), new WorldSource(world));
		if (again.kind !== "resolved") throw new Error(again.kind);
		expect(again.resolution.nodes[0]?.distribution.kind).toBe("registry-wheel");
	});

	test("stays at an upgrade whose newest version it is", () => {
		const newest = new Map([kept("b", "2.0")]);
		const manifest = manifestOf(["b"], { installed: newest, policy: { upgrade: EVERY_PROJECT } });
		const outcome = resolveNow(manifest, new WorldSource(world));
		if (outcome.kind !== "resolved") throw new Error(outcome.kind);
		expect(outcome.resolution.nodes[0]?.distribution.kind).toBe("installed");
	});

	test("a pin of an earlier output comes before what is installed", () => {
		const preferences = new Map([["b", Version.parse("1.0")]]);
		expect(pins(world, ["b"], { installed, preferences })).toEqual(["b==1.0"]);
	});

	test("a project that only the environment has can be kept", () => {
		expect(pins({}, ["mine"], { installed: new Map([kept("mine", "1.0")]) })).toEqual([
			"mine==1.0",
		]);
	});
});
