/** TOML text as values. */
import { parse, TomlError } from "smol-toml";
import { ParseError } from "../errors/parse-error.ts";

/** A text that is no TOML. */
export class InvalidToml extends ParseError {
	readonly code = "invalid-toml";
}

/**
 * Reads a document. Tables may hold any key as an own property: read them with care for inherited ones.
 *
 * @throws InvalidToml
 */
export function parseToml(text: string): unknown {
	try {
		return parse(text);
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		throw invalidToml(text, error);
	}
}

function invalidToml(text: string, error: TomlError): InvalidToml {
	const start = indexOfLine(text, error.line) + error.column - 1;
	// The library's message goes on with an excerpt of its own.
	const [reason = ""] = error.message.split("\n");
	return new InvalidToml(
		`Could not read TOML: line ${error.line}: ${reason.replace(/^Invalid TOML document: /, "")}`,
		{ source: text, span: { start, end: start + 1 } },
		{ cause: error },
	);
}

/** The index of the first character of a line, counted from 1. */
function indexOfLine(text: string, line: number): number {
	let start = 0;
	for (let passed = 1; passed < line; passed++) {
		const newline = text.indexOf("\n", start);
		if (newline === -1) break;
		start = newline + 1;
	}
	return start;
}
