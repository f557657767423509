/**
 * The local headers of a ZIP archive (APPNOTE 4.3.7, 4.3.9). They are walked from the first byte of the
 * file to the central directory: each must say what the directory says, and no byte may be left between.
 */
import { BadArchive, quotedName } from "./bad-archive.ts";
import type { ByteSource } from "./byte-source.ts";
import { parseExtraFields, resolveZip64 } from "./extra-fields.ts";
import { equalBytes, readUint16, readUint32, readUint64 } from "./raw-bytes.ts";
import {
	DESCRIPTOR_FLAG,
	type DirectoryEntry,
	NEWEST_VERSION,
	SENTINEL,
	type ZipDirectory,
	type ZipEntry,
} from "./zip-entry.ts";

const SIGNATURE = 0x04034b50;
const HEADER_SIZE = 30;
/** Names and extra fields are rarely longer, so that one read is enough. */
const USUAL_EXTRA = 64;
const DESCRIPTOR_SIGNATURE = 0x08074b50;
const METHOD_NUMBERS = { stored: 0, deflate: 8, zstd: 93 } as const;

/** The entries in the order of the directory, with the places of their data. Throws `BadArchive`. */
export function checkLocalHeaders(
	source: ByteSource,
	directory: ZipDirectory,
): readonly ZipEntry[] {
	const inFileOrder = directory.entries
		.map((entry, index) => ({ entry, index }))
		.sort((left, right) => left.entry.headerOffset - right.entry.headerOffset);
	const checked: ZipEntry[] = new Array(inFileOrder.length);
	let expected = 0;
	for (const [position, { entry, index }] of inFileOrder.entries()) {
		if (entry.headerOffset !== expected) throw gapBefore(entry, expected);
		const end = inFileOrder[position + 1]?.entry.headerOffset ?? directory.start;
		checked[index] = checkMember(source, entry, end);
		expected = end;
	}
	if (expected !== directory.start) {
		throw new BadArchive("something stands between its members and its central directory");
	}
	return checked;
}

function gapBefore(entry: DirectoryEntry, expected: number): BadArchive {
	if (expected === 0) return new BadArchive("something precedes its first member");
	return mismatch(entry, "does not follow the member before it");
}

function mismatch(entry: DirectoryEntry, fault: string): BadArchive {
	return new BadArchive(`the member ${quotedName(entry.path)} ${fault}`);
}

/** Checks one member, which must fill the bytes from its header to `end`. Throws `BadArchive`. */
export function checkMember(source: ByteSource, entry: DirectoryEntry, end: number): ZipEntry {
	const header = readHeader(source, entry, end);
	const nameLength = readUint16(header, 26);
	const dataOffset = entry.headerOffset + header.length;
	const dataEnd = dataOffset + entry.compressedSize;
	if (dataEnd > end) throw mismatch(entry, "overlaps what follows it");
	const local = parseLocal(header, entry);
	const hasSame =
		equalBytes(header.subarray(HEADER_SIZE, HEADER_SIZE + nameLength), entry.nameBytes) &&
		readUint16(header, 6) === entry.flags &&
		readUint16(header, 8) === METHOD_NUMBERS[entry.method] &&
		(header[4] ?? 0) <= NEWEST_VERSION;
	if (!hasSame) throw mismatch(entry, "is described in two different ways");
	const isDeferred = (entry.flags & DESCRIPTOR_FLAG) !== 0;
	const isEmptied = isDeferred && local.crc32 + local.size + local.compressedSize === 0;
	if (!isEmptied && !agrees(local, entry)) {
		throw mismatch(entry, "is described in two different ways");
	}
	if (isDeferred) {
		const descriptor = source.read(dataEnd, Math.min(end - dataEnd, 32));
		if (!isDescriptorOf(entry, descriptor, { isZip64: local.isZip64, length: end - dataEnd })) {
			throw mismatch(entry, "is followed by a wrong data descriptor");
		}
	} else if (dataEnd !== end) {
		throw mismatch(entry, "is followed by bytes that belong to nothing");
	}
	return { ...entry, dataOffset };
}

/** The whole header with its name and extra fields. */
function readHeader(source: ByteSource, entry: DirectoryEntry, end: number): Uint8Array {
	const { headerOffset } = entry;
	const usual = HEADER_SIZE + entry.nameBytes.length + USUAL_EXTRA;
	const bytes = source.read(headerOffset, Math.min(usual, end - headerOffset));
	if (bytes.length < HEADER_SIZE || readUint32(bytes, 0) !== SIGNATURE) {
		throw mismatch(entry, "has no local header");
	}
	const length = HEADER_SIZE + readUint16(bytes, 26) + readUint16(bytes, 28);
	if (headerOffset + length > end) throw mismatch(entry, "overlaps what follows it");
	return length <= bytes.length ? bytes.subarray(0, length) : source.read(headerOffset, length);
}

interface LocalSizes {
	readonly crc32: number;
	readonly size: number;
	readonly compressedSize: number;
	readonly isZip64: boolean;
}

function parseLocal(header: Uint8Array, entry: DirectoryEntry): LocalSizes {
	const extraAt = HEADER_SIZE + readUint16(header, 26);
	const fields = parseExtraFields(header.subarray(extraAt));
	const told = [readUint32(header, 22), readUint32(header, 18)];
	const [size = 0, compressedSize = 0] = resolveZip64(told, fields);
	const isZip64 = told[0] === SENTINEL;
	if (isZip64 !== (told[1] === SENTINEL)) throw mismatch(entry, "leaves one size to a ZIP64 field");
	return { crc32: readUint32(header, 14), size, compressedSize, isZip64 };
}

function agrees(local: LocalSizes, entry: DirectoryEntry): boolean {
	return (
		local.crc32 === entry.crc32 &&
		local.size === entry.size &&
		local.compressedSize === entry.compressedSize
	);
}

/** With or without its signature, with sizes as wide as the local header has them. */
function isDescriptorOf(
	entry: DirectoryEntry,
	descriptor: Uint8Array,
	shape: { readonly isZip64: boolean; readonly length: number },
): boolean {
	const width = shape.isZip64 ? 8 : 4;
	const bare = 4 + 2 * width;
	const isSigned = shape.length === bare + 4;
	if (!isSigned && shape.length !== bare) return false;
	if (isSigned && readUint32(descriptor, 0) !== DESCRIPTOR_SIGNATURE) return false;
	const at = isSigned ? 4 : 0;
	const read = shape.isZip64 ? readUint64 : readUint32;
	return (
		readUint32(descriptor, at) === entry.crc32 &&
		read(descriptor, at + 4) === entry.compressedSize &&
		read(descriptor, at + 4 + width) === entry.size
	);
}
