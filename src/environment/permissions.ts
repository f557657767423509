/** Whether an environment may be changed: by the rules of who made it (PEP 668) and by the file system's. */
import { accessSync, constants, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";
import type { Environment } from "./environment.ts";

/** The installation belongs to another package manager, which says that nothing else may install into it. */
export class ExternallyManaged extends UserError {
	readonly code = "externally-managed";
}

/** A folder of the environment in which this user may not write. */
export class UnwritableEnvironment extends UserError {
	readonly code = "unwritable-environment";
}

/**
 * Refuses to change an installation that says it is managed by others. `isSystem`: the user passed `--system`, so that
 * environments were not looked for.
 *
 * @throws ExternallyManaged
 */
export function refuseExternallyManaged(
	{ kind, interpreter }: Environment,
	{ isSystem }: { readonly isSystem: boolean },
): void {
	if (interpreter.externallyManaged === undefined || kind === "target" || kind === "prefix") return;
	const said = readManagedError(interpreter.externallyManaged);
	const why = said === undefined ? "" : `, which says:\n\n${indent(said)}`;
	throw new ExternallyManaged(
		`Could not change the Python at \`${interpreter.prefix}\`: it is managed by another program${why}`,
		{
			hints: [
				isSystem
					? "Virtual environments were not considered because of `--system`"
					: "Make a virtual environment with `pippin venv`",
			],
		},
	);
}

function indent(text: string): string {
	return text.replace(/^(?=.)/gm, "  ");
}

/** The `Error` text of an `EXTERNALLY-MANAGED` file: an INI file, whose values go on in lines that begin with a space. */
function readManagedError(path: string): string | undefined {
	return parseManagedError(readFileSync(path, "utf8"));
}

/** The value of `Error` in the section `[externally-managed]`; `undefined` where the text has none. */
export function parseManagedError(text: string): string | undefined {
	const lines = text.split(/\r?\n/);
	let section = "";
	for (const [index, line] of lines.entries()) {
		const heading = /^\[(.*)\]\s*$/.exec(line);
		section = heading?.[1]?.trim() ?? section;
		const match = /^error\s*[=:](.*)$/i.exec(line);
		if (match === null || section !== "externally-managed") continue;
		const rest = lines.slice(index + 1);
		const end = rest.findIndex((next) => next !== "" && !/^\s/.test(next));
		const value = [match[1] ?? "", ...(end === -1 ? rest : rest.slice(0, end))];
		return value
			.map((each) => each.trim())
			.join("\n")
			.trim();
	}
	return undefined;
}

/**
 * Refuses an environment whose folders cannot be written; of a folder that is not there the nearest one above counts.
 * There is no other place that packages would go to instead.
 *
 * @throws UnwritableEnvironment, which names the folder
 */
export function refuseUnwritable({ paths }: Environment): void {
	for (const folder of new Set([paths.purelib, paths.platlib, paths.scripts])) {
		const code = writeError(folder);
		if (code === undefined) continue;
		const why = code === "EROFS" ? "its file system is read-only" : "this user may not write there";
		throw new UnwritableEnvironment(`Could not install into \`${folder}\`: ${why}`, {
			hints: [
				"Make a virtual environment with `pippin venv`, or name another place with `--target`",
			],
		});
	}
}

function writeError(folder: string): string | undefined {
	for (let path = folder; ; path = dirname(path)) {
		try {
			accessSync(path, constants.W_OK);
			return undefined;
		} catch (error) {
			const code = errorCode(error);
			if (code === undefined) throw error;
			if (code !== "ENOENT" || dirname(path) === path) return code;
		}
	}
}
