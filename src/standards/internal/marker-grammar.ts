/** The grammar of markers, by the packaging specification "Dependency specifiers". Shared by markers and requirements. */
import type { MarkerVariable } from "../marker-environment.ts";
import type { Cursor } from "./cursor.ts";
import { Comparison, type MarkerOperator, type Operand } from "./marker-comparison.ts";
import { operatorAt } from "./specifier-operator.ts";

/** A marker as it was written, but for parentheses around nothing or around a single comparison. */
export type MarkerExpression =
	| Comparison
	| { readonly kind: "and" | "or"; readonly operands: readonly MarkerExpression[] }
	/** Parentheses that were written around an `and` or `or`. */
	| { readonly kind: "group"; readonly operand: MarkerExpression };

/** Deeper nesting is nothing that anybody writes. */
const DEEPEST = 64;

const VARIABLES: ReadonlyMap<string, MarkerVariable> = new Map<string, MarkerVariable>([
	["os_name", "os_name"],
	["sys_platform", "sys_platform"],
	["platform_machine", "platform_machine"],
	["platform_python_implementation", "platform_python_implementation"],
	["platform_release", "platform_release"],
	["platform_system", "platform_system"],
	["platform_version", "platform_version"],
	["python_version", "python_version"],
	["python_full_version", "python_full_version"],
	["implementation_name", "implementation_name"],
	["implementation_version", "implementation_version"],
	["extra", "extra"],
	["extras", "extras"],
	["dependency_groups", "dependency_groups"],
	// Spellings from before PEP 508, still found in old releases.
	["os.name", "os_name"],
	["sys.platform", "sys_platform"],
	["platform.version", "platform_version"],
	["platform.machine", "platform_machine"],
	["platform.python_implementation", "platform_python_implementation"],
	["python_implementation", "platform_python_implementation"],
]);

/** Reads a marker from the cursor on, and stops behind it. */
export function readMarker(cursor: Cursor): MarkerExpression {
	const expression = readAlternatives(cursor, 0);
	cursor.skipSpace();
	return expression.kind === "group" ? expression.operand : expression;
}

function readAlternatives(cursor: Cursor, depth: number): MarkerExpression {
	const operands = [readConjunction(cursor, depth)];
	while (cursor.acceptWord("or")) operands.push(readConjunction(cursor, depth));
	return combine("or", operands);
}

function readConjunction(cursor: Cursor, depth: number): MarkerExpression {
	const operands = [readAtom(cursor, depth)];
	while (cursor.acceptWord("and")) operands.push(readAtom(cursor, depth));
	return combine("and", operands);
}

function combine(kind: "and" | "or", operands: readonly MarkerExpression[]): MarkerExpression {
	const [first] = operands;
	return first !== undefined && operands.length === 1 ? first : { kind, operands };
}

function readAtom(cursor: Cursor, depth: number): MarkerExpression {
	cursor.skipSpace();
	const start = cursor.position;
	if (!cursor.accept("(")) return readComparison(cursor);
	if (depth >= DEEPEST) {
		throw cursor.fail(`parentheses are nested more than ${DEEPEST} deep`, start);
	}
	const inner = readAlternatives(cursor, depth + 1);
	cursor.skipSpace();
	if (!cursor.accept(")")) {
		throw cursor.fail("expected `and`, `or` or the closing `)`", start, cursor.position + 1);
	}
	return inner.kind === "and" || inner.kind === "or" ? { kind: "group", operand: inner } : inner;
}

function readComparison(cursor: Cursor): Comparison {
	const left = readOperand(cursor);
	cursor.skipSpace();
	const operator = readOperator(cursor);
	cursor.skipSpace();
	return new Comparison(left, operator, readOperand(cursor));
}

function readOperand(cursor: Cursor): Operand {
	const start = cursor.position;
	const quote = cursor.source[start];
	if (quote === '"' || quote === "'") {
		const end = cursor.source.indexOf(quote, start + 1);
		if (end === -1) {
			throw cursor.fail(`the string has no closing ${quote}`, start, cursor.source.length);
		}
		cursor.position = end + 1;
		return { kind: "literal", value: cursor.source.slice(start + 1, end) };
	}
	const word = cursor.peekWord();
	const name = VARIABLES.get(word);
	if (name === undefined) {
		const end = start + Math.max(1, word.length);
		throw cursor.fail("expected a marker variable or a quoted string", start, end);
	}
	cursor.position += word.length;
	return { kind: "variable", name };
}

function readOperator(cursor: Cursor): MarkerOperator {
	const start = cursor.position;
	const symbol = operatorAt(cursor.source, start);
	if (symbol !== undefined) {
		cursor.position += symbol.length;
		return symbol;
	}
	const word = cursor.peekWord();
	if (word === "in") {
		cursor.position += 2;
		return "in";
	}
	if (word === "not") {
		cursor.position += 3;
		if (!cursor.skipSpace() || cursor.peekWord() !== "in") {
			throw cursor.fail("expected `in` after `not`", start, start + 3);
		}
		cursor.position += 2;
		return "not in";
	}
	throw cursor.fail(
		"expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, `in`, `not in`",
		start,
		start + Math.max(1, word.length),
	);
}
