/** The file that `pip compile` writes: its format, whether it can be written at all, and writing it in one piece. */
import { existsSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { pathOfFileUrl } from "../platform/file-url.ts";
import { errorCode, makeDirectories, replaceFile } from "../platform/files.ts";
import { systemReason } from "../platform/system-reason.ts";
import { isPylockFilename } from "../standards/pylock.ts";

export type OutputFormat = "requirements.txt" | "pylock.toml";

export interface OutputPlace {
	/** Absolute. */
	readonly path: string;
	/** As the user wrote it. */
	readonly given: string;
}

/** An output file that cannot be written, or must not. */
export class UnusableOutput extends UserError {
	readonly code = "unusable-output";
}

/** The format that the user names, else the one that the name of the file tells. */
export function formatOf(named: OutputFormat | undefined, file: string | undefined): OutputFormat {
	if (named !== undefined) return named;
	return file?.endsWith(".toml") === true ? "pylock.toml" : "requirements.txt";
}

/**
 * Whether the file is one to write: asked before anything else is done.
 *
 * @throws UnusableOutput
 */
export function checkOutput(
	{ path, given }: OutputPlace,
	format: OutputFormat,
	{
		sources,
		workingDirectory,
	}: { readonly sources: readonly string[]; readonly workingDirectory: string },
): void {
	if (basename(path) === "pyproject.toml") {
		throw new UnusableOutput(
			"Cannot write `pyproject.toml`: it holds requirements, and pins are written to a file of their own, such as `requirements.txt` or `pylock.toml`",
		);
	}
	if (format === "pylock.toml" && !isPylockFilename(basename(path))) {
		throw new UnusableOutput(
			`Cannot write a lock to \`${given}\`: its name has to be \`pylock.toml\`, or \`pylock.NAME.toml\` with a name that is not empty and has no dot`,
		);
	}
	if (existsSync(path) && statSync(path).isDirectory()) {
		throw new UnusableOutput(`Cannot write \`${given}\`: it is a folder`);
	}
	refuseRead({ path, given }, sources, workingDirectory);
}

/**
 * Refuses a file that is to be written where it is among those that are read, also by another path or through a link.
 *
 * @throws UnusableOutput
 */
export function refuseRead(
	{ path, given }: OutputPlace,
	sources: Iterable<string>,
	workingDirectory: string,
): void {
	for (const source of new Set(sources)) {
		if (source === "-" || /^https?:/i.test(source)) continue;
		const file = source.startsWith("file:") ? pathOfFileUrl(source) : source;
		if (realPath(resolve(workingDirectory, file)) !== realPath(path)) continue;
		throw new UnusableOutput(
			`Cannot write \`${given}\`: it is also read, and what it asks for would be lost`,
			{ hints: ["Name another file with `--output-file`"] },
		);
	}
}

function realPath(path: string): string {
	if (existsSync(path)) return realpathSync(path);
	try {
		// A link that leads nowhere yet: the file is made at its end.
		return resolve(dirname(path), readlinkSync(path));
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return path;
	}
}

/** Writes the text: all of it or, where that fails, nothing. A link is followed: what it points to is written. @throws UnusableOutput */
export function writeOutput({ path, given }: OutputPlace, text: string): void {
	try {
		const target = realPath(path);
		makeDirectories(dirname(target));
		replaceFile(target, text);
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined || error instanceof UserError) throw error;
		throw new UnusableOutput(`Cannot write \`${given}\`: ${systemReason(code)}`, { cause: error });
	}
}
