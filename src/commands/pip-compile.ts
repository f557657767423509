/** `pip compile`: pin everything that some requirements need, as a requirements file or a lock. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type {
	ForkStrategy,
	ResolutionPolicy,
	Target,
	UniversalTarget,
} from "../resolver/manifest.ts";
import type { ResolutionNode } from "../resolver/resolution.ts";
import { Version } from "../standards/version.ts";
import { chosenTarget } from "./chosen-target.ts";
import { findCompileInterpreter } from "./compile-interpreter.ts";
import { type CompileTextOptions, compileData, compileText } from "./compile-text.ts";
import { needsBuild } from "./direct-wheel.ts";
import { indexPinsOf } from "./index-pins.ts";
import { type InputSources, type Inputs, readInputs } from "./inputs.ts";
import {
	checkOutput,
	formatOf,
	type OutputFormat,
	type OutputPlace,
	writeOutput,
} from "./output-file.ts";
import { type OutputPin, readOutputPins } from "./output-pins.ts";
import {
	type ChosenTarget,
	reportDiagnostics,
	resolveInputs,
	targetFor,
} from "./resolve-inputs.ts";
import { findStale, type StaleOutput } from "./stale-output.ts";
import type { Tools } from "./tools.ts";
import { upgradeConstraints } from "./upgrade-constraints.ts";

export interface PipCompileOptions extends CompileTextOptions {
	readonly sources: InputSources;
	readonly python: string | undefined;
	/** The Python that the answer is for, where it is another than the one that was found. */
	readonly pythonVersion: string | undefined;
	/** The name of the platform that the answer is for, where it is another than this one. */
	readonly pythonPlatform: string | undefined;
	readonly isSystem: boolean;
	/** How to resolve for all platforms at once; undefined: for one. */
	readonly universal: { readonly forkStrategy: ForkStrategy } | undefined;
	readonly policy: ResolutionPolicy;
	/** What `--upgrade-package` was given, as written. */
	readonly upgrades: readonly string[];
	readonly refresh: { readonly all: boolean; readonly names: ReadonlySet<string> };
	/** As given. */
	readonly outputFile: string | undefined;
	/** Where none is named, the name of the output file tells it. */
	readonly format: OutputFormat | undefined;
	/** Whether the output file is compared instead of written. */
	readonly isCheck: boolean;
	/** Whether the resolution is wanted as data. */
	readonly wantsData: boolean;
}

export interface CompileAnswer {
	/** All that was written, or would be. */
	readonly text: string;
	/** Fit for `JSON.stringify`; where it is wanted. */
	readonly data: object | undefined;
	/** Where the output file is compared and is not what would be written. */
	readonly stale: StaleOutput | undefined;
}

/**
 * Answers the whole text; writes it where an output file is named, in one piece, unless that is only to be checked.
 *
 * @throws UnusableOutput before anything is asked of an index
 */
export async function pipCompile(options: PipCompileOptions, tools: Tools): Promise<CompileAnswer> {
	const format = formatOf(options.format, options.outputFile);
	const output = outputOf(options, format, tools);
	const chosen = chosenTarget(options, tools.variables);
	const hasNoBuilds = options.policy.onlyBinary.all;
	const interpreter = await findCompileInterpreter({ ...options, hasNoBuilds }, tools);
	const inputs = await readInputs(options.sources, tools);
	const target = findTarget(options, { interpreter, inputs, chosen });
	const pins = await readPins(output, format, tools);
	const supply = await tools.openSupply({
		further: inputs.further,
		pins: indexPinsOf(inputs.requirements, "markers" in target ? target.markers : undefined),
		digests: inputs.digests,
		refresh: options.refresh,
		bringsWheels: false,
		environment: undefined,
	});
	const resolution = await resolveInputs(
		{ ...inputs, constraints: [...inputs.constraints, ...upgradeConstraints(options.upgrades)] },
		{
			target,
			policy: options.policy,
			installed: [],
			preferences: pins,
		},
		{ supply, tools },
	);
	for (const node of resolution.nodes) refuseUnbuilt(node);
	reportDiagnostics(resolution.diagnostics, tools);
	const { policy } = options;
	const { workingDirectory } = tools;
	const facts = { inputs, target, pins, format, supply, policy, output, workingDirectory };
	const text = await compileText(resolution, facts, options);
	const isWritten = output !== undefined && !options.isCheck;
	if (isWritten) writeOutput(output, text);
	return {
		text,
		data: options.wantsData ? compileData(resolution, facts) : undefined,
		stale: output === undefined || isWritten ? undefined : findStale(output, text),
	};
}

function outputOf(
	{ outputFile, sources }: PipCompileOptions,
	format: OutputFormat,
	{ workingDirectory }: Tools,
): OutputPlace | undefined {
	if (outputFile === undefined) return undefined;
	const output = { path: resolve(workingDirectory, outputFile), given: outputFile };
	const { requirementFiles, constraintFiles, overrideFiles } = sources;
	const read = [...requirementFiles, ...constraintFiles, ...overrideFiles];
	checkOutput(output, format, { sources: read, workingDirectory });
	return output;
}

interface Circumstances {
	readonly interpreter: Interpreter;
	readonly inputs: Inputs;
	readonly chosen: ChosenTarget;
}

function findTarget(
	{ universal, pythonVersion }: PipCompileOptions,
	{ interpreter, inputs, chosen }: Circumstances,
): Target | UniversalTarget {
	if (universal === undefined) return targetFor(interpreter, chosen);
	return {
		kind: "universal",
		pythonVersion: Version.parse(pythonVersion ?? interpreter.pythonVersion.join(".")),
		environments: inputs.environments,
		requiredEnvironments: inputs.requiredEnvironments,
		forkStrategy: universal.forkStrategy,
	};
}

async function readPins(
	output: OutputPlace | undefined,
	format: OutputFormat,
	tools: Tools,
): Promise<ReadonlyMap<string, readonly OutputPin[]>> {
	if (output === undefined || !existsSync(output.path)) return new Map();
	return readOutputPins(output.given, format, tools);
}

/** A source distribution can be pinned, once somebody knows what it needs. */
function refuseUnbuilt({ distribution, metadata, name, version }: ResolutionNode): void {
	if (distribution.kind === "registry-sdist" && metadata === undefined) {
		throw needsBuild(`${name}==${version}`, "it is a source distribution, which needs");
	}
}
