/** The environments that builds run in: what a build requires, resolved and installed as anything else is. */
import type { BuildEnvironment } from "../build/build-environments.ts";
import { BuildFailed } from "../build/build-failed.ts";
import { createEnvironment } from "../environment/create-environment.ts";
import { type Environment, environmentOf } from "../environment/environment.ts";
import { UserError } from "../errors/user-error.ts";
import { readEnvironmentInterpreter } from "../interpreter/interpreter.ts";
import { acquireLock } from "../platform/lock-file.ts";
import { SILENT_REPORTER } from "../progress/reporter.ts";
import { DEFAULT_POLICY, type InputRequirement, NO_PROJECT } from "../resolver/manifest.ts";
import { printRequirement, type Requirement } from "../standards/requirement.ts";
import { type ChangePreferences, changeEnvironment } from "./change-environment.ts";
import { NO_INPUTS } from "./inputs.ts";
import { planFor } from "./plan-for.ts";
import { resolveInputs, targetOf } from "./resolve-inputs.ts";
import type { BuildNeeds, FurtherIndexes, Tools } from "./tools.ts";

/** What is wanted of one environment. */
export interface BuildEnvironmentWish {
	/** What it is for, in messages. */
	readonly label: string;
	/** The normalized name of what is built in it. */
	readonly name: string;
	readonly requirements: readonly Requirement[];
	/** The indexes that files of requirements name. */
	readonly further: FurtherIndexes;
}

const PREFERENCES: ChangePreferences = {
	isDryRun: false,
	linkMode: undefined,
	hasInstallerMetadata: true,
	recordPolicy: "refuse",
};

/** Makes an environment among the drafts of the cache; it goes when it is disposed of. */
export async function openBuildEnvironment(
	wish: BuildEnvironmentWish,
	needs: BuildNeeds,
	tools: Tools,
): Promise<BuildEnvironment> {
	const root = tools.cache.makeDraftFolder();
	const drop = (): void => tools.cache.dropDraft(root);
	try {
		createEnvironment({
			path: root,
			interpreter: needs.interpreter,
			existing: "refuse",
			prompt: undefined,
			seesSystemPackages: false,
			isRelocatable: false,
			isSeeded: false,
		});
		const interpreter = await readEnvironmentInterpreter(root, tools.discovery);
		const environment = environmentOf(interpreter, "request");
		const silent = { ...tools, reporter: SILENT_REPORTER };
		if (wish.requirements.length > 0) {
			await fill(environment, { wish, needs, tools: silent }).catch((error: unknown) => {
				throw withoutEnvironment(wish, error);
			});
		}
		return {
			python: interpreter.executable,
			root,
			scripts: environment.paths.scripts,
			[Symbol.dispose]: drop,
		};
	} catch (error) {
		drop();
		throw error;
	}
}

/** A build that itself was asked for on the way is told as it is. */
function withoutEnvironment(
	{ label, requirements }: BuildEnvironmentWish,
	error: unknown,
): unknown {
	if (!(error instanceof UserError)) return error;
	const wanted = requirements.map((one) => `\`${printRequirement(one)}\``).join(", ");
	return new BuildFailed(
		`Cannot build \`${label}\`: what it needs for that cannot be had (${wanted})`,
		{
			cause: error,
		},
	);
}

interface Filling {
	readonly wish: BuildEnvironmentWish;
	readonly needs: BuildNeeds;
	readonly tools: Tools;
}

/** The same way as any installation, but that nothing is there before. */
async function fill(environment: Environment, { wish, needs, tools }: Filling): Promise<void> {
	const { label, name, requirements, further } = wish;
	const { constraints, cutoffs, chain } = needs;
	const supply = await tools.openSupply({
		further,
		digests: new Map(),
		refresh: NO_PROJECT,
		bringsWheels: true,
		environment,
		builds: { ...needs, chain: [...chain, name] },
	});
	const inputs = requirements.map((requirement): InputRequirement => {
		return { requirement, origin: { build: label }, hashes: [], distribution: undefined };
	});
	const resolution = await resolveInputs(
		{ ...NO_INPUTS, requirements: inputs, constraints, further },
		{
			target: targetOf(environment.interpreter),
			policy: { ...DEFAULT_POLICY, ...cutoffs },
			installed: [],
			preferences: new Map(),
		},
		{ supply, tools },
	);
	const plan = planFor(resolution, [], { isExact: false, isReinstalled: () => false });
	using lock = await acquireLock(environment.lockPath, { timeout: tools.lockTimeout });
	const preferences = PREFERENCES;
	await changeEnvironment(plan, { environment, lock, supply, preferences, tools });
}
