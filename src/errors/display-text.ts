/** A text as it may be shown: every URL in it without its secrets. Linear in the length of the text, whatever it is. */
import { displayUrl } from "./display-url.ts";

const SCHEME_CHARACTER_REGEXP = /[a-z0-9+.-]/i;
const LETTER_REGEXP = /[a-z]/i;
const URL_END_REGEXP = /[\s"'<>`]/g;

/** The text with every URL as `displayUrl` writes it, also where one stands inside another. */
export function displayText(text: string): string {
	let shown = "";
	let done = 0;
	let wordEnd = -1;
	let separator = text.indexOf("://");
	while (separator !== -1) {
		const start = schemeStart(text, separator, done);
		const next = text.indexOf("://", separator + 3);
		if (wordEnd <= separator) wordEnd = endOfWord(text, separator);
		const isNested = next !== -1 && next < wordEnd;
		const end = isNested ? schemeStart(text, next, separator + 3) : wordEnd;
		const url = text.slice(start, end);
		shown += text.slice(done, start) + (start === separator ? url : displayUrl(url));
		done = end;
		separator = next;
	}
	return shown + text.slice(done);
}

function endOfWord(text: string, from: number): number {
	URL_END_REGEXP.lastIndex = from;
	return URL_END_REGEXP.exec(text)?.index ?? text.length;
}

/** Where the letters before `://` begin, not before `limit`; `separator` itself where there is no scheme. */
function schemeStart(text: string, separator: number, limit: number): number {
	let start = separator;
	for (let index = separator - 1; index >= limit; index--) {
		const character = text[index] ?? "";
		if (!SCHEME_CHARACTER_REGEXP.test(character)) break;
		if (LETTER_REGEXP.test(character)) start = index;
	}
	return start;
}
