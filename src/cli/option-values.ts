/** What the options of one run are set to, and by whom. */

import type { Option } from "./option.ts";
import type { OptionName } from "./option-name.ts";

/** Who set an option. */
export type Origin =
	| { readonly kind: "command-line" }
	| { readonly kind: "environment"; readonly variable: string }
	| { readonly kind: "default" };

const BY_DEFAULT: Origin = { kind: "default" };

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

	constructor(
		given: ReadonlyMap<OptionName, GivenOption>,
		defaults: ReadonlyMap<OptionName, string>,
	) {
		this.#given = given;
		this.#defaults = defaults;
	}

	/** Whether a flag is on; off where nobody said anything. */
	flag(name: OptionName): boolean {
		return this.chosen(name) ?? false;
	}

	/** On, off, or undefined where nobody said anything and settings may decide. */
	chosen(name: OptionName): boolean | undefined {
		return this.#given.get(name)?.isPositive;
	}

	/** The value of an option, else its default, else undefined. Never empty. */
	value(name: OptionName): string | undefined {
		return this.#given.get(name)?.values.at(-1) ?? this.#defaults.get(name);
	}

	/** All values in the order given. */
	list(name: OptionName): readonly string[] {
		return this.#given.get(name)?.values ?? [];
	}

	/** How many times; `-vv` is 2. */
	count(name: OptionName): number {
		return this.#given.get(name)?.values.length ?? 0;
	}

	origin(name: OptionName): Origin {
		return this.#given.get(name)?.origin ?? BY_DEFAULT;
	}
}
