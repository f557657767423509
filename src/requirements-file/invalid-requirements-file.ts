/** What can be wrong with a requirements file. */
import { ParseError, type Span } from "../errors/parse-error.ts";
import { UserError } from "../errors/user-error.ts";

/** A line that breaks the grammar, or asks for what its file may not ask for. */
export class InvalidRequirementsFile extends ParseError {
	readonly code = "invalid-requirements-file";
}

/** A file that is not there, or cannot be read as text. */
export class UnreadableRequirementsFile extends UserError {
	readonly code = "unreadable-requirements-file";
}

/** Two files, or two lines, that name different default indexes. */
export class ConflictingIndexUrls extends UserError {
	readonly code = "conflicting-index-urls";
}

/** A text under a name, as messages speak of it. */
export interface NamedText {
	/** The file as the user wrote it, a URL without its secrets, or `-`. */
	readonly file: string;
	readonly text: string;
}

/** A place in a file; both count from 1. */
export interface Position {
	readonly line: number;
	readonly column: number;
}

/** The text that was asked of last, and where its lines begin: a file is asked of once for each line. */
let known: { readonly text: string; readonly starts: readonly number[] } = {
	text: "",
	starts: [0],
};

function lineStarts(text: string): readonly number[] {
	if (known.text !== text) {
		const newlines = Array.from(
			text.matchAll(/\r\n|\r|\n/g),
			({ 0: end, index }) => index + end.length,
		);
		known = { text, starts: [0, ...newlines] };
	}
	return known.starts;
}

/** Where an index into the text is. A carriage return alone ends a line too. */
export function positionOf(text: string, index: number): Position {
	const starts = lineStarts(text);
	let [line, after] = [1, starts.length];
	while (after - line > 0) {
		const middle = (line + after) >> 1;
		if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= index) line = middle + 1;
		else after = middle;
	}
	return { line, column: index - (starts[line - 1] ?? 0) + 1 };
}

/** The failure at a place of a file: `Could not read requirements.txt:3:5: …`. */
export function invalidAt(
	{ file, text }: NamedText,
	span: Span,
	{ reason, cause, hints }: { reason: string; cause?: unknown; hints?: readonly string[] },
): InvalidRequirementsFile {
	const { line, column } = positionOf(text, span.start);
	return new InvalidRequirementsFile(
		`Could not read \`${file}:${line}:${column}\`: ${reason}`,
		{ source: text, span },
		{ cause, hints: hints ?? [] },
	);
}
