/**
 * Markers about the version of Python as ranges of `python_full_version`.
 *
 * `python_version` is its beginning, and is asked for as a range of it: `python_version == "3.8"` is
 * python_full_version in [3.8.dev0, 3.9.dev0).
 */
import { Specifier, SpecifierSet } from "../specifier.ts";
import { Version } from "../version.ts";
import { VersionRange } from "../version-range.ts";
import { ALWAYS, type Diagram, decide, NEVER, negate, type Place } from "./decision-diagram.ts";
import { conditionDiagram, PYTHON, rangeDiagram, rangeWhere } from "./diagram-leaves.ts";
import type { Comparison } from "./marker-comparison.ts";
import { type Cut, cutBeforeRelease, isAbove } from "./range-cut.ts";
import type { SpecifierOperator } from "./specifier-operator.ts";

/** Longer lists of versions are conditions of their own. */
const LONGEST_LIST = 256;

const MINOR_REGEXP = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/;

/** The versions of Python for which the diagram can hold. */
export function pythonRangeOf(diagram: Diagram): VersionRange {
	if (diagram.variable?.name !== PYTHON.name) {
		return diagram === NEVER ? VersionRange.empty : VersionRange.full;
	}
	return rangeWhere(diagram, (child) => child !== NEVER);
}

/** The same, for Pythons of the range only: what lies outside is decided as makes it smallest. */
export function simplifyForPython(diagram: Diagram, range: VersionRange): Diagram {
	if (diagram.variable?.name !== PYTHON.name || range.isEmpty) return diagram;
	const places: Place[] = [];
	const children: Diagram[] = [];
	for (const [index, child] of diagram.children.entries()) {
		if (partAt(diagram, index).isDisjointFrom(range)) continue;
		const place = diagram.places[index - 1];
		if (children.length > 0 && place !== undefined) places.push(place);
		children.push(child);
	}
	return decide(PYTHON, places, children);
}

/** The values between two places of a node. */
function partAt(diagram: Diagram, index: number): VersionRange {
	const bounds = [diagram.places[index - 1], diagram.places[index]];
	const cuts = bounds.flatMap((place) => (place?.kind === "version" ? [place.cut] : []));
	return VersionRange.fromCuts(index === 0, cuts);
}

/** A comparison of `python_version`. */
export function pythonVersionDiagram(comparison: Comparison): Diagram {
	const { operator, specifier, literal } = comparison;
	if (operator === "in" || operator === "not in") return pythonList(comparison);
	if (comparison.isReversed) return reversedPythonVersion(comparison, operator);
	if (specifier === undefined) return operator === "!=" ? ALWAYS : NEVER;
	if (operator === "===" && !MINOR_REGEXP.test(literal)) return NEVER;
	return rangeDiagram(onMinors(rangeOf(specifier)), PYTHON);
}

/** The versions that the specifier accepts. */
export function rangeOf(specifier: Specifier): VersionRange {
	return VersionRange.fromSpecifiers(SpecifierSet.of([specifier]));
}

/** A range of two-number versions as the range of full versions that begin with them. */
function onMinors(range: VersionRange): VersionRange {
	const { startsInside, cuts } = range.toCuts();
	const aligned: Cut[] = [];
	for (const cut of cuts) {
		const minor = firstMinorAbove(cut);
		if (minor === undefined) break;
		// Where no two-number version lies between two cuts, neither of them shows.
		if (aligned.at(-1)?.version.equals(minor.version)) aligned.pop();
		else aligned.push(minor);
	}
	return VersionRange.fromCuts(startsInside, aligned);
}

/** Before the first two-number version above the cut; none where the cut has an epoch. */
function firstMinorAbove(cut: Cut): Cut | undefined {
	const { epoch, release } = cut.version.toParts();
	if (epoch !== 0) return undefined;
	const [major, minor] = [release[0] ?? 0, release[1] ?? 0];
	const candidate = finalVersion([major, minor]);
	if (isAbove(candidate, cut)) return cutBeforeRelease({ epoch, release: [major, minor] });
	return cutBeforeRelease({ epoch, release: [major, BigInt(minor) + 1n].map(shrink) });
}

function shrink(segment: number | bigint): number | bigint {
	return segment <= Number.MAX_SAFE_INTEGER ? Number(segment) : segment;
}

function finalVersion(release: readonly (number | bigint)[]): Version {
	const [pre, post, dev, local] = [undefined, undefined, undefined, undefined];
	return Version.fromParts({ epoch: 0, release, pre, post, dev, local });
}

/** `"3.8" <= python_version`: asked at the literal's own minor version; on either side of it, order decides. */
function reversedPythonVersion(comparison: Comparison, operator: SpecifierOperator): Diagram {
	const bound = Version.tryParse(comparison.literal);
	// No operator accepts a text that is no version.
	if (bound === undefined) return NEVER;
	const { epoch, release } = bound.toParts();
	if (epoch !== 0) return conditionDiagram(comparison, PYTHON.name);
	const minor = finalVersion([release[0] ?? 0, release[1] ?? 0]);
	const own = rangeOf(Specifier.parse(`==${minor}.*`));
	const lower = rangeOf(Specifier.parse(`<${minor}`));
	const holdsHere = Specifier.parse(`${operator}${minor}`).contains(bound);
	const elsewhere = sidesThatHold(operator, lower, own.union(lower).complement());
	return rangeDiagram(holdsHere ? elsewhere.union(own) : elsewhere, PYTHON);
}

function sidesThatHold(
	operator: SpecifierOperator,
	lower: VersionRange,
	higher: VersionRange,
): VersionRange {
	switch (operator) {
		case "<":
		case "<=":
			return higher;
		case ">":
		case ">=":
			return lower;
		case "!=":
			return lower.union(higher);
		default:
			return VersionRange.empty;
	}
}

/** `python_version in "2.7 3.8"` holds for each two-number version that stands somewhere in the text. */
function pythonList(comparison: Comparison): Diagram {
	const { literal } = comparison;
	if (comparison.isReversed || literal.length > LONGEST_LIST) {
		return conditionDiagram(comparison, PYTHON.name);
	}
	let range = VersionRange.empty;
	for (const minor of minorsIn(literal)) {
		range = range.union(rangeOf(Specifier.parse(`==${minor}.*`)));
	}
	const diagram = rangeDiagram(range, PYTHON);
	return comparison.operator === "in" ? diagram : negate(diagram);
}

/** Every `X.Y` that the text contains: 3.10 contains 3.1 and 3.10. */
function minorsIn(text: string): ReadonlySet<string> {
	const minors = new Set<string>();
	for (let dot = text.indexOf("."); dot !== -1; dot = text.indexOf(".", dot + 1)) {
		const before = /\d*$/.exec(text.slice(0, dot))?.[0] ?? "";
		const after = /^\d*/.exec(text.slice(dot + 1))?.[0] ?? "";
		for (let from = 0; from < before.length; from++) {
			for (let to = 1; to <= after.length; to++) {
				const minor = `${before.slice(from)}.${after.slice(0, to)}`;
				// Python writes no zeros before other digits.
				if (MINOR_REGEXP.test(minor)) minors.add(minor);
			}
		}
	}
	return minors;
}
