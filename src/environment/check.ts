/** Whether what is installed fits together: the findings of `pip check`, as data. */
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { SpecifierSet } from "../standards/specifier.ts";
import type { TagSet } from "../standards/tag.ts";
import { Version } from "../standards/version.ts";
import { InvalidWheelMetadata, parseWheelMetadata } from "../standards/wheel-metadata.ts";
import type { InstalledDistribution } from "./installed-distribution.ts";
import { readInstalledMetadata } from "./installed-metadata.ts";

/** One thing that is wrong. `distribution` is the one that says so, or of which it is said. */
export type Finding =
	| {
			readonly kind: "metadata-unreadable";
			readonly distribution: InstalledDistribution;
			readonly reason: string;
	  }
	| { readonly kind: "tags-unreadable"; readonly distribution: InstalledDistribution }
	| {
			readonly kind: "python-mismatch";
			readonly distribution: InstalledDistribution;
			readonly wanted: SpecifierSet;
			readonly python: Version;
	  }
	| { readonly kind: "platform-mismatch"; readonly distribution: InstalledDistribution }
	| {
			readonly kind: "missing";
			readonly distribution: InstalledDistribution;
			readonly requirement: Requirement;
	  }
	| {
			readonly kind: "version-mismatch";
			readonly distribution: InstalledDistribution;
			readonly requirement: Requirement;
			readonly installed: Version;
	  }
	| {
			readonly kind: "duplicate";
			readonly distribution: InstalledDistribution;
			/** All of one project, the one above among them; at least two. */
			readonly copies: readonly InstalledDistribution[];
	  };

/** The machine that the distributions are held against; usually that of the environment. */
export interface CheckTarget {
	readonly python: Version;
	readonly markers: MarkerEnvironment;
	readonly tags: TagSet;
}

/** All that is wrong, by name of the distribution. Extras are not looked at: nothing says which were asked for. */
export function checkDistributions(
	distributions: readonly InstalledDistribution[],
	target: CheckTarget,
): readonly Finding[] {
	const byName = groupByName(distributions);
	const findings: Finding[] = [];
	for (const copies of byName.values()) {
		const [distribution] = copies;
		if (distribution !== undefined && copies.length > 1) {
			findings.push({ kind: "duplicate", distribution, copies });
		}
		for (const each of copies) checkOne(each, { byName, target, findings });
	}
	return findings;
}

type ByName = ReadonlyMap<string, readonly InstalledDistribution[]>;

function groupByName(distributions: readonly InstalledDistribution[]): ByName {
	const byName = new Map<string, InstalledDistribution[]>();
	const names = [...new Set(distributions.map(({ name }) => name))].sort();
	for (const name of names) byName.set(name, []);
	for (const distribution of distributions) byName.get(distribution.name)?.push(distribution);
	return byName;
}

interface Check {
	readonly byName: ByName;
	readonly target: CheckTarget;
	readonly findings: Finding[];
}

function checkOne(distribution: InstalledDistribution, check: Check): void {
	const { target, findings } = check;
	const read = readInstalledMetadata(distribution);
	if (read.kind === "unreadable") {
		findings.push({ kind: "metadata-unreadable", distribution, reason: read.reason });
		return;
	}
	checkTags(distribution, check);
	const { requiresPython, requiresDist } = read.metadata;
	if (requiresPython !== undefined && !acceptsPython(requiresPython, target.python)) {
		findings.push({
			kind: "python-mismatch",
			distribution,
			wanted: requiresPython,
			python: target.python,
		});
	}
	for (const requirement of requiresDist) {
		if (requirement.marker?.evaluate(target.markers, []) === false) continue;
		checkRequirement(distribution, requirement, check);
	}
}

/** A pre-release of Python counts as the release it becomes: 3.13.0b1 fits `>=3.13`. */
function acceptsPython(wanted: SpecifierSet, python: Version): boolean {
	return wanted.contains(Version.parse(python.release.slice(0, 3).join(".")), "allow");
}

function checkRequirement(
	distribution: InstalledDistribution,
	requirement: Requirement,
	{ byName, findings }: Check,
): void {
	const copies = byName.get(requirement.name) ?? [];
	const [installed] = copies;
	if (installed === undefined) {
		findings.push({ kind: "missing", distribution, requirement });
		return;
	}
	// Of a requirement by URL nothing can be said from the version.
	if (requirement.url !== undefined) return;
	if (copies.some(({ version }) => requirement.specifiers.contains(version, "allow"))) return;
	findings.push({
		kind: "version-mismatch",
		distribution,
		requirement,
		installed: installed.version,
	});
}

/** The files of old tools say nothing of tags, and neither does a `.dist-info` without WHEEL. */
function checkTags(distribution: InstalledDistribution, { target, findings }: Check): void {
	try {
		if (!fitsTags(distribution, target.tags)) {
			findings.push({ kind: "platform-mismatch", distribution });
		}
	} catch (error) {
		if (!(error instanceof InvalidWheelMetadata)) throw error;
		findings.push({ kind: "tags-unreadable", distribution });
	}
}

/** Whether a machine with these tags can take it, as far as it says for which it was made. @throws InvalidWheelMetadata */
export function fitsTags(distribution: InstalledDistribution, supported: TagSet): boolean {
	const text = distribution.kind === "dist-info" ? distribution.readText("WHEEL") : undefined;
	if (text === undefined) return true;
	const { tags } = parseWheelMetadata(text);
	return tags.length === 0 || supported.bestRank(tags) !== undefined;
}
