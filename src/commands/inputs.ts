/** What the user asks for, from the command line and from files, as the resolver takes it. */

import type { PathWheel, UrlWheel } from "../distributions/distribution.ts";
import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import { readRequirementsFiles } from "../requirements-file/read.ts";
import { parseRequirementArgument } from "../requirements-file/requirement-argument.ts";
import type { RequirementEntry } from "../requirements-file/requirement-entry.ts";
import type { RequirementsFile } from "../requirements-file/requirements-file.ts";
import { recognizeSource } from "../requirements-file/source-kind.ts";
import { describeOrigin, type InputRequirement, type Origin } from "../resolver/manifest.ts";
import type { Digest } from "../standards/digest.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import { findDirectWheel, NotYet, needsBuild } from "./direct-wheel.ts";
import type { FurtherIndexes, Tools } from "./tools.ts";

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
}

export const NO_SOURCES: InputSources = {
	packages: [],
	editables: [],
	requirementFiles: [],
	constraintFiles: [],
	overrideFiles: [],
	excludeFiles: [],
};

export interface Inputs {
	readonly requirements: readonly InputRequirement[];
	readonly constraints: readonly InputRequirement[];
	readonly overrides: readonly InputRequirement[];
	/** Normalized names that are left out. */
	readonly excludes: ReadonlySet<string>;
	readonly further: FurtherIndexes;
	readonly requiresHashes: boolean;
	readonly noBinary: readonly string[];
	readonly onlyBinary: readonly string[];
	/** What the user allows, by normalized name; a project without an entry may have any digest. */
	readonly digests: ReadonlyMap<string, readonly Digest[]>;
}

/** A line of a file of excludes that names no package. */
export class UnusableExclude extends UserError {
	readonly code = "unusable-exclude";
}

/** Reads everything that is named. Warnings of files are reported on the way. */
export async function readInputs(sources: InputSources, tools: Tools): Promise<Inputs> {
	for (const given of sources.editables) throw needsBuild(given, "an editable project needs");
	for (const location of sources.requirementFiles) refuseOtherKinds(location);
	const read = (locations: readonly string[], role: "requirements" | "constraints") =>
		readFiles(
			locations.map((location) => ({ role, location })),
			tools,
		);
	const asked = await readFiles(
		[
			...sources.requirementFiles.map((location) => ({ role: "requirements", location }) as const),
			...sources.constraintFiles.map((location) => ({ role: "constraints", location }) as const),
		],
		tools,
	);
	const overriding = await read(sources.overrideFiles, "requirements");
	for (const { given } of asked.editables) throw needsBuild(given, "an editable project needs");
	const toInputs = (entries: readonly RequirementEntry[]): Promise<readonly InputRequirement[]> =>
		Promise.all(entries.map((entry) => inputOf(entry, tools)));
	const given = sources.packages.map((text) => readArgument(text, tools));
	const requirements = await toInputs([...given, ...asked.requirements]);
	const constraints = await toInputs(asked.constraints);
	return {
		requirements,
		constraints,
		overrides: await toInputs(overriding.requirements),
		excludes: namesOf((await read(sources.excludeFiles, "requirements")).requirements),
		further: {
			indexUrl: asked.indexUrl?.url,
			extraIndexUrls: asked.extraIndexUrls.map(({ url }) => url),
			findLinks: asked.findLinks.map(({ url }) => url),
			hasNoIndex: asked.noIndex,
		},
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

function refuseOtherKinds(location: string): void {
	const kind = recognizeSource(location);
	if (kind === "requirements") return;
	const names = {
		pyproject: "`pyproject.toml` as a source of requirements",
		"setup-py": "`setup.py`",
		"setup-cfg": "`setup.cfg`",
		pylock: "`pylock.toml`",
		script: "a Python script",
		conda: "a Conda environment",
		"unknown-toml": "a TOML file of another name than `pylock.toml` or `pyproject.toml`",
	};
	throw new NotYet(`Cannot read \`${location}\`: ${names[kind]} cannot be read by this release`, {
		hints: ["Name a requirements file with `-r`"],
	});
}

/** A requirement on the command line; relative paths start in the working directory. */
export function readArgument(text: string, tools: Tools): RequirementEntry {
	return parseRequirementArgument(text, {
		cwd: tools.workingDirectory,
		variables: (name) => tools.variables[name],
	});
}

async function inputOf(entry: RequirementEntry, tools: Tools): Promise<InputRequirement> {
	const origin: Origin = entry.origin ?? "command line";
	const { hashes, given, reference } = entry;
	const distribution =
		reference === undefined
			? undefined
			: await findDirectWheel(
					{ name: entry.kind === "named" ? entry.requirement.name : undefined, reference, given },
					(url) => tools.hideCredentials(url),
				);
	const requirement = entry.kind === "named" ? entry.requirement : nameOf(entry, distribution);
	return { requirement, origin, hashes, distribution };
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

/** A bare URL or path takes the name of what it leads to. */
function nameOf(
	entry: Extract<RequirementEntry, { kind: "unnamed" }>,
	distribution: UrlWheel | PathWheel | undefined,
): InputRequirement["requirement"] {
	if (distribution === undefined) throw new Error("a direct requirement led nowhere");
	return {
		name: distribution.name,
		givenName: distribution.name,
		extras: entry.extras,
		specifiers: SpecifierSet.any,
		url: distribution.kind === "url-wheel" ? distribution.url : distribution.path,
		marker: entry.marker,
	};
}

/** Where a project is given hashes several times, an archive must be allowed each time. */
function collectDigests(
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
