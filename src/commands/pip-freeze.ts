/** `pip freeze`: what is installed, as requirements that bring the same again. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Finding } from "../environment/check.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { readSitePackages } from "../environment/site-packages.ts";
import { displayUrl } from "../errors/display-url.ts";
import type { DirectUrl } from "../standards/direct-url.ts";
import { inspectEnvironment, strictFindings } from "./inspect-environment.ts";
import { isListed, type PipListOptions } from "./pip-list.ts";
import type { Tools } from "./tools.ts";

export interface PipFreezeOptions
	extends Pick<PipListOptions, "target" | "excluded" | "editables" | "isStrict"> {
	/** Folders to look into instead of the environment's, as given; those that are none are left out. */
	readonly paths: readonly string[];
}

export type FrozenEntry =
	| { readonly kind: "version"; readonly name: string; readonly version: string }
	/** The URL without credentials, with a fragment that says its digest. */
	| { readonly kind: "url"; readonly name: string; readonly url: string }
	/** A `file:` URL; for a develop installation of old the path of the project. */
	| { readonly kind: "editable"; readonly location: string };

export interface PipFreezeAnswer {
	/** Sorted by name, then version. */
	readonly entries: readonly FrozenEntry[];
	/** With `--strict`. */
	readonly findings: readonly Finding[];
}

export async function pipFreeze(options: PipFreezeOptions, tools: Tools): Promise<PipFreezeAnswer> {
	const inspected = await inspectEnvironment(options.target, tools);
	const folders = options.paths
		.map((path) => resolve(tools.workingDirectory, path))
		.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
	const distributions =
		options.paths.length === 0 ? inspected.distributions : readSitePackages(folders).distributions;
	const entries = distributions
		.filter((distribution) => isListed(distribution, options))
		.map((distribution) => {
			warnOfBrokenOrigin(distribution, tools);
			return freeze(distribution);
		});
	return {
		entries,
		findings: strictFindings(options.isStrict, { ...inspected, distributions }),
	};
}

/** A distribution whose direct_url.json makes no sense may not be what the index has. */
function warnOfBrokenOrigin(distribution: InstalledDistribution, { reporter }: Tools): void {
	if (distribution.directUrl !== undefined) return;
	if (distribution.readText("direct_url.json") === undefined) return;
	reporter.report({
		kind: "warning",
		message: `Cannot tell where \`${distribution.name}\` came from: \`${distribution.path}/direct_url.json\` cannot be read`,
	});
}

function freeze(distribution: InstalledDistribution): FrozenEntry {
	const { name, version, directUrl, linkedProject } = distribution;
	if (linkedProject !== undefined) return { kind: "editable", location: linkedProject };
	if (directUrl === undefined) return { kind: "version", name, version: version.toString() };
	if (directUrl.kind === "directory" && directUrl.editable === true) {
		return { kind: "editable", location: directUrl.url };
	}
	return { kind: "url", name, url: displayUrl(requirementUrl(directUrl)) };
}

/** The URL as a requirement writes it, with all that direct_url.json keeps apart. */
function requirementUrl(directUrl: DirectUrl): string {
	const { url, subdirectory } = directUrl;
	const place = subdirectory === undefined ? [] : [`subdirectory=${subdirectory}`];
	switch (directUrl.kind) {
		case "archive":
			return withFragment(url, [...place, ...digestPart(directUrl.hashes)]);
		case "vcs":
			return withFragment(`${directUrl.vcs}+${url}@${directUrl.commitId}`, place);
		case "directory":
			return withFragment(url, place);
	}
}

const PREFERRED_ALGORITHMS = ["sha256", "sha512", "sha384"];

function digestPart(hashes: ReadonlyMap<string, string>): readonly string[] {
	const algorithm = PREFERRED_ALGORITHMS.find((name) => hashes.has(name)) ?? [...hashes.keys()][0];
	return algorithm === undefined ? [] : [`${algorithm}=${hashes.get(algorithm)}`];
}

function withFragment(url: string, parts: readonly string[]): string {
	return parts.length === 0 ? url : `${url}#${parts.join("&")}`;
}
