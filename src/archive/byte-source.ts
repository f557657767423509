/** Bytes that can be read at any place: a buffer in memory, or a file that stays on the disk. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { BadArchive } from "./bad-archive.ts";

/** `read` answers exactly `length` bytes, which the caller must not change; it throws `BadArchive` beyond the end. */
export interface ByteSource {
	readonly size: number;
	read(offset: number, length: number): Uint8Array;
}

/** A buffer as a source; what is read shares its memory. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
	return {
		size: bytes.length,
		read: (offset, length) => {
			if (offset + length > bytes.length) throw cutShort();
			return bytes.subarray(offset, offset + length);
		},
	};
}

/** A file that is read piece by piece. Close it after the last read. */
export interface FileSource extends ByteSource, Disposable {
	readonly path: string;
}

/** Opens a file for reading; errors are the system's. */
export function openFileSource(path: string): FileSource {
	const descriptor = openSync(path, "r");
	return {
		path,
		size: fstatSync(descriptor).size,
		read: (offset, length) => {
			const bytes = new Uint8Array(length);
			let done = 0;
			while (done < length) {
				const count = readSync(descriptor, bytes, done, length - done, offset + done);
				if (count === 0) throw cutShort();
				done += count;
			}
			return bytes;
		},
		[Symbol.dispose]: () => closeSync(descriptor),
	};
}

function cutShort(): BadArchive {
	return new BadArchive("it ends before its own end record says");
}
