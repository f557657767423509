/** The decision diagrams with one variable, of which all others are made. */
import { Version } from "../version.ts";
import { VersionRange } from "../version-range.ts";
import {
	ALWAYS,
	type Diagram,
	type DiagramVariable,
	decide,
	NEVER,
	negate,
	type Place,
	type WordVariable,
} from "./decision-diagram.ts";
import { Comparison } from "./marker-comparison.ts";
import { type Cut, compareCuts, cutAfterPosts } from "./range-cut.ts";

/** The variable of the version that runs. Python first: nearly every question is about it. */
export const PYTHON: DiagramVariable = {
	kind: "version",
	// The digits put the variables in order.
	name: "0 python_full_version",
	variable: "python_full_version",
};

export const IMPLEMENTATION: DiagramVariable = {
	kind: "version",
	name: "1 implementation_version",
	variable: "implementation_version",
};

/** Holds where the version is in the range. */
export function rangeDiagram(range: VersionRange, variable: DiagramVariable): Diagram {
	const { startsInside, cuts } = range.toCuts();
	const places = withoutPostReleases(cuts).map((cut): Place => {
		// One spelling for each place, so that what is printed does not depend on who asked first.
		const key = cut.version.toKey();
		const version = `${cut.version}` === key ? cut.version : Version.parse(key);
		return { kind: "version", key: `${cut.side} ${key}`, cut: { ...cut, version } };
	});
	const isEven = (index: number): boolean => index % 2 === 0;
	const children = [NEVER, ...places].map((_, index) =>
		isEven(index) === startsInside ? ALWAYS : NEVER,
	);
	return decide(variable, places, children);
}

/**
 * Interpreters have no post-releases, so all places among those of one version are one place, that after them: `<= 3.9`
 * ends where `> 3.9` begins. Two changes at one place are none.
 */
function withoutPostReleases(cuts: readonly Cut[]): readonly Cut[] {
	const kept: Cut[] = [];
	for (const cut of cuts) {
		const parts = cut.version.toParts();
		const release = { ...parts, post: undefined, dev: undefined, local: undefined };
		const place = parts.post === undefined ? cut : cutAfterPosts(Version.fromParts(release));
		const last = kept.at(-1);
		if (last !== undefined && compareCuts(last, place) === 0) kept.pop();
		else kept.push(place);
	}
	return kept;
}

/** Holds where the variable has this value. */
export function wordDiagram(variable: WordVariable, literal: string): Diagram {
	const quoted = JSON.stringify(literal);
	return decide(
		{ kind: "word", name: `2 ${variable}`, variable },
		[
			{ kind: "word", key: `${quoted} 0`, word: literal, isAfter: false },
			{ kind: "word", key: `${quoted} 1`, word: literal, isAfter: true },
		],
		[NEVER, ALWAYS, NEVER],
	);
}

/** A variable of its own, which is true where the comparison holds. `not in` is the opposite of `in`. */
export function conditionDiagram(comparison: Comparison, subject: string): Diagram {
	const { left, operator, right, literal } = comparison;
	if (operator === "not in")
		return negate(conditionDiagram(new Comparison(left, "in", right), subject));
	const side = comparison.isReversed ? "reversed " : "";
	const variable: DiagramVariable = {
		kind: "condition",
		name: `3 ${subject} ${operator} ${side}${JSON.stringify(literal)}`,
		comparison,
	};
	return decide(variable, [{ kind: "truth", key: "" }], [NEVER, ALWAYS]);
}

/** The values of a version variable for which the node goes to such a child. */
export function rangeWhere(diagram: Diagram, accepts: (child: Diagram) => boolean): VersionRange {
	const cuts: Cut[] = [];
	const [first = NEVER] = diagram.children;
	const startsInside = accepts(first);
	let isInside = startsInside;
	for (const [index, place] of diagram.places.entries()) {
		const next = accepts(diagram.children[index + 1] ?? NEVER);
		if (next !== isInside && place.kind === "version") cuts.push(place.cut);
		isInside = next;
	}
	return VersionRange.fromCuts(startsInside, cuts);
}
