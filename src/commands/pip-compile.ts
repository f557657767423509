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
import type { Resolution, SolvedResolution } from "../resolver/resolution.ts";
import { Version } from "../standards/version.ts";
import { buildNeedsOf } from "./build-needs.ts";
import { chosenTarget } from "./chosen-target.ts";
import { findCompileInterpreter } from "./compile-interpreter.ts";
import type { CompileQuestion } from "./compile-question.ts";
import type { CompileTextOptions } from "./compile-text.ts";
import { indexPinsOf } from "./index-pins.ts";
import { filesOfRequirements, type InputSources, type Inputs, readInputs } from "./inputs.ts";
import {
	checkOutput,
	formatOf,
	type OutputFormat,
	type OutputPlace,
	refuseRead,
	writeOutput,
} from "./output-file.ts";
import { type OutputPin, readOutputPins } from "./output-pins.ts";
import { questionKey, recallText, rememberText, type TextQuestion } from "./remembered-text.ts";
import {
	type ChosenTarget,
	type Circumstances,
	describeDiagnostic,
	manifestOf,
	reportDiagnostics,
	resolveInputs,
	targetFor,
} from "./resolve-inputs.ts";
import { findStale, type StaleOutput } from "./stale-output.ts";
import type { Supply, SupplyNeeds, Tools } from "./tools.ts";
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
	/** Whether an answer that was found before may be given again, and this one later. */
	readonly remembers: boolean;
	/** Whether the resolution is wanted as data. */
	readonly wantsData: boolean;
	/** Normalized names whose choice is to be explained, in place of everything else; nothing is written then. */
	readonly explains: readonly string[];
}

export interface CompileAnswer {
	/** All that was written, or would be; or what explains a choice. */
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
	const interpreter = interpreterOf(options, tools);
	const inputs = await readInputs(options.sources, tools, async () =>
		buildNeedsOf(await interpreter(), options.policy),
	);
	if (output !== undefined) refuseRead(output, filesOfRequirements(inputs), tools.workingDirectory);
	const pins = await readPins(output, format, tools);
	const prepared = await prepareCompile(options, { inputs, pins, interpreter }, tools);
	if (options.explains.length > 0) {
		const text = await explainCompile(prepared, options, tools);
		return { text, data: undefined, stale: undefined };
	}
	const answer = await answerCompile(prepared, { options, format, output }, tools);
	const text = options.header + answer.text;
	const isWritten = output !== undefined && !options.isCheck;
	if (isWritten) writeOutput(output, text);
	return {
		text,
		data: answer.data,
		stale: output === undefined || isWritten ? undefined : findStale(output, text),
	};
}

interface TextWish {
	readonly options: PipCompileOptions;
	readonly format: OutputFormat;
	readonly output: OutputPlace | undefined;
}

/** The text without its header: as it was remembered, or solved afresh. */
async function answerCompile(
	prepared: PreparedCompile,
	{ options, format, output }: TextWish,
	tools: Tools,
): Promise<{ readonly text: string; readonly data: object | undefined }> {
	const started = tools.now();
	const { needs, question, target } = prepared;
	const mayRemember = options.remembers && !options.wantsData && !options.refresh.all;
	const memory = mayRemember ? await tools.openMemory(needs) : undefined;
	const key =
		memory && questionKey(textQuestion(prepared, { options, format, output }, tools), memory);
	const known = memory && key !== undefined ? recallText(key, memory, tools) : undefined;
	if (known !== undefined) {
		const elapsed = tools.now() - started;
		tools.reporter.report({ kind: "stage", stage: "resolved", count: known.count, elapsed });
		for (const message of known.warnings) tools.reporter.report({ kind: "warning", message });
		return { text: known.text, data: undefined };
	}
	const supply = await tools.openSupply(needs);
	const resolution = await solveForCompile({ ...prepared, supply }, options, tools);
	reportDiagnostics(resolution.diagnostics, tools);
	const { inputs, pins } = question;
	const { policy } = options;
	const { workingDirectory } = tools;
	const facts = { inputs, target, pins, format, supply, policy, output, workingDirectory };
	const { compileData, compileText } = await import("./compile-text.ts");
	const text = await compileText(resolution, facts, { ...options, header: "" });
	const warnings = resolution.diagnostics.map(describeDiagnostic);
	const count = resolution.nodes.length;
	if (key !== undefined && hasLastingFiles(resolution))
		rememberText(key, { text, count, warnings }, { supply, tools });
	return { text, data: options.wantsData ? compileData(resolution, facts) : undefined };
}

/** What an index lists with a digest is the same whenever its page is. */
function hasLastingFiles({ nodes }: Resolution): boolean {
	return nodes.every(({ files }) =>
		files().every(({ digests }) => digests.some(({ algorithm }) => algorithm === "sha256")),
	);
}

function textQuestion(
	{ question, interpreter, chosen }: PreparedCompile,
	{ options, format, output }: TextWish,
	{ workingDirectory }: Tools,
): TextQuestion {
	const { policy, universal, upgrades, text, emits, findLinks, refresh } = options;
	return {
		...question,
		target: { tags: interpreter.tagTarget, markers: interpreter.markers, chosen },
		options: {
			policy,
			universal,
			upgrades,
			text,
			emits,
			findLinks,
			format,
			output,
			workingDirectory,
			refresh,
			version: options.pythonVersion,
		},
	};
}

/** The Python that the options name, found once. */
export function interpreterOf(
	options: PipCompileOptions,
	tools: Tools,
): () => Promise<Interpreter> {
	let found: Promise<Interpreter> | undefined;
	return () => {
		found ??= findCompileInterpreter(
			{ ...options, hasNoBuilds: options.policy.onlyBinary.all },
			tools,
		);
		return found;
	};
}

/** All that is there before anything is opened that answers. */
export interface PreparedCompile {
	readonly question: CompileQuestion;
	readonly interpreter: Interpreter;
	readonly chosen: ChosenTarget;
	readonly target: Target | UniversalTarget;
	readonly needs: SupplyNeeds;
}

/** Before it is solved. */
export interface SuppliedCompile extends PreparedCompile {
	readonly supply: Supply;
}

/** All of it that can be known before anything is asked. */
export async function prepareCompile(
	options: PipCompileOptions,
	question: CompileQuestion & { readonly interpreter: () => Promise<Interpreter> },
	tools: Tools,
): Promise<PreparedCompile> {
	const { inputs, pins } = question;
	const chosen = chosenTarget(options, tools.variables);
	const interpreter = await question.interpreter();
	const target = findTarget(options, { interpreter, inputs, chosen });
	const needs: SupplyNeeds = {
		further: inputs.further,
		pins: indexPinsOf(inputs.requirements, "markers" in target ? target.markers : undefined),
		digests: inputs.digests,
		refresh: options.refresh,
		bringsWheels: false,
		environment: undefined,
		builds: buildNeedsOf(interpreter, options.policy),
	};
	return { question: { inputs, pins }, interpreter, chosen, target, needs };
}

/** @throws NoSolution, NotYet where something has to be built */
export async function solveForCompile(
	prepared: SuppliedCompile,
	options: PipCompileOptions,
	tools: Tools,
): Promise<SolvedResolution> {
	const { inputs, circumstances } = circumstancesOf(prepared, options);
	const { supply } = prepared;
	return resolveInputs(inputs, circumstances, { supply, tools });
}

/** Why the projects that are named are at their versions. */
async function explainCompile(
	prepared: PreparedCompile,
	options: PipCompileOptions,
	tools: Tools,
): Promise<string> {
	const supply = await tools.openSupply(prepared.needs);
	const resolution = await solveForCompile({ ...prepared, supply }, options, tools);
	reportDiagnostics(resolution.diagnostics, tools);
	const { inputs, circumstances } = circumstancesOf(prepared, options);
	const { explainChoices } = await import("./explain-choice.ts");
	return explainChoices(options.explains, {
		manifest: manifestOf(inputs, circumstances),
		resolution,
		source: supply.source,
	});
}

function circumstancesOf(
	{ question, target }: PreparedCompile,
	{ policy, upgrades }: PipCompileOptions,
): { readonly inputs: Inputs; readonly circumstances: Circumstances } {
	const { inputs, pins } = question;
	const constraints = [...inputs.constraints, ...upgradeConstraints(upgrades)];
	return {
		inputs: { ...inputs, constraints },
		circumstances: { target, policy, installed: [], preferences: pins },
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

interface TargetFacts {
	readonly interpreter: Interpreter;
	readonly inputs: Inputs;
	readonly chosen: ChosenTarget;
}

function findTarget(
	{ universal, pythonVersion }: PipCompileOptions,
	{ interpreter, inputs, chosen }: TargetFacts,
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
