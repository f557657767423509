/** `pip freeze` from its options. */
import { pipFreeze } from "../../commands/pip-freeze.ts";
import type { CommandRunner } from "../command-context.ts";
import { showFreeze } from "../show-freeze.ts";
import { reportOptionsOf } from "./report-options-of.ts";
import { withTools } from "./settings-of.ts";
import { warnFindings } from "./warn-findings.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options } = invocation;
		const { entries, findings } = await pipFreeze(
			{ ...reportOptionsOf(options), paths: options.list("path") },
			tools,
		);
		context.output.essentialResult(showFreeze(entries));
		warnFindings(findings, context.output);
		return 0;
	});
