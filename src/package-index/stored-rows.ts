/** Where the rows of a version are: in memory, or in the file of the page. */
import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import { crc32 } from "../runtime/hasher.ts";
import type { Version } from "../standards/version.ts";

/** The rows of one version, each with its newline. */
export interface StoredRows {
	of(ordinal: number, version: Version): string;
}

/** A file of the cache that others may replace at any time. */
export interface PageFile {
	/** Bytes, when it was opened. */
	readonly size: number;
	/** As shown. */
	readonly path: string;
	/** `undefined` where the file is gone. */
	readPart(part: { readonly offset: number; readonly length: number }): Uint8Array | undefined;
	/** The whole file. */
	readAll(): Uint8Array | undefined;
	/** Takes it away. */
	drop(): void;
}

/** A file of the cache that no longer says what it did, and is no page of another time either. */
export class DamagedPage extends UserError {
	readonly code = "damaged-page";
}

/** What is known of the rows. */
export interface RowTable {
	/** Of versions. */
	readonly count: number;
	/** Where the rows of each version begin, newest first, and the last ones end; then the CRC-32 of each. */
	readonly places: Uint32Array;
	/** The rows, as far as they are in memory. */
	readonly beginning: Buffer;
}

interface Place {
	readonly offset: number;
	readonly length: number;
	readonly checksum: number;
}

function placeOf({ count, places }: RowTable, ordinal: number): Place {
	const place = count - 1 - ordinal;
	const offset = places[place] ?? 0;
	return {
		offset,
		length: (places[place + 1] ?? offset) - offset,
		checksum: places[count + 1 + place] ?? 0,
	};
}

export class RowsInMemory implements StoredRows {
	readonly #table: RowTable;

	constructor(table: RowTable) {
		this.#table = table;
	}

	of(ordinal: number): string {
		const { offset, length } = placeOf(this.#table, ordinal);
		return this.#table.beginning.toString("latin1", offset, offset + length);
	}
}

interface FileParts {
	readonly file: PageFile;
	readonly rowStart: number;
	/** The rows of a version as a page has them that took the place of this one; `undefined` where it is none. */
	reopen(bytes: Uint8Array): ((version: Version) => string) | undefined;
}

/** A solve looks at one or two versions of most projects; of one that it looks at more often, all rows are kept. */
const MOST_PARTS = 4;

export class RowsInFile implements StoredRows {
	readonly #table: RowTable;
	readonly #parts: FileParts;
	#all: Buffer | undefined;
	/** What another process has put in place meanwhile. */
	#newer: ((version: Version) => string) | undefined;
	#count = 0;

	constructor(table: RowTable, parts: FileParts) {
		this.#table = table;
		this.#parts = parts;
	}

	/** @throws DamagedPage */
	of(ordinal: number, version: Version): string {
		const place = placeOf(this.#table, ordinal);
		return (
			this.#checked(this.#known(place), place) ??
			this.#newer?.(version) ??
			this.#checked(this.#read(place), place) ??
			this.#reread(place, version)
		);
	}

	#known({ offset, length }: Place): Uint8Array | undefined {
		const rows = this.#all ?? this.#table.beginning;
		return offset + length <= rows.length ? rows.subarray(offset, offset + length) : undefined;
	}

	#read({ offset, length }: Place): Uint8Array | undefined {
		this.#count += 1;
		if (this.#count > MOST_PARTS) return undefined;
		const { file, rowStart } = this.#parts;
		return file.readPart({ offset: rowStart + offset, length });
	}

	/** All rows at once: those of this page, or of one that took its place. */
	#reread(place: Place, version: Version): string {
		const { file, rowStart, reopen } = this.#parts;
		const bytes = file.readAll();
		if (bytes === undefined) return "";
		this.#all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(rowStart);
		const rows = this.#checked(this.#known(place), place);
		if (rows !== undefined) return rows;
		this.#all = undefined;
		this.#newer = reopen(bytes);
		if (this.#newer !== undefined) return this.#newer(version);
		file.drop();
		throw new DamagedPage(
			`Cannot go on: \`${displayText(file.path)}\` of the cache was damaged, and is removed`,
			{ hints: ["Run the command again: what was there is fetched once more"] },
		);
	}

	#checked(rows: Uint8Array | undefined, { length, checksum }: Place): string | undefined {
		if (rows?.length !== length || crc32(rows) !== checksum) return undefined;
		return Buffer.from(rows.buffer, rows.byteOffset, length).toString("latin1");
	}
}
