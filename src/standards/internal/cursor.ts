/** A place in a text that is being read. Every reader here moves forward only, so parsing takes linear time. */
import type { ParseError, Span } from "../../errors/parse-error.ts";

/** Makes the error of the grammar that is being read. */
export type Failure = (
	message: string,
	place: { readonly source: string; readonly span: Span },
) => ParseError;

export class Cursor {
	readonly source: string;
	position = 0;
	private readonly failure: Failure;

	constructor(source: string, failure: Failure) {
		this.source = source;
		this.failure = failure;
	}

	get isAtEnd(): boolean {
		return this.position >= this.source.length;
	}

	/** Moves over spaces and tabs, the only space that the grammars know. True where there was any. */
	skipSpace(): boolean {
		const start = this.position;
		while (isSpace(this.source.charCodeAt(this.position))) this.position++;
		return this.position > start;
	}

	startsWith(text: string): boolean {
		return this.source.startsWith(text, this.position);
	}

	/** Moves over the text where it comes next. */
	accept(text: string): boolean {
		if (!this.startsWith(text)) return false;
		this.position += text.length;
		return true;
	}

	/** Moves over space and the word where that comes next, and is no beginning of a longer one. */
	acceptWord(word: string): boolean {
		this.skipSpace();
		const end = this.position + word.length;
		if (!this.startsWith(word) || isWordCode(this.source.charCodeAt(end))) return false;
		this.position = end;
		return true;
	}

	/** Moves over the characters that the test accepts, and returns them. */
	takeWhile(accepts: (code: number) => boolean): string {
		const start = this.position;
		while (!this.isAtEnd && accepts(this.source.charCodeAt(this.position))) this.position++;
		return this.source.slice(start, this.position);
	}

	/** The word (letters, digits, `_`, `.`, `-`) that comes next, without moving; may be empty. */
	peekWord(): string {
		let end = this.position;
		while (isWordCode(this.source.charCodeAt(end))) end++;
		return this.source.slice(this.position, end);
	}

	/** The error for what stands between `start` and `end`, by default the next character. */
	fail(message: string, start: number = this.position, end: number = start + 1): ParseError {
		return this.failure(message, { source: this.source, span: { start, end } });
	}
}

function isSpace(code: number): boolean {
	return code === 0x20 || code === 0x09;
}

/** ASCII letter or digit. */
export function isAlphanumeric(code: number): boolean {
	return (
		(code >= 0x61 && code <= 0x7a) ||
		(code >= 0x41 && code <= 0x5a) ||
		(code >= 0x30 && code <= 0x39)
	);
}

function isWordCode(code: number): boolean {
	return isAlphanumeric(code) || code === 0x5f || code === 0x2e || code === 0x2d;
}
