/** `cache dir`: the root of the cache, on standard output. */
import { cacheRoot } from "../../commands/cache.ts";
import type { CommandRunner } from "../command-context.ts";
import { withTools } from "./settings-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		context.output.result(cacheRoot(tools));
		return 0;
	});
