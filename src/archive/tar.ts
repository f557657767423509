/**
 * Strict reader of `.tar.gz` archives, as source distributions come. One grammar: ustar with pax names
 * and sizes, or GNU long names; whatever else some reader might understand is refused.
 */
import { gunzip } from "../runtime/compression.ts";
import {
	type ArchiveLimits,
	checkEntryCount,
	checkSizes,
	DEFAULT_LIMITS,
	largestOutput,
} from "./archive-limits.ts";
import { BadArchive, namingArchive, quotedName } from "./bad-archive.ts";
import { checkCollisions } from "./name-collisions.ts";
import { LARGEST_EXTENSION, type PaxChanges, parsePaxRecords } from "./pax-records.ts";
import { findPathFault } from "./safe-path.ts";
import { BLOCK_SIZE, isZeroBlock, parseTarHeader, readText, type TarHeader } from "./tar-header.ts";
import { checkSymlinks } from "./tar-links.ts";

/** A member, safe to be written in this order; symbolic links come last. */
export type TarEntry =
	| {
			readonly kind: "file";
			readonly path: string;
			/** Shares memory with the whole archive and with hard links to the same file. */
			readonly bytes: Uint8Array;
			readonly isExecutable: boolean;
	  }
	| { readonly kind: "directory"; readonly path: string }
	/** `target` is relative to the link's folder. */
	| { readonly kind: "symlink"; readonly path: string; readonly target: string };

/** Reads an archive whole. Throws `BadArchive`; `name` is for its message. */
export function readTarGz(
	bytes: Uint8Array,
	limits: ArchiveLimits = DEFAULT_LIMITS,
	name?: string,
): readonly TarEntry[] {
	return namingArchive(name, () => {
		const tar = inflate(bytes, limits);
		const entries = new TarReader(tar, limits).read();
		checkCollisions(entries.map(({ kind, path }) => ({ path, isDirectory: kind === "directory" })));
		checkSymlinks(entries);
		checkSizes(
			entries.map((entry) => {
				const size = entry.kind === "file" ? entry.bytes.length : 0;
				return { path: entry.path, size, compressedSize: size };
			}),
			limits,
		);
		const isLink = (entry: TarEntry): boolean => entry.kind === "symlink";
		return [...entries.filter((entry) => !isLink(entry)), ...entries.filter(isLink)];
	});
}

function inflate(bytes: Uint8Array, limits: ArchiveLimits): Uint8Array {
	if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new BadArchive("it is not a gzip file");
	const limit = largestOutput(bytes.length, limits);
	const inflated = tryGunzip(bytes, limit);
	if (inflated instanceof Uint8Array) return inflated;
	throw new BadArchive(`it cannot be inflated to at most ${limit} bytes: ${inflated.message}`);
}

function tryGunzip(bytes: Uint8Array, limit: number): Uint8Array | Error {
	try {
		return gunzip(bytes, limit);
	} catch (error) {
		if (error instanceof Error) return error;
		throw error;
	}
}

class TarReader {
	readonly #bytes: Uint8Array;
	readonly #limits: ArchiveLimits;
	readonly #entries: TarEntry[] = [];
	readonly #files = new Map<string, TarEntry & { readonly kind: "file" }>();
	#at = 0;
	/** From extended headers or long names, for the header that follows. */
	#changes: PaxChanges | undefined;
	#changesFrom: "pax" | "gnu" | undefined;

	constructor(bytes: Uint8Array, limits: ArchiveLimits) {
		this.#bytes = bytes;
		this.#limits = limits;
	}

	read(): readonly TarEntry[] {
		for (;;) {
			const block = this.#take(BLOCK_SIZE);
			if (isZeroBlock(block)) break;
			const header = parseTarHeader(block);
			if (!this.#readExtension(header)) this.#readMember(header);
			checkEntryCount(this.#entries.length, this.#limits);
		}
		this.#checkEnd();
		return this.#entries;
	}

	#take(length: number): Uint8Array {
		const end = this.#at + length;
		if (end > this.#bytes.length) throw new BadArchive("it is cut short");
		const taken = this.#bytes.subarray(this.#at, end);
		this.#at = end;
		return taken;
	}

	/** The content of a member; what fills its last block is skipped. */
	#takeContent(size: number): Uint8Array {
		const content = this.#take(size);
		this.#takeFilling(size);
		return content;
	}

	#takeFilling(size: number): Uint8Array {
		return this.#take((BLOCK_SIZE - (size % BLOCK_SIZE)) % BLOCK_SIZE);
	}

	/** Some readers look at the whole blocks of an extension, so behind its size there must be nothing. */
	#takeExtension(size: number): Uint8Array {
		const content = this.#take(size);
		if (!isZeroBlock(this.#takeFilling(size))) {
			throw new BadArchive("an extended header hides something behind its end");
		}
		return content;
	}

	#checkEnd(): void {
		if (this.#changes !== undefined) throw new BadArchive("an extended header belongs to nothing");
		const rest = this.#bytes.subarray(this.#at);
		if (rest.length < BLOCK_SIZE) throw new BadArchive("it is cut short");
		if (rest.some((byte) => byte !== 0)) throw new BadArchive("something follows its end");
	}

	/** True where the header was about the next one. */
	#readExtension(header: TarHeader): boolean {
		if (!"xgLK".includes(header.type)) return false;
		if (header.size > LARGEST_EXTENSION) throw new BadArchive("an extended header is too long");
		const content = this.#takeExtension(header.size);
		switch (header.type) {
			case "x":
				this.#change("pax", parsePaxRecords(content));
				break;
			case "g":
				// What would change every member is not for one reader to guess.
				if (Object.keys(parsePaxRecords(content)).length > 0) {
					throw new BadArchive("a global header changes names or sizes");
				}
				break;
			case "L":
				this.#change("gnu", { path: longName(content) });
				break;
			default:
				this.#change("gnu", { linkTarget: longName(content) });
		}
		return true;
	}

	/** One extended header, or one long name and one long link target, may precede a member. */
	#change(from: "pax" | "gnu", changes: PaxChanges): void {
		const before = this.#changes ?? {};
		const isRepeated = Object.keys(changes).some((key) => key in before);
		if (
			this.#changes !== undefined &&
			(from === "pax" || this.#changesFrom !== from || isRepeated)
		) {
			throw new BadArchive("two extended headers are about one member");
		}
		this.#changes = { ...before, ...changes };
		this.#changesFrom = from;
	}

	#readMember(plain: TarHeader): void {
		const changes = this.#changes ?? {};
		this.#changes = undefined;
		const header: TarHeader = { ...plain, ...changes };
		if (header.size !== plain.size) {
			throw new BadArchive(`${quotedName(header.path)} has two different sizes`);
		}
		const path = this.#checkPath(header);
		if (path === undefined) return;
		if (header.type !== "0" && header.size !== 0) {
			throw new BadArchive(`${quotedName(path)} is no file but holds bytes`);
		}
		this.#entries.push(this.#entryOf(header, path));
	}

	/** The safe form of a path; `undefined` for the root itself, which needs no entry. */
	#checkPath(header: TarHeader): string | undefined {
		const isDirectory = header.type === "5";
		const path = isDirectory ? header.path.replace(/\/$/, "") : header.path;
		if (isDirectory && path === ".") return undefined;
		const relative = path.startsWith("./") ? path.slice(2) : path;
		const fault = findPathFault(relative, this.#limits.depth);
		if (fault === undefined) return relative;
		throw new BadArchive(`the member ${quotedName(header.path)} ${fault}`);
	}

	#entryOf(header: TarHeader, path: string): TarEntry {
		switch (header.type) {
			case "0": {
				const bytes = this.#takeContent(header.size);
				return this.#file({ path, bytes, isExecutable: (header.mode & 0o111) !== 0 });
			}
			case "1":
				return this.#hardLink(header, path);
			case "2":
				return { kind: "symlink", path, target: header.linkTarget };
			case "5":
				return { kind: "directory", path };
			default:
				throw new BadArchive(`${quotedName(path)} is neither a file, a folder nor a link`);
		}
	}

	#file(file: { path: string; bytes: Uint8Array; isExecutable: boolean }): TarEntry {
		const entry = { kind: "file", ...file } as const;
		this.#files.set(file.path, entry);
		return entry;
	}

	/** A copy of a file that came before. */
	#hardLink(header: TarHeader, path: string): TarEntry {
		const existing = this.#files.get(header.linkTarget.replace(/^\.\//, ""));
		if (existing !== undefined) return this.#file({ ...existing, path });
		throw new BadArchive(
			`the hard link ${quotedName(path)} does not lead to a file that precedes it`,
		);
	}
}

/** A name that ends with a NUL, or with nothing. */
function longName(content: Uint8Array): string {
	const name = readText(content, 0, content.length);
	if (name === "") throw new BadArchive("a long name is empty");
	return name;
}
