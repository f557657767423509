/** A range of versions as a person reads it. */
import { type Clause, clausesOf } from "./range-clauses.ts";
import type { Cut } from "./range-cut.ts";

/**
 * `>=1,<2 | >=3`, `*` for all versions, `∅` for none. The opposite of `>=1` is written `<1`, though PEP 440 would leave
 * the pre-releases of 1 out of that.
 */
export function printCuts(startsInside: boolean, cuts: readonly Cut[]): string {
	if (cuts.length === 0) return startsInside ? "*" : "∅";
	return clausesOf(startsInside, cuts).map(printClauses).join(" | ");
}

function printClauses(clauses: readonly Clause[]): string {
	const texts: string[] = [];
	for (const [index, { operator, version }] of clauses.entries()) {
		const next = clauses[index + 1];
		const isBelow = operator === "<=" && next?.operator === "!=" && next.version === version;
		texts.push(`${isBelow ? "<" : operator}${version}`);
		if (isBelow) break;
	}
	return texts.join(",");
}
