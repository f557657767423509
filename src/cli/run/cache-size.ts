/** `cache size`: how much the cache holds, in bytes for programs and in units for people. */
import { cacheSize } from "../../commands/cache.ts";
import type { CommandContext, CommandRunner } from "../command-context.ts";
import { formatBytes } from "../format-bytes.ts";
import type { OptionValues } from "../option-values.ts";
import { withTools } from "./settings-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { bytes } = cacheSize(tools);
		const isForPeople = isHuman(invocation.options, context);
		context.output.essentialResult(isForPeople ? formatBytes(bytes) : String(bytes));
		return 0;
	});

function isHuman(options: OptionValues, { output }: CommandContext): boolean {
	if (options.flag("human")) return true;
	const format = options.value("output-format");
	return format === "human" || (format === "auto" && output.isResultRead);
}
