/**
 * The crash sweep: a process that changes an environment dies before, or is refused at, each of its mutating
 * calls. Afterwards every distribution must be exactly old or exactly new, and the next command must bring what a
 * fresh installation brings.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { acquireLock } from "../../src/platform/lock-file.ts";
import { recover } from "../../src/transaction/recover.ts";
import { isIntact } from "../../src/transaction/verify-placed.ts";
import {
	installAll,
	makeSweepStore,
	runScenario,
	SCENARIOS,
	type ScenarioName,
} from "../support/sweep-scenarios.ts";
import { makeTarget, targetAt, temporaryFolder, treeOf } from "../support/wheel-store.ts";

const PROGRAM = join(import.meta.dir, "..", "support", "sweep-program.ts");
const FAR = 1_000_000;
const SWEEP_TIMEOUT = 120_000;

let base: string;
let store: string;

beforeAll(() => {
	base = temporaryFolder();
	store = join(base, "store");
	makeSweepStore(store);
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

type Tree = ReadonlyMap<string, string>;

/** The tree without what may differ between two environments: the lock, and texts that name the environment's path. */
function comparable(root: string): Tree {
	const tree = treeOf(root, { mayDiffer: /^\.lock$/ });
	for (const [path, shown] of tree) {
		if (!/^\d+ /.test(shown)) continue;
		const text = readFileSync(join(root, path), "utf8");
		if (path.startsWith("bin/"))
			tree.set(path, `${shown.slice(0, 3)} ${text.replace(/^#!\S+/, "#!python")}`);
		if (path.endsWith("/RECORD")) {
			tree.set(path, text.replace(/^((?:\.\.\/)+bin\/[^,]+),.*$/gm, "$1"));
		}
	}
	return tree;
}

interface Prepared {
	readonly template: string;
	readonly old: Tree;
	readonly fresh: Tree;
	/** The kinds of the mutating calls of an undisturbed run. */
	readonly calls: readonly string[];
	/** The number of the call that commits. */
	readonly commit: number;
}

async function prepare(name: ScenarioName, folder: string): Promise<Prepared> {
	mkdirSync(folder);
	const { before, after } = SCENARIOS[name];
	const template = makeTarget(join(folder, "template"));
	await installAll(store, template, before);
	const fresh = makeTarget(join(folder, "fresh"));
	await installAll(store, fresh, after);
	const trace = join(folder, "trace");
	const traced = join(folder, "traced");
	copyEnvironment(template.root, traced);
	await run(["kill", name, store, traced], `TRACE@${trace}`);
	const calls = readFileSync(trace, "utf8").trimEnd().split("\n");
	expect(comparable(traced)).toEqual(comparable(fresh.root));
	return {
		template: template.root,
		old: comparable(template.root),
		fresh: comparable(fresh.root),
		calls: calls.map((call) => call.split("\t")[1] ?? ""),
		commit: calls.findIndex((call) => call.endsWith(join(".pippin", "transaction", "commit"))) + 1,
	};
}

function copyEnvironment(from: string, to: string): void {
	cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

async function run(words: readonly string[], fault: string): Promise<string> {
	const child = Bun.spawn([process.execPath, PROGRAM, ...words], {
		env: { ...process.env, PIPPIN_INTERNAL_FAULT: fault },
		stdout: "pipe",
		stderr: "inherit",
	});
	const output = await new Response(child.stdout).text();
	await child.exited;
	return output.trimEnd();
}

/** Runs the work for each item, two at a time. */
async function inPairs<Item>(
	items: readonly Item[],
	work: (item: Item) => Promise<void>,
): Promise<void> {
	let next = 0;
	const worker = async (): Promise<void> => {
		for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
	};
	await Promise.all([worker(), worker()]);
}

/** No reader may meet metadata whose files are not there. */
function expectHonest(root: string): void {
	const site = targetAt(root).paths.purelib;
	const infos = readdirSync(site).filter((entry) => entry.endsWith(".dist-info"));
	const lying = infos.filter((info) => !isIntact(join(site, info), join(site, info)));
	expect(lying).toEqual([]);
}

/** The next command: it recovers, and then all is old or all is new; and it brings what a fresh installation brings. */
async function expectHealed(
	name: ScenarioName,
	root: string,
	prepared: Prepared,
): Promise<"old" | "new"> {
	expectHonest(root);
	{
		using lock = await acquireLock(join(root, ".lock"), { timeout: 1000 });
		recover(root, lock);
	}
	const recovered = comparable(root);
	const state =
		recovered.size === prepared.old.size && isEqual(recovered, prepared.old) ? "old" : "new";
	if (state === "new") expect(recovered).toEqual(prepared.fresh);
	await runScenario(name, store, targetAt(root));
	expect(comparable(root)).toEqual(prepared.fresh);
	rmSync(root, { recursive: true });
	return state;
}

function isEqual(left: Tree, right: Tree): boolean {
	return [...left].every(([path, shown]) => right.get(path) === shown);
}

const numbersTo = (count: number): number[] =>
	Array.from({ length: count }, (_, index) => index + 1);

const tally = { points: 0, old: 0, new: 0 };

function count(state: "old" | "new"): void {
	tally.points += 1;
	tally[state] += 1;
}

for (const name of Object.keys(SCENARIOS) as ScenarioName[]) {
	test(
		`${name}: killed or refused at every call, nothing is torn`,
		async () => {
			const prepared = await prepare(name, join(base, name));
			expect(prepared.commit).toBeGreaterThan(0);
			await inPairs(numbersTo(prepared.calls.length), async (point) => {
				const root = join(base, name, `kill-${point}`);
				copyEnvironment(prepared.template, root);
				expect(await run(["kill", name, store, root], `KILL@${point}`)).toBe("");
				const state = await expectHealed(name, root, prepared);
				expect(state).toBe(point <= prepared.commit ? "old" : "new");
				count(state);
			});
			await inPairs(["ENOSPC", "EIO", "EXDEV"], async (code) => {
				const folder = join(base, name, code);
				mkdirSync(folder);
				const points = numbersTo(prepared.calls.length).filter(
					(point) => code !== "EXDEV" || /rename|link/.test(prepared.calls[point - 1] ?? ""),
				);
				const words = [
					"points",
					name,
					store,
					prepared.template,
					folder,
					points.join(),
					String(FAR),
				];
				const lines = (await run(words, `${code}@${FAR}`)).split("\n");
				expect(lines).toHaveLength(points.length);
				for (const line of lines) {
					const [point = "", outcome = ""] = line.split(" ");
					const root = join(folder, point);
					expect(outcome).toMatch(/^(changed|change-failed|E[A-Z]+)$/);
					// What was refused before the commit changed nothing; what was answered as done is done.
					if (outcome !== "changed") expect(comparable(root)).toEqual(prepared.old);
					const state = await expectHealed(name, root, prepared);
					if (outcome === "changed") expect(state).toBe("new");
					count(state);
				}
			});
		},
		SWEEP_TIMEOUT,
	);

	test(
		`${name}: killed while carrying out and again while recovering, nothing is torn`,
		async () => {
			const folder = join(base, `${name}-twice`);
			const prepared = await prepare(name, folder);
			const { template, calls, commit } = prepared;
			const firsts = numbersTo(calls.length).filter(
				(point) => point > commit && (point - commit) % 4 === 1,
			);
			await inPairs([1, commit - 1, ...firsts], async (first) => {
				const crashed = join(folder, `crashed-${first}`);
				copyEnvironment(template, crashed);
				await run(["kill", name, store, crashed], `KILL@${first}`);
				for (const second of [1, 2, 4, 7, 12, 20]) {
					const root = join(folder, `${first}-${second}`);
					copyEnvironment(crashed, root);
					const output = await run(["recover", root], `KILL@${second}`);
					const state = await expectHealed(name, root, prepared);
					expect(state).toBe(first <= commit ? "old" : "new");
					count(state);
					// A recovery that ended before its fatal call would end before a later one too.
					if (output !== "") break;
				}
			});
		},
		SWEEP_TIMEOUT,
	);
}

test("the sweep covers at least 300 points", () => {
	console.log(
		`crash sweep: ${tally.points} points, ${tally.old} old, ${tally.new} new, 0 torn, 0 with debris`,
	);
	expect(tally.points).toBeGreaterThanOrEqual(300);
});
