/**
 * Strict ZIP reader. An archive is validated whole before anything of it is returned: names, sizes,
 * both descriptions of every member, and that every byte of the file belongs to exactly one of them.
 */
import { inflateRaw, unzstd } from "../runtime/compression.ts";
import { crc32 } from "../runtime/hasher.ts";
import { type ArchiveLimits, DEFAULT_LIMITS } from "./archive-limits.ts";
import { BadArchive, namingArchive, quotedName } from "./bad-archive.ts";
import { type ByteSource, sourceOfBytes } from "./byte-source.ts";
import { parseZipTail } from "./central-directory.ts";
import { checkLocalHeaders } from "./local-headers.ts";
import { LARGEST_END } from "./zip-end.ts";
import type { ZipDirectory, ZipEntry } from "./zip-entry.ts";

export interface ZipArchive {
	readonly source: ByteSource;
	/** In the order of the central directory. */
	readonly entries: readonly ZipEntry[];
	/** What is odd and harmless, one sentence each. */
	readonly warnings: readonly string[];
	/** What messages call the archive. */
	readonly name: string | undefined;
}

export interface ZipOptions {
	/** The file name, for messages. */
	readonly name?: string;
	readonly limits?: ArchiveLimits;
}

const LOCAL_SIGNATURE = "PK\u0003\u0004";

/** Opens and validates an archive. Throws `BadArchive`; nothing is inflated yet. */
export function openZip(source: Uint8Array | ByteSource, options: ZipOptions = {}): ZipArchive {
	return namingArchive(options.name, () => {
		const bytes = source instanceof Uint8Array ? sourceOfBytes(source) : source;
		checkMagic(bytes);
		const directory = readDirectory(bytes, options.limits ?? DEFAULT_LIMITS);
		return {
			source: bytes,
			entries: checkLocalHeaders(bytes, directory),
			warnings: directory.warnings,
			name: options.name,
		};
	});
}

/** An archive without members starts with its end record instead. */
function checkMagic(source: ByteSource): void {
	const magic = String.fromCharCode(...source.read(0, Math.min(4, source.size)));
	if (magic !== LOCAL_SIGNATURE && magic !== "PK\u0005\u0006") {
		throw new BadArchive("it is not a ZIP archive");
	}
}

function readDirectory(source: ByteSource, limits: ArchiveLimits): ZipDirectory {
	const { size } = source;
	let from = Math.max(0, size - LARGEST_END);
	for (;;) {
		const tail = parseZipTail(source.read(from, size - from), size, limits);
		if (tail.kind === "directory") return tail;
		from = tail.offset;
	}
}

/** The bytes of a member; a folder has none. Throws `BadArchive` unless size and CRC are as announced. */
export function readEntry(archive: ZipArchive, entry: ZipEntry): Uint8Array {
	const { dataOffset, compressedSize } = entry;
	return namingArchive(archive.name, () =>
		unpackEntry(entry, archive.source.read(dataOffset, compressedSize)),
	);
}

/** The bytes of a member from its compressed ones. Throws `BadArchive` unless size and CRC are as announced. */
export function unpackEntry(
	entry: Pick<ZipEntry, "path" | "size" | "crc32" | "method">,
	data: Uint8Array,
): Uint8Array {
	let bytes: Uint8Array;
	try {
		bytes = decompress(entry, data);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw damaged(entry.path, why);
	}
	if (entry.method !== "deflate" && crc32(bytes) !== entry.crc32) {
		throw damaged(entry.path, "its checksum is another");
	}
	return bytes;
}

function decompress(
	entry: Pick<ZipEntry, "size" | "crc32" | "method">,
	data: Uint8Array,
): Uint8Array {
	switch (entry.method) {
		case "stored":
			return data;
		case "deflate":
			return inflateRaw(data, entry);
		case "zstd":
			return unzstd(data, entry.size);
	}
}

function damaged(path: string, why: string): BadArchive {
	return new BadArchive(`the member ${quotedName(path)} is damaged: ${why}`);
}
