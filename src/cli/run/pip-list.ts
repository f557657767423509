/** `pip list` from its options. */
import { pipList } from "../../commands/pip-list.ts";
import type { CommandRunner } from "../command-context.ts";
import { type ListFormat, showList } from "../show-list.ts";
import { outdatedByOf, reportOptionsOf } from "./report-options-of.ts";
import { withTools } from "./settings-of.ts";
import { warnFindings } from "./warn-findings.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options } = invocation;
		const { entries, findings } = await pipList(
			{ ...reportOptionsOf(options), outdatedBy: outdatedByOf(options) },
			tools,
		);
		const format = (options.value("format") ?? "columns") as ListFormat;
		context.output.essentialResult(showList(entries, format));
		warnFindings(findings, context.output);
		return 0;
	});
