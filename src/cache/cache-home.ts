/** The folder of the cache: whether it may be trusted, how it comes to be, and what stands in for it. */
import { existsSync, lstatSync, type Stats } from "node:fs";
import { errorCode, makeDirectories, makeDirectory, replaceFile } from "../platform/files.ts";
import { builtin } from "../runtime/detect.ts";
import { effectiveUserId } from "../runtime/this-process.ts";
import { DRAFTS_FOLDER } from "./bucket.ts";
import { CacheFailure, isRefusal } from "./cache-failure.ts";
import { randomName } from "./placement.ts";

const PRIVATE_MODE = 0o700;
const WRITABLE_FOR_OTHERS = 0o022;
const TAG = `Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of pippin; all of it may be removed.
`;

/** Why an existing cache folder must not be used; `undefined` where it may, or where there is none yet. */
export function findDistrust(directory: string): string | undefined {
	const found = lookUp(directory);
	if (found === undefined) return undefined;
	if (!found.isDirectory()) return "is not a folder";
	const user = effectiveUserId();
	if (user === undefined) return undefined;
	if (found.uid !== user) return "belongs to another user";
	return (found.mode & WRITABLE_FOR_OTHERS) === 0 ? undefined : "can be changed by other users";
}

/** What is there; also `undefined` where the way there is closed, which the first write will find out. */
function lookUp(path: string): Stats | undefined {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		if (isRefusal(error)) return undefined;
		throw error;
	}
}

/** Makes the folder with its markers where they are missing; errors are the system's. */
export function claimHome(directory: string, root: string): void {
	const drafts = `${directory}/${DRAFTS_FOLDER}`;
	// The marker is written last: where both are there, all is there.
	if (existsSync(drafts) && existsSync(`${directory}/.gitignore`)) return;
	makeDirectories(root);
	try {
		makeDirectory(directory, PRIVATE_MODE);
	} catch (error) {
		if (errorCode(error) !== "EEXIST") throw error;
	}
	makeDirectories(drafts);
	replaceFile(`${directory}/CACHEDIR.TAG`, TAG);
	replaceFile(`${directory}/.gitignore`, "*\n");
}

/** A private folder that nobody else knows, for one run. Throws `CacheFailure`. */
export function makeTemporaryHome(parent: string = builtin("node:os").tmpdir()): string {
	const directory = `${parent}/pippin-${randomName()}`;
	try {
		makeDirectory(directory, PRIVATE_MODE);
		makeDirectory(`${directory}/${DRAFTS_FOLDER}`);
	} catch (error) {
		throw new CacheFailure(`Cannot make a temporary cache in \`${parent}\``, {
			cause: error,
			hints: ["Set `TMPDIR` to a folder that can be written"],
		});
	}
	return directory;
}
