/** Foreign text made safe for a terminal: control, bidirectional and invisible characters are shown as escapes. */

const UNSAFE_REGEXP =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** The text with every unsafe character written as `\xNN` or `\uNNNN`; newline and tab stay. */
export function printable(text: string): string {
	return text.replace(UNSAFE_REGEXP, (character) => {
		const code = character.charCodeAt(0);
		const digits = code.toString(16);
		return code < 0x100 ? `\\x${digits.padStart(2, "0")}` : `\\u${digits.padStart(4, "0")}`;
	});
}
