/** `generate-shell-completion SHELL`: a script, on standard output. */

import type { CommandContext } from "../command-context.ts";
import { completionScript, type Shell } from "../completion.ts";
import type { Invocation } from "../invocation.ts";

export async function run(invocation: Invocation, { output }: CommandContext): Promise<number> {
	const [shell] = invocation.positionals;
	output.result(completionScript(shell as Shell));
	return 0;
}
