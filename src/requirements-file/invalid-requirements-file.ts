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

/** Where an index into the text is. A carriage return alone ends a line too. */
export function positionOf(text: string, index: number): Position {
	let line = 1;
	let start = 0;
	for (const newline of text.matchAll(/\r\n|\r|\n/g)) {
		const next = newline.index + newline[0].length;
		if (next > index) break;
		line++;
		start = next;
	}
	return { line, column: index - start + 1 };
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
