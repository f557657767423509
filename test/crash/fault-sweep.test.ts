/**
 * The real executable with one mutating file call killed or refused: while it makes an environment, and while it fills a
 * cold cache. (Changes of an environment have a sweep of their own, in test/transaction.)
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type IndexServer, startIndexServer } from "../support/index-server.ts";
import { createSandbox, type RunResult, type Sandbox } from "../support/sandbox.ts";
import {
	crashWorld,
	environmentTree,
	inPairs,
	isSameTree,
	type Tree,
	tornDistributions,
} from "./crash-world.ts";

const TIMEOUT = 120_000;
const FAULTS = ["KILL", "ENOSPC", "EIO", "EXDEV"] as const;

type FaultName = (typeof FAULTS)[number];

let server: IndexServer;

beforeAll(async () => {
	server = await startIndexServer(crashWorld());
});

afterAll(() => server.stop());

/** One call of a command, and what happens to it. */
interface Point {
	readonly fault: FaultName;
	readonly number: number;
}

interface TracedCall {
	readonly number: number;
	readonly call: string;
	readonly path: string;
}

function runWith(
	sandbox: Sandbox,
	words: readonly string[],
	fault: string | undefined,
): Promise<RunResult> {
	const variables = {
		UV_DEFAULT_INDEX: server.url,
		...(fault === undefined ? {} : { PIPPIN_INTERNAL_FAULT: fault }),
	};
	return sandbox.run(words, { variables });
}

/** Runs a command undisturbed; answers its mutating calls. */
async function trace(sandbox: Sandbox, words: readonly string[]): Promise<readonly TracedCall[]> {
	const file = join(sandbox.folder, "trace");
	const { status, stderr } = await runWith(sandbox, words, `TRACE@${file}`);
	expect([status, stderr]).toEqual([0, stderr]);
	const lines = readFileSync(file, "utf8").trimEnd().split("\n");
	rmSync(file);
	return lines.map((line) => {
		const [number, call = "", path = ""] = line.split("\t");
		return { number: Number(number), call, path };
	});
}

function pointsOf(calls: readonly TracedCall[]): readonly Point[] {
	return calls.flatMap(({ number, call }) =>
		FAULTS.filter((fault) => fault !== "EXDEV" || call === "rename" || call === "link").map(
			(fault) => ({ fault, number }),
		),
	);
}

function copyFolder(from: string, to: string): void {
	rmSync(to, { recursive: true, force: true });
	cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

/** Two sandboxes, prepared alike. */
async function makeLanes<Lane>(
	prepare: (sandbox: Sandbox) => Promise<Lane>,
): Promise<{ lanes: readonly [Lane, Lane]; dispose: () => void }> {
	const [first, second] = [createSandbox(), createSandbox()];
	const lanes = await Promise.all([prepare(first), prepare(second)]);
	return {
		lanes: [lanes[0], lanes[1]],
		dispose: () => {
			first[Symbol.dispose]();
			second[Symbol.dispose]();
		},
	};
}

interface MakingLane {
	readonly sandbox: Sandbox;
	readonly words: readonly string[];
	/** A copy of what is there before; `undefined` for nothing. */
	readonly template: string | undefined;
	readonly old: Tree;
	readonly complete: Tree;
	readonly points: readonly Point[];
}

async function prepareMaking(sandbox: Sandbox, isCleared: boolean): Promise<MakingLane> {
	const words = isCleared ? ["venv", "--clear", "--prompt", "new"] : ["venv", "--prompt", "new"];
	await sandbox.runWell(["venv", "--prompt", "old"]);
	sandbox.write(".venv/of-the-old-one.txt", "old");
	const old = environmentTree(sandbox.environment);
	const template = isCleared ? join(sandbox.folder, "template") : undefined;
	if (template === undefined) rmSync(sandbox.environment, { recursive: true });
	else copyFolder(sandbox.environment, template);
	const calls = await trace(sandbox, words);
	const complete = environmentTree(sandbox.environment);
	return { sandbox, words, template, old, complete, points: pointsOf(calls) };
}

type MakingState = "absent" | "old" | "complete" | "torn";

function stateOf({ sandbox, old, complete }: MakingLane): MakingState {
	if (!existsSync(sandbox.environment)) return "absent";
	const found = environmentTree(sandbox.environment);
	if (isSameTree(found, complete)) return "complete";
	return isSameTree(found, old) ? "old" : "torn";
}

interface MakingTally {
	points: number;
	readonly states: Record<MakingState, number>;
	debris: number;
}

async function strikeMaking(
	lane: MakingLane,
	{ fault, number }: Point,
	tally: MakingTally,
): Promise<void> {
	const { sandbox, words, template } = lane;
	rmSync(sandbox.work, { recursive: true });
	if (template === undefined) sandbox.write("work", "");
	else copyFolder(template, sandbox.environment);
	const { status, stderr } = await runWith(sandbox, words, `${fault}@${number}`);
	const state = stateOf(lane);
	tally.points += 1;
	tally.states[state] += 1;
	const what = { fault, number, status, stderr };
	expect({ ...what, state }).not.toEqual({ ...what, state: "torn" });
	// What was answered as made is made, and what was refused left what was there.
	if (status === 0) expect({ ...what, state }).toEqual({ ...what, state: "complete" });
	else if (fault !== "KILL" && state !== "complete") {
		expect({ ...what, state }).toEqual({
			...what,
			state: template === undefined ? "absent" : "old",
		});
	}
	await sandbox.runWell(["venv", "--clear", "--prompt", "new"]);
	expect(stateOf(lane)).toBe("complete");
	const debris = readdirSync(sandbox.work).filter((name) => name !== ".venv" && name !== "work");
	tally.debris += debris.length;
	expect({ ...what, debris }).toEqual({ ...what, debris: [] });
}

for (const isCleared of [false, true]) {
	const shown = isCleared ? "venv --clear" : "venv";
	test(
		`\`${shown}\`: killed or refused at every call, there is nothing, the old or the whole new environment`,
		async () => {
			const { lanes, dispose } = await makeLanes((sandbox) => prepareMaking(sandbox, isCleared));
			const tally: MakingTally = {
				points: 0,
				states: { absent: 0, old: 0, complete: 0, torn: 0 },
				debris: 0,
			};
			await inPairs(lanes[0].points, (point, lane) => strikeMaking(lanes[lane], point, tally));
			dispose();
			const { absent, old, complete, torn } = tally.states;
			console.log(
				`${shown} sweep: ${tally.points} points, ${absent} absent, ${old} old, ${complete} complete, ${torn} torn, ${tally.debris} debris`,
			);
			expect(tally.points).toBeGreaterThan(60);
		},
		TIMEOUT,
	);
}

const PINS = ["shared-left==2.0", "six==2.0"];
const INSTALL = ["pip", "install", ...PINS];

interface CacheLane {
	readonly sandbox: Sandbox;
	/** An environment with nothing in it. */
	readonly template: string;
	/** A cache that knows the interpreter, and nothing else. */
	readonly coldCache: string;
	readonly complete: Tree;
	readonly points: readonly Point[];
}

async function prepareCache(sandbox: Sandbox): Promise<CacheLane> {
	await sandbox.runWell(["venv"]);
	const [template, coldCache] = [join(sandbox.folder, "template"), join(sandbox.folder, "cold")];
	copyFolder(sandbox.environment, template);
	copyFolder(sandbox.cache, coldCache);
	const calls = await trace(sandbox, INSTALL);
	const complete = environmentTree(sandbox.environment);
	// Whoever fills the cache does so from several threads: the n-th call is not the same one in every run.
	const ofCache = calls.filter(({ path }) => path.startsWith(sandbox.cache));
	return { sandbox, template, coldCache, complete, points: pointsOf(ofCache) };
}

interface CacheTally {
	points: number;
	/** Commands that ended well in spite of the fault. */
	overcome: number;
	torn: number;
	/** Drafts that stayed; `cache prune` removes them after a day. */
	readonly drafts: { killed: number; refused: number };
}

async function strikeCache(lane: CacheLane, point: Point, tally: CacheTally): Promise<void> {
	const { sandbox, complete } = lane;
	copyFolder(lane.template, sandbox.environment);
	copyFolder(lane.coldCache, sandbox.cache);
	const { status, stderr } = await runWith(sandbox, INSTALL, `${point.fault}@${point.number}`);
	const what = { ...point, status, stderr };
	tally.points += 1;
	const torn = tornDistributions(sandbox.sitePackages);
	tally.torn += torn.length;
	expect({ ...what, torn }).toEqual({ ...what, torn: [] });
	if (status === 0) {
		tally.overcome += 1;
		expect(environmentTree(sandbox.environment)).toEqual(complete);
	} else if (point.fault !== "KILL") expect(stderr).not.toContain("made a mistake");
	const next = await runWith(sandbox, INSTALL, undefined);
	expect({ ...what, next: next.status, said: next.stderr }).toEqual({
		...what,
		next: 0,
		said: next.stderr,
	});
	expect(environmentTree(sandbox.environment)).toEqual(complete);
	const drafts = readdirSync(join(sandbox.cache, "pippin-v1", "temporary")).filter(
		(name) => !name.endsWith(".turn"),
	);
	tally.drafts[point.fault === "KILL" ? "killed" : "refused"] += drafts.length;
	if (point.fault !== "KILL") return;
	// What the killed command left in the cache is whole: it alone brings the same again.
	copyFolder(lane.template, sandbox.environment);
	const offline = await runWith(sandbox, [...INSTALL, "--offline"], undefined);
	expect({ ...what, offline: offline.status }).toEqual({ ...what, offline: 0 });
	expect(environmentTree(sandbox.environment)).toEqual(complete);
}

test(
	"a cold cache: killed or refused at every call, the next installation is right",
	async () => {
		const { lanes, dispose } = await makeLanes(prepareCache);
		const tally: CacheTally = {
			points: 0,
			overcome: 0,
			torn: 0,
			drafts: { killed: 0, refused: 0 },
		};
		await inPairs(lanes[0].points, (point, lane) => strikeCache(lanes[lane], point, tally));
		dispose();
		console.log(
			`cache sweep: ${tally.points} points, ${tally.overcome} overcome at once, ${tally.torn} torn, drafts left for \`cache prune\`: ${tally.drafts.killed} by kills, ${tally.drafts.refused} by refusals`,
		);
		expect(tally.points).toBeGreaterThan(60);
	},
	TIMEOUT,
);
