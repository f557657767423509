/** From what `--exclude-newer` says to a moment. */
import { environmentVariables } from "../../runtime/this-process.ts";
import { normalizeName } from "../../standards/name.ts";
import { parseTimestamp } from "../../standards/timestamp.ts";
import { parseCutoff } from "../../standards/upload-cutoff.ts";
import { UnusableOption } from "./unusable-option.ts";

/** Milliseconds since 1970; undefined: nothing is left out. `setting` is named in the error. @throws UnusableOption */
export function cutoffOf(text: string, setting: string): number | undefined {
	const cutoff = parseCutoff(text);
	switch (cutoff?.kind) {
		case undefined:
			throw new UnusableOption(
				`Cannot use \`${text}\` for ${setting}: it is neither a day such as \`2026-01-31\`, nor a moment such as \`2026-01-31T12:00:00Z\`, nor a length of time such as \`3 days\` or \`P3D\``,
			);
		case "none":
			return undefined;
		case "moment":
			return cutoff.moment;
		case "day":
			return new Date(cutoff.year, cutoff.month - 1, cutoff.day + 1).getTime();
		case "span":
			return currentTime() - cutoff.milliseconds;
		case "calendar":
			throw new UnusableOption(
				`Cannot use \`${text}\` for ${setting}: ${cutoff.unit} differ in length; write days, such as \`${cutoff.days} days\``,
			);
	}
}

/** From `PACKAGE=VALUE`; of several for one package the last one counts. @throws UnusableOption */
export function packageCutoffsOf(
	values: readonly string[],
): ReadonlyMap<string, number | undefined> {
	const cutoffs = new Map<string, number | undefined>();
	for (const text of values) {
		const [name, value] = splitAssignment(text, "exclude-newer-package");
		cutoffs.set(name, cutoffOf(value, `\`--exclude-newer-package ${name}\``));
	}
	return cutoffs;
}

/** Whether it says another moment at every run. */
export function isMovingCutoff(text: string): boolean {
	return parseCutoff(text)?.kind === "span";
}

/** `Flask = x` → `flask`, `x`. @throws UnusableOption */
export function splitAssignment(text: string, option: string): readonly [string, string] {
	const equals = text.indexOf("=");
	const name = text.slice(0, equals).trim();
	if (equals === -1 || !/^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i.test(name)) {
		throw new UnusableOption(
			`Cannot use \`${text}\` for \`--${option}\`: it takes the name of a package, \`=\` and a value`,
		);
	}
	return [normalizeName(name), text.slice(equals + 1).trim()];
}

/** The clock, unless a test has set it. */
function currentTime(): number {
	const variables = environmentVariables();
	for (const name of ["UV_TEST_CURRENT_TIMESTAMP", "UV_INTERNAL__TEST_CURRENT_TIMESTAMP"]) {
		const moment = parseTimestamp(variables[name] ?? "");
		if (moment !== undefined) return moment;
	}
	return Date.now();
}
