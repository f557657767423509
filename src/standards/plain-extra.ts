/**
 * The extra that a `Requires-Dist` line is plainly for, told without parsing it: most lines of most projects are
 * `…; extra == "docs"`, and nobody asked for `docs`.
 */
import { normalizeName } from "./name.ts";

const LAST_CLAUSE_REGEXP = /(?:;|\band)\s*extra\s*==\s*(?:"([^"']*)"|'([^"']*)')\s*$/;

/**
 * The normalized extra without which the requirement cannot apply. `undefined` says nothing: the line may be for all,
 * or its marker is of another shape.
 */
export function plainExtraOf(line: string): string | undefined {
	const semicolon = line.indexOf(";");
	if (semicolon === -1 || !line.includes("extra", semicolon)) return undefined;
	const marker = line.slice(semicolon);
	// With an alternative the last clause need not hold.
	if (/\bor\b/.test(marker)) return undefined;
	const match = LAST_CLAUSE_REGEXP.exec(marker);
	const extra = match?.[1] ?? match?.[2];
	return extra === undefined ? undefined : normalizeName(extra);
}
