/** How much an archive may ask of this machine. Declared sizes are judged first; what comes out is held to them. */
import { BadArchive, quotedName } from "./bad-archive.ts";

const MEBIBYTE = 1024 * 1024;

export interface ArchiveLimits {
	/** Files and folders. */
	readonly entries: number;
	/** Bytes of all members, unpacked. */
	readonly totalSize: number;
	/** Unpacked to packed bytes, of one member and of all, where they exceed `ratioFreeSize`. */
	readonly ratio: number;
	/** Bytes that may be packed as tightly as they like. */
	readonly ratioFreeSize: number;
	/** Components of a path. */
	readonly depth: number;
	/** Bytes of a file that is read whole to know the distribution, such as METADATA. */
	readonly metadataSize: number;
}

/** The ratio is the one that the Python Package Index refuses uploads by. */
export const DEFAULT_LIMITS: ArchiveLimits = {
	entries: 200_000,
	totalSize: 20 * 1024 * MEBIBYTE,
	ratio: 50,
	ratioFreeSize: 64 * MEBIBYTE,
	depth: 64,
	metadataSize: 64 * MEBIBYTE,
};

/** The limits of somebody who trusts the archive: large ones may pack as tightly as they like. */
export const TRUSTING_LIMITS: ArchiveLimits = {
	...DEFAULT_LIMITS,
	ratio: Number.POSITIVE_INFINITY,
};

const METADATA_REGEXP =
	/(?:^|\/)(?:[^/]+\.dist-info\/(?:METADATA|RECORD|WHEEL|entry_points\.txt)|PKG-INFO|pyproject\.toml)$/;

/** Throws where the end record promises more entries than are allowed. */
export function checkEntryCount(count: number, limits: ArchiveLimits): void {
	if (count > limits.entries) {
		throw new BadArchive(`it holds ${count} entries where at most ${limits.entries} are allowed`);
	}
}

interface SizedMember {
	readonly path: string;
	readonly size: number;
	readonly compressedSize: number;
}

/** Throws where one member, or all of them, would unpack to more than the limits allow. */
export function checkSizes(members: readonly SizedMember[], limits: ArchiveLimits): void {
	let total = 0;
	let compressedTotal = 0;
	for (const member of members) {
		const name = quotedName(member.path);
		checkRatio(member, name, limits);
		if (member.size > limits.metadataSize && METADATA_REGEXP.test(member.path)) {
			throw new BadArchive(
				`${name} has ${member.size} bytes where at most ${limits.metadataSize} are allowed`,
			);
		}
		total += member.size;
		compressedTotal += member.compressedSize;
	}
	checkRatio({ size: total, compressedSize: compressedTotal }, "the whole", limits);
	if (total > limits.totalSize) {
		throw new BadArchive(
			`it unpacks to ${total} bytes where at most ${limits.totalSize} are allowed`,
		);
	}
}

function checkRatio(
	{ size, compressedSize }: { readonly size: number; readonly compressedSize: number },
	what: string,
	limits: ArchiveLimits,
): void {
	if (size <= limits.ratioFreeSize || size <= compressedSize * limits.ratio) return;
	throw new BadArchive(
		`${what} unpacks to ${size} bytes from ${compressedSize}, more than ${limits.ratio} to one`,
	);
}

/** The most bytes that `compressedSize` bytes of a stream may become. */
export function largestOutput(compressedSize: number, limits: ArchiveLimits): number {
	const byRatio = Math.max(limits.ratioFreeSize, compressedSize * limits.ratio);
	return Math.min(byRatio, limits.totalSize);
}
