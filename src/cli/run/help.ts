/** `help [COMMAND…]`: everything about a command, on standard output. */

import type { CommandContext } from "../command-context.ts";
import { findCommand, wordsAfter } from "../command-line.ts";
import { longHelp } from "../help.ts";
import type { Invocation } from "../invocation.ts";
import { PROGRAM_NAME } from "../program.ts";
import { suggestName } from "../suggest-name.ts";
import { UsageError } from "../usage-error.ts";

export async function run(invocation: Invocation, { output }: CommandContext): Promise<number> {
	const words = invocation.positionals;
	if (words.length > 0 && findCommand(words).kind === "none") {
		const before = words.slice(0, -1);
		const similar = suggestName(words.at(-1) ?? "", wordsAfter(before));
		throw new UsageError(`\`${[PROGRAM_NAME, ...words].join(" ")}\` is no command`, {
			tip:
				similar === undefined
					? undefined
					: `the nearest command is \`${[PROGRAM_NAME, ...before, similar].join(" ")}\``,
			path: [],
		});
	}
	output.result(longHelp(words, output.resultWidth));
	return 0;
}
