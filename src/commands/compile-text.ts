/** What `pip compile` writes, in the format that is asked for. */
import { join, sep } from "node:path";
import type { RegistryFile } from "../distributions/distribution.ts";
import { pathOfFileUrl } from "../platform/file-url.ts";
import {
	type ResolutionPolicy,
	selects,
	type Target,
	type UniversalTarget,
} from "../resolver/manifest.ts";
import type { Need, Resolution, ResolutionNode } from "../resolver/resolution.ts";
import { wasInTime } from "../resolver/upload-cutoffs.ts";
import type { Digest } from "../standards/digest.ts";
import { releaseDigests } from "./file-digests.ts";
import { isOfChosenKind } from "./file-kinds.ts";
import type { Inputs } from "./inputs.ts";
import type { OutputFormat, OutputPlace } from "./output-file.ts";
import type { OutputPin } from "./output-pins.ts";
import { printLock } from "./pylock-text.ts";
import { printOmitted, printRequirements, type TextOptions } from "./requirements-text.ts";
import { resolutionData } from "./resolution-data.ts";
import { needsOf } from "./resolution-markers.ts";
import { withFileOptions } from "./resolve-inputs.ts";
import type { Supply } from "./tools.ts";
import { validityMarker } from "./validity-marker.ts";
import { withoutCredentials } from "./without-credentials.ts";

export interface CompileTextOptions {
	readonly text: TextOptions;
	/** The comment on top; "" for none. */
	readonly header: string;
	/** `--find-links` of the command line, as given. */
	readonly findLinks: readonly string[];
	readonly emits: {
		readonly indexUrl: boolean;
		readonly findLinks: boolean;
		readonly buildOptions: boolean;
		readonly markerExpression: boolean;
	};
}

/** What led to the resolution. */
export interface CompileFacts {
	readonly inputs: Inputs;
	readonly target: Target | UniversalTarget;
	/** What the output file held before. */
	readonly pins: ReadonlyMap<string, readonly OutputPin[]>;
	readonly policy: ResolutionPolicy;
	readonly format: OutputFormat;
	readonly output: OutputPlace | undefined;
	readonly supply: Supply;
	readonly workingDirectory: string;
}

/** The whole text, which ends with a newline unless it is empty. */
export async function compileText(
	resolution: Resolution,
	facts: CompileFacts,
	options: CompileTextOptions,
): Promise<string> {
	const { inputs, target, supply } = facts;
	const { text, header } = options;
	const policy = withFileOptions(facts.policy, inputs);
	if (facts.format === "pylock.toml") {
		const lockFacts = {
			target,
			policy,
			needOf: needReader(resolution, target),
			omitted: text.omitted,
			lockPath: facts.output?.path ?? join(facts.workingDirectory, "pylock.toml"),
		};
		const omitted = text.hasAnnotations ? printOmitted(resolution, text) : "";
		return header + (await printLock(resolution, lockFacts, supply)) + omitted;
	}
	const digests = text.hasHashes
		? await collectDigests(resolution, { ...facts, policy }, text.hasHashesOfChosenKinds)
		: new Map();
	const textFacts = {
		needOf: text.hasExtras || text.hasMarkers ? needReader(resolution, target) : () => undefined,
		python: target.pythonVersion,
		shownFile: (file: string) => fromWorkingDirectory(file, facts.workingDirectory),
		hashesOf: (node: ResolutionNode) => digests.get(node) ?? [],
	};
	return (
		header +
		validity(resolution, facts, options) +
		emitted(options, { policy, facts }) +
		printRequirements(resolution, textFacts, text)
	);
}

/** On one platform the requirements tell where else a distribution would be needed. */
function needReader(
	resolution: Resolution,
	target: Target | UniversalTarget,
): (node: ResolutionNode) => Need | undefined {
	if (!("markers" in target)) return ({ need }) => need;
	const needs = needsOf(resolution, target.markers);
	return ({ name }) => needs.get(name);
}

/** The same answer as data. */
export function compileData(resolution: Resolution, { target }: CompileFacts): object {
	return resolutionData(resolution, { target, needOf: needReader(resolution, target) });
}

/** A file below the working directory by the way to it, as it is most often written. */
function fromWorkingDirectory(file: string, workingDirectory: string): string {
	if (/^https?:/i.test(file)) return file;
	const path = /^file:/i.test(file) ? pathOfFileUrl(file) : file;
	const folder = workingDirectory + sep;
	return path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** Hashes that were written before stay as long as the version does: files that came later are not let in unasked. */
async function collectDigests(
	{ nodes }: Resolution,
	{ pins, policy, supply }: CompileFacts,
	ofChosenKinds: boolean,
): Promise<ReadonlyMap<ResolutionNode, readonly Digest[]>> {
	const digestsOf = async (node: ResolutionNode): Promise<readonly Digest[]> => {
		const known = selects(policy.upgrade, node.name) ? [] : (pins.get(node.name) ?? []);
		const kept = known.find(({ version }) => version.equals(node.version))?.hashes ?? [];
		if (kept.length > 0) return kept;
		const mayBeTaken = (file: RegistryFile): boolean =>
			wasInTime(file, node.name, policy) && (!ofChosenKinds || isOfChosenKind(file, policy));
		return releaseDigests(node, mayBeTaken, supply);
	};
	return new Map(
		await Promise.all(nodes.map(async (node) => [node, await digestsOf(node)] as const)),
	);
}

function validity(
	resolution: Resolution,
	{ inputs, target }: CompileFacts,
	{ emits }: CompileTextOptions,
): string {
	if (!emits.markerExpression || !("markers" in target)) return "";
	const { requirements, constraints, overrides } = inputs;
	const all = [...requirements, ...constraints, ...overrides];
	const marker = validityMarker(resolution, all, target.markers);
	if (marker === undefined) return "";
	return `# Pinned dependencies known to be valid for:\n#    ${marker}\n`;
}

interface Emitting {
	readonly policy: ResolutionPolicy;
	readonly facts: CompileFacts;
}

function emitted({ emits, findLinks }: CompileTextOptions, { policy, facts }: Emitting): string {
	const { supply, inputs } = facts;
	const lines: string[] = [];
	if (emits.indexUrl) {
		const main = supply.indexUrls.at(-1);
		if (main !== undefined) lines.push(`--index-url ${main}`);
		for (const url of supply.indexUrls.slice(0, -1)) lines.push(`--extra-index-url ${url}`);
	}
	if (emits.findLinks) {
		for (const given of new Set([...findLinks, ...inputs.givenLinks])) {
			lines.push(`--find-links ${withoutCredentials(given)}`);
		}
	}
	if (emits.buildOptions) {
		lines.push(...selectionLines("--no-binary", policy.noBinary));
		lines.push(...selectionLines("--only-binary", policy.onlyBinary));
	}
	return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}

function selectionLines(
	option: string,
	{ all, names }: ResolutionPolicy["noBinary"],
): readonly string[] {
	if (all) return [`${option} :all:`];
	return [...names].sort().map((name) => `${option} ${name}`);
}
