/** A decision diagram as a marker that people can read: the shortest that a few simple rules find. */
import type { VersionRange } from "../version-range.ts";
import {
	ALWAYS,
	BudgetExceeded,
	conjoin,
	type Diagram,
	type DiagramVariable,
	NEVER,
	type WordVariable,
} from "./decision-diagram.ts";
import { rangeWhere } from "./diagram-leaves.ts";
import { Comparison, type MarkerOperator } from "./marker-comparison.ts";
import type { MarkerExpression } from "./marker-grammar.ts";
import { clausesOf, isFirstOfRelease } from "./range-clauses.ts";
import type { Cut } from "./range-cut.ts";

/** Conditions of which one has to hold; each is a list that has to hold together. */
type Alternatives = readonly (readonly MarkerExpression[])[];

/** A longer marker helps nobody, and a small diagram can stand for an endless one. */
const MOST_NODES = 5000;

/**
 * The marker of a diagram that is neither end.
 *
 * @throws BudgetExceeded
 */
export function expressionOf(diagram: Diagram): MarkerExpression {
	return print(diagram, { left: MOST_NODES });
}

function print(diagram: Diagram, budget: { left: number }): MarkerExpression {
	const { variable } = diagram;
	if (variable === undefined) throw new Error("an end has no marker");
	if (budget.left-- === 0) throw new BudgetExceeded();
	const children = [...new Set(diagram.children)];
	// A child that holds only where all others do needs no condition: (not a and X) or (a and true) is a or X.
	const strictest = children.find((child) => children.every(impliedBy(child)));
	const terms: MarkerExpression[] = [];
	for (const child of children) {
		if (child === strictest || child === NEVER) continue;
		const alternatives = conditionsFor(variable, diagram, (part) => part === child);
		const condition = join(
			"or",
			alternatives.map((clauses) => join("and", clauses)),
		);
		terms.push(child === ALWAYS ? condition : join("and", [condition, print(child, budget)]));
	}
	if (strictest !== undefined && strictest !== NEVER) terms.push(print(strictest, budget));
	return join("or", terms);
}

/** Whether the other diagram holds wherever this one does. */
function impliedBy(diagram: Diagram): (other: Diagram) => boolean {
	return (other) => conjoin(diagram, other) === diagram;
}

function conditionsFor(
	variable: DiagramVariable,
	diagram: Diagram,
	accepts: (child: Diagram) => boolean,
): Alternatives {
	switch (variable.kind) {
		case "version":
			return versionConditions(variable.variable, rangeWhere(diagram, accepts));
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

/** One expression of several, without needless nesting. */
function join(kind: "and" | "or", terms: readonly MarkerExpression[]): MarkerExpression {
	const [first] = terms;
	if (first !== undefined && terms.length === 1) return first;
	const operands = terms.flatMap((term) => {
		if (term.kind === kind) return term.operands;
		// `or` inside `and` needs parentheses, `and` inside `or` does not.
		return kind === "and" && term.kind === "or" ? [group(term)] : [term];
	});
	return { kind, operands };
}

function group(operand: MarkerExpression): MarkerExpression {
	return { kind: "group", operand };
}
