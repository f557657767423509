/** direct_url.json (PEP 610): what a wheel by URL or path leaves behind, and whether something installed came from it. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { DirectFile, InstallableDistribution } from "../distributions/distribution.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { displayUrl } from "../errors/display-url.ts";
import { fileUrlOf } from "../platform/file-url.ts";
import { printDirectUrl } from "../standards/direct-url.ts";

/** The URL of what was named by URL or path; `undefined` for a wheel of an index. */
export function directUrlOf(distribution: InstallableDistribution): string | undefined {
	switch (distribution.kind) {
		case "registry-wheel":
		case "registry-sdist":
			return undefined;
		case "url-wheel":
		case "url-sdist":
			return distribution.url;
		case "path-wheel":
		case "path-sdist":
		case "directory":
			return fileUrlOf(distribution.path);
	}
}

/** The text of direct_url.json, without secrets and with the digests that the user wrote; `undefined` where there is to be none. */
export function directUrlText(distribution: InstallableDistribution): string | undefined {
	const source = directUrlOf(distribution);
	if (source === undefined) return undefined;
	const url = displayUrl(source);
	if (distribution.kind === "directory") {
		const { isEditable } = distribution;
		const editable = isEditable ? true : undefined;
		return printDirectUrl({ kind: "directory", url, editable, subdirectory: undefined });
	}
	const digests = distribution.digests.map(({ algorithm, hex }) => [algorithm, hex] as const);
	return printDirectUrl({
		kind: "archive",
		url,
		hashes: new Map(digests),
		subdirectory: undefined,
	});
}

/**
 * Whether what is installed came from this file. A URL is taken at its word, unless the user wrote a digest that is not
 * the recorded one. A file may have been built again under its name: it must not be younger than
 * what was installed from it.
 */
export function cameFrom(
	{ directUrl, infoPath }: Pick<InstalledDistribution, "directUrl" | "infoPath">,
	distribution: DirectFile,
): boolean {
	const source = directUrlOf(distribution);
	if (directUrl?.kind !== "archive" || source === undefined) return false;
	if (directUrl.url !== displayUrl(source) && directUrl.url !== source) return false;
	if ("path" in distribution) {
		return isOlder(distribution.path, join(infoPath, "direct_url.json"));
	}
	const recorded = directUrl.hashes.get("sha256");
	const wanted = distribution.digests.find(({ algorithm }) => algorithm === "sha256");
	return wanted === undefined || wanted.hex === recorded;
}

/** Both times of a file count: one that was copied or moved here may keep an old time of modification. */
function isOlder(wheel: string, record: string): boolean {
	const file = statSync(wheel, { throwIfNoEntry: false });
	const installed = statSync(record, { throwIfNoEntry: false });
	if (file === undefined || installed === undefined) return false;
	return Math.max(file.mtimeMs, file.ctimeMs) < installed.mtimeMs;
}
