/**
 * Measures pippin beside the newest uv (as it comes, and with hard links) and the newest pip, in
 * rounds in which each takes its turn, and prints medians and ratios. Words on the command line
 * choose scenarios by part of their name.
 */
import { openPlaces, type Place } from "./file-systems.ts";
import type { Ground, IndexKind, Scenario } from "./ground.ts";
import { GROWTH_NAME, printGrowth } from "./growth.ts";
import { type IndexProcess, startIndexProcess } from "./index-process.ts";
import { measure, measurePeak, median, type Sample } from "./measure.ts";
import { type Preparation, pinFile, prepareTools, WORKLOADS } from "./preparation.ts";
import { SCENARIOS } from "./scenarios.ts";
import { openTools, type Tool } from "./tools.ts";

type Indexes = Readonly<Record<IndexKind, IndexProcess>>;

/** Of the far indexes, in milliseconds for each answer. */
const LATENCY = "20";

/** The recorded index in all its kinds; what is missing is fetched from `upstream`, where one is given. */
async function startIndexes({ folder }: Preparation, upstream: string): Promise<Indexes> {
	const start = (...rest: readonly string[]): Promise<IndexProcess> =>
		startIndexProcess("recorded-index.ts", [folder, upstream, ...rest]);
	return {
		near: await start(),
		far: await start(LATENCY),
		"far and expired": await start(LATENCY, "0"),
	};
}

/** Ends them; gives what they were asked for and had not recorded. */
async function stopIndexes(indexes: Indexes): Promise<readonly string[]> {
	const unrecorded: string[] = [];
	for (const index of Object.values(indexes)) unrecorded.push(...(await index.stop()));
	return unrecorded;
}

/** Each tool does each work once, so that everything it will ask for is recorded. */
async function record(preparation: Preparation, place: Place): Promise<void> {
	const indexes = await startIndexes(preparation, preparation.upstream);
	const ground = groundOf(preparation, place, indexes);
	for (const workload of WORKLOADS) ground.pins(workload);
	for (const scenario of chosen.filter(({ name }) => /cold|compile/.test(name))) {
		for (const tool of toolsOf(preparation, indexOf(scenario, indexes))) scenario.run(tool, ground);
	}
	await stopIndexes(indexes);
}

function indexOf({ index = "near" }: Scenario, indexes: Indexes): string {
	return indexes[index].url;
}

function toolsOf({ uv, pip }: Preparation, indexUrl: string): readonly Tool[] {
	return openTools({ uv, pip, indexUrl });
}

function groundOf(preparation: Preparation, place: Place, indexes: Indexes): Ground {
	return {
		preparation,
		place,
		pins: (workload) => pinFile(preparation, workload, indexes.near.url),
		execute: measure,
	};
}

type Samples = Map<string, Sample[]>;

function runRounds(scenario: Scenario, ground: Ground, tools: readonly Tool[]): Samples {
	const samples: Samples = new Map(tools.map(({ name }) => [name, []]));
	const { isSame = (left: string, right: string) => left === right } = scenario;
	let answer: string | undefined;
	// The first round warms caches and is thrown away.
	for (let round = 0; round <= scenario.rounds; round += 1) {
		const order = round % 2 === 0 ? tools : [...tools].reverse();
		for (const tool of order.filter(({ every }) => round % every === 0)) {
			const sample = scenario.run(tool, ground);
			if (sample === undefined) continue;
			answer ??= sample.answer;
			if (!isSame(answer, sample.answer)) {
				throw new Error(`${tool.name} answers differently: ${scenario.name}`);
			}
			if (round > 0) samples.get(tool.name)?.push(sample);
		}
	}
	return samples;
}

/** The peak memory of one run of each tool, in bytes; rounds that are timed are not burdened with it. */
function measurePeaks(
	scenario: Scenario,
	ground: Ground,
	tools: readonly Tool[],
): ReadonlyMap<string, number> {
	const peaks = new Map<string, number>();
	for (const tool of tools.filter(({ every }) => every === 1)) {
		const execute: Ground["execute"] = (command, options) => {
			peaks.set(tool.name, measurePeak(ground.preparation.python, command, options));
			return { wall: 0, processor: 0, stdout: "" };
		};
		scenario.run(tool, { ...ground, execute });
	}
	return peaks;
}

function medianOf(samples: Samples, tool: string, field: keyof Sample): number {
	return median((samples.get(tool) ?? []).map((sample) => sample[field]));
}

/** A dash for a tool that took no part. */
function shown(value: number, digits: number): string {
	return Number.isNaN(value) ? "-" : value.toFixed(digits);
}

function printRow(
	scenario: Scenario,
	place: Place,
	{ samples, peaks }: { samples: Samples; peaks: ReadonlyMap<string, number> },
): void {
	const wall = (tool: string): number => medianOf(samples, tool, "wall");
	const memory = (tool: string): number => peaks.get(tool) ?? Number.NaN;
	// Uv with hard links takes no part where nothing is linked.
	const best = (of: (tool: string) => number): number =>
		Math.min(...["uv", "uv hardlink"].map(of).filter((value) => !Number.isNaN(value)));
	const ratio = wall("pippin") / best(wall);
	const memoryRatio = memory("pippin") / best(memory);
	const holds = ratio <= scenario.target && !(memoryRatio > (scenario.memoryTarget ?? Infinity));
	const cells = [
		scenario.name.padEnd(36),
		place.name.padEnd(6),
		...["pippin", "uv", "uv hardlink", "pip"].map((tool) => shown(wall(tool), 1).padStart(9)),
		ratio.toFixed(2).padStart(7),
		scenario.target.toFixed(1).padStart(7),
		(holds ? "holds" : "MISSED").padStart(7),
		shown(wall("pip") / wall("pippin"), 1).padStart(8),
		memoryRatio.toFixed(2).padStart(7),
	];
	console.log(cells.join(" "));
}

function printHead(): void {
	const names = ["pippin", "uv", "uv-hard", "pip"].map((name) => name.padStart(9));
	const rest = ["to uv", "target", ""].map((name) => name.padStart(7));
	console.log(
		[
			`${"milliseconds, medians".padEnd(36)} ${"".padEnd(6)}`,
			...names,
			...rest,
			"pip/our".padStart(8),
			" memory",
		].join(" "),
	);
}

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean =>
	wanted.length === 0 || wanted.some((word) => name.includes(word));
const chosen = SCENARIOS.filter(({ name }) => isWanted(name));
const preparation = prepareTools();
const { places, close } = openPlaces();
try {
	for (const place of places.slice(-1)) await record(preparation, place);
	printHead();
	for (const place of places) {
		const indexes = await startIndexes(preparation, "");
		const ground = groundOf(preparation, place, indexes);
		for (const scenario of chosen) {
			const tools = toolsOf(preparation, indexOf(scenario, indexes));
			const samples = runRounds(scenario, ground, tools);
			printRow(scenario, place, { samples, peaks: measurePeaks(scenario, ground, tools) });
		}
		const unrecorded = await stopIndexes(indexes);
		if (unrecorded.length > 0)
			throw new Error(`asked for what was not recorded: ${unrecorded.join(", ")}`);
		if (isWanted(GROWTH_NAME)) await printGrowth(ground);
	}
} finally {
	close();
}
