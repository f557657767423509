/** One file of a page as one line of ASCII: fields separated by tabs, empty where the index says nothing. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { type Digest, parseDigest, printDigest } from "../standards/digest.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import type { Version } from "../standards/version.ts";
import { parseWheelFilename } from "../standards/wheel-filename.ts";

/** What every row of one version has in common. */
export interface RowOrigin {
	readonly name: string;
	readonly index: PackageIndex;
	readonly version: Version;
}

const UNSAFE_REGEXP = /[^ -[\]-~]/g;
const ESCAPE_REGEXP = /\\u([0-9a-f]{4})/g;

function escapeField(text: string): string {
	return text.replace(
		UNSAFE_REGEXP,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

function unescapeField(text: string): string {
	if (!text.includes("\\")) return text;
	return text.replace(ESCAPE_REGEXP, (_whole, digits: string) =>
		String.fromCharCode(Number.parseInt(digits, 16)),
	);
}

/** The row, without a newline. */
export function encodeFileRow(file: RegistryFile): string {
	const { filename, url } = file;
	const given = filename.given;
	// Nearly every address ends with the file's name.
	const address = url.endsWith(`/${given}`) ? `${url.slice(0, -given.length)}` : url;
	return [
		file.kind === "registry-wheel" ? "w" : "s",
		escapeField(given),
		escapeField(address),
		file.digests.map(printDigest).join(","),
		escapeField(file.requiresPython ?? ""),
		file.yanked === undefined ? "" : `y${escapeField(file.yanked)}`,
		file.size ?? "",
		file.uploadTime ?? "",
		file.metadata === undefined ? "" : `m${file.metadata.digests.map(printDigest).join(",")}`,
	].join("\t");
}

function decodeDigests(text: string): readonly Digest[] {
	return text === "" ? [] : text.split(",").map((digest) => parseDigest(digest));
}

/** The file of a row that `encodeFileRow` wrote. */
export function decodeFileRow(row: string, origin: RowOrigin): RegistryFile {
	const fields = row.split("\t");
	const [kind = "", name = "", address = "", digests = "", requiresPython = ""] = fields;
	const [, , , , , yanked = "", size = "", uploadTime = "", metadata = ""] = fields;
	const given = unescapeField(name);
	const prefix = unescapeField(address);
	const facts = {
		index: origin.index,
		name: origin.name,
		version: origin.version,
		url: prefix.endsWith("/") ? prefix + given : prefix,
		digests: decodeDigests(digests),
		requiresPython: requiresPython === "" ? undefined : unescapeField(requiresPython),
		yanked: yanked === "" ? undefined : unescapeField(yanked.slice(1)),
		size: size === "" ? undefined : Number(size),
		uploadTime: uploadTime === "" ? undefined : Number(uploadTime),
		metadata: metadata === "" ? undefined : { digests: decodeDigests(metadata.slice(1)) },
	};
	if (kind === "w")
		return { ...facts, kind: "registry-wheel", filename: parseWheelFilename(given) };
	const filename = parseSdistFilenameOf(origin.name, given);
	if (filename === undefined)
		throw new Error(`a stored row names no file of ${origin.name}: ${given}`);
	return { ...facts, kind: "registry-sdist", filename };
}
