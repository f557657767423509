/** Reading the value of one option: splitting, choices, numbers, and the words of yes and no. */
import { type Choice, type Option, optionLabel, type Positional } from "./option.ts";
import { suggestName } from "./suggest-name.ts";
import { UsageError } from "./usage-error.ts";

const TRUE_WORDS: ReadonlySet<string> = new Set(["1", "true", "t", "yes", "y", "on"]);
const FALSE_WORDS: ReadonlySet<string> = new Set(["0", "false", "f", "no", "n", "off"]);

/** True or false as variables spell it, in any case; undefined for anything else. */
export function parseBoolean(text: string): boolean | undefined {
	const word = text.toLowerCase();
	if (TRUE_WORDS.has(word)) return true;
	return FALSE_WORDS.has(word) ? false : undefined;
}

/**
 * The values in one argument, each of them checked. Throws `UsageError` for an empty one, unless the option takes
 * that as not given, and for one that is not allowed.
 */
export function parseValues(option: Option, text: string): readonly string[] {
	if (text === "") {
		if (option.mayBeEmpty === true) return [];
		throw missingValue(option);
	}
	return splitValues(text, option.separator).map((value) =>
		parseValue(option, value, optionLabel(option)),
	);
}

export function missingValue(option: Option): UsageError {
	return new UsageError(`\`${optionLabel(option)}\` needs a value`, {
		details: choiceDetails(option.choices),
	});
}

/** `a,b` → `a`, `b`. Of space-separated values the empty ones fall away. */
export function splitValues(text: string, separator: Option["separator"]): readonly string[] {
	switch (separator) {
		case "comma":
			return text.split(",").map((value) => value.trim());
		case "space":
			return text.split(/\s+/).filter((value) => value !== "");
		case undefined:
			return [text];
	}
}

/** One value, with aliases replaced. `label` says in the error whose value it is. */
export function parseValue(option: Option, text: string, label: string): string {
	if (option.choices !== undefined) return parseChoice(option.choices, text, label);
	if (option.range !== undefined) checkRange(option.range, text, label);
	return text;
}

/** The choice that `text` names. `label` says in the error whose value it is. */
function parseChoice(choices: readonly Choice[], text: string, label: string): string {
	const found = choices.find(
		({ value, aliases }) => value === text || aliases?.includes(text) === true,
	);
	if (found !== undefined) return found.value;
	const visible = choices.filter((choice) => choice.isHidden !== true).map(({ value }) => value);
	const similar = suggestName(text, visible);
	throw new UsageError(`\`${text}\` is no value of \`${label}\``, {
		details: choiceDetails(choices),
		tip: similar === undefined ? undefined : `the nearest value is \`${similar}\``,
	});
}

/** The value of a positional argument. */
export function parsePositional(positional: Positional, text: string): string {
	return positional.choices === undefined
		? text
		: parseChoice(positional.choices, text, `<${positional.name}>`);
}

function choiceDetails(choices: readonly Choice[] | undefined): readonly string[] {
	if (choices === undefined) return [];
	const values = choices.filter((choice) => choice.isHidden !== true).map(({ value }) => value);
	return [`[possible values: ${values.join(", ")}]`];
}

function checkRange(range: readonly [number, number], text: string, label: string): void {
	const [minimum, maximum] = range;
	const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
	if (number >= minimum && number <= maximum) return;
	throw new UsageError(
		`\`${text}\` is no value of \`${label}\`: it takes a number from ${minimum} to ${maximum}`,
	);
}
