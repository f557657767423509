/** `pip list`: what is installed, and on request what is newer. */

import type { RegistryFile } from "../distributions/distribution.ts";
import type { Finding } from "../environment/check.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { pathOfFileUrl } from "../platform/file-url.ts";
import { inspectEnvironment, strictFindings } from "./inspect-environment.ts";
import { findNewestReleases, type ReleasePolicy } from "./newest-releases.ts";
import type { TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface PipListOptions {
	readonly target: TargetOptions;
	/** Normalized. */
	readonly excluded: ReadonlySet<string>;
	readonly editables: "with" | "only" | "without";
	readonly isStrict: boolean;
	/** `--outdated`: only what an index has a newer release of, by these rules. */
	readonly outdatedBy: ReleasePolicy | undefined;
}

/** A line of the list. */
export interface ListEntry {
	/** Normalized. */
	readonly name: string;
	readonly version: string;
	readonly latest?: { readonly version: string; readonly kind: "wheel" | "sdist" };
	/** The folder of an editable project. */
	readonly editableLocation?: string;
}

export interface PipListAnswer {
	/** Sorted by name, then version. */
	readonly entries: readonly ListEntry[];
	/** Of the whole environment, with `--strict`. */
	readonly findings: readonly Finding[];
}

export async function pipList(options: PipListOptions, tools: Tools): Promise<PipListAnswer> {
	const inspected = await inspectEnvironment(options.target, tools);
	const listed = inspected.distributions.filter((distribution) => isListed(distribution, options));
	const findings = strictFindings(options.isStrict, inspected);
	if (options.outdatedBy === undefined) return { entries: listed.map(entryOf), findings };
	const newest = await findNewestReleases(
		listed.map(({ name }) => name),
		inspected.environment,
		{ policy: options.outdatedBy, tools },
	);
	return { entries: outdatedEntries(listed, newest), findings };
}

/** Whether the options leave the distribution in the list. */
export function isListed(
	distribution: InstalledDistribution,
	{ excluded, editables }: Pick<PipListOptions, "excluded" | "editables">,
): boolean {
	if (excluded.has(distribution.name)) return false;
	if (editables === "with") return true;
	return distribution.isEditable === (editables === "only");
}

function entryOf(distribution: InstalledDistribution): ListEntry {
	const { name, version } = distribution;
	const editableLocation = editableLocationOf(distribution);
	return {
		name,
		version: version.toString(),
		...(editableLocation === undefined ? {} : { editableLocation }),
	};
}

function outdatedEntries(
	listed: readonly InstalledDistribution[],
	newest: ReadonlyMap<string, RegistryFile>,
): readonly ListEntry[] {
	return listed.flatMap((distribution) => {
		const file = newest.get(distribution.name);
		if (file === undefined || file.version.compare(distribution.version) <= 0) return [];
		const kind = file.kind === "registry-wheel" ? "wheel" : "sdist";
		return [{ ...entryOf(distribution), latest: { version: file.version.toString(), kind } }];
	});
}

/** The folder that an editable distribution runs from. */
export function editableLocationOf(distribution: InstalledDistribution): string | undefined {
	if (!distribution.isEditable) return undefined;
	const { directUrl, linkedProject } = distribution;
	return directUrl === undefined ? linkedProject : pathOfFileUrl(directUrl.url);
}
