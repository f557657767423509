/**
 * A project's page as the cache keeps it: columns of which a solve reads two, and rows of files that
 * are decoded for the versions it looks at. See docs/cache-layout.md#pages.
 *
 * Layout, numbers little-endian: eight uint32 (magic, CRC-32 of the head behind it, number of versions n, lengths of
 * header, version text and rows, CRC-32 of the rows, zero) · n packed versions (float64) · n + 1 row offsets (uint32) ·
 * n CRC-32 of rows (uint32) · header (JSON) · versions separated by spaces, ascending: so far the head · rows, one line
 * for each file, those of the newest version first.
 */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { ProjectReleases } from "../resolver/package-source.ts";
import { crc32 } from "../runtime/hasher.ts";
import type { Version } from "../standards/version.ts";
import { PackedVersions } from "../standards/version-list.ts";
import type { RowOrigin } from "./file-row.ts";
import { PAGE_MAGIC } from "./page-identity.ts";
import { StoredReleases } from "./stored-releases.ts";
import { type PageFile, RowsInFile, RowsInMemory, type StoredRows } from "./stored-rows.ts";

const FIXED_LENGTH = 32;
/** Bytes at the beginning of a file that are enough to decode most pages, and to find the newest files of most. */
export const USUAL_LENGTH: number = 8 * 1024;

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
	const rows = groups.map(({ items }) => encoder.encode(`${items.join("\n")}\n`)).reverse();
	const offsets = new Uint32Array(groups.length + 1);
	for (const [place, { length }] of rows.entries())
		offsets[place + 1] = (offsets[place] ?? 0) + length;
	const rowBytes = joined(rows);
	const head = joined([
		new Uint8Array(FIXED_LENGTH),
		new Uint8Array(Float64Array.from(groups, ({ version }) => version.packed).buffer),
		new Uint8Array(offsets.buffer),
		new Uint8Array(Uint32Array.from(rows, (row) => crc32(row)).buffer),
		headerBytes,
		versionBytes,
	]);
	const view = new DataView(head.buffer);
	const lengths = [groups.length, headerBytes.length, versionBytes.length, rowBytes.length];
	for (const [place, number] of [...lengths, crc32(rowBytes)].entries())
		view.setUint32(8 + 4 * place, number, true);
	view.setUint32(0, PAGE_MAGIC, true);
	view.setUint32(4, crc32(head.subarray(8)), true);
	return joined([head, rowBytes]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
	const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let position = 0;
	for (const part of parts) {
		bytes.set(part, position);
		position += part.length;
	}
	return bytes;
}

/** A decoded page: its header, and its releases, read as they are asked for. */
export interface StoredPage {
	readonly header: PageHeader;
	/** Of all that is stored: pages with the same one say the same. */
	readonly checksum: number;
	readonly releases: ProjectReleases;
}

/** Where the parts of a page are, by its first bytes. */
interface Frame {
	readonly checksum: number;
	readonly count: number;
	readonly headerStart: number;
	readonly versionStart: number;
	/** The length of the head. */
	readonly rowStart: number;
	readonly end: number;
	readonly rowChecksum: number;
}

/** `undefined` for bytes of another layout. */
function frameOf(bytes: Uint8Array): Frame | undefined {
	if (bytes.length < FIXED_LENGTH) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, FIXED_LENGTH);
	if (view.getUint32(0, true) !== PAGE_MAGIC) return undefined;
	const count = view.getUint32(8, true);
	const headerStart = FIXED_LENGTH + 16 * count + 4;
	const versionStart = headerStart + view.getUint32(12, true);
	const rowStart = versionStart + view.getUint32(16, true);
	return {
		...{ checksum: view.getUint32(4, true), count, headerStart, versionStart, rowStart },
		end: rowStart + view.getUint32(20, true),
		rowChecksum: view.getUint32(24, true),
	};
}

/** So many of the first bytes are enough to decode a page that begins with these. */
export function lengthToDecode(bytes: Uint8Array): number {
	return frameOf(bytes)?.rowStart ?? 0;
}

/** Whether two pages list the same files; what they say of themselves may differ. */
export function haveSameRows(one: Uint8Array, other: Uint8Array): boolean {
	return Buffer.compare(rowsIn(one), rowsIn(other)) === 0;
}

function rowsIn(bytes: Uint8Array): Uint8Array {
	return bytes.subarray(frameOf(bytes)?.rowStart ?? 0);
}

/**
 * Reads a page; `undefined` for bytes that are damaged, cut or of another layout. Where `file` is given, `bytes` may be
 * its beginning only, as far as `lengthToDecode` says: what is not there is read when it is asked for. The bytes must
 * stay as they are.
 */
export function decodePage(
	bytes: Uint8Array,
	origin: RowOrigin,
	file?: PageFile,
): StoredPage | undefined {
	const frame = frameOf(bytes);
	if (frame === undefined || frame.rowStart > bytes.length) return undefined;
	if (frame.end !== (file?.size ?? bytes.length)) return undefined;
	const { checksum, count, headerStart, versionStart, rowStart } = frame;
	if (checksum !== crc32(bytes.subarray(8, rowStart))) return undefined;
	const isWhole = frame.end === bytes.length;
	if (isWhole && frame.rowChecksum !== crc32(bytes.subarray(rowStart))) return undefined;
	const { buffer, byteOffset } = aligned(bytes, rowStart);
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const packed = new Float64Array(buffer, byteOffset + FIXED_LENGTH, count);
	const places = new Uint32Array(buffer, byteOffset + FIXED_LENGTH + 8 * count, 2 * count + 1);
	const table = { count, places, beginning: text.subarray(rowStart) };
	const rows: StoredRows =
		isWhole || file === undefined
			? new RowsInMemory(table)
			: new RowsInFile(table, { file, rowStart, reopen: (all) => reopened(all, origin) });
	const header = JSON.parse(text.toString("utf8", headerStart, versionStart)) as PageHeader;
	const versions = new PackedVersions(packed, text.toString("latin1", versionStart, rowStart));
	return { header, checksum, releases: new StoredReleases({ versions, rows, origin }) };
}

/** Columns can be looked at in place only where they begin at a multiple of eight. */
function aligned(bytes: Uint8Array, length: number): Uint8Array {
	return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes.subarray(0, length));
}

/** What a page that took the place of another one says of a version; `undefined` where there is no whole page. */
function reopened(
	bytes: Uint8Array,
	origin: RowOrigin,
): ((version: Version) => string) | undefined {
	const releases = decodePage(bytes, origin)?.releases;
	return releases instanceof StoredReleases ? (version) => releases.rowsOf(version) : undefined;
}
