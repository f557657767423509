/** One file of a page as one line of ASCII: fields separated by tabs, empty where the index says nothing. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { type Digest, parseDigest, printDigest } from "../standards/digest.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import { parseWheelFilename } from "../standards/wheel-filename.ts";

/** What all rows of one page have in common. */
export interface RowOrigin {
	/** Normalized. */
	readonly name: string;
	readonly index: PackageIndex;
}

const UNSAFE_REGEXP = /[^ -[\]-~]/g;
const ESCAPE_REGEXP = /\\u([0-9a-f]{4})/g;
/** Ends an address that goes on with the name of the file; escaped text never ends so. */
const NAME_FOLLOWS = "\\";

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
	const address = url.endsWith(`/${given}`)
		? escapeField(url.slice(0, -given.length)) + NAME_FOLLOWS
		: escapeField(url);
	return [
		file.kind === "registry-wheel" ? "w" : "s",
		escapeField(given),
		address,
		file.digests.map(printDigest).join(","),
		escapeField(file.requiresPython ?? ""),
		file.yanked === undefined ? "" : `y${escapeField(file.yanked)}`,
		file.size ?? "",
		file.uploadTime ?? "",
		file.metadata === undefined ? "" : `m${file.metadata.digests.map(printDigest).join(",")}`,
	].join("\t");
}

function decodeAddress(field: string, given: string): string {
	return field.endsWith(NAME_FOLLOWS)
		? unescapeField(field.slice(0, -NAME_FOLLOWS.length)) + given
		: unescapeField(field);
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
	const facts = {
		index: origin.index,
		name: origin.name,
		url: decodeAddress(address, given),
		digests: decodeDigests(digests),
		requiresPython: requiresPython === "" ? undefined : unescapeField(requiresPython),
		yanked: yanked === "" ? undefined : unescapeField(yanked.slice(1)),
		size: size === "" ? undefined : Number(size),
		uploadTime: uploadTime === "" ? undefined : Number(uploadTime),
		metadata: metadata === "" ? undefined : { digests: decodeDigests(metadata.slice(1)) },
	};
	if (kind === "w") {
		const filename = parseWheelFilename(given);
		return { ...facts, kind: "registry-wheel", filename, version: filename.version };
	}
	const filename = parseSdistFilenameOf(origin.name, given);
	if (filename === undefined)
		throw new Error(`a stored row names no file of ${origin.name}: ${given}`);
	return { ...facts, kind: "registry-sdist", filename, version: filename.version };
}
