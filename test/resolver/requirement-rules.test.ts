/** Each rule of docs/resolution.md on the smallest world that shows it. */
import { describe, expect, test } from "bun:test";
import type { UrlWheel } from "../../src/distributions/distribution.ts";
import type { InputRequirement, ResolutionMode } from "../../src/resolver/manifest.ts";
import { parseDigest } from "../../src/standards/digest.ts";
import { Version } from "../../src/standards/version.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";
import {
	inputOf,
	manifestOf,
	pins,
	pinsOf,
	requirementOf,
	resolveNow,
	type World,
	WorldSource,
} from "./world.ts";

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

	/** For all platforms, with Pythons from 3.12 on. */
	function pinsEverywhere(loop: World, wanted: readonly string[]): readonly string[] {
		const target = {
			kind: "universal" as const,
			pythonVersion: Version.parse("3.12"),
			environments: [],
			requiredEnvironments: [],
			forkStrategy: "requires-python" as const,
		};
		const outcome = resolveNow(manifestOf(wanted, { target }), new WorldSource(loop));
		if (outcome.kind !== "resolved") return [outcome.kind];
		return outcome.resolution.nodes.map(
			({ name, version, need }) => `${name}==${version} ; ${need?.base.toUsualText() ?? ""}`,
		);
	}

	test("a release that asks for another version of itself somewhere is passed over there only", () => {
		const loop: World = {
			a: { "1.0": {}, "2.0": { requires: ["a<2 ; sys_platform == 'win32'"] } },
		};
		expect(pins(loop, ["a"])).toEqual(["a==2.0"]);
		expect(pinsEverywhere(loop, ["a"])).toEqual([
			"a==1.0 ; sys_platform == 'win32'",
			"a==2.0 ; sys_platform != 'win32'",
		]);
	});

	test.each([
		["3.13", ["a==1.0 ; "]],
		["3.12", ["unsatisfiable"]],
	])(
		"an extra that asks for another version of itself, asked for from Python %s on",
		(from, expected) => {
			const extras = {
				inner: [],
				middle: ["a[inner]>=2 ; python_version < '3.13'"],
				outer: [`a[middle] ; python_version >= '${from}'`],
			};
			expect(pinsEverywhere({ a: { "1.0": { extras } } }, ["a[outer]"])).toEqual(expected);
		},
	);

	test("cycles end", () => {
		const loop: World = {
			a: { "1.0": { requires: ["b[x]"] } },
			b: { "1.0": { requires: ["a"], extras: { x: ["a", "b[x]"] } } },
		};
		expect(pins(loop, ["a"])).toEqual(["a==1.0", "b==1.0"]);
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

	test("an override that does not hold leaves nothing of what it replaces", () => {
		const overrides = ["b ; sys_platform == 'win32'"];
		expect(pins(world, ["a"], { overrides })).toEqual(["a==2.0"]);
		expect(pins(world, ["a", "b>=3"], { overrides })).toEqual(["a==2.0"]);
	});

	test("an override replaces requirements, those of the inputs too", () => {
		expect(pins(world, ["a"], { overrides: ["b==1.0"] })).toEqual(["a==2.0", "b==1.0"]);
		expect(pins(world, ["a", "b>=3"], { overrides: ["b==1.0"] })).toEqual(["a==2.0", "b==1.0"]);
	});

	test("an override that does not hold for the target takes the requirement away", () => {
		const overrides = ["b==1.0 ; sys_platform == 'win32'"];
		expect(pins(world, ["a"], { overrides })).toEqual(["a==2.0"]);
		expect(pins(world, ["a", "b>=3"], { overrides })).toEqual(["a==2.0"]);
	});

	test("what is excluded is left out, whoever asks and whatever overrides it", () => {
		expect(pins(world, ["a"], { excludes: ["b"] })).toEqual(["a==2.0"]);
		expect(pins(world, ["a", "b>=3"], { excludes: ["b"], overrides: ["b==1.0"] })).toEqual([
			"a==2.0",
		]);
		expect(pins(world, ["a"], { excludes: ["a"] })).toEqual([]);
	});

	test("an override is told beside what it replaces", () => {
		const told = (requirements: string[]) => {
			const manifest = manifestOf(requirements, { overrides: ["b==1.0"], constraints: ["b"] });
			const outcome = resolveNow(manifest, new WorldSource(world));
			if (outcome.kind !== "resolved") throw new Error(outcome.kind);
			const node = outcome.resolution.nodes.find(({ name }) => name === "b");
			return node?.askedBy.map((asker) =>
				asker.kind === "package"
					? asker.name
					: `${asker.kind} ${asker.input.requirement.specifiers}`,
			);
		};
		expect(told(["a"])).toEqual(["override ==1.0", "a"]);
		expect(told(["a", "b>=3"])).toEqual(["input >=3", "override ==1.0", "a"]);
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

	test.each([
		["lowest", "a", ["a"]],
		["lowest-direct", "a<2,!=1.5", ["a"]],
		["lowest-direct", "a>=1", []],
		["lowest-direct", "a~=1.0", []],
		["highest", "a", []],
	] as const)("%s, %s: the inputs give %p no lower bound", (mode, requirement, expected) => {
		const outcome = resolveNow(
			manifestOf([requirement], { policy: { mode } }),
			new WorldSource({ a: { "1.0": {}, "2.0": {} } }),
		);
		if (outcome.kind !== "resolved") throw new Error(outcome.kind);
		const { diagnostics } = outcome.resolution;
		expect(diagnostics).toEqual(
			expected.map((name) => ({ kind: "unbounded", name, asker: undefined })),
		);
	});

	test("a lower bound of a constraint is one", () => {
		const outcome = resolveNow(
			manifestOf(["a"], { constraints: ["a>=1"], policy: { mode: "lowest" } }),
			new WorldSource({ a: { "1.0": {} } }),
		);
		expect(outcome.kind === "resolved" && outcome.resolution.diagnostics).toEqual([]);
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

	test("one that nobody could look up is refused, with its place", () => {
		expect(() => answer(["a @ https://user:secret@example.com/a-1.0.tar.gz"])).toThrow(
			"`a @ https://user:****@example.com/a-1.0.tar.gz` (requirements.in line 1)",
		);
	});

	test("two URLs of one project are refused, and both are named", () => {
		expect(() => answer([wheelInput("a", "1.0"), wheelInput("a", "1.0", "example.org")])).toThrow(
			/example\.com.*\n.*example\.org/,
		);
	});

	test("one that a package from an index brings is refused, unless an input names it", () => {
		expect(() => answer(["bringing"])).toThrow("`bringing` depends on `a` by URL");
		expect(answer(["bringing", wheelInput("a", "1.0")])).toEqual(["a==1.0", "bringing==1.0"]);
		expect(() => answer(["bringing", wheelInput("a", "1.0", "example.org")])).toThrow("by URL");
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
