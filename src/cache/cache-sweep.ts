/** Measuring and clearing the cache. All of it stays inside our own folder. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { errorCode, removeTree } from "../platform/files.ts";
import {
	ANY_LAYOUT_REGEXP,
	BUCKETS,
	DRAFTS_FOLDER,
	LAYOUT_FOLDER,
	PROJECT_BUCKETS,
} from "./bucket.ts";
import { discardEntry, insidePath } from "./placement.ts";

export interface CacheUse {
	readonly files: number;
	/** Of the contents; a file with several names counts once. */
	readonly bytes: number;
}

export interface Removed extends CacheUse {
	/** Folders, the empty ones included. */
	readonly directories: number;
}

const DAY = 24 * 60 * 60 * 1000;
const UNREADABLE: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EACCES"]);
const DIGEST_REGEXP = /[0-9a-f]{64}/g;

/** Adds up files; each inode once. */
class Tally {
	files = 0;
	directories = 0;
	bytes = 0;
	readonly #seen = new Set<string>();

	/** Counts a file or a whole folder; links are not followed. */
	add(path: string): void {
		const found = lstatSync(path, { throwIfNoEntry: false });
		if (found === undefined) return;
		if (found.isDirectory()) {
			this.directories += 1;
			for (const name of namesIn(path)) this.add(`${path}/${name}`);
			return;
		}
		this.files += 1;
		const inode = `${found.dev}:${found.ino}`;
		if (found.nlink > 1 && this.#seen.has(inode)) return;
		if (found.nlink > 1) this.#seen.add(inode);
		this.bytes += found.size;
	}

	/** Counts an entry, then takes it away. */
	remove(path: string, base: string): void {
		this.add(path);
		discardEntry(path, base);
	}

	get removed(): Removed {
		return { files: this.files, directories: this.directories, bytes: this.bytes };
	}
}

function namesIn(directory: string): readonly string[] {
	try {
		return readdirSync(directory);
	} catch (error) {
		// Missing, not a folder, or taken away meanwhile by another process.
		if (UNREADABLE.has(errorCode(error) ?? "")) return [];
		throw error;
	}
}

/** All that is below the folder. */
export function measureCache(directory: string): CacheUse {
	const tally = new Tally();
	tally.add(directory);
	return { files: tally.files, bytes: tally.bytes };
}

/** Removes every entry; lock and markers stay. */
export function cleanCache(directory: string): Removed {
	const tally = new Tally();
	for (const bucket of BUCKETS) tally.remove(`${directory}/${bucket}`, directory);
	for (const name of namesIn(`${directory}/${DRAFTS_FOLDER}`)) {
		// By one rename: with `--force` another process may be filling it.
		tally.remove(`${directory}/${DRAFTS_FOLDER}/${name}`, directory);
	}
	return tally.removed;
}

/** Removes the wheels that came over the network, which can bring them again. */
export function cleanDownloads(directory: string): Removed {
	const tally = new Tally();
	for (const bucket of ["wheels", "wheel-links"]) {
		tally.remove(`${directory}/${bucket}`, directory);
	}
	return tally.removed;
}

/** The sum of two. */
export function addRemoved(left: Removed, right: Removed): Removed {
	return {
		files: left.files + right.files,
		directories: left.directories + right.directories,
		bytes: left.bytes + right.bytes,
	};
}

/** Removes the entries of projects, by their normalized names. */
export function cleanProjects(directory: string, names: readonly string[]): Removed {
	const tally = new Tally();
	for (const bucket of PROJECT_BUCKETS) {
		for (const name of names) tally.remove(`${directory}/${insidePath(bucket, [name])}`, directory);
	}
	const pages = `${directory}/pages`;
	for (const index of namesIn(pages)) {
		for (const name of names) {
			tally.remove(`${pages}/${index}/${name}.page`, directory);
			tally.remove(`${pages}/${index}/${name}.fresh`, directory);
		}
	}
	return tally.removed;
}

/** Removes old drafts and answers, other layouts of ours below `root`, and unpacked wheels that nothing links to. `now` in milliseconds. */
export function pruneCache(root: string, directory: string, now: number): Removed {
	const tally = new Tally();
	const drafts = `${directory}/${DRAFTS_FOLDER}`;
	for (const name of namesIn(drafts)) {
		const draft = `${drafts}/${name}`;
		if (!isOld(draft, now)) continue;
		tally.add(draft);
		removeTree(draft);
	}
	for (const name of namesIn(`${directory}/answers`)) {
		const answer = `${directory}/answers/${name}`;
		if (isOld(answer, now)) tally.remove(answer, directory);
	}
	for (const name of namesIn(root)) {
		if (name === LAYOUT_FOLDER || !ANY_LAYOUT_REGEXP.test(name)) continue;
		tally.add(`${root}/${name}`);
		removeTree(`${root}/${name}`);
	}
	for (const name of namesIn(`${directory}/wheels`)) pruneWheels(tally, directory, name);
	return tally.removed;
}

/** Whether it was changed a day ago, or longer. */
function isOld(path: string, now: number): boolean {
	const found = lstatSync(path, { throwIfNoEntry: false });
	return found !== undefined && now - found.mtimeMs >= DAY;
}

function pruneWheels(tally: Tally, directory: string, name: string): void {
	const linked = linkedDigests(`${directory}/wheel-links/${name}`);
	const wheels = `${directory}/wheels/${name}`;
	for (const digest of namesIn(wheels)) {
		if (!linked.has(digest)) tally.remove(`${wheels}/${digest}`, directory);
	}
}

function readLink(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (UNREADABLE.has(errorCode(error) ?? "")) return "";
		throw error;
	}
}

/** Every SHA-256 that the links of a project name. */
function linkedDigests(directory: string): ReadonlySet<string> {
	const digests = new Set<string>();
	for (const name of namesIn(directory)) {
		const text = readLink(`${directory}/${name}`);
		for (const [digest] of text.matchAll(DIGEST_REGEXP)) digests.add(digest);
	}
	return digests;
}
