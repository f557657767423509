/**
 * The steps after the commit. Each may be repeated, after an error or by another process after a crash:
 * a removal is done when its place in the trash is taken, a placement when its source is gone.
 */
import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import {
	copyFile,
	errorCode,
	makeDirectories,
	makeDirectory,
	removeFile,
	renamePath,
	temporaryNameFor,
} from "../platform/files.ts";
import { clearFolder } from "./clear-folder.ts";
import type { Placement, Removal, TransactionPlan } from "./plan.ts";
import { isThere, type StateFolder } from "./state-folder.ts";

/** Asked for each entry that is about to be placed; "drop" deletes it instead. */
export type PlacementCheck = (source: string, target: string) => "place" | "drop";

/** Takes out what the plan takes out, then places what is staged. */
export function carryOut(
	state: StateFolder,
	plan: TransactionPlan,
	check: PlacementCheck = () => "place",
): void {
	for (const removal of plan.removals) takeOut(state, removal);
	const placing = new Placing(state, plan);
	for (const placement of plan.placements) placing.placeAll(placement, check);
}

/** Where a removal goes that cannot be renamed into the trash because it lies on another file system. */
export function trashBeside({ from, to }: Removal): string {
	return join(dirname(from), `.pippin-trash-${to}`);
}

function takeOut(state: StateFolder, removal: Removal): void {
	const destination = join(state.trash, removal.to);
	// Whether the source is there tells nothing: a new file may have been placed where the old one was.
	if (isThere(destination) || isThere(trashBeside(removal))) return;
	try {
		renamePath(removal.from, destination);
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT") return;
		if (code !== "EXDEV") throw error;
		renamePath(removal.from, trashBeside(removal));
	}
}

class Placing {
	readonly #state: StateFolder;
	/** Folders whose real paths a link may lead into. */
	readonly #allowed: readonly string[];

	constructor(state: StateFolder, plan: TransactionPlan) {
		this.#state = state;
		this.#allowed = [state.root, ...plan.placements.map(({ to }) => to)];
	}

	placeAll({ from, to }: Placement, check: PlacementCheck): void {
		const stage = join(this.#state.stage, from);
		const entries = listFolder(stage);
		if (entries.length === 0) return;
		if (!isThere(to)) makeDirectories(to);
		for (const { name, isFolder } of entries) {
			const source = `${stage}/${name}`;
			const target = `${to}/${name}`;
			if (check(source, target) === "place") this.#place(source, target, isFolder);
			else clearFolder(source);
		}
	}

	/** One rename where nothing is in the way; a folder that meets a folder gives its entries to it. */
	#place(source: string, target: string, isFolder: boolean): void {
		try {
			renamePath(source, target);
		} catch (error) {
			if (errorCode(error) === "EXDEV") this.#placeAcross(source, target, isFolder);
			else if (!isThere(target)) throw error;
			else if (isFolder && this.#isFolder(target)) this.#merge(source, target);
			else if (!isFolder && !lstatSync(target).isDirectory()) throw error;
			else {
				this.#displace(target);
				renamePath(source, target);
			}
		}
	}

	#merge(source: string, target: string): void {
		for (const { name, isFolder } of listFolder(source)) {
			this.#place(`${source}/${name}`, `${target}/${name}`, isFolder);
		}
	}

	/** A folder, or a link to one that lies in the environment. New files never go through a link out of it. */
	#isFolder(path: string): boolean {
		const found = lstatSync(path);
		if (!found.isSymbolicLink()) return found.isDirectory();
		let real: string;
		try {
			real = realpathSync(path);
		} catch (error) {
			if (errorCode(error) === "ENOENT") return false;
			throw error;
		}
		return (
			lstatSync(real).isDirectory() &&
			this.#allowed.some((folder) => isThere(folder) && isBelow(realpathSync(folder), real))
		);
	}

	/** Gives way for a new entry of another kind: a link for a folder, a folder for a file. */
	#displace(path: string): void {
		if (!isThere(this.#state.trash)) makeDirectory(this.#state.trash);
		renamePath(path, temporaryNameFor(join(this.#state.trash, "displaced")));
	}

	/** Copies to a hidden name beside the target, so that the target still appears by one rename. */
	#placeAcross(source: string, target: string, isFolder: boolean): void {
		if (isFolder && isThere(target) && this.#isFolder(target)) {
			this.#merge(source, target);
			return;
		}
		const hidden = join(dirname(target), `.pippin-${basename(target)}.tmp`);
		if (isFolder) {
			clearFolder(hidden);
			copyFolder(source, hidden);
		} else {
			if (isThere(hidden)) removeFile(hidden);
			copyFile(source, hidden);
		}
		if (isThere(target) && lstatSync(target).isDirectory() !== isFolder) this.#displace(target);
		renamePath(hidden, target);
		if (isFolder) clearFolder(source);
		else removeFile(source);
	}
}

function isBelow(folder: string, path: string): boolean {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

interface Entry {
	readonly name: string;
	readonly isFolder: boolean;
}

function listFolder(path: string): readonly Entry[] {
	try {
		return readdirSync(path, { withFileTypes: true }).map((entry) => ({
			name: entry.name,
			isFolder: entry.isDirectory(),
		}));
	} catch (error) {
		if (errorCode(error) === "ENOENT") return [];
		throw error;
	}
}

function copyFolder(from: string, to: string): void {
	makeDirectory(to);
	for (const { name, isFolder } of listFolder(from)) {
		if (isFolder) copyFolder(`${from}/${name}`, `${to}/${name}`);
		else copyFile(`${from}/${name}`, `${to}/${name}`);
	}
}
