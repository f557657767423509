/** What the arguments ask for. */
import type { Option } from "./option.ts";
import type { OptionValues } from "./option-values.ts";

/** A command with its options and arguments, ready to run. */
export interface Invocation {
	/** The words of the command in full, such as `["pip", "install"]`, whichever way it was called. */
	readonly path: readonly string[];
	readonly options: OptionValues;
	/** The options that the command takes. */
	readonly known: readonly Option[];
	readonly positionals: readonly string[];
	/** What the user should be told before the command runs. */
	readonly warnings: readonly string[];
}
