/**
 * Project names, by the packaging specification "Names and normalization" (PEP 503, PEP 508).
 * Inside this program a name is always its normalized form.
 */
import { ParseError } from "../errors/parse-error.ts";

const SEPARATORS_REGEXP = /[-_.]+/g;
const VALID_NAME_REGEXP = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i;

/** A name that holds other characters than the specification allows, or none. */
export class InvalidName extends ParseError {
	readonly code = "invalid-name";
}

/** Lower case, with every run of `-`, `_` and `.` made one `-`. Takes any text; see `isValidName`. */
export function normalizeName(text: string): string {
	return isPlain(text) ? text : text.toLowerCase().replace(SEPARATORS_REGEXP, "-");
}

/** Whether the text is a name before normalization: ASCII letters, digits, `-`, `_`, `.`, no separator at either end. */
export function isValidName(text: string): boolean {
	return VALID_NAME_REGEXP.test(text);
}

/**
 * The normalized form of a valid name.
 *
 * @throws InvalidName
 */
export function parseName(text: string): string {
	if (isValidName(text)) return normalizeName(text);
	throw new InvalidName(
		text === ""
			? "Could not read a name: it is empty"
			: `Could not read \`${text}\` as a name: only ASCII letters, digits, \`-\`, \`_\` and \`.\` are allowed, and a letter or digit at both ends`,
		{ source: text, span: { start: 0, end: text.length } },
	);
}

/** Whether normalizing would change nothing. Nearly every name from an index page is such. */
function isPlain(text: string): boolean {
	let previous = 0;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		const isLetter = code >= 0x61 && code <= 0x7a;
		const isDigit = code >= 0x30 && code <= 0x39;
		if (!isLetter && !isDigit && (code !== 0x2d || previous === 0x2d)) return false;
		previous = code;
	}
	return true;
}
