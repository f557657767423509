/**
 * Errors show the text they are about: one that holds URLs must not show their passwords. Takes linear time, since the
 * text may be hostile.
 */
import { displayUrl } from "../../errors/display-url.ts";
import type { Span } from "../../errors/parse-error.ts";

/** The place with all secrets of its text hidden; the span moves along. */
export function hideSecrets(place: { readonly source: string; readonly span: Span }): {
	readonly source: string;
	readonly span: Span;
} {
	if (!place.source.includes("://")) return place;
	const source = hideAll(place.source);
	const { start, end } = place.span;
	const moved = Math.min(hideAll(place.source.slice(0, start)).length, source.length);
	return { source, span: { start: moved, end: Math.min(moved + end - start, source.length) } };
}

function hideAll(text: string): string {
	return text.replace(/[^\s"'<>`]+/g, hideInWord);
}

/** `name@https://user:secret@host/` → `name@https://user:****@host/`. */
function hideInWord(word: string): string {
	const colon = word.indexOf("://");
	if (colon === -1) return word;
	let start = colon;
	while (start > 0 && /[a-z0-9+.-]/i.test(word.charAt(start - 1))) start--;
	return `${word.slice(0, start)}${displayUrl(word.slice(start))}`;
}
