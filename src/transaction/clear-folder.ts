/** Removing whole trees that are ours. */
import { type Dirent, readdirSync } from "node:fs";
import { errorCode, removeDirectory, removeFileIfThere } from "../platform/files.ts";

/** Removes a folder with everything in it, never following a link; nothing happens where there is none. */
export function clearFolder(path: string): void {
	let entries: readonly Dirent[];
	try {
		entries = readdirSync(path, { withFileTypes: true });
	} catch (error) {
		if (errorCode(error) === "ENOENT") return;
		throw error;
	}
	for (const entry of entries) {
		const inside = `${path}/${entry.name}`;
		if (entry.isDirectory()) clearFolder(inside);
		else removeFileIfThere(inside);
	}
	removeDirectory(path);
}

/** Removes a folder where it is empty; whether it is gone now. */
export function removeIfEmpty(path: string): boolean {
	try {
		removeDirectory(path);
		return true;
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT") return true;
		if (code === "ENOTEMPTY" || code === "EEXIST") return false;
		throw error;
	}
}
