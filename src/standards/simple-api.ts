/**
 * Project pages as JSON, by the packaging specification "Simple repository API" (PEP 691, 700, 714, 792).
 *
 * A page may list thirteen thousand files: each is read once, without exceptions, and a bad one is left out.
 */
import { displayUrl } from "../errors/display-url.ts";
import { type Digest, isHashAlgorithm, tryDigest } from "./digest.ts";
import {
	FIRST_API_VERSION,
	InvalidIndexPage,
	isAllowedLink,
	type ProjectFile,
	type ProjectPage,
	type ProjectStatus,
	requireApiVersion,
} from "./project-page.ts";
import { isTable } from "./table-reader.ts";
import { parseTimestamp } from "./timestamp.ts";
import { isPlainFilename, resolveUrl, withoutFragment } from "./url-reference.ts";

/** A JSON object. Fields are asked for by names that no object inherits. */
type JsonObject = Readonly<Record<string, unknown>>;

/** A page whose files are not read yet. */
export interface OpenedPage extends Omit<ProjectPage, "files"> {
	/** Anything: take each by `asFileEntry`. */
	readonly entries: readonly unknown[];
}

/**
 * Reads the text of a page.
 *
 * @throws InvalidIndexPage
 */
export function parseSimpleJson(text: string, pageUrl: string): ProjectPage {
	const { entries, ...page } = openSimpleJson(text, pageUrl);
	return { ...page, files: readSimpleFiles(entries, pageUrl) };
}

/** The files of an opened page; those that cannot be believed are left out. */
export function readSimpleFiles(
	entries: readonly unknown[],
	pageUrl: string,
): readonly ProjectFile[] {
	const files: ProjectFile[] = [];
	for (const entry of entries) {
		const named = asFileEntry(entry);
		const file = named === undefined ? undefined : readSimpleFile(named, pageUrl);
		if (file !== undefined) files.push(file);
	}
	return files;
}

/**
 * Reads the text of a page, and leaves its files for later.
 *
 * @throws InvalidIndexPage where it is no object, has no list of files or an unknown API version
 */
export function openSimpleJson(text: string, pageUrl: string): OpenedPage {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new InvalidIndexPage(`Could not read ${displayUrl(pageUrl)}: it is not JSON`, {
			cause: error,
		});
	}
	const page = asObject(value);
	const list = page?.["files"];
	if (page === undefined || !Array.isArray(list)) {
		throw new InvalidIndexPage(`Could not read ${displayUrl(pageUrl)}: it does not list files`);
	}
	const apiVersion = asString(asObject(page["meta"])?.["api-version"]) ?? FIRST_API_VERSION;
	requireApiVersion(apiVersion, pageUrl);
	const versions = page["versions"];
	return {
		name: asString(page["name"]),
		entries: list as readonly unknown[],
		versions: Array.isArray(versions)
			? versions.filter((version) => typeof version === "string")
			: undefined,
		status: readStatus(asObject(page["project-status"])),
		apiVersion,
		isComplete: true,
	};
}

/** The names of an index's root page, as written; a name that is no string is left out. */
export function readProjectNames(value: unknown): readonly string[] {
	const projects = asObject(value)?.["projects"];
	if (!Array.isArray(projects)) return [];
	return projects.flatMap((project: unknown) => asString(asObject(project)?.["name"]) ?? []);
}

/** What a page lists as a file: only its name is looked at. */
export interface FileEntry extends JsonObject {
	readonly filename: string;
}

/** The entry as that of a file; `undefined` where it has no name that a file could have. */
export function asFileEntry(entry: unknown): FileEntry | undefined {
	const filename = asObject(entry)?.["filename"];
	return typeof filename === "string" && isPlainFilename(filename)
		? (entry as FileEntry)
		: undefined;
}

/** A file of the list; `undefined` where something of it cannot be believed. */
export function readSimpleFile(file: FileEntry, pageUrl: string): ProjectFile | undefined {
	const { filename } = file;
	const link = file["url"];
	if (typeof link !== "string") return undefined;
	const url = withoutFragment(resolveUrl(pageUrl, link));
	const digests = readDigests(file["hashes"]);
	if (digests === undefined || !isAllowedLink(url, pageUrl)) return undefined;
	const { size, provenance } = file;
	const uploadTime = file["upload-time"];
	return {
		filename,
		url,
		digests,
		requiresPython: asString(file["requires-python"]),
		yanked: readYanked(file["yanked"]),
		size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
		uploadTime: typeof uploadTime === "string" ? parseTimestamp(uploadTime) : undefined,
		metadata: readMetadata(file["core-metadata"] ?? file["dist-info-metadata"]),
		provenance: asString(provenance),
	};
}

/** `undefined`: a digest of a known algorithm has wrong digits, so that nothing about the file can be believed. */
function readDigests(value: unknown): readonly Digest[] | undefined {
	const hashes = asObject(value);
	if (hashes === undefined) return [];
	const digests: Digest[] = [];
	for (const algorithm in hashes) {
		if (!isHashAlgorithm(algorithm)) continue;
		const digits = hashes[algorithm];
		const digest = typeof digits === "string" ? tryDigest(algorithm, digits) : undefined;
		if (digest === undefined) return undefined;
		digests.push(digest);
	}
	return digests;
}

function readMetadata(value: unknown): ProjectFile["metadata"] {
	if (value === true) return { digests: [] };
	const hashes = asObject(value);
	if (hashes === undefined) return undefined;
	const digests = readDigests(hashes);
	return digests === undefined ? undefined : { digests };
}

function readYanked(value: unknown): string | undefined {
	if (typeof value === "string") return value;
	return value === true ? "" : undefined;
}

function readStatus(value: JsonObject | undefined): ProjectStatus | undefined {
	const status = asString(value?.["status"]);
	if (status === undefined || status === "active") return undefined;
	return { status, reason: asString(value?.["reason"]) };
}

function asObject(value: unknown): JsonObject | undefined {
	return isTable(value) ? (value as JsonObject) : undefined;
}

function asString(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}
