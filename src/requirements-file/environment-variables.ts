/**
 * `${NAME}` in URLs and paths of local requirements files. A value goes in after the line was taken apart, may not add
 * space, and is never shown: what is printed is the text as given.
 */

/** The value of a variable, or `undefined` where it is not set. */
export type VariableLookup = (name: string) => string | undefined;

/** A text with its variables replaced; `isChanged` where there were any. */
export interface Expansion {
	readonly text: string;
	readonly isChanged: boolean;
	/** A variable whose value has space or control characters in it and was not put in. */
	readonly refused: string | undefined;
}

const VARIABLE_REGEXP = /\$\{([A-Z0-9_]+)\}/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNFIT_REGEXP = /[\s\u0000-\u001f\u007f]/;

/** Unknown variables, and names in lower case, stay as they are. */
export function expandVariables(text: string, lookup: VariableLookup | undefined): Expansion {
	let refused: string | undefined;
	if (lookup === undefined || !text.includes("${")) return { text, isChanged: false, refused };
	const expanded = text.replace(VARIABLE_REGEXP, (written, name: string) => {
		const value = lookup(name);
		if (value === undefined) return written;
		if (UNFIT_REGEXP.test(value)) refused ??= name;
		return value;
	});
	return { text: expanded, isChanged: expanded !== text, refused };
}
