/** METADATA without the wheel: from its own file where the index has one, else out of the wheel by byte ranges. */
import { BadArchive } from "../archive/bad-archive.ts";
import { parseZipTail } from "../archive/central-directory.ts";
import { unpackEntry } from "../archive/zip.ts";
import type { DirectoryEntry } from "../archive/zip-entry.ts";
import type { RegistryWheel } from "../distributions/distribution.ts";
import type { HttpClient } from "../http/http-client.ts";
import { RangeSupport } from "../http/range-support.ts";
import { openRemoteFile, type RemoteFile } from "../http/remote-file.ts";
import { findMetadataPath } from "./metadata-path.ts";

export type RemoteMetadataAnswer =
	| { readonly kind: "text"; readonly text: string }
	/** Only the whole wheel can tell. */
	| { readonly kind: "needs-wheel" }
	| { readonly kind: "offline" };

/** METADATA is small; a file that claims more is fetched as what it is, a wheel. */
const METADATA_LIMIT = 16 * 1024 * 1024;
const LOCAL_HEADER = 30;
/** Room for the extra fields of a local header, whose length only the header itself tells. */
const USUAL_EXTRA = 64;

export class RemoteMetadata {
	readonly #http: HttpClient;
	readonly #ranges = new RangeSupport();

	constructor(http: HttpClient) {
		this.#http = http;
	}

	/** @throws HttpFailure, also where the file's digest is not the promised one */
	async fetch(wheel: RegistryWheel): Promise<RemoteMetadataAnswer> {
		if (wheel.url.startsWith("file:")) return { kind: "needs-wheel" };
		if (wheel.metadata !== undefined) {
			const own = await this.#fetchOwnFile(wheel, wheel.metadata.digests);
			if (own !== undefined) return own;
		}
		return this.#readFromWheel(wheel);
	}

	async #fetchOwnFile(
		wheel: RegistryWheel,
		digests: NonNullable<RegistryWheel["metadata"]>["digests"],
	): Promise<RemoteMetadataAnswer | undefined> {
		const answer = await this.#http.get(`${wheel.url}.metadata`, {
			limit: METADATA_LIMIT,
			...(digests.length === 0 ? { encoding: "gzip" } : { expect: { digests } }),
		});
		if (answer.kind === "offline") return answer;
		// The index promises more than it holds: the wheel itself still tells.
		if (answer.status !== 200) return undefined;
		return { kind: "text", text: new TextDecoder().decode(answer.body) };
	}

	async #readFromWheel(wheel: RegistryWheel): Promise<RemoteMetadataAnswer> {
		const opened = await openRemoteFile(this.#http, wheel.url, {
			ranges: this.#ranges,
			size: wheel.size,
		});
		if (opened.kind === "offline") return opened;
		if (opened.kind !== "open") return { kind: "needs-wheel" };
		try {
			const text = await readMember(opened.file, wheel);
			return text === undefined ? { kind: "needs-wheel" } : { kind: "text", text };
		} catch (error) {
			// Whatever is wrong with the archive is told when the whole of it is read.
			if (error instanceof BadArchive) return { kind: "needs-wheel" };
			throw error;
		}
	}
}

async function readMember(file: RemoteFile, wheel: RegistryWheel): Promise<string | undefined> {
	let tail = file.tail;
	let directory = parseZipTail(tail, file.size);
	while (directory.kind === "need") {
		const before = await file.read(directory);
		if (before === undefined) return undefined;
		tail = join(before, tail);
		directory = parseZipTail(tail, file.size);
	}
	const path = findMetadataPath(
		directory.entries.map((entry) => entry.path),
		wheel,
	);
	const entry = directory.entries.find((candidate) => candidate.path === path);
	if (entry === undefined || entry.size > METADATA_LIMIT) return undefined;
	const data = await readData(file, entry, directory.start);
	return data === undefined ? undefined : new TextDecoder().decode(unpackEntry(entry, data));
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
	const joined = new Uint8Array(first.length + second.length);
	joined.set(first);
	joined.set(second, first.length);
	return joined;
}

/** The compressed bytes of a member; `end` is where all members end. */
async function readData(
	file: RemoteFile,
	entry: DirectoryEntry,
	end: number,
): Promise<Uint8Array | undefined> {
	const offset = entry.headerOffset;
	const guess = LOCAL_HEADER + entry.nameBytes.length + USUAL_EXTRA + entry.compressedSize;
	const header = await file.read({ offset, length: Math.min(guess, end - offset) });
	if (header === undefined || header.length < LOCAL_HEADER) return undefined;
	const view = new DataView(header.buffer, header.byteOffset, header.length);
	const start = LOCAL_HEADER + view.getUint16(26, true) + view.getUint16(28, true);
	if (start + entry.compressedSize <= header.length) {
		return header.subarray(start, start + entry.compressedSize);
	}
	if (offset + start + entry.compressedSize > end) return undefined;
	return file.read({ offset: offset + start, length: entry.compressedSize });
}
