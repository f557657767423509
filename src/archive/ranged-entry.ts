/** One member of an archive that is far away, read by two byte ranges: the tail with the directory, then the member. */
import { namingArchive } from "./bad-archive.ts";
import { sourceOfBytes } from "./byte-source.ts";
import { checkMember } from "./local-headers.ts";
import { unpackEntry } from "./zip.ts";
import type { DirectoryEntry, ZipDirectory } from "./zip-entry.ts";

/** The bytes from a member's local header to the next one's. */
export interface EntryRange {
	readonly offset: number;
	readonly length: number;
}

/** The range to ask for before `readRangedEntry`. */
export function entryRange(directory: ZipDirectory, entry: DirectoryEntry): EntryRange {
	let end = directory.start;
	for (const { headerOffset } of directory.entries) {
		if (headerOffset > entry.headerOffset && headerOffset < end) end = headerOffset;
	}
	return { offset: entry.headerOffset, length: end - entry.headerOffset };
}

/**
 * The content of a member from the bytes of its range. Throws `BadArchive` unless the local header, size
 * and CRC are as the directory says.
 */
export function readRangedEntry(
	entry: DirectoryEntry,
	bytes: Uint8Array,
	archive?: string,
): Uint8Array {
	return namingArchive(archive, () => {
		const source = sourceOfBytes(bytes);
		const here = { ...entry, headerOffset: 0 };
		const { dataOffset } = checkMember(source, here, bytes.length);
		return unpackEntry(entry, source.read(dataOffset, entry.compressedSize));
	});
}
