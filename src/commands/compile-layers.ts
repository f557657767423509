/**
 * `pip compile --layers`: several inputs solved together, an output for each. What two layers share has one version in all
 * of them.
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { buildNeedsOf } from "./build-needs.ts";
import { compileText } from "./compile-text.ts";
import {
	collectDigests,
	filesOfRequirements,
	type InputSources,
	type Inputs,
	NO_SOURCES,
	readInputs,
} from "./inputs.ts";
import { checkOutput, type OutputPlace, refuseRead, writeOutput } from "./output-file.ts";
import { type OutputPin, readOutputPins } from "./output-pins.ts";
import {
	interpreterOf,
	type PipCompileOptions,
	prepareCompile,
	solveForCompile,
} from "./pip-compile.ts";
import { NO_CHOICES } from "./project-choices.ts";
import { reportDiagnostics } from "./resolve-inputs.ts";
import { findStale, type StaleOutput } from "./stale-output.ts";
import type { Tools } from "./tools.ts";

/** A file that can be no layer. */
export class UnusableLayer extends UserError {
	readonly code = "unusable-layer";
}

/** What became of one layer. */
export interface LayerAnswer {
	/** The output, as the name of the input tells it. */
	readonly output: string;
	readonly count: number;
	/** Where outputs are compared and this one is not what would be written. */
	readonly stale: StaleOutput | undefined;
}

interface Layer {
	readonly inputs: Inputs;
	readonly output: OutputPlace;
}

const ENDING = /\.in$/;

/** Writes `base.txt` for `base.in`, each in one piece, after all of them are known; or compares them. */
export async function compileLayers(
	options: PipCompileOptions,
	tools: Tools,
): Promise<readonly LayerAnswer[]> {
	const outputs = options.sources.requirementFiles.map((file) => outputOf(file, options, tools));
	const interpreter = interpreterOf(options, tools);
	const builds = async () => buildNeedsOf(await interpreter(), options.policy);
	const shared = await readInputs({ ...options.sources, requirementFiles: [] }, tools, builds);
	const layers: Layer[] = [];
	for (const [place, file] of options.sources.requirementFiles.entries())
		layers.push({
			inputs: await readInputs(layerSources(file, options.sources), tools, builds),
			output: outputs[place] as OutputPlace,
		});
	const inputs = together([shared, ...layers.map((layer) => layer.inputs)]);
	for (const output of outputs)
		refuseRead(output, filesOfRequirements(inputs), tools.workingDirectory);
	const pins = await readPins(outputs, tools);
	const prepared = await prepareCompile(options, { inputs, pins, interpreter }, tools);
	const { target, needs } = prepared;
	const supply = await tools.openSupply(needs);
	const resolution = await solveForCompile({ ...prepared, supply }, options, tools);
	reportDiagnostics(resolution.diagnostics, tools);
	const texts: string[] = [];
	const counts: number[] = [];
	for (const { inputs: own, output } of layers) {
		const part = resolution.partFor(new Set([...shared.requirements, ...own.requirements]));
		counts.push(part.nodes.length);
		const facts = {
			inputs,
			target,
			pins,
			supply,
			output,
			format: "requirements.txt" as const,
			policy: options.policy,
			workingDirectory: tools.workingDirectory,
		};
		texts.push(await compileText(part, facts, options));
	}
	return layers.map(({ output }, place) => {
		const text = texts[place] as string;
		if (!options.isCheck) writeOutput(output, text);
		const stale = options.isCheck ? findStale(output, text) : undefined;
		return { output: output.given, count: counts[place] as number, stale };
	});
}

function outputOf(file: string, { sources }: PipCompileOptions, tools: Tools): OutputPlace {
	if (!ENDING.test(file) || /^[a-z]+:/i.test(file))
		throw new UnusableLayer(
			`Cannot use \`${file}\` as a layer: the output of \`NAME.in\` is \`NAME.txt\`, and this is no such name`,
			{ hints: ["Give each layer a file of its own that ends with `.in`"] },
		);
	const given = file.replace(ENDING, ".txt");
	const output = { path: resolve(tools.workingDirectory, given), given };
	const read = [...sources.requirementFiles, ...sources.constraintFiles, ...sources.overrideFiles];
	const { workingDirectory } = tools;
	checkOutput(output, "requirements.txt", { sources: read, workingDirectory });
	return output;
}

function layerSources(file: string, { projects }: InputSources): InputSources {
	const { noSources, indexNames } = projects;
	return {
		...NO_SOURCES,
		requirementFiles: [file],
		projects: { ...NO_CHOICES, noSources, indexNames },
	};
}

async function readPins(
	outputs: readonly OutputPlace[],
	tools: Tools,
): Promise<ReadonlyMap<string, readonly OutputPin[]>> {
	const pins = new Map<string, readonly OutputPin[]>();
	for (const { path, given } of outputs) {
		if (!existsSync(path)) continue;
		for (const [name, own] of await readOutputPins(given, "requirements.txt", tools))
			pins.set(name, [...(pins.get(name) ?? []), ...own]);
	}
	return pins;
}

/** What one layer says of constraints, indexes and builds holds for all: they are solved together. */
function together(all: readonly Inputs[]): Inputs {
	const requirements = all.flatMap((inputs) => inputs.requirements);
	const constraints = all.flatMap((inputs) => inputs.constraints);
	const further = all.map((inputs) => inputs.further);
	const first = all[0] as Inputs;
	return {
		...first,
		requirements,
		constraints,
		overrides: all.flatMap((inputs) => inputs.overrides),
		excludes: new Set(all.flatMap(({ excludes }) => [...excludes])),
		further: {
			...first.further,
			indexUrl: further.find(({ indexUrl }) => indexUrl !== undefined)?.indexUrl,
			extraIndexUrls: further.flatMap(({ extraIndexUrls }) => extraIndexUrls),
			findLinks: further.flatMap(({ findLinks }) => findLinks),
			hasNoIndex: further.some(({ hasNoIndex }) => hasNoIndex),
		},
		givenLinks: all.flatMap(({ givenLinks }) => givenLinks),
		requiresHashes: all.some(({ requiresHashes }) => requiresHashes),
		noBinary: all.flatMap(({ noBinary }) => noBinary),
		onlyBinary: all.flatMap(({ onlyBinary }) => onlyBinary),
		digests: collectDigests([...requirements, ...constraints]),
	};
}
