/** `pip show` from its options. Ends with 1 where nothing of what is asked for is installed. */
import { pipShow } from "../../commands/pip-show.ts";
import { parseName } from "../../standards/name.ts";
import type { CommandRunner } from "../command-context.ts";
import { showDistributions } from "../show-show.ts";
import { reportOptionsOf } from "./report-options-of.ts";
import { withTools } from "./settings-of.ts";
import { warnFindings } from "./warn-findings.ts";

export const run: CommandRunner = async (invocation, context) => {
	const { options, positionals } = invocation;
	const { output } = context;
	if (positionals.length === 0) {
		output.warning("No package is named: there is nothing to show");
		return 1;
	}
	return withTools(invocation, context, async (tools) => {
		const { entries, missing, findings } = await pipShow(
			{
				...reportOptionsOf(options),
				names: positionals.map(parseName),
				hasFiles: options.flag("files"),
			},
			tools,
		);
		output.result(showDistributions(entries));
		if (missing.length > 0) output.warning(`Not installed: ${missing.join(", ")}`);
		warnFindings(findings, output);
		return entries.length === 0 ? 1 : 0;
	});
};
