/** `pip check` from its options. Ends with 1 where something is amiss. */
import { pipCheck } from "../../commands/pip-check.ts";
import type { CommandRunner } from "../command-context.ts";
import { showCheck } from "../show-check.ts";
import { withTools } from "./settings-of.ts";
import { targetOptionsOf } from "./target-of.ts";
import { shownFinding } from "./warn-findings.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options } = invocation;
		const { count, elapsed, findings } = await pipCheck(
			{
				target: targetOptionsOf(options),
				pythonVersion: options.value("python-version"),
				pythonPlatform: options.value("python-platform"),
			},
			tools,
		);
		const lines = showCheck({ count, elapsed, findings: findings.map(shownFinding) });
		for (const line of lines) context.output.message(line);
		return findings.length === 0 ? 0 : 1;
	});
