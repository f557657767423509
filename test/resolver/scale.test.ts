/** Universes in which very much has to be tried, and some in which hardly anything, or nothing, fits. */
import { describe, expect, test } from "bun:test";
import type { Distribution } from "../../src/distributions/distribution.ts";
import type { Answer, MetadataAnswer } from "../../src/resolver/package-source.ts";
import { seededRandom } from "../support/seeded-random.ts";
import {
	manifestOf,
	pinsOf,
	resolveNow,
	type World,
	type WorldRelease,
	WorldSource,
} from "./world.ts";

/** Counts the versions whose metadata was asked for: those that were tried. */
class CountingSource extends WorldSource {
	readonly tried: Set<string> = new Set();

	override metadata(distribution: Distribution): Answer<MetadataAnswer> {
		this.tried.add(`${distribution.name} ${distribution.version.toKey()}`);
		return super.metadata(distribution);
	}
}

interface Solved {
	readonly pins: readonly string[];
	readonly tried: number;
}

/** Solves, and prints what it took. */
function solve(title: string, world: World, requirements: readonly string[]): Solved {
	const source = new CountingSource(world);
	const start = performance.now();
	const outcome = resolveNow(manifestOf(requirements), source);
	const pins = pinsOf(outcome);
	const seconds = ((performance.now() - start) / 1000).toFixed(1);
	const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
	console.log(`${title}: ${source.tried.size} tried in ${seconds} s, ${megabytes} MB`);
	return { pins, tried: source.tried.size };
}

function releases(
	count: number,
	release: (version: number) => WorldRelease,
): Readonly<Record<string, WorldRelease>> {
	return Object.fromEntries(
		Array.from({ length: count }, (_, version) => [`${version}.0`, release(version)]),
	);
}

function names(count: number): readonly string[] {
	return Array.from({ length: count }, (_, place) => `p${place}`);
}

describe("100,000 versions are tried", () => {
	test("of one project, each of which wants another pin", () => {
		const world: World = {
			big: releases(100_000, (version) => ({ requires: [`pin==${version}.0`] })),
			pin: releases(100_000, () => ({})),
		};
		const { pins, tried } = solve("one project", world, ["big", "pin<1"]);
		expect(pins).toEqual(["big==0.0", "pin==0.0"]);
		expect(tried).toBeGreaterThanOrEqual(100_000);
	});

	test("of a hundred projects that want what others do not", () => {
		const all = names(100);
		const random = seededRandom(7);
		const world: World = Object.fromEntries([
			...all.map((name) => [
				name,
				// Only the oldest leaves alone what the others have decided.
				releases(1000, (version) => ({
					requires:
						version === 0
							? []
							: [`${random.pick(["left", "right"])}==${version}.0`, `${random.pick(all)}>=0`],
				})),
			]),
			["left", releases(1000, () => ({}))],
			["right", releases(1000, () => ({}))],
		]);
		const { pins, tried } = solve("a hundred projects", world, ["left<1", "right<1", ...all]);
		expect([...pins].sort()).toEqual(
			[...all, "left", "right"].map((name) => `${name}==0.0`).sort(),
		);
		expect(tried).toBeGreaterThanOrEqual(99_000);
	});

	test("in vain: that there is no answer is found", () => {
		const world: World = {
			big: releases(50_000, (version) => ({ requires: [`pin==${version + 1}.0`] })),
			also: releases(50_000, (version) => ({ requires: [`big==${version}.0`] })),
			pin: releases(50_001, () => ({})),
		};
		const { pins, tried } = solve("in vain", world, ["also", "big", "pin<1"]);
		expect(pins).toEqual(["unsatisfiable"]);
		expect(tried).toBeGreaterThanOrEqual(50_000);
	});
});

/** Each of the projects has a version for each of the places, and wants no other to be in its own. */
function seats(projects: number, places: number): World {
	const all = names(projects);
	return Object.fromEntries(
		all.map((name) => [
			name,
			releases(places, (place) => ({
				requires: all.filter((other) => other !== name).map((other) => `${other}!=${place}.0`),
			})),
		]),
	);
}

describe("hardly anything fits", () => {
	test("as many seats as guests: each has one", () => {
		const { pins } = solve("eight in eight", seats(8, 8), names(8));
		expect(new Set(pins.map((pin) => pin.split("==")[1])).size).toBe(8);
	});

	test("one seat fewer: nothing fits, and that is found", () => {
		const { pins } = solve("seven in six", seats(7, 6), names(7));
		expect(pins).toEqual(["unsatisfiable"]);
	});

	const NODES = 60;

	/** A graph that three colours are just enough for, as projects: neighbours never share a version. */
	function graph(): { readonly edges: readonly (readonly [number, number])[]; world: World } {
		const random = seededRandom(11);
		const colours = Array.from({ length: NODES }, () => random.below(3));
		const edges: (readonly [number, number])[] = [];
		while (edges.length < 2.3 * NODES) {
			const [left, right] = [random.below(NODES), random.below(NODES)];
			if (colours[left] !== colours[right]) edges.push([left, right]);
		}
		const all = names(NODES);
		const world: World = Object.fromEntries(
			all.map((name, node) => [
				name,
				releases(3, (colour) => ({
					requires: edges
						.filter((edge) => edge.includes(node))
						.map(([left, right]) => `${all[left === node ? right : left]}!=${colour}.0`),
				})),
			]),
		);
		return { edges, world };
	}

	test("three colours for a graph that allows few colourings", () => {
		const { edges, world } = graph();
		const { pins } = solve("three colours", world, names(NODES));
		const chosen = new Map(pins.map((pin) => pin.split("==") as [string, string]));
		expect(chosen.size).toBe(NODES);
		for (const [left, right] of edges)
			expect(chosen.get(`p${left}`)).not.toBe(chosen.get(`p${right}`) as string);
	});

	test("two colours for the same graph: nothing fits, and that is found", () => {
		const { world } = graph();
		const wanted = names(NODES).map((name) => `${name}<2`);
		expect(solve("two colours", world, wanted).pins).toEqual(["unsatisfiable"]);
	});
});
