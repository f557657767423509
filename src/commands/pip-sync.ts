/** `pip sync`: make an environment hold exactly what requirement files pin. */

import type { Environment } from "../environment/environment.ts";
import { isEmptyPlan } from "../installer/plan.ts";
import { type ResolutionPolicy, selects } from "../resolver/manifest.ts";
import { buildNeedsOf } from "./build-needs.ts";
import { type ChangePreferences, changeEnvironment } from "./change-environment.ts";
import { chosenTarget } from "./chosen-target.ts";
import { replacingForeign } from "./foreign-distributions.ts";
import { indexPinsOf } from "./index-pins.ts";
import { type InputSources, readInputs } from "./inputs.ts";
import { readInstalled, tellChecked } from "./installed.ts";
import { findLock } from "./lock-source.ts";
import { planFor } from "./plan-for.ts";
import { reportDiagnostics, resolveInputs, targetFor } from "./resolve-inputs.ts";
import { findTarget, openForChange, type TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface PipSyncOptions {
	readonly sources: InputSources;
	readonly target: TargetOptions;
	/** The Python and the platform that files are chosen for, where they are others than those of the environment. */
	readonly pythonVersion: string | undefined;
	readonly pythonPlatform: string | undefined;
	/** What is taken of a lock. */
	readonly policy: ResolutionPolicy;
	readonly change: ChangePreferences;
	readonly refresh: { readonly all: boolean; readonly names: ReadonlySet<string> };
	/** Whether nothing may be asked for, which empties the environment. */
	readonly allowsEmpty: boolean;
}

export async function pipSync(options: PipSyncOptions, tools: Tools): Promise<void> {
	const started = tools.now();
	const location = findLock(options.sources);
	if (location !== undefined) return syncLock(location, { options, started }, tools);
	let target: Promise<Environment> | undefined;
	const findOnce = (): Promise<Environment> => {
		target ??= findTarget(options.target, "change", tools);
		return target;
	};
	const inputs = await readInputs(options.sources, tools, async () =>
		buildNeedsOf((await findOnce()).interpreter, options.policy),
	);
	if (inputs.requirements.length === 0 && !options.allowsEmpty) {
		const message =
			"No requirements found (hint: use `--allow-empty-requirements` to clear the environment)";
		tools.reporter.report({ kind: "note", message });
		return;
	}
	const environment = await findOnce();
	using lock = await openForChange(environment, options.target, tools);
	const installed = readInstalled(environment, tools);
	const { further, digests } = inputs;
	const supply = await tools.openSupply({
		further,
		pins: indexPinsOf(inputs.requirements, environment.interpreter.markers),
		digests,
		refresh: options.refresh,
		bringsWheels: !options.change.isDryRun,
		environment,
		builds: buildNeedsOf(environment.interpreter, options.policy),
	});
	const chosen = targetFor(environment.interpreter, chosenTarget(options, tools.variables));
	const policy =
		options.pythonPlatform === undefined
			? options.policy
			: replacingForeign(options.policy, installed, chosen.tags);
	const resolution = await resolveInputs(
		inputs,
		{
			target: chosen,
			policy: {
				...policy,
				withDependencies: false,
				requireHashes: options.policy.requireHashes || inputs.requiresHashes,
			},
			installed,
			preferences: new Map(),
		},
		{ supply, tools },
	);
	const plan = planFor(resolution, installed, {
		isExact: true,
		isReinstalled: (name) => selects(policy.reinstall, name),
	});
	await changeEnvironment(plan, { environment, lock, supply, preferences: options.change, tools });
	if (isEmptyPlan(plan)) tellChecked(resolution.nodes.length, { started, tools, options });
	reportDiagnostics(resolution.diagnostics, tools);
}

async function syncLock(
	location: string,
	{ options, started }: { readonly options: PipSyncOptions; readonly started: number },
	tools: Tools,
): Promise<void> {
	const environment = await findTarget(options.target, "change", tools);
	using lock = await openForChange(environment, options.target, tools);
	const installed = readInstalled(environment, tools);
	const { installFromLock } = await import("./install-from-lock.ts");
	await installFromLock(
		{
			location,
			environment,
			lock,
			installed,
			started,
			options: { ...options, isExact: true },
		},
		tools,
	);
}
