/**
 * One file of a page as one line of ASCII: fields separated by tabs, empty where the index says nothing. A page may have
 * thirteen thousand, and few are ever read again.
 */
import type { RegistryFile, RegistrySdist, RegistryWheel } from "../distributions/distribution.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { type Digest, printDigest, readPrintedDigest } from "../standards/digest.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import { parseSdistFilenameOf, type SdistFilename } from "../standards/sdist-filename.ts";
import { parseTags } from "../standards/tag.ts";
import { parseTimestamp } from "../standards/timestamp.ts";
import type { Version } from "../standards/version.ts";
import { parseWheelFilename, type WheelFilename } from "../standards/wheel-filename.ts";

/** What all rows of one page have in common. */
export interface RowOrigin {
	/** Normalized. */
	readonly name: string;
	readonly index: PackageIndex;
}

const SAFE_REGEXP = /^[ -[\]-~]*$/;
const UNSAFE_REGEXP = /[^ -[\]-~]/g;
const ESCAPE_REGEXP = /\\u([0-9a-f]{4})/g;
/** Ends an address that goes on with the name of the file; escaped text never ends so. */
export const NAME_FOLLOWS = "\\";

function escapeField(text: string): string {
	return SAFE_REGEXP.test(text) ? text : escapeUnsafe(text);
}

function escapeUnsafe(text: string): string {
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
export function encodeFileRow(file: ProjectFile): string {
	const { filename } = file;
	return [
		kindOf(filename),
		escapeField(filename),
		encodeAddress(file.url, filename),
		file.digests.map(printDigest).join(","),
		escapeField(file.requiresPython ?? ""),
		file.yanked === undefined ? "" : `y${escapeField(file.yanked)}`,
		file.size ?? "",
		file.uploadTime ?? "",
		file.metadata === undefined ? "" : `m${file.metadata.digests.map(printDigest).join(",")}`,
	].join("\t");
}

/** The first field. */
export function kindOf(filename: string): string {
	return filename.endsWith(".whl") ? "w" : "s";
}

/** Nearly every address ends with the file's name. */
function encodeAddress(url: string, filename: string): string {
	return url.endsWith(`/${filename}`)
		? escapeField(url.slice(0, -filename.length)) + NAME_FOLLOWS
		: escapeField(url);
}

function decodeAddress(field: string, given: string): string {
	return field.endsWith(NAME_FOLLOWS)
		? unescapeField(field.slice(0, -NAME_FOLLOWS.length)) + given
		: unescapeField(field);
}

function decodeDigests(text: string): readonly Digest[] {
	// They were printed by us, and a checksum says that they are as they were.
	return text === "" ? [] : text.split(",").map(readPrintedDigest);
}

/** The file of a row that `encodeFileRow` wrote. Fields are read when they are asked for: most files only lend their tags. */
export function decodeFileRow(row: string, origin: RowOrigin): RegistryFile {
	const fields = row.split("\t");
	if (fields[0] === "w") return new WheelRow(fields, origin);
	return new SdistRow(fields, origin);
}

/** The tags of the row that begins there, as the name of the wheel has them; undefined: it is none, or its name is escaped. */
export function wheelTagsIn(rows: string, start: number): string | undefined {
	if (rows[start] !== "w") return undefined;
	const nameEnd = rows.indexOf("\t", start + 2);
	const end = nameEnd - ".whl".length;
	const platform = rows.lastIndexOf("-", end);
	const abi = rows.lastIndexOf("-", platform - 1);
	const interpreter = rows.lastIndexOf("-", abi - 1);
	const tags = rows.slice(interpreter + 1, end);
	return tags.includes("\\") ? undefined : tags;
}

class RowFacts {
	readonly index: PackageIndex;
	readonly name: string;
	/** The file name. */
	readonly given: string;
	readonly #fields: readonly string[];
	#digests: readonly Digest[] | undefined;

	constructor(fields: readonly string[], origin: RowOrigin) {
		this.#fields = fields;
		this.index = origin.index;
		this.name = origin.name;
		this.given = unescapeField(fields[1] ?? "");
	}

	get url(): string {
		return decodeAddress(this.#fields[2] ?? "", this.given);
	}

	/** The same object at each call. */
	get digests(): readonly Digest[] {
		this.#digests ??= decodeDigests(this.#fields[3] ?? "");
		return this.#digests;
	}

	get requiresPython(): string | undefined {
		const text = this.#fields[4] ?? "";
		return text === "" ? undefined : unescapeField(text);
	}

	get yanked(): string | undefined {
		const text = this.#fields[5] ?? "";
		return text === "" ? undefined : unescapeField(text.slice(1));
	}

	get size(): number | undefined {
		return numberIn(this.#fields[6]);
	}

	get uploadTime(): number | undefined {
		const text = this.#fields[7] ?? "";
		return text.includes("T") ? parseTimestamp(text) : numberIn(text);
	}

	get metadata(): RegistryFile["metadata"] {
		const text = this.#fields[8] ?? "";
		return text === "" ? undefined : { digests: decodeDigests(text.slice(1)) };
	}
}

function numberIn(text: string | undefined): number | undefined {
	return text === undefined || text === "" ? undefined : Number(text);
}

class SdistRow extends RowFacts implements RegistrySdist {
	readonly kind = "registry-sdist";
	#filename: SdistFilename | undefined;

	get filename(): SdistFilename {
		this.#filename ??= parseSdistFilenameOf(this.name, this.given);
		if (this.#filename === undefined) {
			throw new Error(`a stored row names no file of ${this.name}: ${this.given}`);
		}
		return this.#filename;
	}

	get version(): Version {
		return this.filename.version;
	}
}

class WheelRow extends RowFacts implements RegistryWheel {
	readonly kind = "registry-wheel";
	#filename: WheelFilename | undefined;

	get filename(): WheelFilename {
		this.#filename ??= new StoredWheelFilename(this.given);
		return this.#filename;
	}

	get version(): Version {
		return this.filename.version;
	}
}

/** The name of a wheel that was parsed before it was stored. */
class StoredWheelFilename implements WheelFilename {
	readonly given: string;
	#parsed: WheelFilename | undefined;
	#tags: WheelFilename["tags"] | undefined;

	constructor(given: string) {
		this.given = given;
	}

	/** The last three parts; all that is asked of most wheels. */
	get tags(): WheelFilename["tags"] {
		if (this.#tags === undefined) {
			const stem = this.given.slice(0, -".whl".length);
			this.#tags = parseTags(stem.split("-").slice(-3).join("-"));
		}
		return this.#tags;
	}

	get name(): string {
		return this.#whole.name;
	}

	get version(): Version {
		return this.#whole.version;
	}

	get build(): WheelFilename["build"] {
		return this.#whole.build;
	}

	get #whole(): WheelFilename {
		this.#parsed ??= parseWheelFilename(this.given);
		return this.#parsed;
	}
}
