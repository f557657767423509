/** Text that breaks a grammar, with the place where it does. */
import { UserError, type UserErrorOptions } from "./user-error.ts";

/** A half-open range of UTF-16 units in the source text. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** The base of every failure to read a text that somebody else wrote. */
export abstract class ParseError extends UserError {
	/** The whole text that was read, as given. */
	readonly source: string;
	readonly span: Span;

	constructor(message: string, place: { source: string; span: Span }, options?: UserErrorOptions) {
		super(message, options);
		this.source = place.source;
		this.span = place.span;
	}

	/** The source line and, below it, carets under the span; without a final newline. */
	get excerpt(): string {
		const { source, span } = this;
		const start = source.lastIndexOf("\n", span.start - 1) + 1;
		const newline = source.indexOf("\n", span.start);
		const end = newline === -1 ? source.length : newline;
		const width = Math.max(1, Math.min(span.end, end) - span.start);
		return `${source.slice(start, end)}\n${" ".repeat(span.start - start)}${"^".repeat(width)}`;
	}
}
