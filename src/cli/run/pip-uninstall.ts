/** `pip uninstall` from its options. */
import { pipUninstall } from "../../commands/pip-uninstall.ts";
import type { CommandRunner } from "../command-context.ts";
import { withTools } from "./settings-of.ts";
import { targetOptionsOf } from "./target-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options, positionals } = invocation;
		await pipUninstall(
			{
				packages: positionals,
				requirementFiles: options.list("requirements"),
				target: targetOptionsOf(options),
				isDryRun: options.flag("dry-run"),
			},
			tools,
		);
		return 0;
	});
