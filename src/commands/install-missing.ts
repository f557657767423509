/** The second half of `pip install`: resolve, plan, prepare, apply. */

import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { isEmptyPlan } from "../installer/plan.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import { type ResolutionPolicy, selects } from "../resolver/manifest.ts";
import { buildNeedsOf } from "./build-needs.ts";
import { type ChangePreferences, changeEnvironment } from "./change-environment.ts";
import { chosenTarget } from "./chosen-target.ts";
import { replacingForeign } from "./foreign-distributions.ts";
import { indexPinsOf } from "./index-pins.ts";
import type { InputSources, Inputs } from "./inputs.ts";
import { tellChecked } from "./installed.ts";
import { planFor } from "./plan-for.ts";
import { reportDiagnostics, resolveInputs, targetFor } from "./resolve-inputs.ts";
import type { TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

/** What the user said. */
export interface PipInstallOptions {
	readonly sources: InputSources;
	readonly target: TargetOptions;
	readonly policy: ResolutionPolicy;
	readonly change: ChangePreferences;
	/** Whether what nobody asks for is removed. */
	readonly isExact: boolean;
	/** Names whose stored answers must be confirmed. */
	readonly refresh: { readonly all: boolean; readonly names: ReadonlySet<string> };
	/** `--require-hashes`, or off; a file can ask for it as well. */
	readonly requiresHashes: boolean;
	/** False: hashes that files give are not compared, unless they are required. */
	readonly verifiesHashes: boolean;
	/** The Python that versions are chosen for, where it is another than that of the environment. */
	readonly pythonVersion?: string | undefined;
	/** The name of the platform, where it is another than this one. */
	readonly pythonPlatform?: string | undefined;
	/** Whether what was asked for is checked afterwards. */
	readonly isStrict?: boolean;
}

/** What is asked, and of which environment; it is locked. */
export interface Missing {
	readonly options: PipInstallOptions;
	readonly inputs: Inputs;
	readonly environment: Environment;
	readonly lock: HeldLock;
	readonly installed: readonly InstalledDistribution[];
	/** When the command began, by the clock of the tools. */
	readonly started: number;
}

/** Makes the environment hold what is asked; reports what happened. Answers the names of all that belongs to it. */
export async function installMissing(missing: Missing, tools: Tools): Promise<ReadonlySet<string>> {
	const { options, inputs, environment, lock, installed, started } = missing;
	tools.background.warm();
	const requireHashes = options.requiresHashes || inputs.requiresHashes;
	const supply = await tools.openSupply({
		further: inputs.further,
		pins: indexPinsOf(inputs.requirements, environment.interpreter.markers),
		digests: requireHashes || options.verifiesHashes ? inputs.digests : new Map(),
		refresh: options.refresh,
		bringsWheels: !options.change.isDryRun,
		environment,
		builds: buildNeedsOf(environment.interpreter, options.policy),
	});
	const target = targetFor(environment.interpreter, chosenTarget(options, tools.variables));
	const policy =
		options.pythonPlatform === undefined
			? options.policy
			: replacingForeign(options.policy, installed, target.tags);
	const resolution = await resolveInputs(
		inputs,
		{
			target,
			policy: { ...policy, requireHashes },
			installed,
			preferences: new Map(),
		},
		{ supply, tools },
	);
	const plan = planFor(resolution, installed, {
		isExact: options.isExact,
		isReinstalled: (name) => selects(policy.reinstall, name),
	});
	const preferences = options.change;
	await changeEnvironment(plan, { environment, lock, supply, preferences, tools });
	if (isEmptyPlan(plan)) tellChecked(resolution.nodes.length, { started, tools, options });
	reportDiagnostics(resolution.diagnostics, tools);
	return new Set(resolution.nodes.map(({ name }) => name));
}
