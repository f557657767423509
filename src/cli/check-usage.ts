/** What can be said about options only when all are known: variables, conflicts, what is missing, what is not served. */
import { readFromEnvironment, type Variables } from "./environment-options.ts";
import { type Command, type Option, optionLabel, takesValue } from "./option.ts";
import type { OptionName } from "./option-name.ts";
import { type GivenOption, OptionValues, type Origin } from "./option-values.ts";
import { PROGRAM_NAME } from "./program.ts";
import { UsageError } from "./usage-error.ts";
import { requiredArguments } from "./usage-line.ts";

export interface UsageQuestion {
	readonly command: Command;
	readonly options: readonly Option[];
	/** What the command line says. */
	readonly given: ReadonlyMap<OptionName, GivenOption>;
	readonly positionals: readonly string[];
	readonly variables: Variables;
}

export interface CheckedOptions {
	readonly values: OptionValues;
	readonly warnings: readonly string[];
}

/** Adds what variables say; throws `UsageError` where the whole makes no sense or is not served. */
export function checkUsage(question: UsageQuestion): CheckedOptions {
	const { command, options } = question;
	const given = withVariables(question);
	for (const { option, isPositive } of given.values()) {
		if (isPositive) checkConflicts(command, option, given);
	}
	checkRequired(question);
	if (command.refused !== undefined) {
		throw new UsageError(`Cannot run \`${nameOf(command)}\`: ${command.refused}`, { isBare: true });
	}
	const warnings = [...given.values()].flatMap(checkStatus);
	const values = new OptionValues(given, defaultsOf(options));
	const wrong = command.check?.(values);
	if (wrong !== undefined) throw new UsageError(wrong, { isBare: true });
	return { values, warnings };
}

function nameOf(command: Command): string {
	return [PROGRAM_NAME, ...command.path].join(" ");
}

function defaultsOf(options: readonly Option[]): ReadonlyMap<OptionName, string> {
	const defaults = new Map<OptionName, string>();
	for (const option of options) {
		if (option.default !== undefined) defaults.set(option.name, option.default);
	}
	return defaults;
}

/** The command line wins; a variable does not count either where the command line cancels its option. */
function withVariables({ options, given, variables }: UsageQuestion): Map<OptionName, GivenOption> {
	const all = new Map(given);
	const cancelled = new Set([...given.values()].flatMap(({ option }) => option.overrides ?? []));
	for (const option of options) {
		if (option.variables === undefined || given.has(option.name)) continue;
		if (cancelled.has(option.name)) continue;
		const found = readFromEnvironment(option, variables);
		if (found !== undefined) all.set(option.name, found);
	}
	return all;
}

/**
 * Options of different levels stand in no conflict: in `pippin -q pip list -v` the later word is the last one. A
 * variable conflicts with everything.
 */
function checkConflicts(
	command: Command,
	option: Option,
	given: ReadonlyMap<OptionName, GivenOption>,
): void {
	const first = given.get(option.name);
	for (const name of option.conflicts ?? []) {
		const second = given.get(name);
		if (first === undefined || second === undefined || !second.isPositive) continue;
		const levels = new Set([first.level, second.level].filter((level) => level >= 0));
		if (levels.size > 1) continue;
		const [earlier, later] = inOrder(first, second, given);
		throw new UsageError(`${labelOf(earlier)} cannot be used together with ${labelOf(later)}`, {
			path: command.path,
		});
	}
}

function inOrder(
	first: GivenOption,
	second: GivenOption,
	given: ReadonlyMap<OptionName, GivenOption>,
): readonly [GivenOption, GivenOption] {
	for (const each of given.values()) {
		if (each === first) return [first, second];
		if (each === second) return [second, first];
	}
	return [first, second];
}

function labelOf({ option, origin }: GivenOption): string {
	return saidAs(optionLabel(option), origin);
}

function checkRequired({ command, given, positionals }: UsageQuestion): void {
	if (positionals.length > 0) return;
	const isNeeded = command.positional?.isRequired === true || command.needsOneOf !== undefined;
	if (!isNeeded || command.needsOneOf?.some((name) => given.has(name)) === true) return;
	throw new UsageError("Required arguments are missing:", {
		details: [requiredArguments(command)],
		path: command.path,
	});
}

/** Warnings; throws `UsageError` where the option is not served. */
export function checkStatus(given: GivenOption): readonly string[] {
	const { option, isPositive, values, origin } = given;
	if (!isPositive) return [];
	const hasValue = takesValue(option);
	const warnings = hasValue ? values.flatMap((value) => checkChoice(option, value, origin)) : [];
	if (option.deprecated !== undefined) warnings.push(option.deprecated);
	const said = saidAs(`--${option.name}`, origin);
	const reason = option.advice === undefined ? "" : `: ${option.advice}`;
	if (option.status === "ignored" && option.advice !== undefined) {
		warnings.push(`${said} has no effect${reason}`);
	}
	if (option.status === "refused") throw bareError(`${said} is not supported${reason}`);
	// To ask for what happens anyway is served.
	const isDefault = hasValue && values.every((value) => value === option.default);
	if (option.status === "not-yet" && !isDefault) {
		throw bareError(`${said} is not supported yet${reason}`);
	}
	return warnings;
}

function checkChoice(option: Option, value: string, origin: Origin): string[] {
	const choice = option.choices?.find((candidate) => candidate.value === value);
	const said = saidAs(`--${option.name} ${value}`, origin);
	if (choice?.refused !== undefined) {
		throw bareError(`${said} is not supported: ${choice.refused}`);
	}
	if (choice?.ignored !== undefined) return [`${said} has no effect: ${choice.ignored}`];
	return choice?.deprecated === undefined ? [] : [`${said} is deprecated: ${choice.deprecated}`];
}

function saidAs(words: string, origin: Origin): string {
	const source = sourceOf(origin);
	return source === undefined ? `\`${words}\`` : `\`${words}\` (from ${source})`;
}

function sourceOf(origin: Origin): string | undefined {
	switch (origin.kind) {
		case "environment":
			return `\`${origin.variable}\``;
		case "settings":
			return `\`${origin.key}\` in \`${origin.file}\``;
		case "command-line":
		case "default":
			return undefined;
	}
}

function bareError(message: string): UsageError {
	return new UsageError(message, { isBare: true });
}
