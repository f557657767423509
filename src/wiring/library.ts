/** The program as a library: the same parts, with everything told by the caller and nothing printed. */

import { isAbsolute, resolve as resolvePath } from "node:path";
import { buildNeedsOf } from "../commands/build-needs.ts";
import { changeEnvironment } from "../commands/change-environment.ts";
import { indexPinsOf } from "../commands/index-pins.ts";
import { type Inputs, NO_SOURCES, readInputs } from "../commands/inputs.ts";
import { readInstalled } from "../commands/installed.ts";
import { planFor } from "../commands/plan-for.ts";
import { resolveInputs, targetOf } from "../commands/resolve-inputs.ts";
import { findTarget, openForChange, type TargetOptions } from "../commands/target.ts";
import type { Supply } from "../commands/tools.ts";
import { venv } from "../commands/venv.ts";
import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { type Reporter, SILENT_REPORTER } from "../progress/reporter.ts";
import {
	DEFAULT_POLICY,
	NO_PROJECT,
	type ResolutionPolicy,
	selects,
} from "../resolver/manifest.ts";
import type { Resolution } from "../resolver/resolution.ts";
import { currentDirectory, environmentVariables } from "../runtime/this-process.ts";
import { NO_INDEX_SELECTION, type Settings } from "./settings.ts";
import { type WiredTools, wire } from "./wire.ts";

/** What every call may be told. */
export interface LibraryOptions {
	/** The default index; the public one where nothing is said. */
	readonly indexUrl?: string;
	/** Asked before the default index. */
	readonly extraIndexUrls?: readonly string[];
	readonly findLinks?: readonly string[];
	readonly isOffline?: boolean;
	/** The root of the cache; the user's where nothing is said. */
	readonly cacheDirectory?: string;
	/** What stands for the environment variables (PATH, proxies, certificates, `UV_*`); those of the process where nothing is said. */
	readonly variables?: Readonly<Record<string, string>>;
	/** Hears progress and warnings. */
	readonly reporter?: Reporter;
	readonly signal?: AbortSignal;
	/** What relative paths start from. */
	readonly workingDirectory?: string;
}

/** What a new environment is made with. */
export interface CreateOptions extends LibraryOptions {
	/** A version, path or name, as `--python` takes it. */
	readonly python?: string;
	readonly prompt?: string;
	readonly hasSystemSitePackages?: boolean;
	/** Replaces an environment that is there. */
	readonly isCleared?: boolean;
}

/** What is resolved, and for which environment. */
export interface ResolveOptions extends LibraryOptions {
	readonly environment: Environment;
	readonly constraints?: readonly string[];
	readonly policy?: Partial<ResolutionPolicy>;
}

/** What was asked, and its answer; give it to `install`. */
export interface LibraryResolution extends Resolution {
	/** What `install` needs to fetch the wheels the same way. */
	readonly question: {
		readonly inputs: Inputs;
		readonly policy: ResolutionPolicy;
		readonly options: LibraryOptions;
	};
}

/** What an installation changed; names are normalized. */
export interface InstallReport {
	readonly installed: readonly { readonly name: string; readonly version: string }[];
	readonly removed: readonly { readonly name: string; readonly version: string }[];
}

function settingsOf(options: LibraryOptions): Settings {
	const workingDirectory = resolvePath(options.workingDirectory ?? currentDirectory());
	return {
		reporter: options.reporter ?? SILENT_REPORTER,
		workingDirectory,
		variables: options.variables ?? environmentVariables(),
		signal: options.signal ?? new AbortController().signal,
		cacheDirectory:
			options.cacheDirectory === undefined
				? undefined
				: resolvePath(workingDirectory, options.cacheDirectory),
		hasNoCache: false,
		isOffline: options.isOffline === true,
		indexes: {
			...NO_INDEX_SELECTION,
			extraIndexUrls: options.extraIndexUrls ?? [],
			defaultIndex: options.indexUrl,
			findLinks: options.findLinks ?? [],
		},
		keyringProvider: "disabled",
		certificateFile: undefined,
		usesSystemRoots: false,
		insecureHosts: [],
		pythonPreference: undefined,
	};
}

async function withTools<Value>(
	options: LibraryOptions,
	work: (tools: WiredTools) => Promise<Value>,
): Promise<Value> {
	using tools = wire(settingsOf(options));
	try {
		return await work(tools);
	} finally {
		tools.endThreads();
	}
}

function targetAt(path: string, workingDirectory: string): TargetOptions {
	return {
		python: isAbsolute(path) ? path : resolvePath(workingDirectory, path),
		isSystem: false,
		breaksSystemPackages: false,
		target: undefined,
		prefix: undefined,
	};
}

/**
 * Makes a virtual environment and opens it.
 *
 * @throws UserError where something is in its place, or there is no such Python
 */
export function createEnvironment(path: string, options: CreateOptions = {}): Promise<Environment> {
	return withTools(options, async (tools) => {
		await venv(
			{
				path,
				python: options.python,
				existing: options.isCleared === true ? "clear" : "refuse",
				prompt: options.prompt,
				hasSystemSitePackages: options.hasSystemSitePackages === true,
				isRelocatable: false,
				isSeeded: false,
				cutoffs: DEFAULT_POLICY,
				change: CHANGE,
				activation: () => undefined,
			},
			tools,
		);
		return findTarget(targetAt(path, tools.workingDirectory), "change", tools);
	});
}

/**
 * The environment at a path, which may also be that of an interpreter. No Python is started for a virtual environment
 * whose base is known.
 *
 * @throws UserError
 */
export function openEnvironment(path: string, options: LibraryOptions = {}): Promise<Environment> {
	return withTools(options, (tools) =>
		findTarget(targetAt(path, tools.workingDirectory), "change", tools),
	);
}

/** What is installed, read from the disk. */
export function listInstalled(
	environment: Environment,
	options: LibraryOptions = {},
): Promise<readonly InstalledDistribution[]> {
	return withTools(options, async (tools) => readInstalled(environment, tools));
}

/**
 * One distribution for each project that the requirements need, in the user's order of priority.
 *
 * @throws NoSolution with the reasons, and other `UserError`s
 */
export function resolve(
	requirements: readonly string[],
	options: ResolveOptions,
): Promise<LibraryResolution> {
	return withTools(options, async (tools) => {
		const { environment } = options;
		const policy = { ...DEFAULT_POLICY, ...options.policy };
		const inputs = {
			...(await readInputs({ ...NO_SOURCES, packages: requirements }, tools)),
			constraints: (await readInputs({ ...NO_SOURCES, packages: options.constraints ?? [] }, tools))
				.requirements,
		};
		const resolution = await resolveInputs(
			inputs,
			{
				target: targetOf(environment.interpreter),
				policy,
				installed: readInstalled(environment, tools),
				preferences: new Map(),
			},
			{ supply: await openSupply(inputs, { environment, policy, tools }), tools },
		);
		return { ...resolution, question: { inputs, policy, options } };
	});
}

interface Surroundings {
	readonly environment: Environment;
	readonly policy: ResolutionPolicy;
	readonly tools: WiredTools;
}

function openSupply(inputs: Inputs, { environment, policy, tools }: Surroundings): Promise<Supply> {
	const { further, digests } = inputs;
	return tools.openSupply({
		further,
		pins: indexPinsOf(inputs.requirements, environment.interpreter.markers),
		digests,
		refresh: NO_PROJECT,
		bringsWheels: false,
		environment,
		builds: buildNeedsOf(environment.interpreter, policy),
	});
}

const CHANGE = {
	isDryRun: false,
	linkMode: undefined,
	hasInstallerMetadata: true,
	recordPolicy: "quarantine",
} as const;

/**
 * Makes the environment hold a resolution; what is there already stays. All or nothing, as
 * docs/transaction.md says.
 *
 * @throws UserError, with the environment as it was
 */
export function install(
	resolution: LibraryResolution,
	environment: Environment,
): Promise<InstallReport> {
	const { inputs, policy, options } = resolution.question;
	return withTools(options, async (tools) => {
		const target = targetAt(environment.interpreter.executable, tools.workingDirectory);
		using lock = await openForChange(environment, target, tools);
		const plan = planFor(resolution, readInstalled(environment, tools), {
			isExact: false,
			isReinstalled: (name) => selects(policy.reinstall, name),
		});
		const supply = await openSupply(inputs, { environment, policy, tools });
		await changeEnvironment(plan, { environment, lock, supply, preferences: CHANGE, tools });
		const shown = ({ name, version }: { name: string; version: { toString(): string } }) => ({
			name,
			version: version.toString(),
		});
		return {
			installed: plan.additions.map(({ distribution }) => shown(distribution)),
			removed: plan.removals.map(shown),
		};
	});
}
