/**
 * The central directory of a ZIP archive (APPNOTE 4.3.12), usable without the rest of the file: remote
 * wheels are read by byte ranges. Agreement with the local headers is checked where those are at hand.
 */
import {
	type ArchiveLimits,
	checkEntryCount,
	checkSizes,
	DEFAULT_LIMITS,
} from "./archive-limits.ts";
import { BadArchive, quotedName } from "./bad-archive.ts";
import { checkUnicodePath, parseExtraFields, resolveZip64 } from "./extra-fields.ts";
import { checkCollisions } from "./name-collisions.ts";
import { decodeUtf8, readUint16, readUint32 } from "./raw-bytes.ts";
import { findPathFault } from "./safe-path.ts";
import { type MissingBytes, parseZipEnd } from "./zip-end.ts";
import {
	type CompressionMethod,
	type DirectoryEntry,
	KNOWN_FLAGS,
	NEWEST_VERSION,
	UTF8_FLAG,
	type ZipDirectory,
} from "./zip-entry.ts";

const SIGNATURE = 0x02014b50;
const HEADER_SIZE = 46;
const METHODS: ReadonlyMap<number, CompressionMethod> = new Map([
	[0, "stored"],
	[8, "deflate"],
	[93, "zstd"],
]);
const FILE_TYPE = 0o10;
const DIRECTORY_TYPE = 0o04;

export type ZipTail = ({ readonly kind: "directory" } & ZipDirectory) | MissingBytes;

/**
 * Reads the central directory from the last bytes of an archive of `totalSize` bytes. Where the tail is
 * too short the answer is the range that belongs before it; come back with both joined. Throws
 * `BadArchive` for names, sizes or fields that no archive of ours may have.
 */
export function parseZipTail(
	tail: Uint8Array,
	totalSize: number,
	limits: ArchiveLimits = DEFAULT_LIMITS,
): ZipTail {
	const end = parseZipEnd(tail, totalSize);
	if ("kind" in end) return end;
	checkEntryCount(end.entryCount, limits);
	const tailOffset = totalSize - tail.length;
	if (end.directoryOffset < tailOffset) {
		const length = tailOffset - end.directoryOffset;
		return { kind: "need", offset: end.directoryOffset, length };
	}
	const from = end.directoryOffset - tailOffset;
	const bytes = tail.subarray(from, from + end.directorySize);
	const entries = parseEntries(bytes, end.entryCount, limits.depth);
	checkSizes(entries, limits);
	checkCollisions(entries);
	return { kind: "directory", entries, start: end.directoryOffset, warnings: end.warnings };
}

function parseEntries(bytes: Uint8Array, count: number, depth: number): readonly DirectoryEntry[] {
	const entries: DirectoryEntry[] = [];
	let at = 0;
	while (at < bytes.length) {
		if (at + HEADER_SIZE > bytes.length || readUint32(bytes, at) !== SIGNATURE) {
			throw new BadArchive("its central directory is damaged");
		}
		const length =
			HEADER_SIZE +
			readUint16(bytes, at + 28) +
			readUint16(bytes, at + 30) +
			readUint16(bytes, at + 32);
		if (at + length > bytes.length) throw new BadArchive("its central directory is damaged");
		entries.push(parseEntry(bytes.subarray(at, at + length), depth));
		at += length;
	}
	if (entries.length !== count) {
		throw new BadArchive(`it holds ${entries.length} entries where its end record says ${count}`);
	}
	return entries;
}

function parseEntry(header: Uint8Array, depth: number): DirectoryEntry {
	const nameBytes = header.subarray(HEADER_SIZE, HEADER_SIZE + readUint16(header, 28));
	const flags = readUint16(header, 8);
	const name = decodeName(nameBytes, flags);
	const isDirectory = name.endsWith("/");
	const path = isDirectory ? name.slice(0, -1) : name;
	const fault = findPathFault(path, depth);
	if (fault !== undefined) throw memberFault(name, fault);
	const method = METHODS.get(readUint16(header, 10));
	if (method === undefined) {
		throw memberFault(name, `is packed by the unknown method ${readUint16(header, 10)}`);
	}
	if ((flags & ~KNOWN_FLAGS) !== 0) throw memberFault(name, describeFlags(flags));
	if ((header[6] ?? 0) > NEWEST_VERSION) throw memberFault(name, "needs an unknown ZIP version");
	if (readUint16(header, 34) !== 0) throw memberFault(name, "is in another part of the archive");
	const extraAt = HEADER_SIZE + nameBytes.length;
	const fields = parseExtraFields(header.subarray(extraAt, extraAt + readUint16(header, 30)));
	checkUnicodePath(nameBytes, fields);
	const told = [readUint32(header, 24), readUint32(header, 20), readUint32(header, 42)];
	const [size = 0, compressedSize = 0, headerOffset = 0] = resolveZip64(told, fields);
	checkPacking(name, { isDirectory, method, size, compressedSize });
	const mode = readUint16(header, 40);
	checkFileType(name, { type: mode >> 12, isDirectory });
	return {
		path,
		isDirectory,
		isExecutable: !isDirectory && (mode & 0o111) !== 0,
		size,
		compressedSize,
		crc32: readUint32(header, 16),
		method,
		flags,
		nameBytes,
		headerOffset,
	};
}

function memberFault(name: string, fault: string): BadArchive {
	return new BadArchive(`the member ${quotedName(name)} ${fault}`);
}

function decodeName(bytes: Uint8Array, flags: number): string {
	const name = decodeUtf8(bytes);
	if (name === undefined) throw new BadArchive("a member has a name that is not UTF-8");
	if ((flags & UTF8_FLAG) === 0 && name.length !== bytes.length) {
		throw memberFault(name, "has a name in an unnamed encoding");
	}
	return name;
}

function describeFlags(flags: number): string {
	if ((flags & 0x2041) !== 0) return "is encrypted";
	return `has the unknown flags 0x${flags.toString(16)}`;
}

interface Packing {
	readonly isDirectory: boolean;
	readonly method: CompressionMethod;
	readonly size: number;
	readonly compressedSize: number;
}

function checkPacking(name: string, packing: Packing): void {
	if (packing.isDirectory && packing.size !== 0) {
		throw memberFault(name, "is a folder that holds bytes");
	}
	if (packing.method === "stored" && packing.size !== packing.compressedSize) {
		throw memberFault(name, "is stored in another size than its own");
	}
}

/** A Unix type, where one is given, is a file's or a folder's: no link, no device. */
function checkFileType(name: string, member: { type: number; isDirectory: boolean }): void {
	const { type, isDirectory } = member;
	if (type === 0 || type === FILE_TYPE || (type === DIRECTORY_TYPE && isDirectory)) return;
	throw memberFault(name, "is neither a file nor a folder");
}
