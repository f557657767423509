/** `pip tree`: which installed package requires which. */
import type { Finding } from "../environment/check.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { readInstalledMetadata } from "../environment/installed-metadata.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Specifier } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";
import { inspectEnvironment, requirementsOf, strictFindings } from "./inspect-environment.ts";
import { findNewestReleases, type ReleasePolicy } from "./newest-releases.ts";
import type { TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface PipTreeOptions {
	readonly target: TargetOptions;
	readonly isStrict: boolean;
	/** `--outdated`: which releases count as newer. */
	readonly outdatedBy: ReleasePolicy | undefined;
}

/** An installed package and what it asks for. */
export interface TreeNode {
	readonly name: string;
	readonly version: string;
	/** Where an index has something newer. */
	readonly latestVersion?: string;
	readonly requires: readonly TreeLink[];
}

export interface TreeLink {
	readonly name: string;
	/** Such as `>=0.5, <3`, lower versions first; empty for any version. */
	readonly specifier: string;
}

export interface PipTreeAnswer {
	/** Sorted by name, then version. */
	readonly nodes: readonly TreeNode[];
	/** With `--strict`. */
	readonly findings: readonly Finding[];
}

export async function pipTree(options: PipTreeOptions, tools: Tools): Promise<PipTreeAnswer> {
	const inspected = await inspectEnvironment(options.target, tools);
	const { environment, distributions } = inspected;
	const newest =
		options.outdatedBy === undefined
			? undefined
			: await findNewestReleases(
					distributions.map(({ name }) => name),
					environment,
					{ policy: options.outdatedBy, tools },
				);
	const versions = versionsByName(distributions);
	const nodes = distributions.map((distribution) => {
		warnOfUnreadable(distribution, tools);
		const { name, version } = distribution;
		const latest = newest?.get(name)?.version;
		const isOutdated = latest !== undefined && latest.compare(version) > 0;
		return {
			name,
			version: version.toString(),
			...(isOutdated ? { latestVersion: latest.toString() } : {}),
			requires: requirementsOf(distribution, environment)
				.filter((requirement) => isMet(requirement, versions))
				.map(linkOf),
		};
	});
	return { nodes, findings: strictFindings(options.isStrict, inspected) };
}

function warnOfUnreadable(distribution: InstalledDistribution, { reporter }: Tools): void {
	const read = readInstalledMetadata(distribution);
	if (read.kind === "read") return;
	reporter.report({
		kind: "warning",
		message: `What \`${distribution.name}\` requires is not known: ${read.reason}`,
	});
}

type VersionsByName = ReadonlyMap<string, readonly Version[]>;

function versionsByName(distributions: readonly InstalledDistribution[]): VersionsByName {
	const versions = new Map<string, Version[]>();
	for (const { name, version } of distributions) {
		const known = versions.get(name);
		if (known === undefined) versions.set(name, [version]);
		else known.push(version);
	}
	return versions;
}

/** A requirement that no installed version meets is a finding of `pip check`, and no branch of the tree. */
function isMet({ name, specifiers, url }: Requirement, versions: VersionsByName): boolean {
	const installed = versions.get(name) ?? [];
	return (
		installed.length > 0 &&
		(url !== undefined || installed.some((version) => specifiers.contains(version, "allow")))
	);
}

function linkOf({ name, specifiers }: Requirement): TreeLink {
	const ordered = [...specifiers.specifiers].sort(compareSpecifiers);
	return { name, specifier: ordered.join(", ") };
}

/** By version; what is no version (`===`) comes last. */
function compareSpecifiers(left: Specifier, right: Specifier): number {
	if (left.version === undefined || right.version === undefined) {
		return Number(left.version === undefined) - Number(right.version === undefined);
	}
	return left.version.compare(right.version);
}
