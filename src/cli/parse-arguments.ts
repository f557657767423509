/**
 * From arguments and variables to an `Invocation`. The grammar is clap's: `--name=value`, `--name value`, clusters of
 * short options (`-qU`, `-rfile`, `-r=file`), `--` before what looks like an option but is none, options anywhere.
 */
import { type CheckedOptions, checkUsage } from "./check-usage.ts";
import { findCommand, wordsAfter } from "./command-line.ts";
import type { Variables } from "./environment-options.ts";
import type { Invocation } from "./invocation.ts";
import { type Command, type Option, optionLabel, takesValue } from "./option.ts";
import { adviceForPipOption } from "./option-advice.ts";
import type { OptionName } from "./option-name.ts";
import {
	type OptionSpellings,
	type Spelling,
	spellOptions,
	visibleSpellings,
} from "./option-spellings.ts";
import { missingValue, parsePositional, parseValues } from "./option-value.ts";
import type { GivenOption } from "./option-values.ts";
import { PROGRAM_NAME } from "./program.ts";
import { sharedOptions } from "./shared-options.ts";
import { suggestName } from "./suggest-name.ts";
import { UsageError } from "./usage-error.ts";

export type ParsedArguments =
	| { readonly kind: "invocation"; readonly invocation: Invocation }
	/** `-h`. `isAsked` is false where a group was called without a command: then it is an error with status 2. */
	| { readonly kind: "help"; readonly path: readonly string[]; readonly isAsked: boolean }
	| { readonly kind: "version" }
	| { readonly kind: "usage-error"; readonly error: UsageError };

/** Reads the arguments after the program's name. */
export function parseArguments(
	commandArguments: readonly string[],
	variables: Variables,
): ParsedArguments {
	try {
		return new ArgumentScan(commandArguments).run(variables);
	} catch (error) {
		if (error instanceof UsageError) return { kind: "usage-error", error };
		throw error;
	}
}

/** Values are added in place: a hundred thousand `-v` must not be copied each time. */
interface GrowingOption extends GivenOption {
	readonly values: string[];
}

/** One pass over the arguments. */
class ArgumentScan {
	readonly #arguments: readonly string[];
	#next = 0;
	#path: readonly string[] = [];
	#level = 0;
	#command: Command | undefined;
	#spellings: OptionSpellings = spellOptions(sharedOptions(undefined));
	readonly #given = new Map<OptionName, GrowingOption>();
	readonly #positionals: string[] = [];

	constructor(commandArguments: readonly string[]) {
		this.#arguments = commandArguments;
	}

	run(variables: Variables): ParsedArguments {
		for (let argument = this.#take(); argument !== undefined; argument = this.#take()) {
			const ended = this.#read(argument);
			if (ended !== undefined) return ended;
		}
		if (this.#command === undefined) return { kind: "help", path: this.#path, isAsked: false };
		return { kind: "invocation", invocation: this.#finish(this.#command, variables) };
	}

	/** Answers where the argument ends everything: help and version. */
	#read(argument: string): ParsedArguments | undefined {
		if (argument === "--") {
			for (let rest = this.#take(); rest !== undefined; rest = this.#take()) {
				this.#addPositional(rest);
			}
			return undefined;
		}
		if (argument.startsWith("--")) return this.#readLong(argument.slice(2));
		if (argument.startsWith("-") && argument !== "-") return this.#readCluster(argument.slice(1));
		if (this.#command === undefined) this.#enter(argument);
		else this.#addPositional(argument);
		return undefined;
	}

	#endingOption(name: string): ParsedArguments | undefined {
		if (name === "help" || name === "h") return { kind: "help", path: this.#path, isAsked: true };
		if (this.#level > 0) return undefined;
		return name === "version" || name === "V" ? { kind: "version" } : undefined;
	}

	#finish(command: Command, variables: Variables): Invocation {
		const checked: CheckedOptions = checkUsage({
			command,
			options: this.#spellings.options,
			given: this.#given,
			positionals: this.#positionals,
			variables,
		});
		return {
			path: command.path,
			options: checked.values,
			known: this.#spellings.options,
			positionals: this.#positionals,
			warnings: checked.warnings,
		};
	}

	#take(): string | undefined {
		return this.#arguments[this.#next++];
	}

	/** One more word of the command. */
	#enter(word: string): void {
		const path = [...this.#path, word];
		const match = findCommand(path);
		if (match.kind === "none") throw this.#unknownCommand(word);
		this.#level++;
		if (match.kind === "group") {
			this.#path = path;
			this.#spellings = spellOptions(sharedOptions(match.group.name));
			return;
		}
		this.#command = match.command;
		this.#path = match.command.path;
		this.#spellings = spellOptions(match.command.options());
	}

	#unknownCommand(word: string): UsageError {
		const similar = suggestName(word, wordsAfter(this.#path));
		const words = [PROGRAM_NAME, ...this.#path, similar].join(" ");
		return new UsageError(`\`${[PROGRAM_NAME, ...this.#path, word].join(" ")}\` is no command`, {
			tip: similar === undefined ? undefined : `the nearest command is \`${words}\``,
			path: this.#path,
		});
	}

	#addPositional(text: string): void {
		const positional = this.#command?.positional;
		const isOneTooMany = this.#positionals.length > 0 && positional?.isRepeatable !== true;
		if (positional === undefined || isOneTooMany) {
			throw new UsageError(`Unexpected argument \`${text}\``, {
				tip:
					this.#command === undefined && findCommand([...this.#path, text]).kind !== "none"
						? `leave out \`--\` before the command \`${text}\``
						: undefined,
				path: this.#path,
			});
		}
		this.#positionals.push(parsePositional(positional, text));
	}

	#readLong(text: string): ParsedArguments | undefined {
		const ended = this.#endingOption(text);
		if (ended !== undefined) return ended;
		const equals = text.indexOf("=");
		const name = equals === -1 ? text : text.slice(0, equals);
		const spelling = this.#spellings.long.get(name);
		if (spelling === undefined) throw this.#unknownOption(`--${name}`);
		this.#addOption(spelling, equals === -1 ? undefined : text.slice(equals + 1));
		return undefined;
	}

	/** `qUrfile`: flags up to the first option that takes a value, which takes the rest. */
	#readCluster(letters: string): ParsedArguments | undefined {
		for (let index = 0; index < letters.length; index++) {
			const letter = letters[index] ?? "";
			const ended = this.#endingOption(letter);
			if (ended !== undefined) return ended;
			const spelling = this.#spellings.short.get(letter);
			if (spelling === undefined) throw this.#unknownOption(`-${letter}`);
			if (!takesValue(spelling.option)) {
				this.#addOption(spelling, undefined);
				continue;
			}
			const rest = letters.slice(index + 1);
			const value = rest.startsWith("=") ? rest.slice(1) : rest;
			this.#addOption(spelling, rest === "" ? undefined : value);
			return undefined;
		}
		return undefined;
	}

	#addOption({ option, isPositive }: Spelling, inline: string | undefined): void {
		if (isPositive && takesValue(option)) {
			this.#record(option, {
				isPositive,
				values: parseValues(option, this.#valueOf(option, inline)),
			});
			return;
		}
		if (inline !== undefined) {
			throw new UsageError(`\`--${option.name}\` takes no value, but \`${inline}\` was given`, {
				path: this.#path,
			});
		}
		this.#record(option, { isPositive, values: [""] });
	}

	#valueOf(option: Option, inline: string | undefined): string {
		if (inline !== undefined) return inline;
		const following = this.#arguments[this.#next];
		if (following === undefined) throw missingValue(option);
		if (!following.startsWith("-") || following === "-") {
			this.#next++;
			return following;
		}
		const isKnown =
			following === "--" ||
			(following.startsWith("--")
				? this.#spellings.long.has(following.slice(2).split("=", 1)[0] ?? "")
				: this.#spellings.short.has(following[1] ?? ""));
		throw isKnown ? missingValue(option) : this.#unknownOption(following);
	}

	/** Adds an option, after what it overrides is gone. */
	#record(option: Option, said: { isPositive: boolean; values: readonly string[] }): void {
		for (const name of option.overrides ?? []) this.#given.delete(name);
		const before = this.#given.get(option.name);
		const isSameSign = before?.isPositive === said.isPositive;
		const isRepeatable = option.kind === "list" || option.kind === "count";
		if (isSameSign && before.level === this.#level && !isRepeatable) {
			throw new UsageError(`\`${optionLabel(option)}\` cannot be used more than once`, {
				path: this.#path,
			});
		}
		if (said.values.length === 0) return;
		if (isSameSign && isRepeatable) {
			before.values.push(...said.values);
			return;
		}
		this.#given.set(option.name, {
			option,
			isPositive: said.isPositive,
			values: [...said.values],
			origin: { kind: "command-line" },
			level: this.#level,
		});
	}

	#unknownOption(spelling: string): UsageError {
		const name = spelling.split("=", 1)[0] ?? "";
		return new UsageError(`Unknown option \`${name}\``, {
			tip: this.#tipFor(name),
			path: this.#path,
		});
	}

	#tipFor(name: string): string | undefined {
		if (name.startsWith("--")) {
			const advice = adviceForPipOption(name.slice(2));
			if (advice !== undefined) return advice;
			const similar = suggestName(name.slice(2), visibleSpellings(this.#spellings));
			if (similar !== undefined) return `the nearest option is \`--${similar}\``;
		}
		if (this.#command?.positional === undefined) return undefined;
		return `to give \`${name}\` as an argument, write \`-- ${name}\``;
	}
}
