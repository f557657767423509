/** `cache prune` from its options. */
import { pruneCache } from "../../commands/cache.ts";
import type { CommandRunner } from "../command-context.ts";
import { clearedLine } from "../show-cleared.ts";
import { withTools } from "./settings-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options } = invocation;
		const answer = await pruneCache(
			{ isForced: options.flag("force"), dropsDownloads: options.flag("ci") },
			tools,
		);
		const nothing = "No unused entries found";
		context.output.message(clearedLine(answer, { directory: tools.cache.directory, nothing }));
		return 0;
	});
