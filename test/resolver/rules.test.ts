/** Each rule of docs/resolution.md on the smallest world that shows it. */
import { describe, expect, test } from "bun:test";
import type { KeptDistribution, UrlWheel } from "../../src/distributions/distribution.ts";
import {
	EVERY_PROJECT,
	type InputRequirement,
	type PrereleaseMode,
	type ProjectSelection,
	type ResolutionMode,
} from "../../src/resolver/manifest.ts";
import { parseDigest } from "../../src/standards/digest.ts";
import { Version } from "../../src/standards/version.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";
import {
	inputOf,
	type ManifestOptions,
	manifestOf,
	pins,
	pinsOf,
	requirementOf,
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

describe("extras and markers", () => {
	const world: World = {
		flask: {
			"2.0": { requires: ["click"], extras: { async: ["asgiref"], dotenv: ["dotenv"] } },
			"3.0": {
				requires: ["click>=8", "colorama ; sys_platform == 'win32'"],
				extras: { Async: ["asgiref ; python_version < '3.0'", "greenlet"], all: ["flask[dotenv]"] },
			},
		},
		click: { "7.0": {}, "8.0": {} },
		colorama: { "1.0": {} },
		asgiref: { "1.0": {} },
		greenlet: { "1.0": {} },
		dotenv: { "1.0": {} },
	};
	const flask3 = ["click==8.0", "flask==3.0"];

	test.each([
		[["flask"], flask3],
		[["flask[ASYNC]"], ["click==8.0", "flask==3.0", "greenlet==1.0"]],
		[["flask[async,dotenv]<3"], ["asgiref==1.0", "click==8.0", "dotenv==1.0", "flask==2.0"]],
		[
			["flask[async]", "flask[dotenv]<3"],
			["asgiref==1.0", "click==8.0", "dotenv==1.0", "flask==2.0"],
		],
		[["flask[all]"], flask3],
		[["flask ; sys_platform == 'win32'"], []],
		[["flask ; python_full_version == '3.12.4'", "click ; os_name == 'nt'"], flask3],
	])("%p gives %p", (requirements, expected) => {
		expect(pins(world, requirements)).toEqual(expected);
	});

	test("an extra that is not there is told, and asks for nothing", () => {
		const outcome = resolveNow(manifestOf(["flask[nope]"]), new WorldSource(world));
		expect(pinsOf(outcome)).toEqual(flask3);
		if (outcome.kind !== "resolved") throw new Error(outcome.kind);
		expect(outcome.resolution.diagnostics.map((one) => `${one.kind} ${one.name}`)).toEqual([
			"missing-extra flask",
		]);
	});

	test("a release that asks for itself", () => {
		const loop: World = { a: { "1.0": { requires: ["a"] }, "2.0": { requires: ["a<2"] } } };
		expect(pins(loop, ["a"])).toEqual(["a==1.0"]);
	});

	test("cycles end", () => {
		const loop: World = {
			a: { "1.0": { requires: ["b[x]"] } },
			b: { "1.0": { requires: ["a"], extras: { x: ["a", "b[x]"] } } },
		};
		expect(pins(loop, ["a"])).toEqual(["a==1.0", "b==1.0"]);
	});
});

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

	test.each([
		["is kept where it fits", ["a"], {}, ["a==1.0", "b==1.5"]],
		["gives way where it does not fit", ["a>1"], {}, ["a==2.0", "b==1.5"]],
		["gives way to --upgrade", ["a"], { upgrade: EVERY_PROJECT }, ["a==2.0", "b==2.0"]],
		["gives way to --upgrade-package", ["a"], { upgrade: these("b") }, ["a==1.0", "b==2.0"]],
		[
			"is not kept when it is to be reinstalled",
			["a"],
			{ reinstall: these("b") },
			["a==1.0", "b==2.0"],
		],
	] as const)("%s", (_name, requirements, policy, expected) => {
		expect(pins(world, requirements, { installed, policy })).toEqual([...expected]);
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

describe("constraints, overrides and modes", () => {
	const world: World = {
		a: { "1.0": { requires: ["b>=1.0"] }, "2.0": { requires: ["b>=2.0"] } },
		b: { "1.0": {}, "2.0": {}, "2.0+cu118": {}, "3.0": {} },
	};
	const modes: readonly (readonly [ResolutionMode, readonly string[]])[] = [
		["highest", ["a==2.0", "b==3.0"]],
		["lowest", ["a==1.0", "b==1.0"]],
		["lowest-direct", ["a==1.0", "b==3.0"]],
	];

	test.each(modes)("--resolution %s", (mode, expected) => {
		expect(pins(world, ["a"], { policy: { mode } })).toEqual([...expected]);
	});

	test("a constraint narrows, and adds nothing", () => {
		expect(pins(world, ["a"], { constraints: ["b<2", "c==1"] })).toEqual(["a==1.0", "b==1.0"]);
		expect(pins(world, ["a"], { constraints: ["b<2 ; sys_platform == 'win32'"] })).toEqual([
			"a==2.0",
			"b==3.0",
		]);
	});

	test("an override replaces requirements, those of the inputs too", () => {
		expect(pins(world, ["a"], { overrides: ["b==1.0"] })).toEqual(["a==2.0", "b==1.0"]);
		expect(pins(world, ["a", "b>=3"], { overrides: ["b==1.0"] })).toEqual(["a==2.0", "b==1.0"]);
	});

	test("--no-deps takes what the inputs name, and reads no metadata", () => {
		class Blind extends WorldSource {
			override metadata(): never {
				throw new Error("nobody asks");
			}
		}
		const manifest = manifestOf(["a[x]", "b<3"], { policy: { withDependencies: false } });
		expect(pinsOf(resolveNow(manifest, new Blind(world)))).toEqual(["a==2.0", "b==2.0+cu118"]);
	});

	test.each([
		["b==2.0", "b==2.0+cu118"],
		["b==2.0+cu118", "b==2.0+cu118"],
		["b<=2.0", "b==2.0+cu118"],
		["b>1.0,<3", "b==2.0+cu118"],
	])("local versions: %s gives %s", (requirement, expected) => {
		expect(pins(world, [requirement])).toEqual([expected]);
	});

	test("> does not take a local version of its own", () => {
		const local: World = { a: { "1.0": {}, "1.0+1": {} } };
		expect(pins(local, ["a>1.0"])).toEqual(["unsatisfiable"]);
	});

	test("two inputs on one project must both hold", () => {
		expect(pins(world, ["b==1.0", "b==2.0"])).toEqual(["unsatisfiable"]);
		expect(pins(world, ["b>1.0", "b<3"])).toEqual(["b==2.0+cu118"]);
	});

	test("lowest tells of a requirement that has no lower bound", () => {
		const open: World = { a: { "1.0": { requires: ["b"] } }, b: { "1.0": {} } };
		const outcome = resolveNow(
			manifestOf(["a>=1"], { policy: { mode: "lowest" } }),
			new WorldSource(open),
		);
		if (outcome.kind !== "resolved") throw new Error(outcome.kind);
		expect(outcome.resolution.diagnostics).toEqual([{ kind: "unbounded", name: "b", asker: "a" }]);
	});
});

describe("direct URLs", () => {
	function wheelInput(name: string, version: string, host = "example.com"): InputRequirement {
		const given = `${name}-${version}-py3-none-any.whl`;
		const url = `https://${host}/${given}`;
		const distribution: UrlWheel = {
			kind: "url-wheel",
			name,
			version: Version.parse(version),
			filename: parseWheelFilename(given),
			url,
			given: url,
			digests: [],
		};
		return { ...inputOf(`${name} @ ${url}`), distribution };
	}
	const world: World = {
		a: { "1.0": {}, "2.0": {} },
		parent: { "1.0": { requires: ["a>=2"] } },
		bringing: { "1.0": { requires: ["a @ https://example.com/a-1.0-py3-none-any.whl"] } },
	};
	const source = () => {
		const made = new WorldSource(world);
		made.direct.set("a", { requires: [] });
		made.direct.set("chain", { requires: ["a @ https://example.com/a-1.0-py3-none-any.whl"] });
		made.direct.set("sources", { requires: ["a @ https://example.com/a-1.0.tar.gz"] });
		return made;
	};
	const answer = (inputs: readonly (string | InputRequirement)[]) =>
		pinsOf(resolveNow(manifestOf(inputs), source()));

	test("is the only candidate of its project, and the index is not asked", () => {
		const asked = source();
		expect(pinsOf(resolveNow(manifestOf([wheelInput("a", "1.5")]), asked))).toEqual(["a==1.5"]);
		expect(asked.asked).toEqual([]);
		expect(answer(["parent", wheelInput("a", "1.5")])).toEqual(["unsatisfiable"]);
		expect(answer(["parent", wheelInput("a", "2.5")])).toEqual(["a==2.5", "parent==1.0"]);
	});

	test("two URLs of one project are refused, and both are named", () => {
		expect(() => answer([wheelInput("a", "1.0"), wheelInput("a", "1.0", "example.org")])).toThrow(
			/example\.com.*\n.*example\.org/,
		);
	});

	test("one that a package from an index brings is refused, unless an input names it", () => {
		expect(() => answer(["bringing"])).toThrow("`bringing` depends on `a` by URL");
		expect(answer(["bringing", wheelInput("a", "1.0")])).toEqual(["a==1.0", "bringing==1.0"]);
	});

	test("one that a URL package brings is followed", () => {
		expect(answer([wheelInput("chain", "1.0")])).toEqual(["a==1.0", "chain==1.0"]);
		expect(() => answer([wheelInput("sources", "1.0")])).toThrow("only wheels are supported");
	});
});

describe("priority", () => {
	const world: World = {
		left: { "1.0": { requires: ["right==1.0"] }, "2.0": { requires: ["right==1.0"] } },
		right: { "1.0": {}, "2.0": { requires: ["left==1.0"] } },
	};

	test("goes by the user's order: both answers are right", () => {
		const other: World = {
			left: { "1.0": {}, "2.0": { requires: ["right==1.0"] } },
			right: { "1.0": {}, "2.0": { requires: ["left==1.0"] } },
		};
		expect(pins(other, ["left", "right"])).toEqual(["left==2.0", "right==1.0"]);
		expect(pins(other, ["right", "left"])).toEqual(["left==1.0", "right==2.0"]);
		expect(pins(other, ["right", "left>1"])).toEqual(["left==2.0", "right==1.0"]);
	});

	test("a pin comes before all that is not pinned", () => {
		expect(pins(world, ["right", "left==1.0"])).toEqual(["left==1.0", "right==1.0"]);
	});
});

describe("metadata that is not to be had", () => {
	test.each([
		["invalid", ["a==1.0"]],
		["offline", ["a==1.0"]],
	] as const)("%s: another version is tried", (metadata, expected) => {
		expect(pins({ a: { "1.0": {}, "2.0": { metadata } } }, ["a"])).toEqual([...expected]);
	});

	test("needs-build names the distribution", () => {
		const world: World = { a: { "1.0": {}, "2.0": { tags: [], metadata: "needs-build" } } };
		const outcome = resolveNow(manifestOf(["a"]), new WorldSource(world));
		if (outcome.kind !== "needs-build") throw new Error(outcome.kind);
		expect(outcome.distribution.version.toString()).toBe("2.0");
	});
});

test("the graph says who asked for what", () => {
	const world: World = {
		flask: { "3.0": { requires: ["click>=8"], extras: { async: ["asgiref>=3", "click>=7"] } } },
		click: { "8.1": {} },
		asgiref: { "3.8": { requires: ["typing-extensions ; python_version < '3.11'"] } },
	};
	const manifest = manifestOf(["flask[async]", "click"], { constraints: ["click<9"] });
	const outcome = resolveNow(manifest, new WorldSource(world));
	if (outcome.kind !== "resolved") throw new Error(outcome.kind);
	const shown = outcome.resolution.nodes.map(({ name, extras, askedBy, requires }) => ({
		name,
		extras,
		askedBy: askedBy.map((asker) =>
			asker.kind === "package"
				? `${asker.name}[${asker.extra ?? ""}] ${asker.requirement.specifiers}`
				: `${asker.kind} ${JSON.stringify(asker.input.origin)}`,
		),
		requires: requires.map((edge) => edge.name),
	}));
	expect(shown).toEqual([
		{ name: "asgiref", extras: [], askedBy: ["flask[async] >=3"], requires: [] },
		{
			name: "click",
			extras: [],
			askedBy: [
				'input {"file":"requirements.in","line":2}',
				'constraint {"file":"constraints.txt","line":1}',
				"flask[] >=8",
				"flask[async] >=7",
			],
			requires: [],
		},
		{
			name: "flask",
			extras: ["async"],
			askedBy: ['input {"file":"requirements.in","line":1}'],
			requires: ["click", "asgiref", "click"],
		},
	]);
	expect(outcome.resolution.nodes[1]?.digests()).toEqual([parseDigest(`sha256:${"0".repeat(64)}`)]);
	expect(requirementOf("click").name).toBe("click");
});
