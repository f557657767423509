/** `pip install`: make an environment satisfy some requirements. */
import type { Finding } from "../environment/check.ts";
import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { readInstalledRequirements } from "../environment/installed-metadata.ts";
import { isSatisfied } from "../installer/is-satisfied.ts";
import { buildNeedsOf } from "./build-needs.ts";
import { cameFrom } from "./direct-origin.ts";
import { type Inputs, readInputs } from "./inputs.ts";
import type { PipInstallOptions } from "./install-missing.ts";
import { readInstalled, tellChecked } from "./installed.ts";
import { findLock } from "./lock-source.ts";
import { findTarget, openForChange } from "./target.ts";
import type { Tools } from "./tools.ts";

/**
 * Finds, locks, reads, resolves, plans, prepares, applies; stops where nothing is left to do. Answers what a strict
 * look at all that was asked for finds amiss; nothing unless that was wanted.
 */
export async function pipInstall(
	options: PipInstallOptions,
	tools: Tools,
): Promise<readonly Finding[]> {
	const started = tools.now();
	const environment = await findTarget(options.target, "change", tools);
	const location = findLock(options.sources);
	if (location !== undefined)
		return installLock(location, { environment, options, started }, tools);
	const inputs = await readInputs(options.sources, tools, async () =>
		buildNeedsOf(environment.interpreter, options.policy),
	);
	using lock = await openForChange(environment, options.target, tools);
	const installed = readInstalled(environment, tools);
	if (isDone(inputs, { installed, environment, options })) {
		tellChecked(inputs.requirements.length, { started, tools, options });
		const names = new Set(inputs.requirements.map(({ requirement }) => requirement.name));
		return options.isStrict === true ? inspectStrictly(environment, names) : [];
	}
	// What follows is half of the program: who has nothing to do need not wait for it to be loaded.
	const { installMissing } = await import("./install-missing.ts");
	const missing = { options, inputs, environment, lock, installed, started };
	const names = await installMissing(missing, tools);
	return options.isStrict === true ? inspectStrictly(environment, names) : [];
}

interface LockRun {
	readonly environment: Environment;
	readonly options: PipInstallOptions;
	readonly started: number;
}

async function installLock(
	location: string,
	{ environment, options, started }: LockRun,
	tools: Tools,
): Promise<readonly Finding[]> {
	using lock = await openForChange(environment, options.target, tools);
	const installed = readInstalled(environment, tools);
	const { installFromLock } = await import("./install-from-lock.ts");
	const requireHashes = options.requiresHashes;
	const names = await installFromLock(
		{
			location,
			environment,
			lock,
			installed,
			started,
			options: { ...options, policy: { ...options.policy, requireHashes } },
		},
		tools,
	);
	return options.isStrict === true ? inspectStrictly(environment, names) : [];
}

async function inspectStrictly(
	environment: Environment,
	names: ReadonlySet<string>,
): Promise<readonly Finding[]> {
	const { findAmiss } = await import("./inspect-environment.ts");
	return findAmiss(environment, names);
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
	const isForThisPython =
		options.pythonVersion === undefined && options.pythonPlatform === undefined;
	const isPlain = !isChosen(upgrade) && !isChosen(reinstall) && !options.isExact && isForThisPython;
	if (
		!isPlain ||
		inputs.overrides.length > 0 ||
		inputs.excludes.size > 0 ||
		inputs.packageRules.length > 0
	)
		return false;
	return isSatisfied({
		requirements: inputs.requirements,
		constraints: inputs.constraints,
		markers: environment.interpreter.markers,
		withDependencies,
		installed: installed.map((distribution) => ({
			name: distribution.name,
			version: distribution.version,
			cameFrom: (wheel) => cameFrom(distribution, wheel),
			requires: (extras) => readInstalledRequirements(distribution, extras),
		})),
	});
}
