/** The last step of making an environment, and what an interrupted one leaves behind. */
import { lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import {
	errorCode,
	removeDirectory,
	removeTree,
	renamePath,
	temporaryNameFor,
} from "../platform/files.ts";
import { isAlive, operatingSystem, processId } from "../runtime/this-process.ts";

/**
 * Renames the folder to its place. An empty folder there is replaced; a full one, where that is allowed, is moved aside,
 * removed when the new one is in place, and moved back where that fails.
 */
export function putInPlace(
	folder: string,
	target: string,
	{ mayReplace }: { readonly mayReplace: boolean },
): void {
	const aside = mayReplace && isThere(target) ? temporaryNameFor(target) : undefined;
	if (aside !== undefined) renamePath(target, aside);
	try {
		placeFolder(folder, target);
	} catch (error) {
		if (aside !== undefined && !isThere(target)) renamePath(aside, target);
		throw error;
	}
	if (aside !== undefined) removeTree(aside);
}

function placeFolder(folder: string, target: string): void {
	// Windows renames over nothing, not even over an empty folder.
	if (operatingSystem() === "win32" && isThere(target)) removeDirectory(target);
	renamePath(folder, target);
}

function isThere(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

const CONFIG = "pyvenv.cfg";

/**
 * Moves what is in `folder` (which lies below `target`) into `target`, whose own entries are removed before. Without
 * `pyvenv.cfg`, which goes first and comes last, it is nobody's environment.
 */
export function replaceContents(folder: string, target: string): void {
	const old = readdirSync(target).filter((name) => name !== basename(folder));
	for (const name of configFirst(old)) removeTree(join(target, name));
	mergeInto(folder, target);
}

function configFirst(names: readonly string[]): readonly string[] {
	return names.includes(CONFIG) ? [CONFIG, ...names.filter((name) => name !== CONFIG)] : names;
}

/** Moves what is in `folder` into `target`, over files and links of the same name; folders are joined. */
export function mergeInto(folder: string, target: string): void {
	for (const name of [...configFirst(readdirSync(folder))].reverse()) {
		const from = join(folder, name);
		const to = join(target, name);
		const isFolder = lstatSync(from).isDirectory();
		const there = lstatSync(to, { throwIfNoEntry: false });
		if (there === undefined) renamePath(from, to);
		else if (isFolder && there.isDirectory()) mergeInto(from, to);
		else if (isFolder) {
			removeTree(to);
			renamePath(from, to);
		}
		// A folder stays where we have a link, as `lib64` is one in some environments.
		else if (!there.isDirectory()) renamePath(from, to);
	}
	removeTree(folder);
}

/** Removes what processes that are gone left when they were making an environment at this place. */
export function removeLeftovers(target: string): void {
	for (const [folder, name] of [
		[dirname(target), basename(target)],
		[target, "new-environment"],
	] as const) {
		for (const entry of listFolder(folder)) {
			if (isAbandoned(entry, name)) removeTree(join(folder, entry));
		}
	}
}

function listFolder(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return [];
		throw error;
	}
}

/** `temporaryNameFor` writes the number of the process into the name. */
function isAbandoned(entry: string, name: string): boolean {
	if (!entry.startsWith(`${name}.`) || !entry.endsWith(".tmp")) return false;
	const match = /^([0-9a-z]+)-[0-9a-z]+$/.exec(entry.slice(name.length + 1, -".tmp".length));
	const owner = Number.parseInt(match?.[1] ?? "", 36);
	return !Number.isNaN(owner) && owner !== processId() && !isAlive(owner);
}
