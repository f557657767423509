/** How every command begins that only tells what is installed. */
import { type CheckTarget, checkDistributions, type Finding } from "../environment/check.ts";
import type { Environment } from "../environment/environment.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { readInstalledMetadata } from "../environment/installed-metadata.ts";
import { describeLeftover } from "../environment/site-packages.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { Requirement } from "../standards/requirement.ts";
import { readInstalledState } from "./installed-state.ts";
import { type ChosenTarget, targetFor } from "./resolve-inputs.ts";
import { findTarget, type TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface InspectedEnvironment {
	readonly environment: Environment;
	/** Sorted by name, then version; a project may be there more than once. */
	readonly distributions: readonly InstalledDistribution[];
}

/** Finds the environment and reads what it holds. Writes nothing; what is odd is reported as warnings. */
export async function inspectEnvironment(
	options: TargetOptions,
	tools: Tools,
): Promise<InspectedEnvironment> {
	const environment = await findTarget(options, "read", tools);
	const { distributions, leftovers, unfinished } = readInstalledState(environment);
	const warn = (message: string): void => tools.reporter.report({ kind: "warning", message });
	for (const leftover of leftovers) warn(describeLeftover(leftover));
	if (unfinished === "told") {
		warn(
			`A change of \`${environment.root}\` is not finished: what is told is its outcome, which the next command that changes something brings about`,
		);
	}
	if (unfinished === "unreadable") {
		warn(
			`The plan of an unfinished change of \`${environment.root}\` cannot be read: distributions may be missing`,
		);
	}
	return { environment, distributions };
}

/** What is wrong among them; nothing where nobody asked. */
export function strictFindings(
	isStrict: boolean,
	{ environment, distributions }: InspectedEnvironment,
): readonly Finding[] {
	if (!isStrict) return [];
	return checkDistributions(distributions, checkTargetOf(environment.interpreter, {}));
}

/** What distributions are held against. */
export function checkTargetOf(interpreter: Interpreter, chosen: ChosenTarget): CheckTarget {
	const target = targetFor(interpreter, chosen);
	return { python: target.pythonVersion, markers: target.markers, tags: target.tags };
}

/** What is amiss with the distributions of these names. */
export function findAmiss(
	environment: Environment,
	names: ReadonlySet<string>,
): readonly Finding[] {
	const { distributions } = readInstalledState(environment);
	const target = checkTargetOf(environment.interpreter, {});
	return checkDistributions(distributions, target).filter(({ distribution }) =>
		names.has(distribution.name),
	);
}

/**
 * What a distribution requires in this environment; extras left out, as nothing says which were asked for. Empty for
 * one whose metadata cannot be read.
 */
export function requirementsOf(
	distribution: InstalledDistribution,
	{ interpreter }: Environment,
): readonly Requirement[] {
	const read = readInstalledMetadata(distribution);
	if (read.kind === "unreadable") return [];
	return read.metadata.requiresDist.filter(
		({ marker }) => marker?.evaluate(interpreter.markers, []) !== false,
	);
}
