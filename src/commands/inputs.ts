/** What the user asks for, from the command line and from files, as the resolver takes it. */

import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import { readRequirementsFiles } from "../requirements-file/read.ts";
import { parseRequirementArgument } from "../requirements-file/requirement-argument.ts";
import type { RequirementEntry } from "../requirements-file/requirement-entry.ts";
import type { RequirementsFile } from "../requirements-file/requirements-file.ts";
import { describeOrigin, type InputRequirement, type PackageRule } from "../resolver/manifest.ts";
import type { Digest } from "../standards/digest.ts";
import type { Marker } from "../standards/marker.ts";
import { editableOf, inputOf } from "./entry-inputs.ts";
import { isProject, lazyReader, readLocalInputs, refuseMisplaced } from "./local-inputs.ts";
import { NO_CHOICES, type ProjectChoices } from "./project-choices.ts";
import { type BuildNeeds, type FurtherIndexes, NO_FURTHER, type Tools } from "./tools.ts";

/** Where requirements are written; all as the user gave them. */
export interface InputSources {
	/** Requirements on the command line. */
	readonly packages: readonly string[];
	readonly editables: readonly string[];
	readonly requirementFiles: readonly string[];
	readonly constraintFiles: readonly string[];
	readonly overrideFiles: readonly string[];
	/** Only the names in them count. */
	readonly excludeFiles: readonly string[];
	readonly projects: ProjectChoices;
}

export const NO_SOURCES: InputSources = {
	packages: [],
	editables: [],
	requirementFiles: [],
	constraintFiles: [],
	overrideFiles: [],
	excludeFiles: [],
	projects: NO_CHOICES,
};

export interface Inputs {
	readonly requirements: readonly InputRequirement[];
	readonly constraints: readonly InputRequirement[];
	readonly overrides: readonly InputRequirement[];
	/** Normalized names that are left out. */
	readonly excludes: ReadonlySet<string>;
	/** What is changed in the requirements of single packages. */
	readonly packageRules: readonly PackageRule[];
	/** The environments that a universal answer is for; empty: all. */
	readonly environments: readonly Marker[];
	/** Those for which it must have wheels, where there are no source distributions. */
	readonly requiredEnvironments: readonly Marker[];
	readonly further: FurtherIndexes;
	/** `--find-links` of files, as written. */
	readonly givenLinks: readonly string[];
	readonly requiresHashes: boolean;
	readonly noBinary: readonly string[];
	readonly onlyBinary: readonly string[];
	/** What the user allows, by normalized name; a project without an entry may have any digest. */
	readonly digests: ReadonlyMap<string, readonly Digest[]>;
}

/** Nothing is asked. */
export const NO_INPUTS: Inputs = {
	requirements: [],
	constraints: [],
	overrides: [],
	excludes: new Set(),
	packageRules: [],
	environments: [],
	requiredEnvironments: [],
	further: NO_FURTHER,
	givenLinks: [],
	requiresHashes: false,
	noBinary: [],
	onlyBinary: [],
	digests: new Map(),
};

/** A line of a file of excludes that names no package. */
export class UnusableExclude extends UserError {
	readonly code = "unusable-exclude";
}

/** The files whose lines are requirements, those that others include among them. */
export function filesOfRequirements({ requirements }: Inputs): ReadonlySet<string> {
	const files = new Set<string>();
	for (const { origin } of requirements)
		if (typeof origin !== "string" && "line" in origin) files.add(origin.file);
	return files;
}

/** Reads everything that is named. Warnings of files are reported on the way. `builds` are asked for where a project has to be built to tell what it is. */
export async function readInputs(
	sources: InputSources,
	tools: Tools,
	builds?: () => Promise<BuildNeeds>,
): Promise<Inputs> {
	const { projects: choices } = sources;
	const projectFiles = sources.requirementFiles.filter(isProject);
	refuseMisplaced(sources);
	const asked = await readFiles(
		[
			...sources.requirementFiles
				.filter((location) => !isProject(location))
				.map((location) => ({ role: "requirements", location }) as const),
			...sources.constraintFiles.map((location) => ({ role: "constraints", location }) as const),
		],
		tools,
	);
	const read = async (locations: readonly string[]) =>
		readFiles(
			locations.map((location) => ({ role: "requirements", location })),
			tools,
		);
	const overriding = await read(sources.overrideFiles);
	const excluding = await read(sources.excludeFiles);
	const reading = { choices, ...lazyReader(choices, tools, builds), tools };
	const toInputs = (entries: readonly RequirementEntry[]): Promise<readonly InputRequirement[]> =>
		Promise.all(entries.map((entry) => inputOf(entry, reading)));
	const toEditables = (entries: readonly RequirementEntry[]) =>
		Promise.all(entries.map((entry) => editableOf(entry, reading)));
	const given = sources.packages.map((text) => readArgument(text, tools));
	const editables = sources.editables.map((text) => readArgument(text, tools, true));
	const found = await readLocalInputs(projectFiles, reading);
	const requirements = [
		...(await toInputs([...given, ...asked.requirements])),
		...(await toEditables([...editables, ...asked.editables])),
		...found.requirements,
	];
	const constraints = [...(await toInputs(asked.constraints)), ...found.constraints];
	return {
		requirements,
		constraints,
		overrides: [
			...(await toInputs([...overriding.requirements, ...asked.overrides])),
			...(await toEditables(overriding.editables)),
			...found.overrides,
		],
		excludes: new Set([
			...namesOf([...excluding.requirements, ...excluding.editables]),
			...asked.excludes,
			...found.excludes,
		]),
		packageRules: [...asked.packageRules.map(ruleOf), ...found.packageRules],
		environments: found.environments,
		requiredEnvironments: found.requiredEnvironments,
		further: {
			indexUrl: asked.indexUrl?.url,
			extraIndexUrls: asked.extraIndexUrls.map(({ url }) => url),
			findLinks: asked.findLinks.map(({ url }) => url),
			hasNoIndex: asked.noIndex,
			entries: await reading.indexes(),
		},
		givenLinks: asked.findLinks.map(({ given }) => given),
		requiresHashes: asked.requireHashes,
		noBinary: asked.noBinary,
		onlyBinary: asked.onlyBinary,
		digests: collectDigests([...requirements, ...constraints]),
	};
}

/** Reads files with what they include. Their warnings are reported. */
export async function readFiles(
	sources: Parameters<typeof readRequirementsFiles>[0],
	tools: Tools,
): Promise<RequirementsFile> {
	const file = await readRequirementsFiles(sources, {
		cwd: tools.workingDirectory,
		variables: (name) => tools.variables[name],
		fetchText: (url) => tools.fetchText(url),
		readStdin: () => tools.readStandardInput(),
	});
	for (const message of file.warnings) tools.reporter.report({ kind: "warning", message });
	return file;
}

/** A requirement on the command line; relative paths start in the working directory. */
export function readArgument(text: string, tools: Tools, isEditable = false): RequirementEntry {
	return parseRequirementArgument(text, {
		isEditable,
		cwd: tools.workingDirectory,
		variables: (name) => tools.variables[name],
	});
}

/** What a script says of one package; it has no line of its own. */
function ruleOf({
	overrides,
	file,
	...rule
}: RequirementsFile["packageRules"][number]): PackageRule {
	const origin = { file, line: 1, isScript: true };
	const toInput = (requirement: InputRequirement["requirement"]): InputRequirement => {
		return { requirement, origin, hashes: [], distribution: undefined };
	};
	return { ...rule, overrides: overrides.map(toInput) };
}

/** @throws UnusableExclude */
function namesOf(entries: readonly RequirementEntry[]): ReadonlySet<string> {
	return new Set(
		entries.map((entry) => {
			if (entry.kind === "named") return entry.requirement.name;
			const place = entry.origin === undefined ? "" : ` (${describeOrigin(entry.origin)})`;
			throw new UnusableExclude(
				`Cannot exclude \`${displayText(entry.given)}\`${place}: packages are excluded by name`,
			);
		}),
	);
}

/** Where a project is given hashes several times, an archive must be allowed each time. */
export function collectDigests(
	inputs: readonly InputRequirement[],
): ReadonlyMap<string, readonly Digest[]> {
	const collected = new Map<string, readonly Digest[]>();
	for (const { requirement, hashes } of inputs) {
		if (hashes.length === 0) continue;
		const before = collected.get(requirement.name);
		const isIn = (digest: Digest): boolean =>
			hashes.some(({ algorithm, hex }) => algorithm === digest.algorithm && hex === digest.hex);
		collected.set(requirement.name, before === undefined ? hashes : before.filter(isIn));
	}
	return collected;
}
