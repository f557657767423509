/** `pip compile`: pin everything that some requirements need, as a requirements file. */
import { existsSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { resolveEnvironment } from "../environment/find-environment.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import { makeDirectories, replaceFile } from "../platform/files.ts";
import type { ResolutionPolicy } from "../resolver/manifest.ts";
import type { ResolutionNode } from "../resolver/resolution.ts";
import type { Version } from "../standards/version.ts";
import { needsBuild } from "./direct-wheel.ts";
import { type InputSources, readFiles, readInputs } from "./inputs.ts";
import { printRequirements, type TextOptions } from "./requirements-text.ts";
import { reportDiagnostics, resolveInputs, targetFor } from "./resolve-inputs.ts";
import { readPythonRequest } from "./target.ts";
import type { Supply, Tools } from "./tools.ts";

export interface PipCompileOptions {
	readonly sources: InputSources;
	readonly python: string | undefined;
	/** The Python that the answer is for, where it is another than the one that was found. */
	readonly pythonVersion: string | undefined;
	readonly isSystem: boolean;
	readonly policy: ResolutionPolicy;
	readonly refresh: { readonly all: boolean; readonly names: ReadonlySet<string> };
	/** As given. */
	readonly outputFile: string | undefined;
	readonly text: TextOptions;
	/** The comment on top; "" for none. */
	readonly header: string;
	readonly emits: {
		readonly indexUrl: boolean;
		readonly findLinks: boolean;
		readonly buildOptions: boolean;
		readonly markerExpression: boolean;
	};
}

/** Answers the whole text; writes it where an output file is named, in one piece. */
export async function pipCompile(options: PipCompileOptions, tools: Tools): Promise<string> {
	const interpreter = await findInterpreter(options, tools);
	const inputs = await readInputs(options.sources, tools);
	const supply = await tools.openSupply({
		further: inputs.further,
		digests: inputs.digests,
		refresh: options.refresh,
		bringsWheels: false,
		environment: undefined,
	});
	const resolution = await resolveInputs(
		inputs,
		{
			target: targetFor(interpreter, options.pythonVersion),
			policy: options.policy,
			installed: [],
			preferences: await readPreferences(options.outputFile, tools),
		},
		{ supply, tools },
	);
	for (const node of resolution.nodes) refuseUnbuilt(node);
	reportDiagnostics(resolution.diagnostics, tools);
	const text =
		options.header + emitted(options, supply, inputs) + printRequirements(resolution, options.text);
	if (options.outputFile !== undefined)
		writeOutput(resolve(tools.workingDirectory, options.outputFile), text);
	return text;
}

async function findInterpreter(options: PipCompileOptions, tools: Tools): Promise<Interpreter> {
	const { interpreter } = await resolveEnvironment(
		{
			purpose: "read",
			python: readPythonRequest(options.python, tools),
			isSystem: options.isSystem,
		},
		tools.discovery,
	);
	return interpreter;
}

/** What was pinned before is kept where it still fits. */
async function readPreferences(
	outputFile: string | undefined,
	tools: Tools,
): Promise<ReadonlyMap<string, Version>> {
	const preferences = new Map<string, Version>();
	if (outputFile === undefined || !existsSync(resolve(tools.workingDirectory, outputFile)))
		return preferences;
	const silent: Tools = { ...tools, reporter: { report: () => undefined } };
	const { requirements } = await readFiles(
		[{ role: "requirements", location: outputFile }],
		silent,
	);
	for (const entry of requirements) {
		// What is pinned by URL or path is not a version to prefer.
		if (entry.kind === "unnamed") continue;
		const { requirement } = entry;
		const [specifier, ...others] = requirement.specifiers.specifiers;
		const isPin = specifier?.operator === "==" && !specifier.isWildcard && others.length === 0;
		if (isPin && specifier.version !== undefined)
			preferences.set(requirement.name, specifier.version);
	}
	return preferences;
}

/** A source distribution can be pinned, once somebody knows what it needs. */
function refuseUnbuilt({ distribution, metadata, name, version }: ResolutionNode): void {
	if (distribution.kind === "registry-sdist" && metadata === undefined) {
		throw needsBuild(`${name}==${version}`, "it is a source distribution, which needs");
	}
}

function emitted(
	{ emits, policy }: PipCompileOptions,
	supply: Supply,
	inputs: { readonly noBinary: readonly string[] },
): string {
	const lines: string[] = [];
	if (emits.indexUrl) {
		const main = supply.indexUrls.at(-1);
		if (main !== undefined) lines.push(`--index-url ${main}`);
		for (const url of supply.indexUrls.slice(0, -1)) lines.push(`--extra-index-url ${url}`);
	}
	if (emits.findLinks) for (const url of supply.linkUrls) lines.push(`--find-links ${url}`);
	if (emits.buildOptions) {
		lines.push(...selectionLines("--no-binary", policy.noBinary, inputs.noBinary));
		lines.push(...selectionLines("--only-binary", policy.onlyBinary, []));
	}
	return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}

function selectionLines(
	option: string,
	{ all, names }: ResolutionPolicy["noBinary"],
	further: readonly string[],
): readonly string[] {
	if (all) return [`${option} :all:`];
	return [...new Set([...names, ...further])].sort().map((name) => `${option} ${name}`);
}

/** A link is followed: what it points to is written. */
function writeOutput(path: string, text: string): void {
	makeDirectories(dirname(path));
	replaceFile(existsSync(path) ? realpathSync(path) : path, text);
}
