/**
 * A project's page as the cache keeps it: columns of which a solve reads two, and rows of files that
 * are decoded for the versions it looks at. See docs/cache-layout.md#pages.
 *
 * Layout, numbers little-endian: magic, CRC-32 of everything behind it, number of versions n, length of
 * the header, length of the version text (five uint32) · n + 1 row offsets (uint32) · header (JSON) ·
 * versions separated by spaces, ascending · rows, one line for each file.
 */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { ProjectReleases } from "../resolver/package-source.ts";
import { crc32 } from "../runtime/hasher.ts";
import { Version } from "../standards/version.ts";
import { decodeFileRow, encodeFileRow, type RowOrigin } from "./file-row.ts";

/** The first four bytes; a new layout takes a new number. */
const MAGIC = 0x31475050;
const FIXED_LENGTH = 20;

/** What a page says of itself. */
export interface PageHeader {
	/** The validator that the server gave, where it gave one. */
	readonly etag: string | undefined;
	readonly lastModified: string | undefined;
	/** Seconds for which the page may be used unasked, counted from when it was fetched or confirmed. */
	readonly maxAge: number;
	/** The page's own address, after redirects, without credentials. */
	readonly url: string;
	/** PEP 792: `active`, `archived`, `quarantined`, `deprecated`; absent where the index does not say. */
	readonly status: string | undefined;
}

/** Files grouped by version. */
export type FilesByVersion = readonly {
	readonly version: Version;
	readonly files: readonly RegistryFile[];
}[];

/** The bytes of a page; `groups` are in ascending order of version. */
export function encodePage(header: PageHeader, groups: FilesByVersion): Uint8Array {
	const encoder = new TextEncoder();
	const headerBytes = encoder.encode(JSON.stringify(header));
	const versionBytes = encoder.encode(groups.map(({ version }) => version.toString()).join(" "));
	const offsets = new Uint32Array(groups.length + 1);
	const lines: string[] = [];
	let offset = 0;
	for (const [ordinal, { files }] of groups.entries()) {
		for (const file of files) {
			const line = `${encodeFileRow(file)}\n`;
			lines.push(line);
			// Rows are ASCII, so that lengths of text are lengths of bytes.
			offset += line.length;
		}
		offsets[ordinal + 1] = offset;
	}
	const offsetBytes = new Uint8Array(offsets.buffer);
	const parts = [offsetBytes, headerBytes, versionBytes, encoder.encode(lines.join(""))];
	const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, FIXED_LENGTH));
	let position = FIXED_LENGTH;
	for (const part of parts) {
		bytes.set(part, position);
		position += part.length;
	}
	const view = new DataView(bytes.buffer);
	view.setUint32(0, MAGIC, true);
	view.setUint32(8, groups.length, true);
	view.setUint32(12, headerBytes.length, true);
	view.setUint32(16, versionBytes.length, true);
	view.setUint32(4, crc32(bytes.subarray(8)), true);
	return bytes;
}

/** A decoded page: its header, and its releases, read as they are asked for. */
export interface StoredPage {
	readonly header: PageHeader;
	readonly releases: ProjectReleases;
}

/** Reads a page; `undefined` for bytes that are damaged, cut or of another layout. */
export function decodePage(bytes: Uint8Array, origin: RowOrigin): StoredPage | undefined {
	if (bytes.length < FIXED_LENGTH) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	if (view.getUint32(0, true) !== MAGIC) return undefined;
	if (view.getUint32(4, true) !== crc32(bytes.subarray(8))) return undefined;
	const count = view.getUint32(8, true);
	const headerStart = FIXED_LENGTH + 4 * (count + 1);
	const versionStart = headerStart + view.getUint32(12, true);
	const rowStart = versionStart + view.getUint32(16, true);
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const header = JSON.parse(text.toString("utf8", headerStart, versionStart)) as PageHeader;
	const versionText = text.toString("latin1", versionStart, rowStart);
	const rowsOf = (ordinal: number): string =>
		text.toString(
			"latin1",
			rowStart + view.getUint32(FIXED_LENGTH + 4 * ordinal, true),
			rowStart + view.getUint32(FIXED_LENGTH + 4 * ordinal + 4, true),
		);
	return { header, releases: new StoredReleases({ versionText, rowsOf, origin }) };
}

interface Columns {
	/** Separated by spaces. */
	readonly versionText: string;
	/** The rows of one version, each with its newline. */
	readonly rowsOf: (ordinal: number) => string;
	readonly origin: RowOrigin;
}

/** Releases over columns. */
class StoredReleases implements ProjectReleases {
	readonly #columns: Columns;
	readonly #files = new Map<number, readonly RegistryFile[]>();
	#versions: readonly Version[] | undefined;

	constructor(columns: Columns) {
		this.#columns = columns;
	}

	get versions(): readonly Version[] {
		if (this.#versions === undefined) {
			const { versionText } = this.#columns;
			this.#versions =
				versionText === "" ? [] : versionText.split(" ").map((text) => Version.parse(text));
		}
		return this.#versions;
	}

	filesOf(ordinal: number): readonly RegistryFile[] {
		const known = this.#files.get(ordinal);
		if (known !== undefined) return known;
		if (this.versions[ordinal] === undefined) return [];
		const { origin, rowsOf } = this.#columns;
		const files = rowsOf(ordinal)
			.split("\n")
			.slice(0, -1)
			.map((row) => decodeFileRow(row, origin));
		this.#files.set(ordinal, files);
		return files;
	}
}
