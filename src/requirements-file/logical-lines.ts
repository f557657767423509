/**
 * A requirements file as logical lines: comments dropped, lines that end in a backslash joined with the next. Each
 * knows where in the file its characters come from.
 */

/** A line that is not empty. */
export interface LogicalLine {
	/** Without comment and without space at the end; may begin with space. */
	readonly text: string;
	/** The runs of characters that stand together in the file too. */
	readonly pieces: readonly LinePiece[];
}

interface LinePiece {
	/** The index in the logical line. */
	readonly start: number;
	/** The index in the file. */
	readonly sourceStart: number;
}

/** Takes any text. Lines end with `\n`, `\r\n` or `\r`. */
export function logicalLines(source: string): readonly LogicalLine[] {
	const lines: LogicalLine[] = [];
	let text = "";
	let pieces: LinePiece[] = [];
	const finish = (): void => {
		const trimmed = text.trimEnd();
		if (trimmed.trimStart() !== "") lines.push({ text: trimmed, pieces });
		text = "";
		pieces = [];
	};
	let start = source.charCodeAt(0) === 0xfeff ? 1 : 0;
	while (start < source.length) {
		const end = endOfLine(source, start);
		const { content, isContinued } = readPhysicalLine(source.slice(start, end));
		pieces.push({ start: text.length, sourceStart: start });
		text += content;
		if (!isContinued) finish();
		start = end + (source.startsWith("\r\n", end) ? 2 : 1);
	}
	finish();
	return lines;
}

/** Where in the file the character at `index` of a line stands. */
export function sourceIndex(line: LogicalLine, index: number): number {
	let found = line.pieces[0] ?? { start: 0, sourceStart: 0 };
	for (const piece of line.pieces) {
		if (piece.start > index) break;
		found = piece;
	}
	return found.sourceStart + index - found.start;
}

function endOfLine(source: string, start: number): number {
	for (let index = start; index < source.length; index++) {
		const code = source.charCodeAt(index);
		if (code === 0x0a || code === 0x0d) return index;
	}
	return source.length;
}

/** A comment reaches to the end of its line, whatever that ends with, so that it can never swallow the next. */
function readPhysicalLine(line: string): { content: string; isContinued: boolean } {
	const comment = findComment(line);
	if (comment !== -1) return { content: line.slice(0, comment), isContinued: false };
	const content = line.trimEnd();
	return content.endsWith("\\")
		? { content: content.slice(0, -1), isContinued: true }
		: { content, isContinued: false };
}

/** `#` is part of a URL unless it begins the line or follows space. */
function findComment(line: string): number {
	for (let hash = line.indexOf("#"); hash !== -1; hash = line.indexOf("#", hash + 1)) {
		if (hash === 0 || /\s/.test(line.charAt(hash - 1))) return hash;
	}
	return -1;
}
