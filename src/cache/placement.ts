/** How entries come and go below a base folder: made as a draft, put in place by one rename, taken away by one. */
import { lstatSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode, makeDirectories, removeTree, renamePath } from "../platform/files.ts";
import { type BucketName, DRAFTS_FOLDER } from "./bucket.ts";

const PART_REGEXP = /^(?!\.{1,2}$)[^/\\\0]+$/;
const RENAME_TROUBLES: ReadonlySet<string> = new Set([
	"ENOENT",
	"ENOTDIR",
	"EISDIR",
	"ENOTEMPTY",
	"EEXIST",
	"EPERM",
]);
const MOST_ATTEMPTS = 4;

/** The place of an entry below the base. Throws a plain `Error` for parts that are no file names: that is a bug. */
export function insidePath(bucket: BucketName, parts: readonly string[]): string {
	for (const part of parts) {
		if (!PART_REGEXP.test(part)) throw new Error(`"${part}" cannot name a cache entry`);
	}
	return [bucket, ...parts].join("/");
}

/** A name that no other process picks, also where processes of several machines have the same number. */
export function randomName(): string {
	return `${randomDigits()}${randomDigits()}`;
}

function randomDigits(): string {
	return Math.random().toString(36).slice(2, 10);
}

/** Where the next draft goes; nothing is made. */
export function newDraft(base: string): string {
	return `${base}/${DRAFTS_FOLDER}/${randomName()}`;
}

/** Renames a draft to its place, whatever stands there. False: it is a folder, and another process has put one there before. */
export function placeDraft(draft: string, base: string, inside: string): boolean {
	const path = `${base}/${inside}`;
	for (let attempt = 1; ; attempt += 1) {
		try {
			renamePath(draft, path);
			return true;
		} catch (error) {
			const isTrouble = RENAME_TROUBLES.has(errorCode(error) ?? "");
			if (!isTrouble || attempt === MOST_ATTEMPTS) throw error;
		}
		if (isFolder(draft) && isFolder(path)) return false;
		makeRoom(path, base);
	}
}

function isFolder(path: string): boolean {
	return isThere(path) && lstatSync(path).isDirectory();
}

/** Takes away what is of the wrong kind, from the place and from the folders above it, and makes what is missing. */
function makeRoom(path: string, base: string): void {
	discardEntry(path, base);
	const parent = dirname(path);
	for (let folder = parent; folder.length > base.length; folder = dirname(folder)) {
		if (isThere(folder) && !isFolder(folder)) discardEntry(folder, base);
	}
	makeDirectories(parent);
	makeDirectories(`${base}/${DRAFTS_FOLDER}`);
}

/** Takes an entry away by one rename, then removes it: nobody meets half of it. Nothing happens where there is none. */
export function discardEntry(path: string, base: string): void {
	const draft = newDraft(base);
	try {
		renamePath(path, draft);
	} catch (error) {
		if (!isThere(path)) return;
		const code = errorCode(error);
		// Layered file systems do not rename a folder of a lower layer: then it goes piece by piece.
		if (code === "EXDEV") {
			removeTree(path);
			return;
		}
		if (code !== "ENOENT") throw error;
		makeDirectories(`${base}/${DRAFTS_FOLDER}`);
		renamePath(path, draft);
	}
	removeTree(draft);
}

/** Whether there is anything, also a link that leads nowhere. */
function isThere(path: string): boolean {
	try {
		return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
	} catch (error) {
		if (errorCode(error) === "ENOTDIR") return false;
		throw error;
	}
}
