/** A decision diagram as a marker that people can read: the shortest that a few simple rules find. */
import { ALWAYS, BudgetExceeded, conjoin, type Diagram, NEVER } from "./decision-diagram.ts";
import { conditionsFor } from "./diagram-conditions.ts";
import type { MarkerExpression } from "./marker-grammar.ts";

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
		const alternatives = conditionsFor({ variable, diagram }, "short", (part) => part === child);
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
