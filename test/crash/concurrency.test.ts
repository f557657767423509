/**
 * Ten processes of the real executable at once: on one environment they come one after the other, on one cache they do
 * not disturb each other and share what they download.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { acquireLock } from "../../src/platform/lock-file.ts";
import { type IndexServer, startIndexServer } from "../support/index-server.ts";
import { createSandbox, type RunOptions, type Sandbox } from "../support/sandbox.ts";
import { type SeededRandom, seededRandom } from "../support/seeded-random.ts";
import {
	crashWorld,
	environmentTree,
	installedPins,
	type Tree,
	tornDistributions,
} from "./crash-world.ts";

const PROCESSES = 10;
const ROUNDS = 10;
const SEED = 20_260_802;
const TIMEOUT = 120_000;

let server: IndexServer;

beforeAll(async () => {
	// Slow enough that ten cold processes meet.
	server = await startIndexServer(crashWorld(), { latency: 15 });
});

afterAll(() => server.stop());

function options(directory?: string): RunOptions {
	const variables = { UV_DEFAULT_INDEX: server.url };
	return directory === undefined ? { variables } : { variables, directory };
}

/** Version by project. */
type State = ReadonlyMap<string, string>;

interface Command {
	readonly words: readonly string[];
	apply(state: State): State;
}

function install(...pins: readonly (readonly [name: string, version: string])[]): Command {
	// The application brings the version of `six` that it needs.
	const whole = pins.flatMap(([name, version]) => [
		[name, version] as const,
		...(name === "app" ? [["six", version] as const] : []),
	]);
	return {
		words: ["pip", "install", ...pins.map(([name, version]) => `${name}==${version}`)],
		apply: (state) => new Map([...state, ...whole]),
	};
}

function uninstall(...names: readonly string[]): Command {
	return {
		words: ["pip", "uninstall", ...names],
		apply: (state) => new Map([...state].filter(([name]) => !names.includes(name))),
	};
}

const COMMANDS: readonly Command[] = [
	install(["app", "1.0"]),
	install(["app", "2.0"]),
	install(["app", "1.0"], ["shared-left", "1.0"], ["shared-right", "2.0"]),
	install(["app", "2.0"], ["shared-left", "2.0"]),
	install(["six", "1.0"], ["shared-right", "1.0"]),
	install(["six", "2.0"]),
	install(["shared-left", "1.0"], ["shared-right", "1.0"]),
	uninstall("app", "shared-left"),
	uninstall("six"),
	uninstall("shared-left", "shared-right"),
];

function keyOf(state: State): string {
	return [...state]
		.map(([name, version]) => `${name}==${version}`)
		.sort()
		.join(" ");
}

/** Every state that some order of the commands leads to: subset by subset, so that ten commands are no work. */
function reachableStates(start: State, commands: readonly Command[]): ReadonlySet<string> {
	const bySubset: Map<string, State>[] = [new Map([[keyOf(start), start]])];
	for (let subset = 1; subset < 1 << commands.length; subset += 1) {
		const states = new Map<string, State>();
		for (const [index, command] of commands.entries()) {
			const before = (subset & (1 << index)) === 0 ? undefined : bySubset[subset ^ (1 << index)];
			for (const state of before?.values() ?? []) {
				const after = command.apply(state);
				states.set(keyOf(after), after);
			}
		}
		bySubset.push(states);
	}
	return new Set(bySubset.at(-1)?.keys());
}

function currentState({ sitePackages }: Sandbox): State {
	return new Map(
		installedPins(sitePackages).map((pin) => pin.split("==") as unknown as [string, string]),
	);
}

/** What an environment looks like into which these pins were installed by one command. */
async function freshTree(sandbox: Sandbox, pins: string): Promise<Tree> {
	const path = join(sandbox.folder, "fresh");
	await sandbox.runWell(["venv", "--clear", "--prompt", "work", path]);
	const into = ["--python", join(path, "bin", "python"), "--no-deps"];
	if (pins !== "")
		await sandbox.runWell(["pip", "install", ...into, ...pins.split(" ")], options());
	return environmentTree(path);
}

interface Tally {
	failed: number;
	torn: number;
	/** Rounds after which there was something that no serial order leaves. */
	disordered: number;
}

async function playRound(sandbox: Sandbox, random: SeededRandom, tally: Tally): Promise<void> {
	const commands = Array.from({ length: PROCESSES }, () => random.pick(COMMANDS));
	const start = currentState(sandbox);
	const results = await Promise.all(commands.map(({ words }) => sandbox.run(words, options())));
	const failures = results.filter(({ status }) => status !== 0).map(({ stderr }) => stderr);
	tally.failed += failures.length;
	expect(failures).toEqual([]);
	const torn = tornDistributions(sandbox.sitePackages);
	tally.torn += torn.length;
	expect(torn).toEqual([]);
	const end = keyOf(currentState(sandbox));
	const reachable = reachableStates(start, commands);
	if (!reachable.has(end)) tally.disordered += 1;
	expect([...reachable]).toContain(end);
	expect(environmentTree(sandbox.environment)).toEqual(await freshTree(sandbox, end));
}

test(
	`${PROCESSES} processes at once on one environment, ${ROUNDS} times, leave what one order of them leaves`,
	async () => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv"]);
		const random = seededRandom(SEED);
		const tally: Tally = { failed: 0, torn: 0, disordered: 0 };
		for (let round = 0; round < ROUNDS; round += 1) await playRound(sandbox, random, tally);
		console.log(
			`one environment: ${ROUNDS} rounds of ${PROCESSES} processes, ${tally.failed} failed, ${tally.torn} torn, ${tally.disordered} of no serial order`,
		);
	},
	TIMEOUT,
);

const ALL_PINS = ["app==2.0", "shared-left==2.0", "shared-right==2.0", "anchor"];

/** Environments side by side, each in a folder of its own; the Python is known to the cache before. */
async function makeEnvironments(sandbox: Sandbox, count: number): Promise<readonly string[]> {
	const folders = Array.from({ length: count }, (_, index) => join(sandbox.work, `${index}`));
	for (const folder of folders) await sandbox.runWell(["venv", join(folder, ".venv")]);
	return folders;
}

test(
	"ten processes on a cold cache download each file at most twice",
	async () => {
		using sandbox = createSandbox();
		const folders = await makeEnvironments(sandbox, PROCESSES);
		server.forgetRequests();
		const results = await Promise.all(
			folders.map((folder) => sandbox.run(["pip", "install", ...ALL_PINS], options(folder))),
		);
		expect(results.filter(({ status }) => status !== 0)).toEqual([]);
		const counts = new Map<string, number>();
		for (const { target } of server.requests) counts.set(target, (counts.get(target) ?? 0) + 1);
		const most = Math.max(...counts.values());
		console.log(
			`cold cache: ${PROCESSES} processes, ${counts.size} addresses, ${server.requests.length} requests, at most ${most} for one`,
		);
		expect([...counts].filter(([, count]) => count > 2)).toEqual([]);
		const trees = folders.map((folder) => environmentTree(join(folder, ".venv")));
		for (const tree of trees) expect(tree).toEqual(trees[0] ?? new Map());
		expect(readdirSync(join(sandbox.cache, "pippin-v1", "temporary"))).toEqual([]);
	},
	TIMEOUT,
);

test(
	"`cache clean` beside installations breaks none of them",
	async () => {
		using sandbox = createSandbox();
		const folders = await makeEnvironments(sandbox, PROCESSES);
		let isOver = false;
		let cleanings = 0;
		const cleaner = (async () => {
			while (!isOver) {
				await sandbox.runWell(["cache", "clean"], options());
				cleanings += 1;
			}
		})();
		const results = await Promise.all(
			folders.map(async (folder) => {
				const first = await sandbox.run(["pip", "install", ...ALL_PINS], options(folder));
				const words = ["pip", "install", "--reinstall", ...ALL_PINS];
				return [first, await sandbox.run(words, options(folder))];
			}),
		);
		isOver = true;
		await cleaner;
		const failures = results.flat().filter(({ status }) => status !== 0);
		console.log(
			`cache clean: ${cleanings} times beside ${results.flat().length} installations, ${failures.length} failed`,
		);
		expect(failures).toEqual([]);
		expect(cleanings).toBeGreaterThan(0);
		for (const folder of folders) {
			const root = join(folder, ".venv");
			expect(environmentTree(root)).toEqual(environmentTree(join(folders[0] ?? "", ".venv")));
		}
	},
	TIMEOUT,
);

test("a process that holds the environment is named when waiting for it takes too long", async () => {
	using sandbox = createSandbox();
	await sandbox.runWell(["venv"]);
	using _lock = await acquireLock(join(sandbox.environment, ".lock"), { timeout: 1000 });
	const { status, stderr } = await sandbox.run(["pip", "install", "anchor"], {
		variables: { UV_DEFAULT_INDEX: server.url, UV_LOCK_TIMEOUT: "0" },
	});
	expect(status).toBe(2);
	expect(stderr).toContain(`process ${process.pid} `);
	expect(installedPins(sandbox.sitePackages)).toEqual([]);
});
