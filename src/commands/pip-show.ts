/** `pip show`: what is known of single packages. */
import { relative } from "node:path";
import type { Finding } from "../environment/check.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { InvalidRecord, parseRecord } from "../standards/record.ts";
import { readInstalledFiles } from "../wheel/installed-files.ts";
import {
	type InspectedEnvironment,
	inspectEnvironment,
	requirementsOf,
	strictFindings,
} from "./inspect-environment.ts";
import { editableLocationOf } from "./pip-list.ts";
import type { TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface PipShowOptions {
	/** Normalized, in the order given. */
	readonly names: readonly string[];
	readonly target: TargetOptions;
	readonly hasFiles: boolean;
	readonly isStrict: boolean;
}

/** What is told of one distribution. */
export interface ShownEntry {
	readonly name: string;
	readonly version: string;
	/** The site-packages folder; of a develop installation of old the folder of the project. */
	readonly location: string;
	readonly editableLocation?: string;
	/** Names, sorted: of what it requires in this environment, and of what requires it. */
	readonly requires: readonly string[];
	readonly requiredBy: readonly string[];
	/** Relative to `location`; absent where nobody asked, or where it keeps no list. */
	readonly files?: readonly string[];
}

export interface PipShowAnswer {
	/** Sorted by name, then version. */
	readonly entries: readonly ShownEntry[];
	/** Names that are not installed, sorted. */
	readonly missing: readonly string[];
	/** With `--strict`. */
	readonly findings: readonly Finding[];
}

export async function pipShow(options: PipShowOptions, tools: Tools): Promise<PipShowAnswer> {
	const inspected = await inspectEnvironment(options.target, tools);
	const wanted = new Set(options.names);
	const installed = new Set(inspected.distributions.map(({ name }) => name));
	const shown = inspected.distributions.filter(({ name }) => wanted.has(name));
	const entries = shown.map((distribution) => {
		const entry = describe(distribution, inspected);
		if (!options.hasFiles) return entry;
		const files = filesOf(distribution);
		if (files === undefined) warnOfMissingList(distribution, tools);
		return files === undefined ? entry : { ...entry, files };
	});
	return {
		entries,
		missing: [...wanted].filter((name) => !installed.has(name)).sort(),
		findings: strictFindings(options.isStrict, inspected),
	};
}

function describe(
	distribution: InstalledDistribution,
	{ environment, distributions }: InspectedEnvironment,
): ShownEntry {
	const { name, version, location, linkedProject } = distribution;
	const editableLocation = editableLocationOf(distribution);
	const namesIn = (other: InstalledDistribution): readonly string[] =>
		requirementsOf(other, environment).map((requirement) => requirement.name);
	const requirers = distributions.filter((other) => namesIn(other).includes(name));
	return {
		name,
		version: version.toString(),
		location: linkedProject ?? location,
		...(editableLocation === undefined ? {} : { editableLocation }),
		requires: sorted(namesIn(distribution)),
		requiredBy: sorted(requirers.map((other) => other.name)),
	};
}

/** In order, each once. */
function sorted(names: readonly string[]): readonly string[] {
	return [...new Set(names)].sort();
}

/** The paths of RECORD as they stand there; for what older tools installed, the files that belong to it. */
function filesOf(distribution: InstalledDistribution): readonly string[] | undefined {
	if (distribution.kind === "dist-info") return recordedFiles(distribution.readRecord());
	const { name, version, path, location } = distribution;
	const installed = readInstalledFiles({ name, version: version.toString(), path });
	if (installed.kind !== "listed") return undefined;
	return sorted(installed.files.map((file) => relative(location, file)));
}

function recordedFiles(text: string | undefined): readonly string[] | undefined {
	if (text === undefined) return undefined;
	try {
		return parseRecord(text).map(({ path }) => path);
	} catch (error) {
		if (error instanceof InvalidRecord) return undefined;
		throw error;
	}
}

function warnOfMissingList({ name, path }: InstalledDistribution, { reporter }: Tools): void {
	reporter.report({
		kind: "warning",
		message: `The files of \`${name}\` are not known: \`${path}\` has no readable list of them`,
	});
}
