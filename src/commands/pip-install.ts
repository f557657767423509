/** `pip install`: make an environment satisfy some requirements. */
import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { readInstalledMetadata } from "../environment/installed-metadata.ts";
import { describeLeftover, readSitePackages } from "../environment/site-packages.ts";
import { isSatisfied } from "../installer/is-satisfied.ts";
import { isEmptyPlan, planChanges } from "../installer/plan.ts";
import { type ResolutionPolicy, selects } from "../resolver/manifest.ts";
import { type ChangePreferences, changeEnvironment } from "./change-environment.ts";
import { needsBuild } from "./direct-wheel.ts";
import { type InputSources, type Inputs, readInputs } from "./inputs.ts";
import { reportDiagnostics, resolveInputs, targetOf } from "./resolve-inputs.ts";
import { findTarget, openForChange, type TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

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
}

/** Finds, locks, reads, resolves, plans, prepares, applies; stops where nothing is left to do. */
export async function pipInstall(options: PipInstallOptions, tools: Tools): Promise<void> {
	const started = tools.now();
	const environment = await findTarget(options.target, "change", tools);
	const inputs = await readInputs(options.sources, tools);
	using lock = await openForChange(environment, options.target, tools);
	const installed = readInstalled(environment, tools);
	if (isDone(inputs, { installed, environment, options })) {
		tellChecked(inputs.requirements.length, { started, tools, options });
		return;
	}
	tools.background.warm();
	const { further, digests } = inputs;
	const supply = await tools.openSupply({
		further,
		digests,
		refresh: options.refresh,
		environment,
	});
	const resolution = await resolveInputs(
		inputs,
		{
			target: targetOf(environment.interpreter),
			policy: { ...options.policy, requireHashes: options.requiresHashes || inputs.requiresHashes },
			installed,
			preferences: new Map(),
		},
		{ supply, tools },
	);
	const outcome = planChanges(resolution, installed.map(factsOf), {
		isExact: options.isExact,
		isReinstalled: (name) => selects(options.policy.reinstall, name),
	});
	if (outcome.kind === "needs-build") {
		const { name, version } = outcome.distribution;
		throw needsBuild(`${name}==${version}`, "it is a source distribution, which needs");
	}
	const { plan } = outcome;
	const preferences = options.change;
	await changeEnvironment(plan, { environment, lock, supply, preferences, tools });
	if (isEmptyPlan(plan)) tellChecked(resolution.nodes.length, { started, tools, options });
	reportDiagnostics(resolution.diagnostics, tools);
}

/** What is installed; what only looks like it is told. */
export function readInstalled(
	environment: Environment,
	tools: Tools,
): readonly InstalledDistribution[] {
	const { distributions, leftovers } = readSitePackages(environment.sitePackages);
	for (const leftover of leftovers) {
		tools.reporter.report({ kind: "warning", message: describeLeftover(leftover) });
	}
	return distributions;
}

/** An installed distribution as plans see it. */
export function factsOf(distribution: InstalledDistribution): {
	readonly name: string;
	readonly version: InstalledDistribution["version"];
	readonly path: string;
	readonly directUrl: string | undefined;
} {
	const { name, version, path } = distribution;
	return {
		name,
		version,
		path,
		get directUrl() {
			return distribution.directUrl?.url;
		},
	};
}

/** Whether the environment holds everything already, and nobody asked for more than that. */
function isDone(
	inputs: Inputs,
	context: {
		readonly installed: readonly InstalledDistribution[];
		readonly environment: Environment;
		readonly options: PipInstallOptions;
	},
): boolean {
	const { installed, environment, options } = context;
	const { upgrade, reinstall, withDependencies } = options.policy;
	const isChosen = ({ all, names }: typeof upgrade): boolean => all || names.size > 0;
	const isPlain = !isChosen(upgrade) && !isChosen(reinstall) && !options.isExact;
	if (!isPlain || inputs.overrides.length > 0) return false;
	return isSatisfied({
		requirements: inputs.requirements,
		constraints: inputs.constraints,
		markers: environment.interpreter.markers,
		withDependencies,
		installed: installed.map((distribution) => ({
			name: distribution.name,
			version: distribution.version,
			get directUrl() {
				return distribution.directUrl?.url;
			},
			requires: () => {
				const read = readInstalledMetadata(distribution);
				return read.kind === "read" ? read.metadata.requiresDist : undefined;
			},
		})),
	});
}

export function tellChecked(
	count: number,
	context: {
		readonly started: number;
		readonly tools: Tools;
		readonly options: { readonly change: ChangePreferences };
	},
): void {
	const { started, tools, options } = context;
	const elapsed = tools.now() - started;
	tools.reporter.report({ kind: "stage", stage: "checked", count, elapsed });
	if (options.change.isDryRun) {
		tools.reporter.report({
			kind: "stage",
			stage: "would-change-nothing",
			count: 0,
			elapsed: undefined,
		});
	}
}
