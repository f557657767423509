/**
 * Environment markers, by the packaging specification "Dependency specifiers": `python_version < "3.9" and extra == "test"`.
 *
 * For questions about two markers (can both hold?) see marker-algebra.ts.
 */
import { ParseError, type Span } from "../errors/parse-error.ts";
import { UserError } from "../errors/user-error.ts";
import { Cursor } from "./internal/cursor.ts";
import type { Comparison } from "./internal/marker-comparison.ts";
import { type MarkerExpression, readMarker } from "./internal/marker-grammar.ts";
import {
	ENVIRONMENT_VARIABLES,
	type MarkerEnvironment,
	type MarkerVariable,
} from "./marker-environment.ts";
import { normalizeName } from "./name.ts";

/** A text that is no marker. */
export class InvalidMarker extends ParseError {
	readonly code = "invalid-marker";
}

/** A comparison that the specification gives no meaning to, such as `os_name ~= "posix"`. */
export class UndefinedComparison extends UserError {
	readonly code = "undefined-comparison";
}

const NONE: readonly string[] = [];

/** A condition on the environment. Immutable. */
export class Marker {
	private readonly expression: MarkerExpression;

	private constructor(expression: MarkerExpression) {
		this.expression = expression;
	}

	/**
	 * Reads a marker; space around it is ignored.
	 *
	 * @throws InvalidMarker
	 */
	static parse(text: string): Marker {
		const cursor = new Cursor(text, invalidMarker);
		const expression = readMarker(cursor);
		if (!cursor.isAtEnd) {
			throw cursor.fail("expected `and`, `or` or the end of the marker");
		}
		return new Marker(expression);
	}

	/** For this folder only. */
	static fromExpression(expression: MarkerExpression): Marker {
		return new Marker(expression);
	}

	/** For this folder only. */
	toExpression(): MarkerExpression {
		return this.expression;
	}

	/**
	 * Whether it holds. `extras` are the active ones (`extra == "x"`, and `"x" in extras` of lock files), `groups` the
	 * active dependency groups of lock files. A comparison without meaning does not hold.
	 */
	evaluate(
		environment: MarkerEnvironment,
		extras: readonly string[] = NONE,
		groups: readonly string[] = NONE,
	): boolean {
		return holds(this.expression, { environment, extras, groups });
	}

	/**
	 * The same, but a comparison without meaning is refused wherever it stands, and so is one with `extras` or
	 * `dependency_groups` where they are not given.
	 *
	 * @throws UndefinedComparison
	 */
	evaluateStrictly(
		environment: MarkerEnvironment,
		extras?: readonly string[],
		groups?: readonly string[],
	): boolean {
		for (const comparison of comparisonsOf(this.expression)) {
			const { variable } = comparison;
			const isMissing =
				(variable === "extras" && extras === undefined) ||
				(variable === "dependency_groups" && groups === undefined);
			if (isMissing) {
				throw new UndefinedComparison(
					`Could not evaluate \`${comparison}\`: \`${variable}\` is known only inside a lock file`,
				);
			}
			if (comparison.isUndefined) {
				throw new UndefinedComparison(
					`Could not evaluate \`${comparison}\`: the comparison has no meaning`,
				);
			}
		}
		return this.evaluate(environment, extras, groups);
	}

	/** The marker that holds where both do. */
	and(other: Marker): Marker {
		return Marker.join("and", this, other);
	}

	/** The marker that holds where one of them does. */
	or(other: Marker): Marker {
		return Marker.join("or", this, other);
	}

	/** Whether it asks for `extra`. */
	mentionsExtra(): boolean {
		for (const { left, right } of comparisonsOf(this.expression)) {
			if (left.kind === "variable" && left.name === "extra") return true;
			if (right.kind === "variable" && right.name === "extra") return true;
		}
		return false;
	}

	/** All that it asks for, under the specification's names. */
	variables(): ReadonlySet<MarkerVariable> {
		const names = new Set<MarkerVariable>();
		for (const { left, right } of comparisonsOf(this.expression)) {
			if (left.kind === "variable") names.add(left.name);
			if (right.kind === "variable") names.add(right.name);
		}
		return names;
	}

	/** The same text for the same structure: one space between words, double quotes, written parentheses kept. */
	toString(): string {
		return printExpression(this.expression);
	}

	private static join(kind: "and" | "or", left: Marker, right: Marker): Marker {
		const operands = [left, right].flatMap(({ expression }) => {
			if (expression.kind === kind) return expression.operands;
			return expression.kind === "comparison" ? [expression] : [group(expression)];
		});
		return new Marker({ kind, operands });
	}
}

function group(expression: MarkerExpression): MarkerExpression {
	return { kind: "group", operand: expression };
}

function invalidMarker(reason: string, place: { source: string; span: Span }): InvalidMarker {
	return new InvalidMarker(`Could not read the marker: ${reason}`, place);
}

interface Circumstances {
	readonly environment: MarkerEnvironment;
	readonly extras: readonly string[];
	readonly groups: readonly string[];
}

function holds(expression: MarkerExpression, circumstances: Circumstances): boolean {
	switch (expression.kind) {
		case "comparison":
			return comparisonHolds(expression, circumstances);
		case "group":
			return holds(expression.operand, circumstances);
		case "and":
			for (const operand of expression.operands) if (!holds(operand, circumstances)) return false;
			return true;
		case "or":
			for (const operand of expression.operands) if (holds(operand, circumstances)) return true;
			return false;
	}
}

function comparisonHolds(comparison: Comparison, circumstances: Circumstances): boolean {
	const { variable } = comparison;
	if (variable === undefined) return comparison.holdsAlone;
	switch (variable) {
		case "extra":
			return extraHolds(comparison, circumstances.extras);
		case "extras":
			return listHolds(comparison, circumstances.extras);
		case "dependency_groups":
			return listHolds(comparison, circumstances.groups);
		default: {
			const key = ENVIRONMENT_VARIABLES.get(variable);
			return key !== undefined && comparison.holdsFor(circumstances.environment[key]);
		}
	}
}

/** `extra` has each active extra as its value, and the empty text where none is active. */
function extraHolds(comparison: Comparison, extras: readonly string[]): boolean {
	const { operator } = comparison;
	const values = extras.length === 0 ? [""] : extras;
	const isNegative = operator === "!=" || operator === "not in";
	for (const value of values) {
		if (comparison.holdsFor(normalizeName(value)) !== isNegative) return !isNegative;
	}
	return isNegative;
}

/** `"x" in extras`. */
function listHolds(comparison: Comparison, values: readonly string[]): boolean {
	const { operator, literal, isReversed } = comparison;
	if (!isReversed || (operator !== "in" && operator !== "not in")) return false;
	const isThere = values.some((value) => normalizeName(value) === literal);
	return isThere === (operator === "in");
}

function* comparisonsOf(expression: MarkerExpression): Iterable<Comparison> {
	switch (expression.kind) {
		case "comparison":
			yield expression;
			break;
		case "group":
			yield* comparisonsOf(expression.operand);
			break;
		case "and":
		case "or":
			for (const operand of expression.operands) yield* comparisonsOf(operand);
			break;
	}
}

function printExpression(expression: MarkerExpression): string {
	switch (expression.kind) {
		case "comparison":
			return expression.toString();
		case "group":
			return `(${printExpression(expression.operand)})`;
		case "and":
		case "or":
			return expression.operands.map(printExpression).join(` ${expression.kind} `);
	}
}
