/** `pip install -r pylock.toml` and `pip sync pylock.toml`: nothing is resolved, the lock has the answer. */
import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { type InstalledFacts, isEmptyPlan, type Plan } from "../installer/plan.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import { type ResolutionPolicy, selects } from "../resolver/manifest.ts";
import type { Resolution } from "../resolver/resolution.ts";
import { buildNeedsOf } from "./build-needs.ts";
import { type ChangePreferences, changeEnvironment } from "./change-environment.ts";
import { chosenTarget } from "./chosen-target.ts";
import { replacingForeign } from "./foreign-distributions.ts";
import { tellChecked } from "./installed.ts";
import { loadLock } from "./lock-file.ts";
import { lockChoicesOf } from "./lock-source.ts";
import { selectLocked } from "./locked-distributions.ts";
import { planFor } from "./plan-for.ts";
import type { ProjectChoices } from "./project-choices.ts";
import { targetFor } from "./resolve-inputs.ts";
import { NO_FURTHER, type Tools } from "./tools.ts";

export interface LockInstallOptions {
	readonly policy: ResolutionPolicy;
	readonly change: ChangePreferences;
	/** Whether what the lock does not name is removed. */
	readonly isExact: boolean;
	readonly refresh: { readonly all: boolean; readonly names: ReadonlySet<string> };
	/** Extras and groups; the default groups and no extras where nothing is said. */
	readonly sources: { readonly projects: ProjectChoices };
	readonly pythonVersion?: string | undefined;
	readonly pythonPlatform?: string | undefined;
}

/** The lock and the environment, which is locked against others. */
export interface LockInstall {
	/** The path or URL of the lock. */
	readonly location: string;
	readonly environment: Environment;
	readonly lock: HeldLock;
	readonly installed: readonly InstalledDistribution[];
	/** When the command began, by the clock of the tools. */
	readonly started: number;
	readonly options: LockInstallOptions;
}

/** Makes the environment hold what the lock says; reports what happened. Answers the names of all that the lock selects. */
export async function installFromLock(
	install: LockInstall,
	tools: Tools,
): Promise<ReadonlySet<string>> {
	const { environment, lock, started, options } = install;
	const { resolution, plan } = await planFromLock(install, tools);
	const bringsIn = plan.additions.length > 0;
	if (bringsIn) tools.background.warm();
	const supply = bringsIn
		? await tools.openSupply({
				further: NO_FURTHER,
				digests: new Map(),
				refresh: options.refresh,
				bringsWheels: false,
				environment,
				builds: buildNeedsOf(environment.interpreter, options.policy),
			})
		: undefined;
	supply?.endResolving();
	const preferences = options.change;
	await changeEnvironment(plan, { environment, lock, supply, preferences, tools });
	if (isEmptyPlan(plan)) tellChecked(resolution.nodes.length, { started, tools, options });
	return new Set(resolution.nodes.map(({ name }) => name));
}

async function planFromLock(
	{ location, environment, installed, options }: LockInstall,
	tools: Tools,
): Promise<{ readonly resolution: Resolution; readonly plan: Plan<InstalledFacts> }> {
	const target = targetFor(environment.interpreter, chosenTarget(options, tools.variables));
	const loaded = await loadLock(location, tools);
	const choices = lockChoicesOf(options.sources.projects);
	const policy =
		options.pythonPlatform === undefined
			? options.policy
			: replacingForeign(options.policy, installed, target.tags);
	const resolution = await selectLocked(loaded, { target, choices, policy }, tools);
	const plan = planFor(resolution, installed, {
		isExact: options.isExact,
		isReinstalled: (name) => selects(policy.reinstall, name),
	});
	return { resolution, plan };
}
