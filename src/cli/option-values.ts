/** What the options of one run are set to, and by whom. */

import type { Option } from "./option.ts";
import type { OptionName } from "./option-name.ts";

/** Who set an option. */
export type Origin =
	| { readonly kind: "command-line" }
	| { readonly kind: "environment"; readonly variable: string }
	| { readonly kind: "settings"; readonly file: string; readonly key: string }
	| { readonly kind: "default" };

const BY_DEFAULT: Origin = { kind: "default" };
const NOTHING: ReadonlyMap<OptionName, GivenOption> = new Map();
const NO_DEFAULTS: ReadonlyMap<OptionName, string> = new Map();

/** An option as it was given; for counts `values` has one entry for every time. */
export interface GivenOption {
	readonly option: Option;
	/** False where the opposite was said, as `--no-offline` does. */
	readonly isPositive: boolean;
	readonly values: readonly string[];
	readonly origin: Origin;
	/** How many command words stood before it; options of one level are compared with one another. */
	readonly level: number;
}

/**
 * The options of an invocation. An option that the command does not take reads as one that was not given, so that
 * code which serves several commands may ask for all.
 */
export class OptionValues {
	readonly #given: ReadonlyMap<OptionName, GivenOption>;
	readonly #defaults: ReadonlyMap<OptionName, string>;
	readonly #fromFiles: ReadonlyMap<OptionName, GivenOption>;

	/** What settings files say counts after what is given. */
	constructor(
		given: ReadonlyMap<OptionName, GivenOption>,
		defaults: ReadonlyMap<OptionName, string>,
		fromFiles: ReadonlyMap<OptionName, GivenOption> = NOTHING,
	) {
		this.#given = given;
		this.#defaults = defaults;
		this.#fromFiles = fromFiles;
	}

	/** The same with what settings files say. */
	withFiles(fromFiles: ReadonlyMap<OptionName, GivenOption>): OptionValues {
		return new OptionValues(this.#given, this.#defaults, fromFiles);
	}

	/** What settings files say alone. */
	get fromFiles(): OptionValues {
		return new OptionValues(this.#fromFiles, NO_DEFAULTS);
	}

	/** What arguments and variables say alone. */
	get fromUser(): OptionValues {
		return new OptionValues(this.#given, NO_DEFAULTS);
	}

	/** Options that arguments and variables set. */
	get given(): ReadonlyMap<OptionName, GivenOption> {
		return this.#given;
	}

	/** Whether a flag is on; off where nobody said anything. */
	flag(name: OptionName): boolean {
		return this.chosen(name) ?? false;
	}

	/** On, off, or undefined where nobody said anything. */
	chosen(name: OptionName): boolean | undefined {
		return (this.#given.get(name) ?? this.#fromFiles.get(name))?.isPositive;
	}

	/** The value of an option, else its default, else undefined. Never empty. */
	value(name: OptionName): string | undefined {
		const said = this.#given.get(name) ?? this.#fromFiles.get(name);
		return said?.values.at(-1) ?? this.#defaults.get(name);
	}

	/** All values in the order given; those of settings files after them, or before them where the last one counts. */
	list(name: OptionName): readonly string[] {
		const given = this.#given.get(name)?.values ?? [];
		const said = this.#fromFiles.get(name);
		if (said === undefined) return given;
		return said.option.isKeyed === true ? [...said.values, ...given] : [...given, ...said.values];
	}

	/** How many times; `-vv` is 2. */
	count(name: OptionName): number {
		return this.#given.get(name)?.values.length ?? 0;
	}

	origin(name: OptionName): Origin {
		return (this.#given.get(name) ?? this.#fromFiles.get(name))?.origin ?? BY_DEFAULT;
	}
}
