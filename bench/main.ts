/**
 * Measures pippin beside the newest uv (as it comes, and with hard links) and the newest pip, in
 * rounds in which each takes its turn, and prints medians and ratios. Words on the command line
 * choose scenarios by part of their name.
 */
import { join } from "node:path";
import { openPlaces, type Place } from "./file-systems.ts";
import { measure, measurePeak, median, type Sample } from "./measure.ts";
import { type Preparation, pinFile, prepareTools, WORKLOADS } from "./preparation.ts";
import { type Ground, SCENARIOS, type Scenario } from "./scenarios.ts";
import { openTools, type Tool } from "./tools.ts";

interface IndexProcess {
	readonly url: string;
	/** Ends the server; gives what it was asked for and had not recorded. */
	stop(): Promise<readonly string[]>;
}

async function startIndex(folder: string, upstream: string): Promise<IndexProcess> {
	const child = Bun.spawn(
		[process.execPath, join(import.meta.dir, "recorded-index.ts"), folder, upstream],
		{
			stdin: "pipe",
			stdout: "pipe",
			stderr: "inherit",
		},
	);
	const reader = child.stdout.getReader();
	const readLine = async (): Promise<string> =>
		new TextDecoder().decode((await reader.read()).value).trim();
	return {
		url: await readLine(),
		stop: async () => {
			await child.stdin.end();
			return JSON.parse(await readLine()) as string[];
		},
	};
}

/** Each tool does each work once, so that everything it will ask for is recorded. */
async function record(preparation: Preparation, place: Place): Promise<void> {
	const index = await startIndex(preparation.folder, preparation.upstream);
	const ground = groundOf(preparation, place, index.url);
	for (const workload of WORKLOADS) ground.pins(workload);
	for (const scenario of SCENARIOS.filter(({ name }) => /cold|compile/.test(name))) {
		for (const tool of toolsOf(preparation, index.url)) scenario.run(tool, ground);
	}
	await index.stop();
}

function toolsOf({ uv, pip }: Preparation, indexUrl: string): readonly Tool[] {
	return openTools({ uv, pip, indexUrl });
}

function groundOf(preparation: Preparation, place: Place, indexUrl: string): Ground {
	return {
		preparation,
		place,
		indexUrl,
		pins: (workload) => pinFile(preparation, workload, indexUrl),
		execute: measure,
	};
}

type Samples = Map<string, Sample[]>;

function runRounds(scenario: Scenario, ground: Ground, tools: readonly Tool[]): Samples {
	const samples: Samples = new Map(tools.map(({ name }) => [name, []]));
	const answers = new Set<string>();
	// The first round warms caches and is thrown away.
	for (let round = 0; round <= scenario.rounds; round += 1) {
		const order = round % 2 === 0 ? tools : [...tools].reverse();
		for (const tool of order.filter(({ every }) => round % every === 0)) {
			const sample = scenario.run(tool, ground);
			if (sample === undefined) continue;
			answers.add(sample.answer);
			if (answers.size > 1) throw new Error(`${tool.name} answers differently: ${scenario.name}`);
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

function printRow(
	scenario: Scenario,
	place: Place,
	{ samples, peaks }: { samples: Samples; peaks: ReadonlyMap<string, number> },
): void {
	const wall = (tool: string): number => medianOf(samples, tool, "wall");
	const memory = (tool: string): number => peaks.get(tool) ?? Number.NaN;
	const best = Math.min(wall("uv"), wall("uv hardlink"));
	const ratio = wall("pippin") / best;
	const memoryRatio = memory("pippin") / Math.min(memory("uv"), memory("uv hardlink"));
	const cells = [
		scenario.name.padEnd(24),
		place.name.padEnd(6),
		...["pippin", "uv", "uv hardlink", "pip"].map((tool) => wall(tool).toFixed(1).padStart(9)),
		ratio.toFixed(2).padStart(7),
		scenario.target.toFixed(1).padStart(7),
		(ratio <= scenario.target ? "holds" : "MISSED").padStart(7),
		(wall("pip") / wall("pippin")).toFixed(1).padStart(8),
		memoryRatio.toFixed(2).padStart(7),
	];
	console.log(cells.join(" "));
}

function printHead(): void {
	const names = ["pippin", "uv", "uv-hard", "pip"].map((name) => name.padStart(9));
	const rest = ["to uv", "target", ""].map((name) => name.padStart(7));
	console.log(
		[
			`${"milliseconds, medians".padEnd(24)} ${"".padEnd(6)}`,
			...names,
			...rest,
			"pip/our".padStart(8),
			" memory",
		].join(" "),
	);
}

const wanted = process.argv.slice(2);
const chosen = SCENARIOS.filter(
	({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
);
const preparation = prepareTools();
const { places, close } = openPlaces();
try {
	for (const place of places.slice(-1)) await record(preparation, place);
	printHead();
	for (const place of places) {
		const index = await startIndex(preparation.folder, "");
		const ground = groundOf(preparation, place, index.url);
		for (const scenario of chosen) {
			const tools = toolsOf(preparation, index.url);
			const samples = runRounds(scenario, ground, tools);
			printRow(scenario, place, { samples, peaks: measurePeaks(scenario, ground, tools) });
		}
		const unrecorded = await index.stop();
		if (unrecorded.length > 0)
			throw new Error(`asked for what was not recorded: ${unrecorded.join(", ")}`);
	}
} finally {
	close();
}
