/** `venv` from its options. */
import { venv } from "../../commands/venv.ts";
import type { ExistingPolicy } from "../../environment/create-environment.ts";
import { activationLine } from "../activation-line.ts";
import type { CommandRunner } from "../command-context.ts";
import type { OptionValues } from "../option-values.ts";
import { changePreferencesOf, uploadCutoffsOf } from "./policy-of.ts";
import { withTools } from "./settings-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options, positionals } = invocation;
		await venv(
			{
				path: positionals[0],
				python: options.value("python"),
				existing: existingPolicyOf(options),
				prompt: options.value("prompt"),
				hasSystemSitePackages: options.flag("system-site-packages"),
				isRelocatable: options.flag("relocatable"),
				isSeeded: options.flag("seed"),
				change: changePreferencesOf(options),
				cutoffs: uploadCutoffsOf(options),
				activation: (path) => activationLine(path, context.environmentVariables),
			},
			tools,
		);
		return 0;
	});

function existingPolicyOf(options: OptionValues): ExistingPolicy {
	if (options.flag("clear")) return options.flag("force") ? "clear-anything" : "clear";
	return options.flag("allow-existing") ? "keep" : "refuse";
}
