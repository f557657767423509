/** How many builds run at a time, and for how long. */
import { UserError } from "../errors/user-error.ts";
import { Limit } from "../platform/limit.ts";
import { processorCount } from "../runtime/this-process.ts";

/** A number of builds or seconds that is none. */
export class InvalidBuildLimit extends UserError {
	readonly code = "invalid-build-limit";
}

type Variables = Readonly<Record<string, string>>;

/** One for all builds of a process, those that other builds need included. */
let shared: Limit | undefined;

/** By `UV_CONCURRENT_BUILDS`; as many as there are processors where that is not set. @throws InvalidBuildLimit */
export function buildLimit(variables: Variables): Limit {
	shared ??= new Limit(readCount("UV_CONCURRENT_BUILDS", variables) ?? processorCount());
	return shared;
}

/** Milliseconds for each hook, by `PIPPIN_BUILD_TIMEOUT` in seconds; `undefined`: as long as it takes. @throws InvalidBuildLimit */
export function buildTimeLimit(variables: Variables): number | undefined {
	const seconds = readCount("PIPPIN_BUILD_TIMEOUT", variables);
	return seconds === undefined ? undefined : seconds * 1000;
}

function readCount(name: string, variables: Variables): number | undefined {
	const text = variables[name] ?? "";
	if (text === "") return undefined;
	if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
	throw new InvalidBuildLimit(
		`Could not use \`${name}\`: its value \`${text}\` is not a whole number of at least 1`,
	);
}
