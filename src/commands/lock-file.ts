/** What a `pylock.toml` says, and where the files are that it names. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { pathOfFileUrl } from "../platform/file-url.ts";
import { errorCode } from "../platform/files.ts";
import { systemReason } from "../platform/system-reason.ts";
import { type Pylock, readPylock } from "../standards/pylock.ts";
import { parseToml } from "../standards/toml.ts";
import type { Tools } from "./tools.ts";

/** A lock that cannot be read. */
export class UnreadableLock extends UserError {
	readonly code = "unreadable-lock";
}

export interface LoadedLock {
	readonly lock: Pylock;
	/** Where its paths start; `undefined` for one from the network, which has no paths. */
	readonly folder: string | undefined;
}

/** Reads the lock at a path or URL. @throws UnreadableLock */
export async function loadLock(location: string, tools: Tools): Promise<LoadedLock> {
	if (/^https?:\/\//i.test(location)) {
		const text = await tools.fetchText(location);
		return { lock: parseLock(text, displayUrl(location)), folder: undefined };
	}
	const given = /^file:/i.test(location) ? pathOfFileUrl(location) : location;
	const path = resolve(tools.workingDirectory, given);
	return { lock: parseLock(readText(path, location), location), folder: dirname(path) };
}

function readText(path: string, shown: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		throw new UnreadableLock(`Cannot read \`${shown}\`: ${systemReason(code)}`, { cause: error });
	}
}

function parseLock(text: string, shown: string): Pylock {
	try {
		return readPylock(parseToml(text));
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		throw new UnreadableLock(`Cannot use \`${shown}\`: it is not a lock that can be read`, {
			cause: error,
		});
	}
}

/** The path of a file that the lock names, where there is such a file. */
export function localFileOf(
	path: string | undefined,
	folder: string | undefined,
): { readonly path: string; readonly size: number } | undefined {
	if (path === undefined || folder === undefined) return undefined;
	const whole = resolve(folder, path);
	if (!existsSync(whole)) return undefined;
	const found = statSync(whole);
	return found.isFile() ? { path: whole, size: found.size } : undefined;
}
