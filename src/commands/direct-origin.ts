/** direct_url.json (PEP 610): what a wheel by URL or path leaves behind, and whether something installed came from it. */
import { readFileSync } from "node:fs";
import type { PathWheel, UrlWheel, WheelDistribution } from "../distributions/distribution.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { displayUrl } from "../errors/display-url.ts";
import { fileUrlOf } from "../platform/file-url.ts";
import { errorCode } from "../platform/files.ts";
import { hashHex } from "../runtime/hasher.ts";
import { printDirectUrl } from "../standards/direct-url.ts";

/** The URL of a wheel that was named by URL or path; `undefined` for one of an index. */
export function directUrlOf(distribution: WheelDistribution): string | undefined {
	switch (distribution.kind) {
		case "registry-wheel":
			return undefined;
		case "url-wheel":
			return distribution.url;
		case "path-wheel":
			return fileUrlOf(distribution.path);
	}
}

/** The text of direct_url.json for a wheel with this SHA-256, without secrets; `undefined` where there is to be none. */
export function directUrlText(distribution: WheelDistribution, sha256: string): string | undefined {
	const source = directUrlOf(distribution);
	if (source === undefined) return undefined;
	const url = displayUrl(source);
	const hashes = new Map([["sha256", sha256]]);
	return printDirectUrl({ kind: "archive", url, hashes, subdirectory: undefined });
}

/**
 * Whether what is installed came from this wheel. A URL is taken at its word, unless a digest that the user wrote
 * contradicts the one that was recorded. A file may have been built again under its name: its bytes are compared.
 */
export function cameFrom(
	{ directUrl }: Pick<InstalledDistribution, "directUrl">,
	distribution: UrlWheel | PathWheel,
): boolean {
	const source = directUrlOf(distribution);
	if (directUrl?.kind !== "archive" || source === undefined) return false;
	if (directUrl.url !== displayUrl(source) && directUrl.url !== source) return false;
	const recorded = directUrl.hashes.get("sha256");
	if (distribution.kind === "path-wheel") {
		return recorded !== undefined && recorded === digestOfFile(distribution.path);
	}
	const wanted = distribution.digests.find(({ algorithm }) => algorithm === "sha256");
	return wanted === undefined || recorded === undefined || wanted.hex === recorded;
}

function digestOfFile(path: string): string | undefined {
	try {
		return hashHex("sha256", readFileSync(path));
	} catch (error) {
		// That it cannot be read is told when it is to be installed.
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}
