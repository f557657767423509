/**
 * Makes a virtual environment. It is built beside its place and put there by one rename: whatever happens, there is
 * nothing, the old environment, or a whole new one. No code of ours runs when its Python starts.
 */
import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative } from "node:path";
import { UserError } from "../errors/user-error.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import { readPyvenvConfig } from "../interpreter/pyvenv-config.ts";
import {
	copyFile,
	errorCode,
	makeDirectories,
	makeSymlink,
	removeTree,
	temporaryNameFor,
	writeNewFile,
} from "../platform/files.ts";
import { currentDirectory, operatingSystem } from "../runtime/this-process.ts";
import {
	type EnvironmentChoices,
	type LayoutEntry,
	type LayoutSystem,
	planEnvironment,
} from "./environment-layout.ts";
import { isForeign } from "./ownership.ts";
import { mergeInto, putInPlace, removeLeftovers, replaceContents } from "./put-in-place.ts";

/** What happens to something that is at the place already. An empty folder is always taken. */
export type ExistingPolicy =
	| "refuse"
	/** `--clear`: a virtual environment is replaced. */
	| "clear"
	/** `--clear --force`: any folder is replaced. */
	| "clear-anything"
	/** `--allow-existing`: what is there stays, save what has the name of one of our files. */
	| "keep";

export interface NewEnvironment extends EnvironmentChoices {
	/** Absolute; links on the way are followed and stay. */
	readonly path: string;
	/** The environment is made from its base interpreter. */
	readonly interpreter: Interpreter;
	readonly existing: ExistingPolicy;
}

/** Something is at the place that may not be replaced. */
export class EnvironmentExists extends UserError {
	readonly code = "environment-exists";
}

/** The path cannot be that of an environment. */
export class InvalidEnvironmentPath extends UserError {
	readonly code = "invalid-environment-path";
}

/**
 * Makes the environment.
 *
 * @throws EnvironmentExists, InvalidEnvironmentPath; nothing has been changed then
 */
export function createEnvironment(request: NewEnvironment): void {
	const { path } = request;
	// The scripts cannot put a folder on PATH whose name has the character that divides its entries.
	if (path.includes(delimiter)) {
		throw new InvalidEnvironmentPath(
			`Could not make a virtual environment at \`${path}\`: \`PATH\` cannot hold a folder with \`${delimiter}\` in its name`,
		);
	}
	const target = followLinks(path);
	const found = examine(path, target);
	refuse(path, found, request.existing);
	makeDirectories(dirname(target));
	removeLeftovers(target);
	const stage =
		found === "absent" || isReplaceable(target) ? target : join(target, "new-environment");
	const temporary = temporaryNameFor(stage);
	try {
		build(temporary, planEnvironment({ root: path, ...withSystem(request) }, request));
		if (request.existing === "keep" && found !== "absent") mergeInto(temporary, target);
		else if (stage === target)
			putInPlace(temporary, target, { mayReplace: request.existing !== "refuse" });
		else replaceContents(temporary, target);
	} catch (error) {
		removeTree(temporary);
		throw rethrowOccupied(error, path);
	}
}

function withSystem({ interpreter }: NewEnvironment): {
	interpreter: Interpreter;
	system: LayoutSystem;
} {
	switch (operatingSystem()) {
		case "win32":
			return { interpreter, system: "windows" };
		case "darwin":
			return { interpreter, system: "macos" };
		default:
			return { interpreter, system: "posix" };
	}
}

function build(root: string, entries: readonly LayoutEntry[]): void {
	makeDirectories(root);
	for (const entry of entries) {
		const path = join(root, entry.path);
		switch (entry.kind) {
			case "folder":
				makeDirectories(path);
				break;
			case "link":
				makeSymlink(entry.target, path);
				break;
			case "copy":
				copyFile(entry.source, path);
				break;
			case "file":
				writeNewFile(path, entry.text);
				break;
		}
	}
}

/** Where the environment really goes: a link at its place stays a link. */
function followLinks(path: string): string {
	const entry = lstatSync(path, { throwIfNoEntry: false });
	if (entry?.isSymbolicLink() !== true) return path;
	if (isForeign(entry, dirname(path))) {
		throw new InvalidEnvironmentPath(
			`Could not make a virtual environment at \`${path}\`: it is a link of another user's`,
		);
	}
	try {
		return realpathSync(path);
	} catch (error) {
		if (errorCode(error) !== "ENOENT") throw error;
		throw new InvalidEnvironmentPath(
			`Could not make a virtual environment at \`${path}\`: it is a link that leads nowhere`,
			{ cause: error },
		);
	}
}

type Found = "absent" | "empty" | "environment" | "folder";

function examine(path: string, target: string): Found {
	const entry = statSync(target, { throwIfNoEntry: false });
	if (entry === undefined) return "absent";
	if (!entry.isDirectory()) {
		throw new EnvironmentExists(
			`Could not make a virtual environment at \`${path}\`: there is a file`,
		);
	}
	if (readPyvenvConfig(target) !== undefined) return "environment";
	return readdirSync(target).length === 0 ? "empty" : "folder";
}

function refuse(path: string, found: Found, existing: ExistingPolicy): void {
	if (found === "absent" || found === "empty") return;
	if (existing === "keep" || existing === "clear-anything") return;
	const what = found === "environment" ? "a virtual environment" : "a folder";
	if (existing === "refuse") {
		throw new EnvironmentExists(
			`Could not make a virtual environment at \`${path}\`: there is ${what} already`,
			{ hints: ["Replace it with `--clear`, or with `UV_VENV_CLEAR=1`"] },
		);
	}
	if (found === "folder") {
		throw new EnvironmentExists(
			`Could not clear \`${path}\`: it is not a virtual environment, and may hold what is needed`,
			{ hints: ["Remove the folder all the same with `--force`"] },
		);
	}
}

/** A folder in which somebody stands, or where a file system is mounted, must stay: only what is in it is replaced. */
function isReplaceable(target: string): boolean {
	const here = statSync(target, { throwIfNoEntry: false });
	if (here === undefined) return true;
	const working = relative(realpathSync(target), currentDirectory());
	if (!working.startsWith("..") && !isAbsolute(working)) return false;
	return here.dev === statSync(dirname(target)).dev;
}

function rethrowOccupied(error: unknown, path: string): unknown {
	const code = errorCode(error);
	if (code !== "ENOTEMPTY" && code !== "EEXIST") return error;
	return new EnvironmentExists(
		`Could not make a virtual environment at \`${path}\`: another process made something there meanwhile`,
		{ cause: error },
	);
}
