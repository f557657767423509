/**
 * The records that end a ZIP archive (APPNOTE 4.3.14–4.3.16). They must end the file: one record, behind
 * it a comment that can be read or NUL padding, before it the ZIP64 pair if there is one, and before
 * that the central directory, without a gap.
 */
import { BadArchive } from "./bad-archive.ts";
import { readUint16, readUint32, readUint64 } from "./raw-bytes.ts";
import { SENTINEL } from "./zip-entry.ts";

/** Where the central directory is and what it holds. */
export interface ZipEnd {
	readonly directoryOffset: number;
	readonly directorySize: number;
	readonly entryCount: number;
	readonly warnings: readonly string[];
}

/** `length` bytes from `offset` on are missing before the tail. */
export interface MissingBytes {
	readonly kind: "need";
	readonly offset: number;
	readonly length: number;
}

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const END64_SIGNATURE = 0x06064b50;
const END64_SIZE = 56;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_SIZE = 20;
const SHORT_SENTINEL = 0xffff;
/** Every reader finds the record when no more than this stands behind it. */
const LONGEST_TRAILER = 0xffff;

/** Bytes at the end of a file that always hold the end records. */
export const LARGEST_END: number = END64_SIZE + LOCATOR_SIZE + END_SIZE + LONGEST_TRAILER;

/** Reads the end records from the last bytes of a file of `totalSize` bytes. Throws `BadArchive`. */
export function parseZipEnd(tail: Uint8Array, totalSize: number): ZipEnd | MissingBytes {
	const tailOffset = totalSize - tail.length;
	const at = findEndRecord(tail);
	if (at === undefined) {
		if (tailOffset === 0 || tail.length >= LARGEST_END) {
			throw new BadArchive("it does not end as a ZIP archive does");
		}
		return missingBefore(Math.max(0, totalSize - LARGEST_END), tailOffset);
	}
	const short = {
		entryCount: readUint16(tail, at + 10),
		directorySize: readUint32(tail, at + 12),
		directoryOffset: readUint32(tail, at + 16),
	};
	const disks = readUint16(tail, at + 4) + readUint16(tail, at + 6);
	if (disks !== 0 || readUint16(tail, at + 8) !== short.entryCount) {
		throw new BadArchive("it is one part of several");
	}
	const warnings = checkTrailer(tail, at);
	const endOffset = tailOffset + at;
	const hasSentinel =
		short.entryCount === SHORT_SENTINEL ||
		short.directorySize === SENTINEL ||
		short.directoryOffset === SENTINEL;
	if (!hasSentinel && short.directoryOffset + short.directorySize === endOffset) {
		return { ...short, warnings };
	}
	const at64 = at - LOCATOR_SIZE - END64_SIZE;
	if (at64 < 0 && tailOffset > 0) {
		return missingBefore(Math.max(0, tailOffset + at64), tailOffset);
	}
	return { ...parseEnd64(tail, { at: at64, offset: tailOffset + at64, short }), warnings };
}

function missingBefore(offset: number, tailOffset: number): MissingBytes {
	return { kind: "need", offset, length: tailOffset - offset };
}

/** The last place that looks like the record. A comment that holds another one is refused later: it cannot be printed. */
function findEndRecord(tail: Uint8Array): number | undefined {
	const lowest = Math.max(0, tail.length - END_SIZE - LONGEST_TRAILER);
	for (let at = tail.length - END_SIZE; at >= lowest; at -= 1) {
		if (tail[at] === 0x50 && readUint32(tail, at) === END_SIGNATURE) return at;
	}
	return undefined;
}

function checkTrailer(tail: Uint8Array, at: number): readonly string[] {
	const commentEnd = at + END_SIZE + readUint16(tail, at + 20);
	if (commentEnd > tail.length) throw new BadArchive("its comment runs beyond its end");
	for (let index = at + END_SIZE; index < commentEnd; index += 1) {
		if (!isPrintable(tail[index] ?? 0)) throw new BadArchive("its comment cannot be printed");
	}
	for (let index = commentEnd; index < tail.length; index += 1) {
		if (tail[index] !== 0) throw new BadArchive("something follows its end");
	}
	const padding = tail.length - commentEnd;
	return padding === 0 ? [] : [`the archive is followed by ${padding} NUL bytes`];
}

function isPrintable(byte: number): boolean {
	return (byte >= 0x20 && byte !== 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

interface ShortEnd {
	readonly entryCount: number;
	readonly directorySize: number;
	readonly directoryOffset: number;
}

/** The ZIP64 record and its locator, which must stand between the directory and the short record. */
function parseEnd64(
	tail: Uint8Array,
	place: { readonly at: number; readonly offset: number; readonly short: ShortEnd },
): ShortEnd {
	const { at, offset, short } = place;
	const locator = at + END64_SIZE;
	const isPair =
		at >= 0 &&
		readUint32(tail, at) === END64_SIGNATURE &&
		readUint64(tail, at + 4) === END64_SIZE - 12 &&
		readUint32(tail, locator) === LOCATOR_SIGNATURE &&
		readUint64(tail, locator + 8) === offset;
	if (!isPair) throw new BadArchive("its central directory is not where its end record says");
	const disks =
		readUint32(tail, at + 16) + readUint32(tail, at + 20) + readUint32(tail, locator + 4);
	const entryCount = readUint64(tail, at + 32);
	if (
		disks !== 0 ||
		readUint32(tail, locator + 16) > 1 ||
		readUint64(tail, at + 24) !== entryCount
	) {
		throw new BadArchive("it is one part of several");
	}
	if (readUint16(tail, at + 14) > 0xff) throw new BadArchive("it needs an unknown ZIP version");
	const end = {
		entryCount,
		directorySize: readUint64(tail, at + 40),
		directoryOffset: readUint64(tail, at + 48),
	};
	checkAgreement(short, end);
	if (end.directoryOffset + end.directorySize !== offset) {
		throw new BadArchive("its central directory is not where its end record says");
	}
	return end;
}

/** A writer may give the ZIP64 record without need, but then both must say the same. */
function checkAgreement(short: ShortEnd, end: ShortEnd): void {
	const agrees =
		(short.entryCount === SHORT_SENTINEL || short.entryCount === end.entryCount) &&
		(short.directorySize === SENTINEL || short.directorySize === end.directorySize) &&
		(short.directoryOffset === SENTINEL || short.directoryOffset === end.directoryOffset);
	if (!agrees) throw new BadArchive("its two end records disagree");
}
