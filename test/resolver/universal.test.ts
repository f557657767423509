/** Answers for all environments at once. See docs/resolution.md#all-platforms-at-once. */
import { describe, expect, test } from "bun:test";
import type { ForkStrategy, UniversalTarget } from "../../src/resolver/manifest.ts";
import type { Resolution, ResolutionNode } from "../../src/resolver/resolution.ts";
import type { ResolutionOutcome } from "../../src/resolver/resolution-outcome.ts";
import { Marker } from "../../src/standards/marker.ts";
import {
	fromMarkerVariables,
	type MarkerEnvironment,
} from "../../src/standards/marker-environment.ts";
import { Version } from "../../src/standards/version.ts";
import { type SeededRandom, seededRandom } from "../support/seeded-random.ts";
import {
	type ManifestOptions,
	manifestOf,
	requirementOf,
	resolveNow,
	targetOf,
	type World,
	type WorldRelease,
	WorldSource,
} from "./world.ts";

interface Wish {
	readonly forkStrategy?: ForkStrategy;
	readonly environments?: readonly string[];
	readonly required?: readonly string[];
}

function targetFor({ forkStrategy = "requires-python", environments = [], required = [] }: Wish) {
	const target: UniversalTarget = {
		kind: "universal",
		pythonVersion: Version.parse("3.12"),
		environments: environments.map((text) => Marker.parse(text)),
		requiredEnvironments: required.map((text) => Marker.parse(text)),
		forkStrategy,
	};
	return target;
}

function solve(
	world: World,
	requirements: readonly string[],
	options: ManifestOptions & Wish = {},
): ResolutionOutcome {
	const manifest = manifestOf(requirements, { ...options, target: targetFor(options) });
	return resolveNow(manifest, new WorldSource(world));
}

/** `name==version ; marker`, or why there is none. */
function told(outcome: ResolutionOutcome): readonly string[] {
	if (outcome.kind !== "resolved") return [outcome.kind];
	return outcome.resolution.nodes.map(({ name, version, extras, need }) => {
		const shown = extras.length === 0 ? name : `${name}[${extras.join(",")}]`;
		const marker = need?.base.toUsualText() ?? "";
		return `${shown}==${version}${marker === "" ? "" : ` ; ${marker}`}`;
	});
}

function answer(...given: Parameters<typeof solve>): readonly string[] {
	return told(solve(...given));
}

const TWO: World = { a: { "1.0": {}, "2.0": {} } };

describe("one version where one will do", () => {
	test("without markers there are none in the answer", () => {
		expect(answer({ ...TWO, b: { "1.0": { requires: ["a"] } } }, ["b"])).toEqual([
			"a==2.0",
			"b==1.0",
		]);
	});

	test("what is needed in a part says so, and so does what it needs", () => {
		const world: World = { ...TWO, b: { "1.0": { requires: ["a ; python_version < '3.14'"] } } };
		expect(answer(world, ["b ; sys_platform == 'win32'"])).toEqual([
			"a==2.0 ; python_full_version < '3.14' and sys_platform == 'win32'",
			"b==1.0 ; sys_platform == 'win32'",
		]);
	});

	test("limits of markers that overlap are all met", () => {
		const requirements = ["a<2 ; sys_platform == 'linux'", "a ; python_version >= '3.13'"];
		expect(answer(TWO, requirements)).toEqual([
			"a==1.0 ; sys_platform == 'linux' or python_full_version >= '3.13'",
		]);
	});

	test("an extra counts only where it is asked for", () => {
		const world: World = { ...TWO, b: { "1.0": { extras: { x: ["a"] } } } };
		expect(answer(world, ["b", "b[x] ; sys_platform == 'win32'"])).toEqual([
			"a==2.0 ; sys_platform == 'win32'",
			"b[x]==1.0",
		]);
	});
});

describe("a fork", () => {
	const apart = ["a<2 ; sys_platform == 'win32'", "a>=2 ; sys_platform != 'win32'"];

	test("comes from requirements on one project whose markers exclude each other", () => {
		expect(answer(TWO, apart)).toEqual([
			"a==1.0 ; sys_platform == 'win32'",
			"a==2.0 ; sys_platform != 'win32'",
		]);
	});

	test("may come from below, and what both parts have is one", () => {
		const world: World = {
			...TWO,
			b: { "1.0": { requires: [...apart, "c"] } },
			c: { "1.0": {}, "2.0": {} },
		};
		expect(answer(world, ["b"])).toEqual([
			"a==1.0 ; sys_platform == 'win32'",
			"a==2.0 ; sys_platform != 'win32'",
			"b==1.0",
			"c==2.0",
		]);
	});

	test("does not follow where one environment cannot have both", () => {
		expect(answer(TWO, ["a<2 ; sys_platform == 'win32'", "a>=2"])).toEqual(["unsatisfiable"]);
	});

	test("keeps to the pins of an earlier answer in both parts", () => {
		const world: World = { ...TWO, c: { "1.0": {}, "2.0": {} } };
		const preferences = new Map([["c", Version.parse("1.0")]]);
		expect(answer(world, [...apart, "c"], { preferences })).toEqual([
			"a==1.0 ; sys_platform == 'win32'",
			"a==2.0 ; sys_platform != 'win32'",
			"c==1.0",
		]);
	});

	test("a part of the answer has what some of the inputs need", () => {
		const world: World = { ...TWO, c: { "1.0": { requires: ["d"] } }, d: { "1.0": {} } };
		const manifest = manifestOf([...apart, "c"], { target: targetFor({}) });
		const outcome = resolveNow(manifest, new WorldSource(world));
		if (outcome.kind !== "resolved") throw new Error(outcome.kind);
		const [first, , last] = manifest.requirements;
		const partOf = (...inputs: (typeof first)[]) =>
			told({
				...outcome,
				resolution: {
					...outcome.resolution,
					...outcome.resolution.partFor(new Set(inputs.filter((input) => input !== undefined))),
				},
			});
		expect(partOf(first)).toEqual(["a==1.0 ; sys_platform == 'win32'"]);
		expect(partOf(last)).toEqual(["c==1.0", "d==1.0"]);
	});
});

describe("versions for later Pythons", () => {
	const world: World = {
		a: { "1.0": { requiresPython: ">=3.8" }, "2.0": { requiresPython: ">=3.13" } },
	};

	test("are for these Pythons", () => {
		expect(answer(world, ["a"])).toEqual([
			"a==1.0 ; python_full_version < '3.13'",
			"a==2.0 ; python_full_version >= '3.13'",
		]);
	});

	test("are left out where the fewest versions are wanted", () => {
		expect(answer(world, ["a"], { forkStrategy: "fewest" })).toEqual(["a==1.0"]);
	});

	test("are all there is where only later Pythons count", () => {
		expect(answer(world, ["a"], { environments: ["python_version >= '3.13'"] })).toEqual([
			"a==2.0 ; python_full_version >= '3.13'",
		]);
	});

	test("may be told by the metadata alone", () => {
		const hidden: World = { a: { "1.0": {}, "2.0": { hiddenRequiresPython: ">=3.13" } } };
		expect(answer(hidden, ["a"])).toEqual([
			"a==1.0 ; python_full_version < '3.13'",
			"a==2.0 ; python_full_version >= '3.13'",
		]);
	});
});

describe("environments", () => {
	test("that are named are all that counts", () => {
		const world: World = { ...TWO, b: { "1.0": { requires: ["a ; sys_platform == 'darwin'"] } } };
		const environments = ["sys_platform == 'linux'", "sys_platform == 'win32'"];
		expect(answer(world, ["b"], { environments }).map((line) => line.split(" ")[0])).toEqual([
			"b==1.0",
		]);
	});

	test("that are required have a wheel, where there is no source distribution", () => {
		const world: World = {
			a: {
				"1.0": { tags: ["py3-none-any"], sdist: false },
				"2.0": { tags: ["py3-none-win_amd64"], sdist: false },
			},
		};
		const required = ["sys_platform == 'linux'"];
		expect(answer(world, ["a"])).toEqual(["a==2.0"]);
		expect(answer(world, ["a"], { required })).toEqual([
			"a==1.0 ; sys_platform == 'linux'",
			"a==2.0 ; sys_platform != 'linux'",
		]);
	});
});

const MARKERS = [
	"",
	"",
	"",
	" ; sys_platform == 'win32'",
	" ; sys_platform != 'win32'",
	" ; python_version < '3.13'",
	" ; python_version >= '3.13'",
	" ; sys_platform == 'linux' and python_version >= '3.14'",
];
const BOUNDS = ["", "", "<2", ">=2", "==1.0", "!=2.0"];

function randomRelease(random: SeededRandom, others: readonly string[]): WorldRelease {
	const requires = others
		.filter(() => random.below(3) === 0)
		.map((name) => name + random.pick(BOUNDS) + random.pick(MARKERS));
	return { requires, requiresPython: random.pick([undefined, undefined, ">=3.8", ">=3.13"]) };
}

function randomWorld(random: SeededRandom): World {
	const names = ["a", "b", "c", "d", "e"];
	return Object.fromEntries(
		names.map((name, place) => {
			const versions = ["1.0", "2.0", "3.0"].slice(0, 1 + random.below(3));
			const others = names.slice(place + 1);
			return [
				name,
				Object.fromEntries(versions.map((one) => [one, randomRelease(random, others)])),
			];
		}),
	);
}

const SAMPLES: readonly MarkerEnvironment[] = ["3.12.0", "3.12.7", "3.13.0", "3.14.2"].flatMap(
	(python) =>
		[
			["linux", "Linux", "posix"],
			["win32", "Windows", "nt"],
			["darwin", "Darwin", "posix"],
		].map(([sys_platform = "", platform_system = "", os_name = ""]) =>
			fromMarkerVariables({
				...{ os_name, sys_platform, platform_system },
				platform_machine: "x86_64",
				platform_python_implementation: "CPython",
				platform_release: "6.1",
				platform_version: "#1",
				python_version: python.split(".").slice(0, 2).join("."),
				python_full_version: python,
				implementation_name: "cpython",
				implementation_version: python,
			}),
		),
);

function holdsIn(marker: Marker | undefined, environment: MarkerEnvironment): boolean {
	return marker === undefined || marker.evaluate(environment, []);
}

/** What is wrong with the answer for one environment, as somebody finds who installs it there. */
function faultsIn(
	{ nodes }: Resolution,
	requirements: readonly string[],
	environment: MarkerEnvironment,
): readonly string[] {
	const there = nodes.filter(({ need }) => holdsIn(need?.base.toMarker(), environment));
	const byName = new Map(there.map((node) => [node.name, node]));
	const faults: string[] = [];
	if (byName.size !== there.length) faults.push("two versions of one project");
	const reached = new Set<ResolutionNode>();
	const open = requirements.map((text) => requirementOf(text));
	for (let wanted = open.pop(); wanted !== undefined; wanted = open.pop()) {
		if (!holdsIn(wanted.marker, environment)) continue;
		const node = byName.get(wanted.name);
		if (node === undefined || !wanted.specifiers.contains(node.version)) {
			faults.push(`${wanted.name}${wanted.specifiers} is not met by ${node?.version}`);
			continue;
		}
		if (reached.has(node)) continue;
		reached.add(node);
		open.push(...(node.metadata?.requiresDist ?? []));
		const python = Version.parse(environment.pythonFullVersion);
		if (node.metadata?.requiresPython?.contains(python) === false)
			faults.push(`${node.name} ${node.version} is not for ${python}`);
	}
	for (const node of there) if (!reached.has(node)) faults.push(`nobody needs ${node.name}`);
	return faults;
}

/** Whether the requirements have no answer in one of the environments, asked for alone. */
function someEnvironmentHasNone(world: World, requirements: readonly string[]): boolean {
	return SAMPLES.some((markers) => {
		const target = { ...targetOf(markers.pythonFullVersion), markers };
		const outcome = resolveNow(manifestOf(requirements, { target }), new WorldSource(world));
		return outcome.kind === "unsatisfiable";
	});
}

test("an answer for all environments is one for each of them, whatever the world is", () => {
	let [solved, forked, refused, missed] = [0, 0, 0, 0];
	for (let seed = 0; seed < 1000; seed++) {
		const random = seededRandom(seed);
		const world = randomWorld(random);
		const requirements = ["a", "b", "c", "a", "b"]
			.filter(() => random.below(2) === 0)
			.map((name) => name + random.pick(BOUNDS) + random.pick(MARKERS));
		const forkStrategy = random.pick(["requires-python", "fewest"] as const);
		const outcome = solve(world, requirements, { forkStrategy });
		if (outcome.kind !== "resolved") {
			if (someEnvironmentHasNone(world, requirements)) refused++;
			else missed++;
			continue;
		}
		solved++;
		const names = outcome.resolution.nodes.map(({ name }) => name);
		if (new Set(names).size < names.length) forked++;
		for (const environment of SAMPLES) {
			const { sysPlatform, pythonFullVersion } = environment;
			expect([
				seed,
				sysPlatform,
				pythonFullVersion,
				...faultsIn(outcome.resolution, requirements, environment),
			]).toEqual([seed, sysPlatform, pythonFullVersion]);
		}
	}
	expect(solved).toBeGreaterThan(500);
	expect(refused).toBeGreaterThan(300);
	// Forks come of markers that exclude each other; an answer that needs another fork is not found.
	expect(missed).toBeLessThan(20);
	expect(forked).toBeGreaterThan(50);
});

test("the same world and order give the same answer", () => {
	for (let seed = 0; seed < 30; seed++) {
		const world = randomWorld(seededRandom(seed));
		const requirements = ["a", "b ; sys_platform == 'win32'", "c"];
		expect(answer(world, requirements)).toEqual(answer(world, requirements));
	}
});
