/** Which files and folders to take out, with as few renames as may be. */
import { type Dirent, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { errorCode } from "../platform/files.ts";

interface OutgoingFolder {
	/** Names of the files in it that go out. */
	readonly files: Set<string>;
	/** Folders in it that hold files that go out. */
	readonly folders: Set<string>;
}

/**
 * The paths to rename away so that all `files` (absolute) are gone: a folder in which everything goes out
 * counts as one, and a folder that would be left without any file goes too. Folders of `kept` always stay.
 * Files that are not there are left out. Reads the disk, changes nothing.
 */
export function planRemovals(
	files: Iterable<string>,
	kept: ReadonlySet<string>,
): readonly string[] {
	const folders = new Map<string, OutgoingFolder>();
	const tops = new Set<string>();
	const folderOf = (path: string): OutgoingFolder => {
		const known = folders.get(path);
		if (known !== undefined) return known;
		const made: OutgoingFolder = { files: new Set(), folders: new Set() };
		folders.set(path, made);
		const parent = dirname(path);
		if (kept.has(path) || parent === path) tops.add(path);
		else folderOf(parent).folders.add(basename(path));
		return made;
	};
	for (const file of files) folderOf(dirname(file)).files.add(basename(file));
	const removals: string[] = [];
	for (const top of tops) {
		for (const path of visit(top, folders, kept).paths) removals.push(path);
	}
	return removals;
}

interface Visit {
	/** Whether nothing would stay in the folder. */
	readonly isWhole: boolean;
	/** What goes out of it, where it stays itself. */
	readonly paths: readonly string[];
}

function visit(
	path: string,
	folders: ReadonlyMap<string, OutgoingFolder>,
	kept: ReadonlySet<string>,
): Visit {
	const outgoing = folders.get(path);
	const paths: string[] = [];
	let isWhole = !kept.has(path);
	for (const entry of entriesOf(path)) {
		const inside = `${path === "/" ? "" : path}/${entry.name}`;
		if (!entry.isDirectory()) {
			if (outgoing?.files.has(entry.name) === true) paths.push(inside);
			else isWhole = false;
		} else if (outgoing?.folders.has(entry.name) === true) {
			const child = visit(inside, folders, kept);
			if (child.isWhole) paths.push(inside);
			else {
				isWhole = false;
				paths.push(...child.paths);
			}
		} else if (isWhole && !isWithoutFiles(inside, kept)) {
			isWhole = false;
		}
	}
	return { isWhole, paths };
}

/** Whether a folder holds nothing but folders that hold nothing. */
function isWithoutFiles(path: string, kept: ReadonlySet<string>): boolean {
	return (
		!kept.has(path) &&
		entriesOf(path).every(
			(entry) => entry.isDirectory() && isWithoutFiles(`${path}/${entry.name}`, kept),
		)
	);
}

function entriesOf(path: string): readonly Dirent[] {
	try {
		return readdirSync(path, { withFileTypes: true });
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return [];
		throw error;
	}
}
