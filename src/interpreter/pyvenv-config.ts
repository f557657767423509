/** `pyvenv.cfg`, the file that makes a folder a virtual environment (PEP 405); read as Python's `site` does. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode } from "../platform/files.ts";

/** What pippin reads of the file. */
export interface PyvenvConfig {
	/** The folder of the base interpreter's executable. */
	readonly home: string | undefined;
	/** The base interpreter's executable, where the tool that made the environment wrote it. */
	readonly executable: string | undefined;
	/** As written: `3.12.1`, or with the parts that some tools add. */
	readonly version: string | undefined;
	readonly seesSystemPackages: boolean;
	readonly isRelocatable: boolean;
	/** Without the quotes that the standard library puts around it. */
	readonly prompt: string | undefined;
	/** The tool that says it made the environment, where it says so: `pippin`, `uv`, `virtualenv`. */
	readonly creator: string | undefined;
}

const CREATORS: readonly string[] = ["pippin", "uv", "virtualenv"];

/** Takes any text; of a key that is there twice the last value counts. */
export function parsePyvenvConfig(text: string): PyvenvConfig {
	const values = new Map<string, string>();
	for (const line of text.split(/\r?\n/)) {
		const equals = line.indexOf("=");
		if (equals === -1) continue;
		values.set(line.slice(0, equals).trim().toLowerCase(), line.slice(equals + 1).trim());
	}
	const textOf = (key: string): string | undefined => {
		const value = values.get(key);
		return value === "" ? undefined : value;
	};
	return {
		home: textOf("home"),
		executable: textOf("base-executable") ?? textOf("executable"),
		version: textOf("version_info") ?? textOf("version"),
		seesSystemPackages: textOf("include-system-site-packages")?.toLowerCase() === "true",
		isRelocatable: textOf("relocatable")?.toLowerCase() === "true",
		prompt: unquote(textOf("prompt")),
		creator: CREATORS.find((name) => values.has(name)),
	};
}

function unquote(text: string | undefined): string | undefined {
	const match = text === undefined ? null : /^(['"])(.*)\1$/s.exec(text);
	return match === null ? text : match[2];
}

/** The configuration of the environment at `root`; `undefined` where the folder is not one. */
export function readPyvenvConfig(root: string): PyvenvConfig | undefined {
	const path = join(root, "pyvenv.cfg");
	return isFile(path) ? parsePyvenvConfig(readFileSync(path, "utf8")) : undefined;
}

/** Asked of many folders that have none: an answer is cheaper than an exception. */
function isFile(path: string): boolean {
	try {
		return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
	} catch (error) {
		// A folder on the way is a file, or may not be entered.
		if (errorCode(error) === undefined) throw error;
		return false;
	}
}

/** The root of the environment that an executable at this path belongs to: its folder or the one above, as PEP 405 says. */
export function findEnvironmentRoot(executable: string): string | undefined {
	const folder = dirname(executable);
	return [folder, dirname(folder)].find((root) => isFile(join(root, "pyvenv.cfg")));
}
