/**
 * One comparison of a marker: `python_version < "3.9"`. Made ready when parsed, so that evaluating it against the same
 * environment again costs one comparison of strings.
 */

import type { MarkerVariable } from "../marker-environment.ts";
import { normalizeName } from "../name.ts";
import { Specifier } from "../specifier.ts";
import { Version } from "../version.ts";
import type { SpecifierOperator } from "./specifier-operator.ts";

export type MarkerOperator = SpecifierOperator | "in" | "not in";

export type Operand =
	| { readonly kind: "variable"; readonly name: MarkerVariable }
	| { readonly kind: "literal"; readonly value: string };

/** Values of these are versions, and compared as such where the other side is one too. */
const VERSION_VARIABLES: ReadonlySet<MarkerVariable> = new Set<MarkerVariable>([
	"python_version",
	"python_full_version",
	"implementation_version",
	"platform_release",
]);

/** Values of these are names, which are compared in their normalized form. */
const NAME_VARIABLES: ReadonlySet<MarkerVariable> = new Set<MarkerVariable>([
	"extra",
	"extras",
	"dependency_groups",
]);

export class Comparison {
	readonly kind = "comparison";
	readonly left: Operand;
	readonly operator: MarkerOperator;
	readonly right: Operand;
	/** The only variable, where the other side is a literal. */
	readonly variable: MarkerVariable | undefined;
	/** Literal first, variable second. */
	readonly isReversed: boolean;
	/** The literal beside the only variable. */
	readonly literal: string;
	/** `null`: not made yet. */
	private madeSpecifier: Specifier | undefined | null = null;
	private lastValue: string | undefined;
	private lastOutcome = false;

	constructor(left: Operand, operator: MarkerOperator, right: Operand) {
		this.variable = onlyVariable(left, right);
		const isName = this.variable !== undefined && NAME_VARIABLES.has(this.variable);
		this.left = isName ? normalizeLiteral(left) : left;
		this.operator = operator;
		this.right = isName ? normalizeLiteral(right) : right;
		this.isReversed = left.kind === "literal" && right.kind === "variable";
		this.literal = onlyLiteral(this.left, this.right);
	}

	/** What the variable's version has to meet, where the comparison is one of versions and the variable comes first. */
	get specifier(): Specifier | undefined {
		if (this.madeSpecifier === null) this.madeSpecifier = this.makeSpecifier();
		return this.madeSpecifier;
	}

	private makeSpecifier(): Specifier | undefined {
		const { operator } = this;
		if (!this.isVersionComparison || this.isReversed) return undefined;
		if (operator === "in" || operator === "not in") return undefined;
		return Specifier.of(operator, this.literal.trim());
	}

	/** Whether the variable's values are versions. */
	get isVersionComparison(): boolean {
		return this.variable !== undefined && VERSION_VARIABLES.has(this.variable);
	}

	/** Whether the specification gives no meaning to it, whatever the environment. Then it counts as false. */
	get isUndefined(): boolean {
		const { left, operator, right } = this;
		if (left.kind === "variable" && right.kind === "variable") return true;
		if (left.kind === "literal" && right.kind === "literal") {
			// Nothing is asked. Orderings of words are answered as everywhere: by equality alone.
			return operator === "==" || operator === "!=";
		}
		if (operator !== "~=" && operator !== "===") return false;
		return this.isReversed || this.specifier === undefined;
	}

	/** Whether it holds where the only variable has this value. */
	holdsFor(value: string): boolean {
		if (value === this.lastValue) return this.lastOutcome;
		this.lastOutcome = this.evaluate(value);
		this.lastValue = value;
		return this.lastOutcome;
	}

	/** Whether it holds as a comparison of two literals. */
	get holdsAlone(): boolean {
		const { left, operator, right } = this;
		return (
			left.kind === "literal" &&
			right.kind === "literal" &&
			!this.isUndefined &&
			compareWords(left.value, operator, right.value)
		);
	}

	private evaluate(value: string): boolean {
		const { operator, literal } = this;
		if (this.isUndefined) return false;
		const [left, right] = this.isReversed ? [literal, value] : [value, literal];
		if (operator === "in") return right.includes(left);
		if (operator === "not in") return !right.includes(left);
		if (this.isVersionComparison) {
			const specifier = this.isReversed
				? Specifier.of(operator, completeVersion(right))
				: this.specifier;
			if (specifier !== undefined) {
				const version = Version.tryParse(completeVersion(left));
				return version !== undefined && specifier.contains(version);
			}
		}
		return compareWords(left, operator, right);
	}

	/** As `packaging` prints it: `python_version < "3.9"`. */
	toString(): string {
		return `${printOperand(this.left)} ${this.operator} ${printOperand(this.right)}`;
	}
}

/** Words have no order: `<` and `>` never hold, `<=` and `>=` hold for equal words. */
function compareWords(left: string, operator: MarkerOperator, right: string): boolean {
	switch (operator) {
		case "==":
		case "<=":
		case ">=":
			return left === right;
		case "!=":
			return left !== right;
		case "in":
			return right.includes(left);
		case "not in":
			return !right.includes(left);
		case "<":
		case ">":
		case "~=":
		case "===":
			return false;
	}
}

/** A Python built from a changed source tree calls itself `3.12.0+`, which no version may end with. */
function completeVersion(text: string): string {
	return text.endsWith("+") ? `${text}local` : text;
}

function onlyVariable(left: Operand, right: Operand): MarkerVariable | undefined {
	if (left.kind === "variable") return right.kind === "literal" ? left.name : undefined;
	return right.kind === "variable" ? right.name : undefined;
}

function onlyLiteral(left: Operand, right: Operand): string {
	if (left.kind === "literal") return left.value;
	return right.kind === "literal" ? right.value : "";
}

/** `extra == "Foo_Bar"` asks for `foo-bar`. */
function normalizeLiteral(side: Operand): Operand {
	return side.kind === "literal" ? { kind: "literal", value: normalizeName(side.value) } : side;
}

function printOperand(operand: Operand): string {
	if (operand.kind === "variable") return operand.name;
	// A literal never has both kinds of quotes: the grammar knows no escapes.
	const quote = operand.value.includes('"') ? "'" : '"';
	return `${quote}${operand.value}${quote}`;
}
