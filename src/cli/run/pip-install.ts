/** `pip install` from its options. */
import { pipInstall } from "../../commands/pip-install.ts";
import type { CommandRunner } from "../command-context.ts";
import { changePreferencesOf, policyOf, refreshOf } from "./policy-of.ts";
import { projectChoicesOf } from "./project-choices-of.ts";
import { withTools } from "./settings-of.ts";
import { targetOptionsOf } from "./target-of.ts";
import { warnFindings } from "./warn-findings.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options, positionals } = invocation;
		const findings = await pipInstall(
			{
				sources: {
					packages: positionals,
					editables: options.list("editable"),
					requirementFiles: options.list("requirements"),
					constraintFiles: options.list("constraints"),
					overrideFiles: options.list("overrides"),
					excludeFiles: options.list("excludes"),
					projects: projectChoicesOf(options, context),
				},
				target: targetOptionsOf(options),
				policy: policyOf(options),
				change: changePreferencesOf(options),
				isExact: options.flag("exact"),
				refresh: refreshOf(options),
				requiresHashes: options.flag("require-hashes"),
				verifiesHashes: !options.flag("no-verify-hashes"),
				pythonVersion: options.value("python-version"),
				pythonPlatform: options.value("python-platform"),
				isStrict: options.flag("strict"),
			},
			tools,
		);
		warnFindings(findings, context.output);
		return 0;
	});
