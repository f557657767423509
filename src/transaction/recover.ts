/** Finishes or undoes what an earlier process left: first thing of every command that changes an environment. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { errorCode, makeDirectory, renamePath } from "../platform/files.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import { carryOut } from "./carry-out.ts";
import { removeIfEmpty } from "./clear-folder.ts";
import { type PlannedDistribution, parsePlan, type TransactionPlan } from "./plan.ts";
import { isThere, type StateFolder, stateFolder } from "./state-folder.ts";
import { cleanState } from "./transaction.ts";
import { isIntact } from "./verify-placed.ts";

/** An unfinished change was written by a version of this program that knows more. */
export class NewerChange extends UserError {
	readonly code = "newer-change";
}

/** What recovery met. */
export type Recovery =
	| { readonly kind: "nothing" }
	/** A change that was not decided was dropped; the environment is as before it. */
	| { readonly kind: "rolled-back" }
	/** A change that was decided is complete now, but for the damaged distributions: these do not count as installed. */
	| {
			readonly kind: "rolled-forward";
			readonly plan: TransactionPlan;
			readonly damaged: readonly PlannedDistribution[];
	  }
	/** The plan of a decided change could not be read; what went out may be missing. */
	| { readonly kind: "lost" };

/** An unfinished change as a reader may see it. */
export type Pending =
	| { readonly kind: "undecided" }
	| { readonly kind: "decided"; readonly plan: TransactionPlan | undefined };

/** Whether a change is unfinished. Writes nothing and needs no lock; it may be under way in another process. */
export function readPending(root: string): Pending | undefined {
	const state = stateFolder(root);
	if (!isThere(state.directory) || isThere(state.done)) return undefined;
	const file = decidedPlan(state);
	if (file === undefined) return { kind: "undecided" };
	const reading = parsePlan(readIfThere(file), root);
	return { kind: "decided", plan: reading.kind === "plan" ? reading.plan : undefined };
}

/**
 * Makes an end of an unfinished change; may be killed and repeated at any point. The caller holds the lock.
 * Throws `NewerChange`, and the system's errors where the environment cannot be written.
 */
export function recover(root: string, lock: HeldLock): Recovery {
	const state = stateFolder(root);
	if (!isThere(state.home)) return { kind: "nothing" };
	if (!isThere(state.directory)) {
		removeIfEmpty(state.home);
		return { kind: "nothing" };
	}
	return recoverState(state, lock);
}

function recoverState(state: StateFolder, _lock: HeldLock): Recovery {
	if (isThere(state.done)) {
		const reading = parsePlan(readIfThere(state.done), state.root);
		cleanState(state, reading.kind === "plan" ? reading.plan : undefined);
		return { kind: "nothing" };
	}
	const file = decidedPlan(state);
	if (file === undefined) {
		cleanState(state);
		return { kind: "rolled-back" };
	}
	const reading = parsePlan(readIfThere(file), state.root);
	switch (reading.kind) {
		case "newer":
			throw new NewerChange(
				`Cannot finish the interrupted change of \`${state.root}\`: its plan has format ${reading.formatVersion}, which this version does not know`,
				{ hints: ["Run the newer version of pippin that began the change"] },
			);
		case "unreadable":
			cleanState(state);
			return { kind: "lost" };
		case "plan": {
			const damaged = rollForward(state, reading.plan);
			renamePath(file, state.done);
			cleanState(state, reading.plan);
			return { kind: "rolled-forward", plan: reading.plan, damaged };
		}
	}
}

/** The plan file of a change that was decided. */
function decidedPlan(state: StateFolder): string | undefined {
	if (isThere(state.commit)) return state.commit;
	// A file system without order may keep the first removal and lose the rename that came before.
	return isThere(state.plan) && hasEntries(state.trash) ? state.plan : undefined;
}

function rollForward(state: StateFolder, plan: TransactionPlan): readonly PlannedDistribution[] {
	const expected = new Map(plan.incoming.map((one) => [one.infoPath, one]));
	const damaged = new Set<PlannedDistribution>();
	carryOut(state, plan, (source, target) => {
		const distribution = expected.get(target);
		if (distribution === undefined || isIntact(source, target)) return "place";
		damaged.add(distribution);
		return "drop";
	});
	for (const distribution of plan.incoming) {
		if (damaged.has(distribution) || isIntact(distribution.infoPath, distribution.infoPath))
			continue;
		damaged.add(distribution);
		withdraw(state, distribution.infoPath);
	}
	return [...damaged];
}

/** Takes a metadata folder out of sight at once; cleaning deletes it. */
function withdraw(state: StateFolder, infoPath: string): void {
	if (!isThere(infoPath)) return;
	if (!isThere(state.trash)) makeDirectory(state.trash);
	for (let number = 0; ; number++) {
		const place = join(state.trash, `damaged-${number}`);
		if (isThere(place)) continue;
		renamePath(infoPath, place);
		return;
	}
}

function hasEntries(folder: string): boolean {
	try {
		return readdirSync(folder).length > 0;
	} catch (error) {
		if (errorCode(error) === "ENOENT") return false;
		throw error;
	}
}

function readIfThere(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (errorCode(error) === "ENOENT") return "";
		throw error;
	}
}
