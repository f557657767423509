/** Where an unfinished change keeps its plan, its new files and what it took out. */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../platform/files.ts";

/** Absolute paths. Which of `plan`, `commit` and `done` is there tells how far the change is. */
export interface StateFolder {
	/** The environment's root, which holds everything below. */
	readonly root: string;
	/** Our own folder in the environment; gone when no change is under way. */
	readonly home: string;
	readonly directory: string;
	readonly plan: string;
	readonly commit: string;
	readonly done: string;
	readonly stage: string;
	readonly trash: string;
}

export function stateFolder(root: string): StateFolder {
	const home = join(root, ".pippin");
	const directory = join(home, "transaction");
	return {
		root,
		home,
		directory,
		plan: join(directory, "plan"),
		commit: join(directory, "commit"),
		done: join(directory, "done"),
		stage: join(directory, "stage"),
		trash: join(directory, "trash"),
	};
}

/** Whether a file, a folder or a link (dangling or not) is there. */
export function isThere(path: string): boolean {
	try {
		return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
	} catch (error) {
		if (errorCode(error) === "ENOTDIR") return false;
		throw error;
	}
}
