/**
 * The header lines of METADATA that a resolver needs, in one pass that stops at the body: no expression is tried on a
 * line, and most lines are dismissed by their first letter.
 */

/** The values as text, first one first; a field that may stand once keeps its first value. */
export interface DependencyHeaders {
	metadataVersion: string | undefined;
	name: string | undefined;
	version: string | undefined;
	requiresPython: string | undefined;
	readonly requiresDist: string[];
	readonly providesExtra: string[];
	readonly dynamic: string[];
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Takes any text. */
export function scanDependencyHeaders(text: string): DependencyHeaders {
	const raw: DependencyHeaders = {
		metadataVersion: undefined,
		name: undefined,
		version: undefined,
		requiresPython: undefined,
		requiresDist: [],
		providesExtra: [],
		dynamic: [],
	};
	let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
	while (start < text.length) {
		const first = text.charCodeAt(start);
		if (first === NEWLINE || (first === RETURN && text.charCodeAt(start + 1) === NEWLINE)) break;
		let end = endOfLine(text, start);
		// A folded value goes on where the next line is indented.
		while (isIndent(text.charCodeAt(end + 1))) end = endOfLine(text, end + 1);
		addHeader(raw, text, { start, end, first: first | 0x20 });
		start = end + 1;
	}
	return raw;
}

/** `first`: the line's first letter, in lower case; most lines are dismissed by it. */
function addHeader(
	raw: DependencyHeaders,
	text: string,
	line: { start: number; end: number; first: number },
): void {
	switch (line.first) {
		case 0x6d /* m */:
			raw.metadataVersion ??= headerValue(text, line, "metadata-version:");
			break;
		case 0x6e /* n */:
			raw.name ??= headerValue(text, line, "name:");
			break;
		case 0x76 /* v */:
			raw.version ??= headerValue(text, line, "version:");
			break;
		case 0x72 /* r */:
			if (!pushHeader(raw.requiresDist, headerValue(text, line, "requires-dist:"))) {
				raw.requiresPython ??= headerValue(text, line, "requires-python:");
			}
			break;
		case 0x70 /* p */:
			pushHeader(raw.providesExtra, headerValue(text, line, "provides-extra:"));
			break;
		case 0x64 /* d */:
			pushHeader(raw.dynamic, headerValue(text, line, "dynamic:"));
			break;
	}
}

function pushHeader(list: string[], value: string | undefined): boolean {
	if (value !== undefined && value !== "") list.push(value);
	return value !== undefined;
}

/** The value of a line whose key is `key` (lower case, with its colon) in any case of letters. */
function headerValue(
	text: string,
	{ start, end }: { start: number; end: number },
	key: string,
): string | undefined {
	for (let index = 0; index < key.length; index++) {
		const wanted = key.charCodeAt(index);
		const isLetter = wanted >= 0x61;
		const found = text.charCodeAt(start + index);
		if ((isLetter ? found | 0x20 : found) !== wanted) return undefined;
	}
	const value = text.slice(start + key.length, end).trim();
	return value.includes("\n") ? value.replace(/\r?\n[ \t]*/g, " ") : value;
}

function endOfLine(text: string, start: number): number {
	const newline = text.indexOf("\n", start);
	return newline === -1 ? text.length : newline;
}

function isIndent(code: number): boolean {
	return code === SPACE || code === TAB;
}
