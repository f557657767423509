/** `pip uninstall`: take packages out of an environment, all of them or none. */

import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { fileUrlOf } from "../platform/file-url.ts";
import type { RequirementEntry } from "../requirements-file/requirement-entry.ts";
import type { DirectReference } from "../standards/direct-reference.ts";
import { changeEnvironment } from "./change-environment.ts";
import { readArgument, readFiles } from "./inputs.ts";
import { factsOf, readInstalled } from "./installed.ts";
import { findTarget, openForChange, type TargetOptions } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface PipUninstallOptions {
	/** Names, paths and URLs; version specifiers in them do not count. */
	readonly packages: readonly string[];
	readonly requirementFiles: readonly string[];
	readonly target: TargetOptions;
	readonly isDryRun: boolean;
}

/** Where a project is installed more than once, every copy goes. */
export async function pipUninstall(options: PipUninstallOptions, tools: Tools): Promise<void> {
	const environment = await findTarget(options.target, "change", tools);
	const file = await readFiles(
		options.requirementFiles.map((location) => ({ role: "requirements", location })),
		tools,
	);
	const wanted = [
		...options.packages.map((text) => readArgument(text, tools)),
		...file.requirements,
		...file.editables,
	];
	using lock = await openForChange(environment, options.target, tools);
	const installed = readInstalled(environment, tools);
	const removed = new Set<InstalledDistribution>();
	const missing = new Set<string>();
	for (const entry of wanted) {
		const found = installed.filter((distribution) => isNamed(distribution, entry));
		for (const distribution of found) removed.add(distribution);
		if (found.length === 0)
			missing.add(entry.kind === "named" ? entry.requirement.name : entry.given);
	}
	if (!options.isDryRun) tellMissing([...missing].sort(), tools);
	if (removed.size === 0) {
		tellNothing(options, tools);
		return;
	}
	await changeEnvironment(
		{
			additions: [],
			removals: installed.filter((distribution) => removed.has(distribution)).map(factsOf),
			kept: 0,
		},
		{
			environment,
			lock,
			supply: undefined,
			preferences: {
				isDryRun: options.isDryRun,
				linkMode: undefined,
				hasInstallerMetadata: true,
				recordPolicy: "refuse",
			},
			tools,
		},
	);
}

function isNamed(distribution: InstalledDistribution, entry: RequirementEntry): boolean {
	if (entry.kind === "named") return distribution.name === entry.requirement.name;
	return isFrom(distribution, entry.reference);
}

/** Whether it was installed from this place, as direct_url.json or its egg-link says. */
function isFrom(
	{ directUrl, linkedProject }: InstalledDistribution,
	reference: DirectReference,
): boolean {
	switch (reference.kind) {
		case "local": {
			const { path } = reference;
			if (linkedProject !== undefined) return withoutSlash(linkedProject) === withoutSlash(path);
			return (
				directUrl !== undefined && withoutSlash(directUrl.url) === withoutSlash(fileUrlOf(path))
			);
		}
		case "archive":
			return (
				directUrl?.kind === "archive" &&
				withoutUser(directUrl.url) === withoutUser(reference.url) &&
				directUrl.subdirectory === reference.subdirectory
			);
		case "git":
			return (
				directUrl?.kind === "vcs" &&
				directUrl.vcs === "git" &&
				withoutUser(directUrl.url) === withoutUser(reference.repository) &&
				directUrl.subdirectory === reference.subdirectory
			);
	}
}

function withoutSlash(text: string): string {
	return text.endsWith("/") ? text.slice(0, -1) : text;
}

/** Credentials are not kept in direct_url.json. */
function withoutUser(url: string): string {
	return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
}

function tellMissing(missing: readonly string[], { reporter }: Tools): void {
	for (const what of missing) {
		reporter.report({ kind: "warning", message: `Skipped \`${what}\`: it is not installed` });
	}
}

function tellNothing({ isDryRun }: PipUninstallOptions, { reporter }: Tools): void {
	if (isDryRun) {
		reporter.report({ kind: "stage", stage: "would-change-nothing", count: 0, elapsed: undefined });
	} else reporter.report({ kind: "warning", message: "There is nothing to uninstall" });
}
