/** `pip sync` from its options. */
import { pipSync } from "../../commands/pip-sync.ts";
import { DEFAULT_POLICY } from "../../resolver/manifest.ts";
import type { CommandRunner } from "../command-context.ts";
import { changePreferencesOf, policyOf, refreshOf, uploadCutoffsOf } from "./policy-of.ts";
import { projectChoicesOf } from "./project-choices-of.ts";
import { withTools } from "./settings-of.ts";
import { targetOptionsOf } from "./target-of.ts";

export const run: CommandRunner = (invocation, context) =>
	withTools(invocation, context, async (tools) => {
		const { options, positionals } = invocation;
		const { reinstall, noBinary, onlyBinary, requireHashes } = policyOf(options);
		await pipSync(
			{
				sources: {
					packages: [],
					editables: [],
					requirementFiles: positionals,
					constraintFiles: options.list("constraints"),
					overrideFiles: [],
					excludeFiles: [],
					projects: { ...projectChoicesOf(options, context), settings: [] },
				},
				target: targetOptionsOf(options),
				pythonVersion: options.value("python-version"),
				pythonPlatform: options.value("python-platform"),
				policy: {
					...DEFAULT_POLICY,
					...uploadCutoffsOf(options),
					reinstall,
					noBinary,
					onlyBinary,
					requireHashes,
				},
				change: {
					...changePreferencesOf(options),
					bytecode: options.flag("compile-bytecode") ? "environment" : "none",
				},
				refresh: refreshOf(options),
				allowsEmpty: options.flag("allow-empty-requirements"),
			},
			tools,
		);
		return 0;
	});
