/**
 * One header block of a tar archive: POSIX ustar, and GNU's variant of it for long names. A block that
 * two readers could read differently is refused: checksum, numbers and text must be plain.
 */
import { printable } from "../errors/printable.ts";
import { BadArchive } from "./bad-archive.ts";
import { decodeUtf8 } from "./raw-bytes.ts";

export const BLOCK_SIZE = 512;

export interface TarHeader {
	/** Prefix and name joined, as written. */
	readonly path: string;
	readonly linkTarget: string;
	/** The type flag; NUL is told as `0`. */
	readonly type: string;
	readonly size: number;
	readonly mode: number;
}

const POSIX_MAGIC = "ustar\u000000";
const GNU_MAGIC = "ustar  \u0000";
const NUMBER_REGEXP = /^ *([0-7]*)[ \0]*$/;
const CHECKSUM_AT = 148;
const PREFIX_AT = 345;

/** Reads a block. Throws `BadArchive`. */
export function parseTarHeader(block: Uint8Array): TarHeader {
	const magic = latin1(block, 257, 8);
	if (magic !== POSIX_MAGIC && magic !== GNU_MAGIC) {
		throw new BadArchive("a header is of an unknown tar format");
	}
	if (readNumber(block, CHECKSUM_AT, 8) !== checksumOf(block)) {
		throw new BadArchive("the checksum of a header is wrong");
	}
	const name = readText(block, 0, 100);
	const prefix = readPrefix(block, magic);
	// Numbers that we have no use for are read as well: a reader that stumbles over one sees another archive.
	for (const [at, length] of [
		[108, 8],
		[116, 8],
		[136, 12],
		[329, 8],
		[337, 8],
	] as const) {
		readNumber(block, at, length);
	}
	const type = latin1(block, 156, 1);
	return {
		path: prefix === "" ? name : `${prefix}/${name}`,
		linkTarget: readText(block, 157, 100),
		type: type === "\u0000" ? "0" : type,
		size: readNumber(block, 124, 12),
		mode: readNumber(block, 100, 8),
	};
}

/** GNU keeps times where POSIX has the prefix; our grammar knows neither those times nor a prefix beside GNU's magic. */
function readPrefix(block: Uint8Array, magic: string): string {
	if (magic === POSIX_MAGIC) return readText(block, PREFIX_AT, 155);
	for (let index = PREFIX_AT; index < BLOCK_SIZE; index += 1) {
		if (block[index] !== 0) throw new BadArchive("a header uses an old GNU extension");
	}
	return "";
}

/** The sum of all bytes, those of the checksum itself taken for spaces. */
function checksumOf(block: Uint8Array): number {
	let sum = 8 * 0x20;
	for (let index = 0; index < BLOCK_SIZE; index += 1) {
		if (index < CHECKSUM_AT || index >= CHECKSUM_AT + 8) sum += block[index] ?? 0;
	}
	return sum;
}

function latin1(block: Uint8Array, at: number, length: number): string {
	return String.fromCharCode(...block.subarray(at, at + length));
}

/** Octal digits, or big-endian bytes behind 0x80. */
function readNumber(block: Uint8Array, at: number, length: number): number {
	if (block[at] === 0x80) return readBase256(block, at + 1, at + length);
	const digits = NUMBER_REGEXP.exec(latin1(block, at, length))?.[1];
	if (digits === undefined) throw new BadArchive("a header holds a damaged number");
	return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function readBase256(block: Uint8Array, from: number, to: number): number {
	let value = 0;
	for (let index = from; index < to; index += 1) value = value * 256 + (block[index] ?? 0);
	if (!Number.isSafeInteger(value)) throw new BadArchive("a header holds a number beyond all use");
	return value;
}

/** Text up to the first NUL, behind which there must be nothing. */
export function readText(block: Uint8Array, at: number, length: number): string {
	const field = block.subarray(at, at + length);
	const nul = field.indexOf(0);
	const end = nul === -1 ? length : nul;
	for (let index = end; index < length; index += 1) {
		if (field[index] !== 0) throw new BadArchive("a header hides text behind a NUL");
	}
	return requireUtf8(field.subarray(0, end));
}

/** The text, or `BadArchive`. */
export function requireUtf8(bytes: Uint8Array): string {
	const text = decodeUtf8(bytes);
	if (text === undefined) {
		const shown = printable(String.fromCharCode(...bytes.subarray(0, 64)));
		throw new BadArchive(`the name \`${shown}\` is not UTF-8`);
	}
	return text;
}

/** Whether a block ends the archive. */
export function isZeroBlock(block: Uint8Array): boolean {
	return block.every((byte) => byte === 0);
}
