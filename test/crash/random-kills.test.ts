/**
 * The real executable, killed with `kill -9` at random moments of installing, upgrading and uninstalling. The next command
 * must find, or make, an environment that is exactly old or exactly new.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type IndexServer, startIndexServer } from "../support/index-server.ts";
import { createSandbox, type RunResult, type Sandbox } from "../support/sandbox.ts";
import { type SeededRandom, seededRandom } from "../support/seeded-random.ts";
import {
	crashWorld,
	difference,
	environmentTree,
	isSameTree,
	type Tree,
	tornDistributions,
} from "./crash-world.ts";

/** In each of two environments, side by side. */
const KILLS = 75;
/** About as long as a change of this size takes, in milliseconds. */
const CHANGE_DURATION = 4;
const SEED = 20_260_801;
const TIMEOUT = 120_000;

let server: IndexServer;

beforeAll(async () => {
	server = await startIndexServer(crashWorld());
});

afterAll(() => server.stop());

const PINS = {
	empty: [],
	old: ["app==1.0", "shared-left==1.0", "shared-right==1.0"],
	new: ["app==2.0", "shared-left==2.0", "shared-right==2.0"],
} as const;

type State = keyof typeof PINS;

const STATES: readonly State[] = ["empty", "old", "new"];
const ALL_NAMES = ["app", "six", "shared-left", "shared-right"];

/** The command that leads to a state from any other. */
function commandTo(state: State): readonly string[] {
	return state === "empty"
		? ["pip", "uninstall", ...ALL_NAMES]
		: ["pip", "install", ...PINS[state]];
}

/** An environment that is always in one of the states, and what it looks like then. */
class Victim {
	readonly sandbox: Sandbox = createSandbox();
	readonly trees = new Map<State, Tree>();
	state: State = "empty";
	/** How long a command takes when nobody kills it, in milliseconds. */
	duration = 0;

	#options = (): { variables: Record<string, string> } => ({
		variables: { UV_DEFAULT_INDEX: server.url },
	});

	async prepare(): Promise<void> {
		for (const state of STATES) {
			await this.run(["venv", "--clear"]);
			await this.run(["pip", "install", "anchor"]);
			// Something must have been installed for the lock and the cache to be as they will be.
			await this.run(commandTo(state));
			this.trees.set(state, environmentTree(this.sandbox.environment));
		}
		this.state = "new";
		for (const state of ["old", "new", "empty"] as const) {
			const started = performance.now();
			await this.run(commandTo(state));
			this.duration = Math.max(this.duration, performance.now() - started);
			this.state = state;
		}
	}

	run(words: readonly string[]): Promise<RunResult> {
		return this.sandbox.runWell(words, this.#options());
	}

	/** Starts a command and kills it when `moment` has come. */
	async kill(words: readonly string[], moment: () => Promise<void>): Promise<void> {
		const child = this.sandbox.start(words, this.#options());
		child.stdin.end();
		await Promise.race([moment(), child.exited]);
		child.kill("SIGKILL");
		await Promise.all([
			child.exited,
			new Response(child.stdout).text(),
			new Response(child.stderr).text(),
		]);
	}

	/** Whether a change has begun and not ended. */
	isChanging(): boolean {
		return existsSync(join(this.sandbox.environment, ".pippin"));
	}

	tree(state: State): Tree {
		return this.trees.get(state) ?? new Map();
	}
}

const tally = { kills: 0, midway: 0, old: 0, new: 0, torn: 0, debris: 0 };

/** Any moment of the run, or, every other time, one of the few milliseconds in which the environment changes. */
function momentFor(victim: Victim, random: SeededRandom): () => Promise<void> {
	const fraction = random.below(1000) / 1000;
	if (random.below(2) === 0) return () => Bun.sleep(fraction * victim.duration);
	return async () => {
		const deadline = performance.now() + victim.duration;
		while (!victim.isChanging() && performance.now() < deadline) await Bun.sleep(0);
		const end = performance.now() + fraction * CHANGE_DURATION;
		while (performance.now() < end) await Bun.sleep(0);
	};
}

/** Kills one command, lets an ordinary one pass by, and repeats the killed one. */
async function strike(victim: Victim, random: SeededRandom): Promise<void> {
	const { sandbox, state } = victim;
	const wanted = random.pick(STATES.filter((one) => one !== state));
	await victim.kill(commandTo(wanted), momentFor(victim, random));
	tally.kills += 1;
	if (victim.isChanging()) tally.midway += 1;
	const torn = tornDistributions(sandbox.sitePackages);
	tally.torn += torn.length;
	expect(torn).toEqual([]);
	// It changes nothing of its own: what it leaves is what recovery made.
	await victim.run(["pip", "install", "anchor"]);
	const found = environmentTree(sandbox.environment);
	const isOld = isSameTree(found, victim.tree(state));
	if (!isOld) {
		const debris = difference(found, victim.tree(wanted));
		tally.debris += debris.length;
		expect(debris).toEqual([]);
		expect(difference(victim.tree(wanted), found)).toEqual([]);
	}
	tally[isOld ? "old" : "new"] += 1;
	await victim.run(commandTo(wanted));
	expect(environmentTree(sandbox.environment)).toEqual(victim.tree(wanted));
	victim.state = wanted;
}

test(
	`${2 * KILLS} times killed at a random moment, nothing is torn`,
	async () => {
		const lanes = [0, 1].map(async (lane) => {
			const victim = new Victim();
			using _sandbox = victim.sandbox;
			await victim.prepare();
			const random = seededRandom(SEED + lane);
			for (let kill = 0; kill < KILLS; kill += 1) await strike(victim, random);
		});
		await Promise.all(lanes);
		console.log(
			`random kills: ${tally.kills} kills (${tally.midway} with a change under way), ${tally.old} old, ${tally.new} new, ${tally.torn} torn, ${tally.debris} debris`,
		);
		expect(tally.kills).toBe(2 * KILLS);
		// Kills that never meet a change would prove nothing.
		expect(tally.midway).toBeGreaterThan(0);
		expect(Math.min(tally.old, tally.new)).toBeGreaterThan(0);
	},
	TIMEOUT,
);
