/** `pip check`: whether what is installed fits together. */
import { checkDistributions, type Finding } from "../environment/check.ts";
import { chosenTarget } from "./chosen-target.ts";
import { checkTargetOf, inspectEnvironment } from "./inspect-environment.ts";
import type { TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface PipCheckOptions {
	readonly target: TargetOptions;
	/** Another version of Python to hold the distributions against, such as `3.12`. */
	readonly pythonVersion: string | undefined;
	/** The name of another platform to hold them against. */
	readonly pythonPlatform: string | undefined;
}

export interface PipCheckAnswer {
	/** Distributions that were looked at. */
	readonly count: number;
	/** Milliseconds. */
	readonly elapsed: number;
	readonly findings: readonly Finding[];
}

export async function pipCheck(options: PipCheckOptions, tools: Tools): Promise<PipCheckAnswer> {
	const started = tools.now();
	const { environment, distributions } = await inspectEnvironment(options.target, tools);
	const findings = checkDistributions(
		distributions,
		checkTargetOf(environment.interpreter, chosenTarget(options, tools.variables)),
	);
	return { count: distributions.length, elapsed: tools.now() - started, findings };
}
