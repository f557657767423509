/**
 * Writes the members of a validated archive into a folder. Several threads may do it together: each
 * takes the next entry from a shared counter, the largest first, so that all end at about the same time.
 */
import { makeDirectory, writeNewFileTimed } from "../platform/files.ts";
import { createHasher } from "../runtime/hasher.ts";
import { readEntry, type ZipArchive } from "./zip.ts";
import type { ZipEntry } from "./zip-entry.ts";

/** A file as it was written. */
export interface UnpackedFile {
	/** As in the archive, relative, with `/`. */
	readonly path: string;
	readonly size: number;
	/** Modification time in whole milliseconds, as the file system has it. */
	readonly modified: number;
	readonly isExecutable: boolean;
	/** SHA-256 of the content, in the form of RECORD: URL-safe base64 without padding. */
	readonly digest: string;
}

/** One thread's share of an archive. */
export interface UnpackedShare {
	readonly files: readonly UnpackedFile[];
	/** For each file, the place of its entry in the archive. */
	readonly indexes: readonly number[];
}

/**
 * Unpacks the whole archive, on this thread, into a folder that exists and is empty. Files come in the
 * archive's order. Modes are 0666 or 0777 less the umask. Throws `BadArchive` for damaged members and the system's errors;
 * what was written until then stays, so unpack into a temporary folder.
 */
export function unpackZip(archive: ZipArchive, directory: string): readonly UnpackedFile[] {
	makeMemberDirectories(archive, directory);
	return joinShares([unpackShare(archive, directory, newCounter())]);
}

/** Makes the folders of all members, parents first. */
export function makeMemberDirectories(archive: ZipArchive, directory: string): void {
	const made = new Set<string>();
	const make = (path: string): void => {
		if (made.has(path)) return;
		const slash = path.lastIndexOf("/");
		if (slash !== -1) make(path.slice(0, slash));
		makeDirectory(`${directory}/${path}`);
		made.add(path);
	};
	for (const { path, isDirectory } of archive.entries) {
		const slash = path.lastIndexOf("/");
		if (isDirectory) make(path);
		else if (slash !== -1) make(path.slice(0, slash));
	}
}

/** Counts the entries that were taken, in all threads. */
export function newCounter(): SharedArrayBuffer {
	return new SharedArrayBuffer(4);
}

/** Takes entries until none is left. The folders must be there. A failure lets the other threads stop as well. */
export function unpackShare(
	archive: ZipArchive,
	directory: string,
	counter: SharedArrayBuffer,
): UnpackedShare {
	const order = largestFirst(archive.entries);
	const taken = new Int32Array(counter);
	const files: UnpackedFile[] = [];
	const indexes: number[] = [];
	let isDone = false;
	try {
		for (;;) {
			const index = order[Atomics.add(taken, 0, 1)];
			const entry = index === undefined ? undefined : archive.entries[index];
			if (index === undefined || entry === undefined) break;
			files.push(unpackFile(archive, entry, directory));
			indexes.push(index);
		}
		isDone = true;
	} finally {
		if (!isDone) Atomics.store(taken, 0, order.length);
	}
	return { files, indexes };
}

/** Indexes of the files; the same in every thread. */
function largestFirst(entries: readonly ZipEntry[]): readonly number[] {
	const order: number[] = [];
	for (const [index, entry] of entries.entries()) if (!entry.isDirectory) order.push(index);
	const sizeAt = (index: number): number => entries[index]?.size ?? 0;
	return order.sort((left, right) => sizeAt(right) - sizeAt(left) || left - right);
}

function unpackFile(archive: ZipArchive, entry: ZipEntry, directory: string): UnpackedFile {
	const bytes = readEntry(archive, entry);
	const mode = entry.isExecutable ? 0o777 : 0o666;
	const modified = writeNewFileTimed(`${directory}/${entry.path}`, bytes, mode);
	const hasher = createHasher("sha256");
	hasher.update(bytes);
	return {
		path: entry.path,
		size: bytes.length,
		modified,
		isExecutable: entry.isExecutable,
		digest: hasher.base64url(),
	};
}

/** The files of all shares in the order of the archive. */
export function joinShares(shares: readonly UnpackedShare[]): readonly UnpackedFile[] {
	const all: { readonly index: number; readonly file: UnpackedFile }[] = [];
	for (const { files, indexes } of shares) {
		for (const [position, file] of files.entries()) {
			all.push({ index: indexes[position] ?? 0, file });
		}
	}
	return all.sort((left, right) => left.index - right.index).map(({ file }) => file);
}
