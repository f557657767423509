/** What recovery makes of what an earlier process, or a disk without power, left behind. */

import { afterAll, describe, expect, test } from "bun:test";
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { acquireLock } from "../../src/platform/lock-file.ts";
import { parsePlan, printPlan } from "../../src/transaction/plan.ts";
import {
	type Pending,
	type Recovery,
	readPending,
	recover,
} from "../../src/transaction/recover.ts";
import { stateFolder } from "../../src/transaction/state-folder.ts";
import { Transaction } from "../../src/transaction/transaction.ts";
import type { ChangeTarget } from "../../src/wheel/apply-changes.ts";
import { findOverlaps } from "../../src/wheel/overlaps.ts";
import { StageLayout } from "../../src/wheel/stage-layout.ts";
import { stageWheels } from "../../src/wheel/stage-wheels.ts";
import { WheelGround } from "../support/wheel-ground.ts";
import { change, installed, treeOf } from "../support/wheel-store.ts";

const ground = new WheelGround();
afterAll(() => ground[Symbol.dispose]());

/** An environment with `old 1.0`, in which the installation of `new 1.0` is staged, and committed on request. */
async function interrupted(point: "staged" | "committed"): Promise<ChangeTarget> {
	const target = ground.newTarget();
	await change(target, { incoming: [ground.store({ name: "old", version: "1.0" })] });
	const wheel = ground.store({
		name: "new",
		version: "1.0",
		files: { "new/__init__.py": "x = 1\n" },
	});
	using lock = await acquireLock(join(target.root, ".lock"), { timeout: 1000 });
	const layout = new StageLayout(target.paths);
	const search = findOverlaps([wheel], layout);
	const site = target.paths.purelib;
	const plan = {
		outgoing: [
			{ name: "old", version: "1.0", digest: "", infoPath: join(site, "old-1.0.dist-info") },
		],
		incoming: [
			{
				name: "new",
				version: "1.0",
				digest: wheel.image.digest,
				infoPath: join(site, "new-1.0.dist-info"),
			},
		],
		removals: ["old-1.0.dist-info", "old"].map((name, index) => ({
			from: join(site, name),
			to: String(index),
		})),
		placements: layout.placements(),
	};
	const transaction = Transaction.begin({ root: target.root, plan, lock });
	const { interpreter } = target;
	const stagePath = (placement: string): string => transaction.stagePath(placement);
	await stageWheels(
		{ wheels: [wheel], layout, search, interpreter, stagePath },
		{ mode: "copy", hasInstallerMetadata: true },
	);
	if (point === "committed") transaction.commit();
	return target;
}

async function recovered(target: ChangeTarget): Promise<Recovery> {
	using lock = await acquireLock(join(target.root, ".lock"), { timeout: 1000 });
	return recover(target.root, lock);
}

const has = (target: ChangeTarget, name: string): boolean =>
	existsSync(join(target.paths.purelib, name));
const kinds = (pending: Pending | undefined): string | undefined => pending?.kind;

test("nothing is left: nothing happens", async () => {
	const target = ground.newTarget();
	const before = treeOf(target.root);
	expect(readPending(target.root)).toBeUndefined();
	expect(await recovered(target)).toEqual({ kind: "nothing" });
	expect(treeOf(target.root, { mayDiffer: /^\.lock$/ })).toEqual(before);
});

test("a change that was only staged is dropped", async () => {
	const target = await interrupted("staged");
	expect(kinds(readPending(target.root))).toBe("undecided");
	expect(await recovered(target)).toEqual({ kind: "rolled-back" });
	expect([
		has(target, "old"),
		has(target, "new"),
		existsSync(join(target.root, ".pippin")),
	]).toEqual([true, false, false]);
});

test("a change that was committed is finished, and readers can know before", async () => {
	const target = await interrupted("committed");
	const before = treeOf(target.root);
	expect(readPending(target.root)).toMatchObject({
		kind: "decided",
		plan: { incoming: [{ name: "new" }] },
	});
	expect(treeOf(target.root)).toEqual(before);
	expect(await recovered(target)).toMatchObject({ kind: "rolled-forward", damaged: [] });
	expect([
		has(target, "old"),
		has(target, "old-1.0.dist-info"),
		has(target, "new-1.0.dist-info"),
	]).toEqual([false, false, true]);
	expect(existsSync(join(target.root, ".pippin"))).toBe(false);
});

test("an environment that was renamed in between is recovered where it is now", async () => {
	const target = await interrupted("committed");
	const moved = `${target.root}-moved`;
	renameSync(target.root, moved);
	using lock = await acquireLock(join(moved, ".lock"), { timeout: 1000 });
	expect(recover(moved, lock).kind).toBe("rolled-forward");
	expect(existsSync(join(moved, "lib/python3.12/site-packages/new-1.0.dist-info/METADATA"))).toBe(
		true,
	);
});

test("a second transaction does not begin over a first", async () => {
	const target = await interrupted("staged");
	expect(() => {
		const plan = { outgoing: [], incoming: [], removals: [], placements: [] };
		const lock = { release: () => undefined, [Symbol.dispose]: () => undefined };
		Transaction.begin({ root: target.root, plan, lock });
	}).toThrow("EEXIST");
});

describe("power loss", () => {
	test.each([
		["a module was cut", "stage/purelib/new/__init__.py"],
		["METADATA was cut", "stage/purelib-info/new-1.0.dist-info/METADATA"],
		["RECORD was cut", "stage/purelib-info/new-1.0.dist-info/RECORD"],
	])(
		"%s: the distribution does not count as installed, and the next command installs it",
		async (_name, path) => {
			const target = await interrupted("committed");
			truncateSync(join(stateFolder(target.root).directory, path), 0);
			expect(await recovered(target)).toMatchObject({
				kind: "rolled-forward",
				damaged: [{ name: "new" }],
			});
			expect(has(target, "new-1.0.dist-info")).toBe(false);
			expect(existsSync(join(target.root, ".pippin"))).toBe(false);
			await change(target, {
				incoming: [ground.store({ name: "new", version: "1.0" })],
			});
			expect(readFileSync(join(target.paths.purelib, "new/__init__.py"), "utf8")).not.toBe("");
		},
	);

	test("same length, other bytes: the digest tells", async () => {
		const target = await interrupted("committed");
		writeFileSync(join(stateFolder(target.root).stage, "purelib/new/__init__.py"), "y = 2\n");
		expect(await recovered(target)).toMatchObject({ damaged: [{ name: "new" }] });
	});

	test("metadata that was placed before its files were found damaged is withdrawn", async () => {
		const target = await interrupted("committed");
		const { stage } = stateFolder(target.root);
		const site = target.paths.purelib;
		renameSync(join(stage, "purelib-info/new-1.0.dist-info"), join(site, "new-1.0.dist-info"));
		rmSync(join(stage, "purelib/new"), { recursive: true });
		expect(await recovered(target)).toMatchObject({ damaged: [{ name: "new" }] });
		expect(has(target, "new-1.0.dist-info")).toBe(false);
	});

	test("the commit's rename was lost and a removal was not: the change is finished", async () => {
		const target = await interrupted("committed");
		const state = stateFolder(target.root);
		renameSync(state.commit, state.plan);
		renameSync(join(target.paths.purelib, "old-1.0.dist-info"), join(state.trash, "0"));
		expect(kinds(readPending(target.root))).toBe("decided");
		expect((await recovered(target)).kind).toBe("rolled-forward");
		expect([has(target, "old"), has(target, "new-1.0.dist-info")]).toEqual([false, true]);
	});

	test("a commit that cannot be read is given up, and nothing stays", async () => {
		const target = await interrupted("committed");
		writeFileSync(stateFolder(target.root).commit, "\0\0\0");
		expect(await recovered(target)).toEqual({ kind: "lost" });
		expect(existsSync(join(target.root, ".pippin"))).toBe(false);
	});
});

test("a commit of a newer version is refused and kept", async () => {
	const target = await interrupted("committed");
	const { commit } = stateFolder(target.root);
	writeFileSync(
		commit,
		readFileSync(commit, "utf8").replace('"formatVersion":1', '"formatVersion":9'),
	);
	await expect(recovered(target)).rejects.toMatchObject({ code: "newer-change", exitStatus: 2 });
	expect(existsSync(commit)).toBe(true);
});

test("recovery may be repeated from any copy of the state", async () => {
	const target = await interrupted("committed");
	const { directory } = stateFolder(target.root);
	const saved = join(ground.folder, "saved-state");
	cpSync(directory, saved, { recursive: true });
	await recovered(target);
	const once = treeOf(target.root);
	mkdirSync(join(target.root, ".pippin"));
	cpSync(saved, directory, { recursive: true });
	expect(await recovered(target)).toMatchObject({ kind: "rolled-forward", damaged: [] });
	expect(treeOf(target.root)).toEqual(once);
});

test("the plan on the disk names what goes and what comes by digest", async () => {
	const target = ground.newTarget();
	const [one, two] = ["1.0", "2.0"].map((version) => ground.store({ name: "named", version }));
	if (one === undefined || two === undefined) throw new Error("no wheels");
	await change(target, { incoming: [one] });
	let seen = "";
	const signal = {
		get aborted(): boolean {
			seen = readFileSync(stateFolder(target.root).plan, "utf8");
			return false;
		},
	} as AbortSignal;
	await change(
		target,
		{ outgoing: [installed(target, "named-1.0.dist-info")], incoming: [two] },
		{ signal },
	);
	const reading = parsePlan(seen, target.root);
	if (reading.kind !== "plan") throw new Error(reading.kind);
	expect(printPlan(reading.plan, target.root)).toBe(seen);
	expect(reading.plan.outgoing).toMatchObject([
		{ name: "named", version: "1.0", digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
	]);
	expect(reading.plan.incoming).toMatchObject([
		{ name: "named", version: "2.0", digest: two.image.digest },
	]);
});
