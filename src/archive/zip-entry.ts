/** What is known of one member of a ZIP archive. */

export type CompressionMethod = "stored" | "deflate" | "zstd";

/** A member as the central directory tells it. */
export interface DirectoryEntry {
	/** Safe and relative, with `/`; a folder's without its trailing slash. */
	readonly path: string;
	readonly isDirectory: boolean;
	readonly isExecutable: boolean;
	/** Bytes when unpacked. */
	readonly size: number;
	readonly compressedSize: number;
	readonly crc32: number;
	readonly method: CompressionMethod;
	readonly flags: number;
	/** The name's bytes, which the local header must repeat. */
	readonly nameBytes: Uint8Array;
	readonly headerOffset: number;
}

/** A member whose local header agrees. */
export interface ZipEntry extends DirectoryEntry {
	/** Where its compressed bytes start. */
	readonly dataOffset: number;
}

/** The central directory of an archive, in its own order. */
export interface ZipDirectory {
	readonly entries: readonly DirectoryEntry[];
	/** Where the directory starts, which is where the members end. */
	readonly start: number;
	/** What is odd and harmless. */
	readonly warnings: readonly string[];
}

/** CRC and sizes follow the data. */
export const DESCRIPTOR_FLAG = 0x0008;
/** The name is UTF-8. */
export const UTF8_FLAG = 0x0800;
/** These two, and two that deflate uses to tell its effort. */
export const KNOWN_FLAGS: number = DESCRIPTOR_FLAG | UTF8_FLAG | 0x0006;
/** In place of a 32-bit size or offset: the ZIP64 field has it. */
export const SENTINEL = 0xffffffff;
/** The newest version of the format that anybody writes or reads. */
export const NEWEST_VERSION = 63;
