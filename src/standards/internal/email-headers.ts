/**
 * The header block of METADATA and WHEEL: `Key: value` lines as in e-mail (RFC 5322), where a line that starts with a
 * space or a tab continues the one before, up to an empty line. What follows is the body.
 */

/** One header. */
export interface EmailHeader {
	/** Lower case. */
	readonly key: string;
	/** Without the space after the colon; the lines of a folded value are joined by newlines, their indents kept. */
	readonly value: string;
}

/** A text taken apart. */
export interface EmailMessage {
	readonly headers: readonly EmailHeader[];
	/** All after the empty line; the whole text where it does not start with a header. */
	readonly body: string;
}

const COLON = 0x3a;

/** Takes any text: what does not look like a header begins the body. */
export function parseEmailHeaders(text: string): EmailMessage {
	const headers: { key: string; value: string }[] = [];
	let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
	while (start < text.length) {
		const newline = text.indexOf("\n", start);
		const end = newline === -1 ? text.length : newline;
		const line = lineOf(text, start, end);
		if (line === "") return { headers, body: text.slice(end + 1) };
		const last = headers.at(-1);
		if (last !== undefined && isSpace(line.charCodeAt(0))) {
			last.value += `\n${line}`;
		} else {
			const colon = findColon(line);
			if (colon < 1) return { headers, body: text.slice(start) };
			headers.push({
				key: line.slice(0, colon).toLowerCase(),
				value: line.slice(colon + 1).trim(),
			});
		}
		start = end + 1;
	}
	return { headers, body: "" };
}

/** The line between two indices, without a carriage return at its end. */
function lineOf(text: string, start: number, end: number): string {
	const hasReturn = end > start && text.charCodeAt(end - 1) === 0x0d;
	return text.slice(start, hasReturn ? end - 1 : end);
}

/** The colon after a key of visible ASCII characters, or -1. */
function findColon(line: string): number {
	for (let index = 0; index < line.length; index++) {
		const code = line.charCodeAt(index);
		if (code === COLON) return index;
		if (code <= 0x20 || code >= 0x7f) return -1;
	}
	return -1;
}

function isSpace(code: number): boolean {
	return code === 0x20 || code === 0x09;
}
