/** Finds and reads the `.netrc` file of the user. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { findHome } from "../platform/user-folders.ts";
import { operatingSystem } from "../runtime/this-process.ts";
import { type Netrc, parseNetrc } from "./netrc.ts";

/**
 * The file that `NETRC` names, else `~/.netrc` (on Windows `~/_netrc` as well); `undefined` where there is none. One
 * that others may read is used, and `warn` is told.
 */
export function readNetrc(
	variables: Readonly<Record<string, string>>,
	warn: (message: string) => void,
): Netrc | undefined {
	for (const path of netrcPaths(variables)) {
		const text = readOptional(path, warn);
		if (text === undefined) continue;
		if (isReadableByOthers(path)) {
			warn(
				`\`${path}\` holds passwords and can be read by other users; \`chmod 600 ${path}\` makes it private`,
			);
		}
		return parseNetrc(text);
	}
	return undefined;
}

function netrcPaths(variables: Readonly<Record<string, string>>): readonly string[] {
	const named = variables["NETRC"];
	if (named !== undefined && named !== "") return [named];
	const home = findHome(variables);
	if (home === undefined) return [];
	const usual = join(home, ".netrc");
	return operatingSystem() === "win32" ? [usual, join(home, "_netrc")] : [usual];
}

function readOptional(path: string, warn: (message: string) => void): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code !== "ENOENT" && code !== "ENOTDIR") {
			warn(`Could not read \`${path}\` (${code}); no credentials are taken from it`);
		}
		return undefined;
	}
}

function isReadableByOthers(path: string): boolean {
	// Windows has no such bits.
	return operatingSystem() !== "win32" && (statSync(path).mode & 0o077) !== 0;
}
