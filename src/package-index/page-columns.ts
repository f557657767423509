/**
 * A project's page as the cache keeps it: columns of which a solve reads two, and rows of files that
 * are decoded for the versions it looks at. See docs/cache-layout.md#pages.
 *
 * Layout, numbers little-endian: magic, CRC-32 of everything behind it, number of versions n, length of
 * the header, length of the version text (five uint32) · n + 1 row offsets (uint32) · n packed versions (float64) ·
 * header (JSON) · versions separated by spaces, ascending · rows, one line for each file.
 */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { ProjectReleases } from "../resolver/package-source.ts";
import { crc32 } from "../runtime/hasher.ts";
import { Version } from "../standards/version.ts";
import { decodeFileRow, type RowOrigin } from "./file-row.ts";

/** The first four bytes; a new layout takes a new number. */
const MAGIC = 0x33475050;
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

/** Rows grouped by version, which ascend. */
export type RowsByVersion = readonly {
	readonly version: Version;
	/** From `encodeFileRow`. */
	readonly items: readonly string[];
}[];

/** The bytes of a page. */
export function encodePage(header: PageHeader, groups: RowsByVersion): Uint8Array {
	const encoder = new TextEncoder();
	const headerBytes = encoder.encode(JSON.stringify(header));
	const versionBytes = encoder.encode(groups.map(({ version }) => version.toString()).join(" "));
	const offsets = new Uint32Array(groups.length + 1);
	const lines: string[] = [];
	let offset = 0;
	for (const [ordinal, { items }] of groups.entries()) {
		const line = `${items.join("\n")}\n`;
		lines.push(line);
		// Rows are ASCII, so that lengths of text are lengths of bytes.
		offset += line.length;
		offsets[ordinal + 1] = offset;
	}
	const offsetBytes = new Uint8Array(offsets.buffer);
	const packed = Float64Array.from(groups, ({ version }) => version.packed);
	const parts = [
		offsetBytes,
		new Uint8Array(packed.buffer),
		headerBytes,
		versionBytes,
		encoder.encode(lines.join("")),
	];
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
	/** CRC-32 of all that is stored. */
	readonly checksum: number;
	readonly releases: ProjectReleases;
}

/** Where the bytes of a page can be read again. */
export interface PageFile {
	/** `undefined` where the file is gone. */
	readPart(part: { readonly offset: number; readonly length: number }): Uint8Array | undefined;
	/** The whole file. */
	readAll(): Uint8Array | undefined;
}

/** The checksum of a page by its first bytes; `undefined` for bytes of another layout. */
export function checksumOf(head: Uint8Array): number | undefined {
	if (head.length < 8) return undefined;
	const view = new DataView(head.buffer, head.byteOffset, head.length);
	return view.getUint32(0, true) === MAGIC ? view.getUint32(4, true) : undefined;
}

/** Whether two pages list the same files; what they say of themselves may differ. */
export function haveSameRows(one: Uint8Array, other: Uint8Array): boolean {
	return Buffer.compare(rowsIn(one), rowsIn(other)) === 0;
}

function rowsIn(bytes: Uint8Array): Uint8Array {
	if (bytes.length < FIXED_LENGTH) return bytes;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const lengths = view.getUint32(12, true) + view.getUint32(16, true);
	return bytes.subarray(FIXED_LENGTH + 4 + 12 * view.getUint32(8, true) + lengths);
}

/**
 * Reads a page; `undefined` for bytes that are damaged, cut or of another layout. Where `file` is given, `bytes` may be
 * overwritten afterwards: rows are read from the file when they are asked for.
 */
export function decodePage(
	bytes: Uint8Array,
	origin: RowOrigin,
	file?: PageFile,
): StoredPage | undefined {
	if (bytes.length < FIXED_LENGTH) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	if (view.getUint32(0, true) !== MAGIC) return undefined;
	const checksum = view.getUint32(4, true);
	if (checksum !== crc32(bytes.subarray(8))) return undefined;
	const count = view.getUint32(8, true);
	const packedStart = FIXED_LENGTH + 4 * (count + 1);
	const headerStart = packedStart + 8 * count;
	const versionStart = headerStart + view.getUint32(12, true);
	const rowStart = versionStart + view.getUint32(16, true);
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const header = JSON.parse(text.toString("utf8", headerStart, versionStart)) as PageHeader;
	const versionText = text.toString("latin1", versionStart, rowStart);
	const copyOf = (from: number, to: number): ArrayBuffer =>
		// Not `from`, which takes one number after the other; not `slice`, which a Buffer has its own of.
		new Uint8Array(bytes.subarray(from, to)).buffer;
	const offsets = new Uint32Array(copyOf(FIXED_LENGTH, packedStart));
	const packed = new Float64Array(copyOf(packedStart, headerStart));
	const rows =
		file === undefined
			? new RowsInMemory(text.toString("latin1", rowStart), offsets)
			: new RowsInFile({ file, checksum, rowStart, offsets, origin });
	return { header, checksum, releases: new StoredReleases({ versionText, packed, rows, origin }) };
}

/** The rows of one version, each with its newline. */
interface Rows {
	of(ordinal: number, version: Version): string;
}

class RowsInMemory implements Rows {
	readonly #text: string;
	readonly #offsets: Uint32Array;

	constructor(text: string, offsets: Uint32Array) {
		this.#text = text;
		this.#offsets = offsets;
	}

	of(ordinal: number): string {
		return this.#text.slice(this.#offsets[ordinal], this.#offsets[ordinal + 1]);
	}
}

interface FileParts {
	readonly file: PageFile;
	readonly checksum: number;
	readonly rowStart: number;
	readonly offsets: Uint32Array;
	readonly origin: RowOrigin;
}

/** A solve looks at one or two versions of most projects; of one that it looks at more often, all rows are kept. */
const MOST_PARTS = 4;

class RowsInFile implements Rows {
	readonly #parts: FileParts;
	#all: Rows | undefined;
	#count = 0;

	constructor(parts: FileParts) {
		this.#parts = parts;
	}

	of(ordinal: number, version: Version): string {
		this.#count += 1;
		if (this.#all === undefined && this.#count <= MOST_PARTS) {
			const part = this.#readPart(ordinal);
			if (part !== undefined) return part;
		}
		this.#all ??= this.#readAll();
		return this.#all.of(ordinal, version);
	}

	/** `undefined` where another process has put another page in place. */
	#readPart(ordinal: number): string | undefined {
		const { file, checksum, rowStart, offsets } = this.#parts;
		const head = file.readPart({ offset: 0, length: 8 });
		if (head === undefined || checksumOf(head) !== checksum) return undefined;
		const from = offsets[ordinal] ?? 0;
		const length = (offsets[ordinal + 1] ?? from) - from;
		const bytes = file.readPart({ offset: rowStart + from, length });
		return bytes?.length === length ? Buffer.from(bytes).toString("latin1") : undefined;
	}

	#readAll(): Rows {
		const { file, checksum, rowStart, offsets, origin } = this.#parts;
		const bytes = file.readAll();
		if (bytes === undefined) return NO_ROWS;
		if (bytes.length >= rowStart && checksumOf(bytes) === checksum) {
			return new RowsInMemory(Buffer.from(bytes).toString("latin1", rowStart), offsets);
		}
		const page = decodePage(bytes, origin);
		return page === undefined ? NO_ROWS : new RowsOfNewerPage(page.releases as StoredReleases);
	}
}

const NO_ROWS: Rows = { of: () => "" };

/** The page was replaced while it was in use: what the new one says of the same version counts. */
class RowsOfNewerPage implements Rows {
	readonly #releases: StoredReleases;

	constructor(releases: StoredReleases) {
		this.#releases = releases;
	}

	of(_ordinal: number, version: Version): string {
		return this.#releases.rowsOf(version);
	}
}

interface Columns {
	/** Separated by spaces. */
	readonly versionText: string;
	/** In the same order. */
	readonly packed: Float64Array;
	readonly rows: Rows;
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
			const { versionText, packed } = this.#columns;
			const texts = versionText === "" ? [] : versionText.split(" ");
			this.#versions = texts.map((text, ordinal) =>
				Version.fromPacked(packed[ordinal] ?? Number.NaN, text),
			);
		}
		return this.#versions;
	}

	filesOf(ordinal: number): readonly RegistryFile[] {
		const known = this.#files.get(ordinal);
		if (known !== undefined) return known;
		const version = this.versions[ordinal];
		if (version === undefined) return [];
		const { origin, rows } = this.#columns;
		const files = rows
			.of(ordinal, version)
			.split("\n")
			.slice(0, -1)
			.map((row) => decodeFileRow(row, origin));
		this.#files.set(ordinal, files);
		return files;
	}

	/** The rows of a version; none where this page does not have it. */
	rowsOf(version: Version): string {
		const ordinal = this.versions.findIndex((known) => known.equals(version));
		return ordinal === -1 ? "" : this.#columns.rows.of(ordinal, version);
	}
}
