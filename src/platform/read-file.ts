/** Reading without new memory for each file: thousands of short-lived buffers cost more than the reading. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { errorCode } from "./files.ts";

/** A file as it was when it was opened. */
export interface ScratchFile {
	/** Valid until the next call of `readIntoScratch`. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** Milliseconds since 1970. */
	readonly modified: number;
}

const FIRST_SIZE = 256 * 1024;
let scratch = new Uint8Array(FIRST_SIZE);

/** The whole file; `undefined` where there is none that can be read. */
export function readIntoScratch(path: string): ScratchFile | undefined {
	const descriptor = openIfReadable(path);
	if (descriptor === undefined) return undefined;
	try {
		const { size, mtimeMs } = fstatSync(descriptor);
		if (size > scratch.length) scratch = new Uint8Array(size * 2);
		return { bytes: scratch.subarray(0, readUpTo(descriptor, size)), modified: mtimeMs };
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	} finally {
		closeSync(descriptor);
	}
}

function readUpTo(descriptor: number, size: number): number {
	let length = 0;
	while (length < size) {
		const count = readSync(descriptor, scratch, length, size - length, length);
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
