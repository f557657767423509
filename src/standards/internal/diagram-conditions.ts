/** The conditions under which a node of a decision diagram goes to some of its children. */
import type { VersionRange } from "../version-range.ts";
import {
	type Diagram,
	type DiagramVariable,
	NEVER,
	type WordVariable,
} from "./decision-diagram.ts";
import { rangeWhere } from "./diagram-leaves.ts";
import { Comparison, type MarkerOperator } from "./marker-comparison.ts";
import { clausesOf, isFirstOfRelease } from "./range-clauses.ts";
import type { Cut } from "./range-cut.ts";

/** Conditions of which one has to hold; each is a list that has to hold together. */
export type Alternatives = readonly (readonly Comparison[])[];

/** How Pythons are spelled: `short` asks for `python_version` where that says it all, `full` never does. */
export type PythonSpelling = "short" | "full";

/** When the diagram's first variable leads to a child that is accepted. */
export function conditionsFor(
	{ variable, diagram }: { readonly variable: DiagramVariable; readonly diagram: Diagram },
	spelling: PythonSpelling,
	accepts: (child: Diagram) => boolean,
): Alternatives {
	switch (variable.kind) {
		case "version": {
			const range = rangeWhere(diagram, accepts);
			return spelling === "full"
				? fullConditions(variable.variable, range)
				: versionConditions(variable.variable, range);
		}
		case "word":
			return wordConditions(variable.variable, diagram, accepts);
		case "condition": {
			const holds = accepts(diagram.children[1] ?? NEVER);
			return [[holds ? variable.comparison : opposite(variable.comparison)]];
		}
	}
}

function versionConditions(
	name: "python_full_version" | "implementation_version",
	range: VersionRange,
): Alternatives {
	const { startsInside, cuts } = range.toCuts();
	const isPython = name === "python_full_version";
	// Where only minor versions are told apart, the marker asks for them.
	const variable = isPython && cuts.every(isMinorCut) ? "python_version" : name;
	return clausesOf(startsInside, cuts).map((clauses) =>
		clauses.map(({ operator, version }) =>
			compare(variable, operator, variable === "python_version" ? asMinor(version) : version),
		),
	);
}

/** A release and its pre-releases are one: `>=3.8.dev0` is written `>=3.8`. */
function fullConditions(
	name: "python_full_version" | "implementation_version",
	range: VersionRange,
): Alternatives {
	const { startsInside, cuts } = range.toCuts();
	return clausesOf(startsInside, cuts).map((clauses) =>
		clauses.map(({ operator, version }) => compare(name, operator, version.replace(/\.dev0$/, ""))),
	);
}

/** 3.8.* and 3.8.dev0 are 3.8 among versions of two numbers; 3.* stays. */
function asMinor(version: string): string {
	return version.replace(/^(\d+\.\d+)\.\*$/, "$1").replace(/\.dev0$/, "");
}

/** Whether the cut is where a minor version of Python begins. */
function isMinorCut({ version }: Cut): boolean {
	const parts = version.toParts();
	return (
		isFirstOfRelease(parts) &&
		parts.epoch === 0 &&
		parts.release.slice(2).every((segment) => segment === 0)
	);
}

function wordConditions(
	variable: WordVariable,
	diagram: Diagram,
	accepts: (child: Diagram) => boolean,
): Alternatives {
	const { places, children } = diagram;
	const isElsewhere = accepts(children[0] ?? NEVER);
	const words = new Set(
		places.flatMap((place, index) => {
			if (place.kind !== "word") return [];
			// The part of one word lies behind the place before it; the part behind the word is like the first.
			const part = place.isAfter ? children[index] : children[index + 1];
			return part !== undefined && accepts(part) !== isElsewhere ? [place.word] : [];
		}),
	);
	const comparisons = [...words].map((word) => compare(variable, isElsewhere ? "!=" : "==", word));
	return isElsewhere ? [comparisons] : comparisons.map((comparison) => [comparison]);
}

function compare(
	name: Comparison["variable"] & string,
	operator: MarkerOperator,
	value: string,
): Comparison {
	return new Comparison({ kind: "variable", name }, operator, { kind: "literal", value });
}

const OPPOSITES: ReadonlyMap<MarkerOperator, MarkerOperator> = new Map<
	MarkerOperator,
	MarkerOperator
>([
	["==", "!="],
	["!=", "=="],
	["===", "!="],
	["<", ">="],
	["<=", ">"],
	[">", "<="],
	[">=", "<"],
	["in", "not in"],
	["not in", "in"],
]);

/** The nearest that the grammar can say to "does not hold". */
function opposite({ left, operator, right }: Comparison): Comparison {
	return new Comparison(left, OPPOSITES.get(operator) ?? "!=", right);
}
