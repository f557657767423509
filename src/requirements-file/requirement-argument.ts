/** A requirement given on the command line: `flask>=2`, `./project[extra]`, `git+https://…`, and those behind `-e`. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ParseError } from "../errors/parse-error.ts";
import type { VariableLookup } from "./environment-variables.ts";
import { parseRequirementText } from "./parse-requirement.ts";
import type { RequirementEntry } from "./requirement-entry.ts";

/** An argument that is no requirement. */
export class InvalidRequirementArgument extends ParseError {
	readonly code = "invalid-requirement-argument";
}

/** How to read an argument. */
export interface ArgumentContext {
	/** Where relative paths start; absolute. */
	readonly cwd: string;
	/** The value of an environment variable. */
	readonly variables: VariableLookup;
	/** Whether it stands behind `-e`. */
	readonly isEditable?: boolean;
}

/**
 * Reads an argument.
 *
 * @throws InvalidRequirementArgument also for the name of a requirements file that exists: `-r` was forgotten
 */
export function parseRequirementArgument(
	argument: string,
	context: ArgumentContext,
): RequirementEntry {
	const given = argument.trim();
	const { cwd, variables, isEditable = false } = context;
	if (/\.(?:txt|in)$/.test(given) && existsSync(resolve(cwd, given))) {
		throw new InvalidRequirementArgument(
			`Could not read \`${given}\` as a requirement: it is a file`,
			{ source: given, span: { start: 0, end: given.length } },
			{ hints: [`Name the file with \`-r ${given}\``] },
		);
	}
	const written = parseRequirementText(given, {
		variables,
		isEditable,
		resolvePath: (path) => resolve(cwd, path),
		fail: (span, reason, cause) =>
			new InvalidRequirementArgument(
				`Could not read \`${given}\` as a requirement: ${reason}`,
				{ source: given, span },
				{ cause },
			),
	});
	return { ...written, hashes: [], origin: undefined, given };
}
