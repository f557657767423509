/** The grammar of requirements, by the packaging specification "Dependency specifiers": `name[extra]>=1 ; marker`. */
import { isValidName } from "../name.ts";
import { Specifier, SpecifierSet } from "../specifier.ts";
import { type Cursor, isAlphanumeric } from "./cursor.ts";
import { type MarkerExpression, readMarker } from "./marker-grammar.ts";
import { operatorAt } from "./specifier-operator.ts";

/** A requirement as it was written. */
export interface WrittenRequirement {
	readonly name: string;
	readonly extras: readonly string[];
	readonly specifiers: SpecifierSet;
	readonly url: string | undefined;
	readonly marker: MarkerExpression | undefined;
}

/** Reads a requirement to the end of the text. */
export function readRequirement(cursor: Cursor): WrittenRequirement {
	cursor.skipSpace();
	const name = readName(cursor, "expected the name of a project");
	cursor.skipSpace();
	const extras = readExtras(cursor);
	cursor.skipSpace();
	const url = cursor.accept("@") ? readUrl(cursor) : undefined;
	const specifiers = url === undefined ? readSpecifiers(cursor) : SpecifierSet.any;
	cursor.skipSpace();
	const marker = cursor.accept(";") ? readMarker(cursor) : undefined;
	if (!cursor.isAtEnd) throw cursor.fail(whatIsMissing(url, specifiers, marker));
	return { name, extras, specifiers, url, marker };
}

function whatIsMissing(
	url: string | undefined,
	specifiers: SpecifierSet,
	marker: MarkerExpression | undefined,
): string {
	if (marker !== undefined) return "expected `and`, `or` or the end of the marker";
	if (url !== undefined) return "expected `;` or the end after the URL";
	return specifiers.isAny
		? "expected a version specifier, `[`, `@`, `;` or the end after the name"
		: "expected `,`, `;` or the end after the version specifier";
}

function readName(cursor: Cursor, expectation: string): string {
	const start = cursor.position;
	const word = cursor.takeWhile(isNameCode);
	// Names that end with `_` are not valid and yet published, and the grammar has always let them pass.
	if (isValidName(word.replace(/_$/, ""))) return word;
	if (word === "") throw cursor.fail(expectation, start);
	throw cursor.fail("a name begins and ends with a letter or digit", start, cursor.position);
}

function isNameCode(code: number): boolean {
	return isAlphanumeric(code) || code === 0x2e || code === 0x2d || code === 0x5f;
}

/** `[a, b]`; none where no bracket comes. */
function readExtras(cursor: Cursor): readonly string[] {
	const start = cursor.position;
	if (!cursor.accept("[")) return [];
	const extras: string[] = [];
	cursor.skipSpace();
	if (cursor.accept("]")) return extras;
	for (;;) {
		cursor.skipSpace();
		extras.push(readName(cursor, "expected the name of an extra"));
		cursor.skipSpace();
		if (cursor.accept("]")) return extras;
		if (cursor.isAtEnd) throw cursor.fail("the `[` has no closing `]`", start);
		if (!cursor.accept(",")) throw cursor.fail("expected `,` or `]` after the name of an extra");
	}
}

/** All up to the next space or tab: a `;` belongs to the URL unless space comes before it. */
function readUrl(cursor: Cursor): string {
	cursor.skipSpace();
	const url = cursor.takeWhile((code) => code !== 0x20 && code !== 0x09);
	if (url === "") throw cursor.fail("expected a URL after `@`");
	return url;
}

/** `>=1, <2`, with or without parentheses around. */
function readSpecifiers(cursor: Cursor): SpecifierSet {
	const start = cursor.position;
	const isParenthesized = cursor.accept("(");
	const specifiers: Specifier[] = [];
	for (;;) {
		cursor.skipSpace();
		const specifier = readSpecifier(cursor);
		if (specifier === undefined) break;
		specifiers.push(specifier);
		cursor.skipSpace();
		if (!cursor.accept(",")) break;
	}
	cursor.skipSpace();
	if (isParenthesized && !cursor.accept(")")) {
		throw cursor.isAtEnd
			? cursor.fail("the `(` has no closing `)`", start)
			: cursor.fail("expected `,` or `)` after the version specifier");
	}
	return SpecifierSet.of(specifiers);
}

function readSpecifier(cursor: Cursor): Specifier | undefined {
	const start = cursor.position;
	const operator = operatorAt(cursor.source, start);
	if (operator === undefined) return undefined;
	cursor.position += operator.length;
	cursor.takeWhile(isBlankCode);
	const right = cursor.takeWhile(operator === "===" ? isArbitraryCode : isVersionCode);
	const specifier = Specifier.of(operator, right);
	if (specifier === undefined) {
		const end = Math.max(cursor.position, start + operator.length);
		throw cursor.fail(
			`\`${operator}${right.slice(0, 60)}\` is not a version specifier`,
			start,
			end,
		);
	}
	return specifier;
}

/** Between an operator and its version a line may end, unlike elsewhere. */
function isBlankCode(code: number): boolean {
	return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** What a version or a wildcard is written with. */
function isVersionCode(code: number): boolean {
	return isNameCode(code) || code === 0x21 || code === 0x2b || code === 0x2a;
}

/** `===` takes any text up to a space, `,`, `;` or `)`. */
function isArbitraryCode(code: number): boolean {
	return code > 0x20 && code !== 0x2c && code !== 0x3b && code !== 0x29;
}
