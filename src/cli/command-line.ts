/** The commands: the words that call them, and which groups of options each takes. One table for parsing, help and completion. */

import { cacheCommands } from "./commands/cache-commands.ts";
import { environmentCommands } from "./commands/environment-commands.ts";
import { helpCommands } from "./commands/help-commands.ts";
import { reportCommands } from "./commands/report-commands.ts";
import type { Command } from "./option.ts";

/** A word that stands before other words, such as `pip` and `cache`. */
export interface CommandGroup {
	readonly name: string;
	readonly summary: string;
}

export const COMMAND_GROUPS: readonly CommandGroup[] = [
	{ name: "pip", summary: "Resolve, install, remove and look at packages" },
	{ name: "cache", summary: "Look at the cache and clean it" },
];

/** Every command, in the order help lists them. */
export const COMMANDS: readonly Command[] = [
	...environmentCommands,
	...reportCommands,
	...cacheCommands,
	...helpCommands,
];

/** What a run of words names. */
export type CommandMatch =
	| { readonly kind: "command"; readonly command: Command }
	| { readonly kind: "group"; readonly group: CommandGroup }
	| { readonly kind: "none" };

/** Finds what `words` names, with aliases and with the verbs of `pip` said without `pip`. */
export function findCommand(words: readonly string[]): CommandMatch {
	const [first, second] = words;
	if (words.length === 1 && first !== undefined) {
		const group = COMMAND_GROUPS.find(({ name }) => name === first);
		if (group !== undefined) return { kind: "group", group };
	}
	const command = COMMANDS.find((candidate) => {
		if (words.length === 1) {
			const isShort = candidate.path.length === 1 || candidate.path[0] === "pip";
			return isShort && isCalled(candidate, first);
		}
		return words.length === 2 && candidate.path[0] === first && isCalled(candidate, second);
	});
	return command === undefined ? { kind: "none" } : { kind: "command", command };
}

function isCalled(command: Command, word: string | undefined): boolean {
	if (word === undefined) return false;
	return command.path.at(-1) === word || command.aliases?.includes(word) === true;
}

/** The words that may follow `words`, those of hidden commands left out. */
export function wordsAfter(words: readonly string[]): readonly string[] {
	const [group] = words;
	const visible = COMMANDS.filter((command) => command.isHidden !== true);
	if (group !== undefined) {
		return visible
			.filter(({ path }) => path.length === 2 && path[0] === group)
			.flatMap(({ path }) => path.slice(1));
	}
	const short = visible
		.filter(({ path }) => path.length === 1 || path[0] === "pip")
		.flatMap(({ path }) => path.slice(-1));
	return [...COMMAND_GROUPS.map(({ name }) => name), ...short];
}
