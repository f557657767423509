/** `cache clean` from its options. */
import { cleanCache } from "../../commands/cache.ts";
import { parseName } from "../../standards/name.ts";
import type { CommandRunner } from "../command-context.ts";
import { clearedLine } from "../show-cleared.ts";
import { withTools } from "./settings-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options, positionals } = invocation;
		const answer = await cleanCache(
			{ names: positionals.map(parseName), isForced: options.flag("force") },
			tools,
		);
		const nothing = "No cache entries found";
		context.output.message(clearedLine(answer, { directory: tools.cache.directory, nothing }));
		return 0;
	});
