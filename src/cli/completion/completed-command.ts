/** The option table as completion sees it: places in the command line, and what may come next. */
import { COMMAND_GROUPS, COMMANDS, wordsAfter } from "../command-line.ts";
import type { Command, Option } from "../option.ts";
import { takesValue } from "../option.ts";
import { sharedOptions } from "../shared-options.ts";

/** What follows an option: one of these words, a file, a directory, or something nobody can guess. */
export type CompletedValue = readonly string[] | "file" | "directory" | "anything" | "none";

export interface CompletedOption {
	/** Without dashes; the first one is described. */
	readonly long: readonly string[];
	readonly short: string | undefined;
	readonly help: string;
	readonly value: CompletedValue;
}

/** A place: the words of a command that have been typed. */
export interface CompletedCommand {
	/** Empty for the program itself, `["pip"]`, `["pip", "install"]`. */
	readonly path: readonly string[];
	/** All ways of typing it: `pip install` and `install`. */
	readonly spellings: readonly (readonly string[])[];
	readonly words: readonly string[];
	/** What the words mean, where they are commands. */
	readonly operands: CompletedValue;
	readonly options: readonly CompletedOption[];
}

/** Every place, the program itself first. */
export function completedCommands(): readonly CompletedCommand[] {
	const program: CompletedCommand = {
		path: [],
		spellings: [[]],
		words: wordsAfter([]),
		operands: "none",
		options: completedOptions(sharedOptions(undefined)),
	};
	const groups = COMMAND_GROUPS.map(({ name }) => ({
		path: [name],
		spellings: [[name]],
		words: wordsAfter([name]),
		operands: "none" as const,
		options: completedOptions(sharedOptions(name)),
	}));
	const commands = COMMANDS.filter((command) => command.isHidden !== true);
	return [program, ...groups, ...commands.map(completedCommand)];
}

function completedCommand(command: Command): CompletedCommand {
	const { path, aliases = [], positional } = command;
	const before = path.slice(0, -1);
	const names = [path.at(-1) ?? "", ...aliases];
	const full = names.map((name) => [...before, name]);
	const isShort = before[0] === "pip";
	const choices = positional?.choices?.map(({ value }) => value);
	return {
		path,
		spellings: isShort ? [...full, ...names.map((name) => [name])] : full,
		words: path[0] === "help" ? wordsAfter([]) : (choices ?? []),
		operands: positional?.completes ?? "none",
		options: completedOptions(command.options()),
	};
}

function completedOptions(options: readonly Option[]): readonly CompletedOption[] {
	const visible = options.filter((option) => option.isHidden !== true);
	return [...visible.map(completedOption), HELP_OPTION];
}

const HELP_OPTION: CompletedOption = {
	long: ["help"],
	short: "h",
	help: "Show short help",
	value: "none",
};

function completedOption(option: Option): CompletedOption {
	const choices = option.choices
		?.filter((choice) => choice.isHidden !== true)
		.map(({ value }) => value);
	return {
		long: [option.name, ...(option.aliases ?? [])],
		short: option.short,
		help: option.help,
		value: takesValue(option) ? (choices ?? option.completes ?? "anything") : "none",
	};
}

/** `-r --requirements --requirement`. */
export function optionWords({ long, short }: CompletedOption): readonly string[] {
	const dashed = long.map((name) => `--${name}`);
	return short === undefined ? dashed : [`-${short}`, ...dashed];
}

/** A case of a shell's `case`, in bash as in zsh: from where one is to where the next word leads. */
export function placeLines({ path, spellings }: CompletedCommand): readonly string[] {
	if (path.length === 0) return [];
	const patterns = spellings.map(
		(words) => `"${words.slice(0, -1).join(" ")},${words.at(-1) ?? ""}"`,
	);
	return [`            ${patterns.join("|")}) place="${path.join(" ")}" ;;`];
}
