/**
 * A ZIP writer that can lie in any field. Headers are made from one list of fields; a test replaces
 * any of them in the local header, in the central directory or in the end records.
 */
import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";

export type ZipText = string | Uint8Array;

/** The fields of a local header and of a central directory entry; each may be told wrongly. */
export interface ZipHeader {
	readonly signature: number;
	readonly versionMadeBy: number;
	readonly versionNeeded: number;
	readonly flags: number;
	readonly method: number;
	readonly time: number;
	readonly date: number;
	readonly crc32: number;
	readonly compressedSize: number;
	readonly size: number;
	readonly name: ZipText;
	readonly extra: Uint8Array;
	readonly comment: ZipText;
	readonly disk: number;
	readonly internalAttributes: number;
	readonly externalAttributes: number;
	readonly offset: number;
}

export interface ZipMember {
	readonly name: ZipText;
	readonly data?: ZipText;
	/** Deflate where nothing is said; a number is written as it is and its data stored. */
	readonly method?: "stored" | "deflate" | "zstd" | number;
	/** The compressed bytes, where the test knows better. */
	readonly compressed?: Uint8Array;
	/** Unix mode with the type bits, such as 0o100644. */
	readonly mode?: number;
	/** General purpose flags beside those that follow from the other fields. */
	readonly flags?: number;
	/** CRC and sizes in a record behind the data, with or without its signature. */
	readonly descriptor?: "signed" | "unsigned";
	readonly descriptorFields?: { crc32?: number; compressedSize?: number; size?: number };
	/** Sentinels and a ZIP64 field in these headers. */
	readonly zip64?: "local" | "central" | "both";
	/** Extra fields of both headers, before a ZIP64 field. */
	readonly extra?: Uint8Array;
	readonly comment?: ZipText;
	readonly local?: Partial<ZipHeader>;
	readonly central?: Partial<ZipHeader>;
	/** This header is not written at all. */
	readonly missing?: "local" | "central";
	/** Bytes between the member before and this one. */
	readonly gap?: Uint8Array;
}

/** Fields of the end records. */
export interface ZipEnd {
	readonly disk: number;
	readonly directoryDisk: number;
	readonly entriesHere: number;
	readonly entries: number;
	readonly directorySize: number;
	readonly directoryOffset: number;
}

export interface ZipOptions {
	readonly comment?: ZipText;
	/** The comment's length as told, where it is a lie. */
	readonly commentLength?: number;
	readonly prefix?: Uint8Array;
	readonly suffix?: Uint8Array;
	/** Between the last member and the central directory. */
	readonly gap?: Uint8Array;
	/** Between the central directory and what ends the archive. */
	readonly endGap?: Uint8Array;
	/** Writes the ZIP64 end record and its locator; `sentinel` makes the short record point there. */
	readonly zip64?: "sentinel" | "plain";
	readonly end?: Partial<ZipEnd>;
	readonly end64?: Partial<ZipEnd> & { recordSize?: number; extensible?: Uint8Array };
	readonly locator?: { offset?: number; disk?: number; disks?: number };
	/** Order of the central directory, as indexes of members. */
	readonly order?: readonly number[];
}

export function bytesOf(text: ZipText): Uint8Array {
	return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
	const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
	let offset = 0;
	for (const part of parts) {
		joined.set(part, offset);
		offset += part.length;
	}
	return joined;
}

/** Little-endian numbers, each with its width in bytes. */
export function littleEndian(
	...fields: readonly (readonly [width: number, value: number])[]
): Uint8Array {
	const bytes: number[] = [];
	for (const [width, value] of fields) {
		let rest = value;
		for (let index = 0; index < width; index += 1) {
			bytes.push(((rest % 256) + 256) % 256);
			rest = Math.floor(rest / 256);
		}
	}
	return Uint8Array.from(bytes);
}

/** One extra field: id, length, content. */
export function extraField(
	id: number,
	content: Uint8Array,
	length: number = content.length,
): Uint8Array {
	return joinBytes([littleEndian([2, id], [2, length]), content]);
}

const METHODS = { stored: 0, deflate: 8, zstd: 93 } as const;
const SENTINEL = 0xffffffff;

interface Prepared {
	readonly member: ZipMember;
	readonly header: ZipHeader;
	readonly compressed: Uint8Array;
}

function compress(data: Uint8Array, method: ZipMember["method"]): Uint8Array {
	if (method === "deflate") return deflateRawSync(data);
	return method === "zstd" ? zstdCompressSync(data) : data;
}

function prepare(member: ZipMember): Prepared {
	const data = bytesOf(member.data ?? "");
	const isDirectory = typeof member.name === "string" && member.name.endsWith("/");
	const method = member.method ?? (isDirectory ? "stored" : "deflate");
	const compressed = member.compressed ?? compress(data, method);
	const name = bytesOf(member.name);
	const isAscii = name.every((byte) => byte < 0x80);
	const mode = member.mode ?? (isDirectory ? 0o40755 : 0o100644);
	const header: ZipHeader = {
		signature: 0,
		versionMadeBy: 0x0314,
		versionNeeded: member.zip64 === undefined ? 20 : 45,
		flags: (member.flags ?? 0) | (isAscii ? 0 : 0x800) | (member.descriptor === undefined ? 0 : 8),
		method: typeof method === "number" ? method : METHODS[method],
		time: 0,
		date: 0x5821,
		crc32: crc32(data),
		compressedSize: compressed.length,
		size: data.length,
		name,
		extra: member.extra ?? new Uint8Array(0),
		comment: member.comment ?? "",
		disk: 0,
		internalAttributes: 0,
		externalAttributes: mode * 0x10000 + (isDirectory ? 0x10 : 0),
		offset: 0,
	};
	return { member, header, compressed };
}

/** The header as one place tells it: ZIP64 sentinels first, the lies of the test last. */
function told(prepared: Prepared, place: "local" | "central", offset: number): ZipHeader {
	const { member, header } = prepared;
	const lies = place === "local" ? member.local : member.central;
	const isEmptied = place === "local" && member.descriptor !== undefined;
	let fields: ZipHeader = { ...header, offset };
	if (isEmptied) fields = { ...fields, crc32: 0, compressedSize: 0, size: 0 };
	if (member.zip64 === place || member.zip64 === "both") {
		const sizes = littleEndian([8, fields.size], [8, fields.compressedSize]);
		const extra = joinBytes([fields.extra, extraField(1, sizes)]);
		fields = { ...fields, extra, size: SENTINEL, compressedSize: SENTINEL };
	}
	return { ...fields, ...lies };
}

/** What both headers of a member say, in this order. */
function sharedFields(fields: ZipHeader, name: Uint8Array): readonly (readonly [number, number])[] {
	return [
		[2, fields.versionNeeded],
		[2, fields.flags],
		[2, fields.method],
		[2, fields.time],
		[2, fields.date],
		[4, fields.crc32],
		[4, fields.compressedSize],
		[4, fields.size],
		[2, name.length],
		[2, fields.extra.length],
	];
}

function localHeader(fields: ZipHeader): Uint8Array {
	const name = bytesOf(fields.name);
	return joinBytes([
		littleEndian(
			[4, fields.signature === 0 ? 0x04034b50 : fields.signature],
			...sharedFields(fields, name),
		),
		name,
		fields.extra,
	]);
}

function centralHeader(fields: ZipHeader): Uint8Array {
	const name = bytesOf(fields.name);
	const comment = bytesOf(fields.comment);
	return joinBytes([
		littleEndian(
			[4, fields.signature === 0 ? 0x02014b50 : fields.signature],
			[2, fields.versionMadeBy],
			...sharedFields(fields, name),
			[2, comment.length],
			[2, fields.disk],
			[2, fields.internalAttributes],
			[4, fields.externalAttributes],
			[4, fields.offset],
		),
		name,
		fields.extra,
		comment,
	]);
}

function descriptorOf({ member, header }: Prepared): Uint8Array {
	if (member.descriptor === undefined) return new Uint8Array(0);
	const width = member.zip64 === "local" || member.zip64 === "both" ? 8 : 4;
	const fields = member.descriptorFields ?? {};
	return joinBytes([
		member.descriptor === "signed" ? littleEndian([4, 0x08074b50]) : new Uint8Array(0),
		littleEndian(
			[4, fields.crc32 ?? header.crc32],
			[width, fields.compressedSize ?? header.compressedSize],
			[width, fields.size ?? header.size],
		),
	]);
}

function end64Of(end: ZipEnd, offset: number, options: ZipOptions): Uint8Array {
	if (options.zip64 === undefined) return new Uint8Array(0);
	const fields = { ...end, ...options.end64 };
	const extensible = fields.extensible ?? new Uint8Array(0);
	return joinBytes([
		littleEndian(
			[4, 0x06064b50],
			[8, fields.recordSize ?? 44 + extensible.length],
			[2, 0x031e],
			[2, 45],
			[4, fields.disk],
			[4, fields.directoryDisk],
			[8, fields.entriesHere],
			[8, fields.entries],
			[8, fields.directorySize],
			[8, fields.directoryOffset],
		),
		extensible,
		littleEndian(
			[4, 0x07064b50],
			[4, options.locator?.disk ?? 0],
			[8, options.locator?.offset ?? offset],
			[4, options.locator?.disks ?? 1],
		),
	]);
}

function endOf(end: ZipEnd, options: ZipOptions): Uint8Array {
	const comment = bytesOf(options.comment ?? "");
	const isSentinel = options.zip64 === "sentinel";
	const short: ZipEnd = isSentinel
		? {
				...end,
				entriesHere: 0xffff,
				entries: 0xffff,
				directorySize: SENTINEL,
				directoryOffset: SENTINEL,
			}
		: end;
	const fields = { ...short, ...options.end };
	return joinBytes([
		littleEndian(
			[4, 0x06054b50],
			[2, fields.disk],
			[2, fields.directoryDisk],
			[2, fields.entriesHere],
			[2, fields.entries],
			[4, fields.directorySize],
			[4, fields.directoryOffset],
			[2, options.commentLength ?? comment.length],
		),
		comment,
	]);
}

/** A ZIP archive of these members; well-formed unless a field is told otherwise. */
export function buildZip(members: readonly ZipMember[], options: ZipOptions = {}): Uint8Array {
	const parts: Uint8Array[] = [];
	let offset = 0;
	const push = (part: Uint8Array): void => {
		parts.push(part);
		offset += part.length;
	};
	push(options.prefix ?? new Uint8Array(0));
	const prepared = members.map(prepare);
	const centrals: Uint8Array[] = [];
	for (const one of prepared) {
		push(one.member.gap ?? new Uint8Array(0));
		const start = offset;
		if (one.member.missing !== "local") {
			push(localHeader(told(one, "local", start)));
			push(one.compressed);
			push(descriptorOf(one));
		}
		centrals.push(
			one.member.missing === "central"
				? new Uint8Array(0)
				: centralHeader(told(one, "central", start)),
		);
	}
	push(options.gap ?? new Uint8Array(0));
	const directory = joinBytes(
		options.order === undefined
			? centrals
			: options.order.map((index) => centrals[index] ?? new Uint8Array(0)),
	);
	const entries = centrals.filter((central) => central.length > 0).length;
	const end: ZipEnd = {
		disk: 0,
		directoryDisk: 0,
		entriesHere: entries,
		entries,
		directorySize: directory.length,
		directoryOffset: offset,
	};
	push(directory);
	push(options.endGap ?? new Uint8Array(0));
	push(end64Of(end, offset, options));
	push(endOf(end, options));
	push(options.suffix ?? new Uint8Array(0));
	return joinBytes(parts);
}
