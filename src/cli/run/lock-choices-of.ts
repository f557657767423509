/** The options that say which extras and groups of a lock are wanted. */
import type { LockChoices } from "../../commands/lock-source.ts";
import { parseName } from "../../standards/name.ts";
import type { OptionValues } from "../option-values.ts";

export function lockChoicesOf(options: OptionValues): LockChoices {
	return {
		hasAllExtras: options.flag("all-extras"),
		extras: options.list("extra").map(parseName),
		groups: options.list("group").map(parseName),
	};
}
