/** One change of an environment: staged beside it, committed by one rename, carried out by steps that may be repeated. */
import { join } from "node:path";
import { UserError } from "../errors/user-error.ts";
import {
	errorCode,
	makeDirectory,
	removeFileIfThere,
	renamePath,
	syncPath,
	writeNewFile,
} from "../platform/files.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import { carryOut, trashBeside } from "./carry-out.ts";
import { clearFolder, removeIfEmpty } from "./clear-folder.ts";
import { printPlan, type TransactionPlan } from "./plan.ts";
import { isThere, type StateFolder, stateFolder } from "./state-folder.ts";

/** The change is committed, but the machine keeps refusing a step. The next changing command finishes it. */
export class ChangeUnfinished extends UserError {
	readonly code = "change-unfinished";
}

export interface TransactionStart {
	/** The environment's root. */
	readonly root: string;
	readonly plan: TransactionPlan;
	/** The environment's lock: whoever begins a change must hold it until the end. */
	readonly lock: HeldLock;
}

export class Transaction {
	readonly #state: StateFolder;
	readonly #plan: TransactionPlan;

	private constructor(state: StateFolder, plan: TransactionPlan) {
		this.#state = state;
		this.#plan = plan;
	}

	/**
	 * Puts the plan on the disk. `recover` must have run under the same lock. Throws the system's error where
	 * the environment cannot be written; nothing stays behind then.
	 */
	static begin({ root, plan }: TransactionStart): Transaction {
		const transaction = new Transaction(stateFolder(root), plan);
		try {
			transaction.#writePlan();
		} catch (error) {
			transaction.abandon();
			throw error;
		}
		return transaction;
	}

	#writePlan(): void {
		const state = this.#state;
		if (!isThere(state.home)) makeDirectory(state.home);
		makeDirectory(state.directory);
		makeDirectory(state.stage);
		if (this.#plan.removals.length > 0) makeDirectory(state.trash);
		writeNewFile(state.plan, printPlan(this.#plan, state.root));
		// Now, while nothing else waits to be written, this is cheap; after staging it would carry every link.
		syncPath(state.plan);
		syncPath(state.directory);
	}

	/** The folder for the new files of one placement of the plan; the caller makes it. */
	stagePath(placement: string): string {
		return join(this.#state.stage, placement);
	}

	/** Decides the change. Everything before leaves the environment as it was, everything after completes it. */
	commit(): void {
		renamePath(this.#state.plan, this.#state.commit);
		// A change that takes files away must not do so before its commit is on the disk.
		if (this.#plan.removals.length === 0) return;
		try {
			syncPath(this.#state.directory);
		} catch (error) {
			renamePath(this.#state.commit, this.#state.plan);
			throw error;
		}
	}

	/** Carries the committed change out and cleans. Throws `ChangeUnfinished` where the machine refuses twice. */
	finish(): void {
		try {
			finishChange(this.#state, this.#plan);
		} catch (first) {
			if (errorCode(first) === undefined) throw first;
			try {
				finishChange(this.#state, this.#plan);
			} catch (error) {
				if (errorCode(error) === undefined) throw error;
				throw new ChangeUnfinished(
					`Could not finish the change of \`${this.#state.root}\`: ${(error as Error).message}`,
					{
						cause: error,
						hints: ["Run the command again when the cause is gone: it finishes the change first"],
					},
				);
			}
		}
	}

	/** Removes everything that was staged. What cannot be removed now is left to the next changing command. */
	abandon(): void {
		const { commit, plan } = this.#state;
		// Without its commit a half-removed stage cannot be taken for a change to be finished.
		if (isThere(commit)) renamePath(commit, plan);
		cleanQuietly(this.#state);
	}
}

/** Steps 5 to 7 of docs/transaction.md. */
function finishChange(state: StateFolder, plan: TransactionPlan): void {
	if (isThere(state.commit)) {
		carryOut(state, plan);
		renamePath(state.commit, state.done);
	}
	cleanQuietly(state, plan);
}

function cleanQuietly(state: StateFolder, plan?: TransactionPlan): void {
	try {
		cleanState(state, plan);
	} catch (first) {
		if (errorCode(first) === undefined) throw first;
		try {
			cleanState(state, plan);
		} catch (error) {
			// What is left is harmless, and the next changing command removes it.
			if (errorCode(error) === undefined) throw error;
		}
	}
}

/** Removes the state folder; the file that tells how far the change was goes last. */
export function cleanState(state: StateFolder, plan?: TransactionPlan): void {
	for (const removal of plan?.removals ?? []) {
		const beside = trashBeside(removal);
		if (isThere(beside)) removeAny(beside);
	}
	clearFolder(state.stage);
	clearFolder(state.trash);
	for (const file of [state.plan, state.commit, state.done]) {
		if (isThere(file)) removeFileIfThere(file);
	}
	clearFolder(state.directory);
	removeIfEmpty(state.home);
}

function removeAny(path: string): void {
	try {
		removeFileIfThere(path);
	} catch (error) {
		const code = errorCode(error);
		if (code !== "EISDIR" && code !== "EPERM") throw error;
		clearFolder(path);
	}
}
