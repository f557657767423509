/** The row of a file that a JSON page lists, mostly without reading it: pages have thousands. */
import { type FileEntry, readSimpleFile } from "../standards/simple-api.ts";
import { encodeFileRow, kindOf, NAME_FOLLOWS } from "./file-row.ts";

/**
 * A row as nearly all are: a plain name, an address that needs no resolving, one digest, nothing that needs escaping. The
 * time stays as the index wrote it.
 */
const USUAL_ROW_REGEXP =
	/^[ws]\t[\w.+!-]+\thttps?:\/\/\w[\w.:-]*(?:\/(?!\.)[!-"$-.0-[\]-~]*)+\\\tsha256:[\da-f]{64}\t[ -[\]-~]*\t(?:y[ -[\]-~]*)?\t\d{0,15}\t(?:\d{4}-\d\d-\d\dT[\d:.]+Z)?\t(?:m(?:sha256:[\da-f]{64})?)?$/;

/** In no usual row. */
const UNUSUAL = "?";

/** The row of a file of a JSON page; `undefined` where something of it cannot be believed. */
export function encodeEntryRow(entry: FileEntry, pageUrl: string): string | undefined {
	const row = usualRow(entry);
	if (row !== undefined && USUAL_ROW_REGEXP.test(row)) return row;
	const file = readSimpleFile(entry, pageUrl);
	return file === undefined ? undefined : encodeFileRow(file);
}

/** The fields put together unread: what comes out is a row only if it is a usual one. */
function usualRow(entry: FileEntry): string | undefined {
	const { filename, url } = entry;
	if (typeof url !== "string" || !url.endsWith(filename)) return undefined;
	const address = url.slice(0, -filename.length) + NAME_FOLLOWS;
	const requiresPython = usualText(entry["requires-python"]);
	const size = typeof entry["size"] === "number" ? entry["size"] : "";
	const uploadTime = usualText(entry["upload-time"]);
	const metadata = usualMetadata(entry["core-metadata"] ?? entry["dist-info-metadata"]);
	return `${kindOf(filename)}\t${filename}\t${address}\t${usualDigest(entry["hashes"])}\t${requiresPython}\t${usualYanked(entry["yanked"])}\t${size}\t${uploadTime}\t${metadata}`;
}

function usualText(value: unknown): string {
	return typeof value === "string" ? value : "";
}

function usualYanked(value: unknown): string {
	if (typeof value === "string") return `y${value}`;
	return value === true ? "y" : "";
}

function usualMetadata(value: unknown): string {
	if (value === true) return "m";
	return typeof value === "object" && value !== null ? `m${usualDigest(value)}` : "";
}

/** Anything but one SHA-256 makes an unusual row. */
function usualDigest(value: unknown): string {
	if (typeof value !== "object" || value === null) return UNUSUAL;
	for (const algorithm in value) if (algorithm !== "sha256") return UNUSUAL;
	return "sha256" in value ? `sha256:${value.sha256}` : UNUSUAL;
}
