/** The shape of the option table: what one option, one positional argument and one command are, as data. */
import type { OptionName } from "./option-name.ts";

/** One accepted value of an option with a closed set of them. */
export interface Choice {
	readonly value: string;
	/** Other spellings; the invocation carries `value`. */
	readonly aliases?: readonly string[];
	/** Accepted, and left out of help and completion. */
	readonly isHidden?: boolean;
	/** Why this one value has no effect here; shown as a warning. */
	readonly ignored?: string;
	/** Why this one value is refused; shown as an error. */
	readonly refused?: string;
	/** What to write instead; the value keeps its effect. */
	readonly deprecated?: string;
}

/** The section of help an option stands in; sections appear in the order of `HEADINGS`. */
export type Heading =
	| "Options"
	| "Index options"
	| "Resolver options"
	| "Build options"
	| "Installer options"
	| "Python options"
	| "Cache options"
	| "Global options";

/** The sections of help, top to bottom. */
export const HEADINGS: readonly Heading[] = [
	"Options",
	"Index options",
	"Resolver options",
	"Build options",
	"Installer options",
	"Python options",
	"Cache options",
	"Global options",
];

/** Where one argument or one variable holds several values. */
export type Separator = "comma" | "space";

/**
 * `flag`: present or not, at most once a level. `count`: `-vv`. `value`: at most once a level.
 * `list`: may be repeated.
 */
export type OptionKind = "flag" | "count" | "value" | "list";

export interface Option {
	/** The long spelling without its dashes; also the name under which commands ask for it. */
	readonly name: OptionName;
	readonly kind: OptionKind;
	readonly help: string;
	/** More for `pippin help COMMAND`, a paragraph below `help`. */
	readonly details?: string;
	readonly short?: string;
	/** Other long spellings, without dashes. */
	readonly aliases?: readonly string[];
	/** The long spelling that takes a flag back; of the two the last one wins. */
	readonly negative?: string;
	/** Other spellings of `negative`. */
	readonly negativeAliases?: readonly string[];
	/** The negative is as important as the flag and is shown in help. */
	readonly showsNegative?: boolean;
	/** What help and errors call the value, such as `FILE`. */
	readonly valueName?: string;
	/** How one argument on the command line is split; absent: not at all. */
	readonly separator?: Separator;
	/** How the variable is split; absent: not at all. */
	readonly variableSeparator?: Separator;
	readonly choices?: readonly Choice[];
	/** An integer in this closed interval. */
	readonly range?: readonly [minimum: number, maximum: number];
	/** `--name=` counts as not given instead of being an error. */
	readonly mayBeEmpty?: boolean;
	/** What the value is, for completion. */
	readonly completes?: "file" | "directory";
	/** Options that cannot stand beside this one. One side names the other; that is enough. */
	readonly conflicts?: readonly OptionName[];
	/** Options this one cancels where it comes later. */
	readonly overrides?: readonly OptionName[];
	/** Environment variables, the first that is set wins. Each `UV_X` is also read as `PIPPIN_X`, which wins. */
	readonly variables?: readonly string[];
	/** Each value is `KEY=VALUE`, and of several for one key the last one counts. */
	readonly isKeyed?: boolean;
	/** The key in `uv.toml`. */
	readonly settingsKey?: string;
	readonly default?: string;
	readonly heading?: Heading;
	readonly isHidden?: boolean;
	/** Absent: served. `not-yet` and `refused` end the command with status 2, `ignored` warns if there is advice. */
	readonly status?: "not-yet" | "refused" | "ignored";
	/** The reason and the way round, as the end of a sentence: `… is not supported: ADVICE`. */
	readonly advice?: string;
	/** The option keeps its effect and this warning is shown. */
	readonly deprecated?: string;
}

export interface Positional {
	/** As help shows it, such as `PACKAGE`. */
	readonly name: string;
	readonly help: string;
	readonly isRepeatable?: boolean;
	/** At least one is needed whatever options are given. */
	readonly isRequired?: boolean;
	readonly choices?: readonly Choice[];
	readonly completes?: "file" | "directory";
}

export interface Example {
	readonly command: string;
	readonly purpose: string;
}

export interface Command {
	/** The words that call it, such as `["pip", "install"]`. */
	readonly path: readonly string[];
	readonly aliases?: readonly string[];
	/** One line for lists of commands; also the first line of its help. */
	readonly summary: string;
	readonly details?: string;
	readonly positional?: Positional;
	/** One of these, or a positional, must be given. */
	readonly needsOneOf?: readonly OptionName[];
	/** Built when the command is asked for. */
	readonly options: () => readonly Option[];
	readonly examples?: readonly Example[];
	readonly isHidden?: boolean;
	/** The command exists to be refused: why, and what to use instead. */
	readonly refused?: string;
	/** Combinations no single option can state; answers what is wrong. */
	readonly check?: (values: CheckedValues) => string | undefined;
}

/** What `Command.check` may ask. */
export interface CheckedValues {
	flag(name: OptionName): boolean;
	value(name: OptionName): string | undefined;
}

/** The same options with some fields replaced, by name. */
export function withChanges(
	options: readonly Option[],
	changes: ReadonlyMap<OptionName, Partial<Option>>,
): readonly Option[] {
	return options.map((option) => {
		const change = changes.get(option.name);
		return change === undefined ? option : { ...option, ...change };
	});
}

/** How errors and usage lines write an option: `--target <DIR>`, `--quiet...`, `--offline`. */
export function optionLabel(option: Option): string {
	if (option.kind === "count") return `--${option.name}...`;
	return takesValue(option) ? `--${option.name} <${valueNameOf(option)}>` : `--${option.name}`;
}

export function takesValue(option: Option): boolean {
	return option.kind === "value" || option.kind === "list";
}

/** `--index-url` without a name of its own for the value says `INDEX_URL`. */
export function valueNameOf(option: Option): string {
	return option.valueName ?? option.name.toUpperCase().replaceAll("-", "_");
}
