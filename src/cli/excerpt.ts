/** The place in a source text that a `ParseError` is about, made safe to show: no secret, no control character, no endless line. */

import { displayText } from "../errors/display-text.ts";
import type { ParseError } from "../errors/parse-error.ts";
import { printable } from "../errors/printable.ts";

/** A longer line is shown around the place only. */
const MAXIMUM_LENGTH = 120;
const ELLIPSIS = "…";

/** The source line and carets below it, as two lines. */
export function shownExcerpt(error: ParseError): string {
	const { source, span } = error;
	const lineStart = source.lastIndexOf("\n", span.start - 1) + 1;
	const newline = source.indexOf("\n", span.start);
	const line = source.slice(lineStart, newline === -1 ? source.length : newline);
	const hidden = placeInShown(line, {
		start: span.start - lineStart,
		end: Math.max(span.end, span.start + 1) - lineStart,
	});
	const cut = cutLine(hidden);
	const before = printable(cut.line.slice(0, cut.start));
	const marked = printable(cut.line.slice(cut.start, cut.end));
	const after = printable(cut.line.slice(cut.end));
	// A tab stays a tab, so that the carets stand where the terminal puts the text.
	const lead = before.replace(/[^\t]/g, " ");
	return `${before}${marked}${after}\n${lead}${"^".repeat(Math.max(1, marked.length))}`;
}

interface Place {
	readonly start: number;
	readonly end: number;
}

interface PlacedLine extends Place {
	readonly line: string;
}

/** Where a password was replaced before or at the place, the place moves with the text. */
function placeInShown(line: string, { start, end }: Place): PlacedLine {
	const shown = displayText(line);
	const within = { start: Math.min(start, line.length), end: Math.min(end, line.length) };
	if (shown === line) return { line, ...within };
	let same = 0;
	while (same < shown.length && shown[same] === line[same]) same++;
	const shift = shown.length - line.length;
	let sameEnd = line.length;
	while (
		sameEnd > same &&
		sameEnd + shift > same &&
		line[sameEnd - 1] === shown[sameEnd + shift - 1]
	) {
		sameEnd--;
	}
	const move = (position: number): number => {
		if (position <= same) return position;
		return position >= sameEnd ? position + shift : same;
	};
	const movedStart = move(within.start);
	return { line: shown, start: movedStart, end: Math.max(movedStart, move(within.end)) };
}

function cutLine({ line, start, end }: PlacedLine): PlacedLine {
	if (line.length <= MAXIMUM_LENGTH) return { line, start, end };
	const from = Math.max(0, Math.min(start - MAXIMUM_LENGTH / 3, line.length - MAXIMUM_LENGTH));
	const cutFrom = Math.floor(from);
	const cutTo = Math.min(line.length, cutFrom + MAXIMUM_LENGTH);
	const before = cutFrom > 0 ? ELLIPSIS : "";
	const after = cutTo < line.length ? ELLIPSIS : "";
	const shift = before.length - cutFrom;
	return {
		line: `${before}${line.slice(cutFrom, cutTo)}${after}`,
		start: start + shift,
		end: Math.min(end, cutTo) + shift,
	};
}
