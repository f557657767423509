/** Reading without new memory for each file: thousands of short-lived buffers cost more than the reading. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { errorCode } from "./files.ts";

/** A file as it was when it was opened. */
export interface FileBeginning {
	/** All of them, or as many as were asked for; they begin at a multiple of eight. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Of the whole file, in bytes. */
	readonly size: number;
	/** Milliseconds since 1970. */
	readonly modified: number;
}

/** Many small files share one piece of memory. */
const PIECE_LENGTH = 256 * 1024;
let piece = new Uint8Array(new ArrayBuffer(0));
let used = 0;

/** The first bytes of a file, at most so many; `undefined` where there is none that can be read. */
export function readBeginning(path: string, most: number): FileBeginning | undefined {
	const descriptor = openIfReadable(path);
	if (descriptor === undefined) return undefined;
	try {
		const { size, mtimeMs } = fstatSync(descriptor);
		const memory = takeMemory(Math.min(size, most));
		const bytes = memory.subarray(0, readUpTo(descriptor, memory));
		return { bytes, size, modified: mtimeMs };
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	} finally {
		closeSync(descriptor);
	}
}

function takeMemory(length: number): Uint8Array<ArrayBuffer> {
	if (used + length > piece.length) {
		if (length > PIECE_LENGTH / 4) return uncleared(length);
		piece = uncleared(PIECE_LENGTH);
		used = 0;
	}
	const memory = piece.subarray(used, used + length);
	used += Math.ceil(length / 8) * 8;
	return memory;
}

/** To clear what is overwritten a moment later would cost as much as the reading. */
function uncleared(length: number): Uint8Array<ArrayBuffer> {
	return Buffer.allocUnsafeSlow(length);
}

function readUpTo(descriptor: number, memory: Uint8Array): number {
	let length = 0;
	while (length < memory.length) {
		const count = readSync(descriptor, memory, length, memory.length - length, length);
		if (count === 0) break;
		length += count;
	}
	return length;
}

/** The first `length` bytes, and when the file was changed; `undefined` where there is none that can be read. */
export function readHead(
	path: string,
	length: number,
): { readonly bytes: Uint8Array; readonly modified: number } | undefined {
	const descriptor = openIfReadable(path);
	if (descriptor === undefined) return undefined;
	try {
		const bytes = new Uint8Array(length);
		const count = readSync(descriptor, bytes, 0, length, 0);
		return { bytes: bytes.subarray(0, count), modified: fstatSync(descriptor).mtimeMs };
	} finally {
		closeSync(descriptor);
	}
}

/** Up to `length` bytes from `offset` on, in memory of their own; `undefined` where there is no such file. */
export function readPart(
	path: string,
	{ offset, length }: { readonly offset: number; readonly length: number },
): Uint8Array<ArrayBuffer> | undefined {
	const descriptor = openIfReadable(path);
	if (descriptor === undefined) return undefined;
	try {
		const bytes = new Uint8Array(length);
		const count = readSync(descriptor, bytes, 0, length, offset);
		return bytes.subarray(0, count);
	} finally {
		closeSync(descriptor);
	}
}

function openIfReadable(path: string): number | undefined {
	try {
		return openSync(path, "r");
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}
