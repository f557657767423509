/** METADATA without the wheel: from its own file where the index has one, else out of the wheel by byte ranges. */
import { BadArchive } from "../archive/bad-archive.ts";
import { parseZipTail } from "../archive/central-directory.ts";
import { entryRange, readRangedEntry } from "../archive/ranged-entry.ts";
import type { RegistryFile, RegistryWheel } from "../distributions/distribution.ts";
import type { HttpClient } from "../http/http-client.ts";
import { RangeSupport } from "../http/range-support.ts";
import { openRemoteFile, type RemoteFile } from "../http/remote-file.ts";
import { BadWheel } from "../wheel/bad-wheel.ts";
import { findInfoFolder } from "../wheel/wheel-layout.ts";

export type RemoteMetadataAnswer =
	| { readonly kind: "text"; readonly text: string }
	/** Only the whole wheel can tell. */
	| { readonly kind: "needs-wheel" }
	| { readonly kind: "offline" };

/** METADATA is small; a file that claims more is fetched as what it is, a wheel. */
const METADATA_LIMIT = 16 * 1024 * 1024;
/** A wheel of which so much must be fetched to know what it says is better fetched whole. */
const PART_LIMIT = 16 * 1024 * 1024;
/** The field that the specification wants in every METADATA. */
const METADATA_REGEXP = /^Metadata-Version[ \t]*:/im;

export class RemoteMetadata {
	readonly #http: HttpClient;
	readonly #ranges = new RangeSupport();

	constructor(http: HttpClient) {
		this.#http = http;
	}

	/**
	 * What METADATA says, as far as that is known without the wheel.
	 *
	 * @throws HttpFailure, also where the digest of METADATA's own file is not the promised one
	 */
	async fetch(wheel: RegistryWheel): Promise<RemoteMetadataAnswer> {
		if (wheel.url.startsWith("file:")) return { kind: "needs-wheel" };
		return (await this.fetchServed(wheel)) ?? this.#readFromWheel(wheel);
	}

	/**
	 * What the index serves as the metadata of a file; `undefined` where it serves none.
	 *
	 * @throws HttpFailure, also where its digest is not the promised one
	 */
	async fetchServed({
		url,
		metadata,
	}: RegistryFile): Promise<Exclude<RemoteMetadataAnswer, { kind: "needs-wheel" }> | undefined> {
		if (metadata === undefined || url.startsWith("file:")) return undefined;
		const { digests } = metadata;
		const answer = await this.#http.get(`${url}.metadata`, {
			limit: METADATA_LIMIT,
			...(digests.length === 0 ? { encoding: "gzip" } : { expect: { digests } }),
		});
		if (answer.kind === "offline") return answer;
		// The index promises more than it holds, or what came may be cut: the wheel itself still tells.
		if (answer.status !== 200 || !answer.isLengthKnown) return undefined;
		const text = new TextDecoder().decode(answer.body);
		// Without a digest anything may have come, such as the page of a login.
		return digests.length > 0 || METADATA_REGEXP.test(text) ? { kind: "text", text } : undefined;
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
			if (error instanceof BadArchive || error instanceof BadWheel) return { kind: "needs-wheel" };
			throw error;
		}
	}
}

async function readMember(file: RemoteFile, wheel: RegistryWheel): Promise<string | undefined> {
	let tail = file.tail;
	let directory = parseZipTail(tail, file.size);
	while (directory.kind === "need") {
		if (directory.length > PART_LIMIT) return undefined;
		const before = await file.read(directory);
		if (before === undefined) return undefined;
		tail = join(before, tail);
		directory = parseZipTail(tail, file.size);
	}
	const infoFolder = findInfoFolder(
		directory.entries.map(({ path }) => path),
		wheel.filename,
	);
	const entry = directory.entries.find(({ path }) => path === `${infoFolder}/METADATA`);
	if (entry === undefined || entry.size > METADATA_LIMIT) return undefined;
	const range = entryRange(directory, entry);
	if (range.length > PART_LIMIT) return undefined;
	const bytes = await file.read(range);
	return bytes === undefined ? undefined : new TextDecoder().decode(readRangedEntry(entry, bytes));
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
	const joined = new Uint8Array(first.length + second.length);
	joined.set(first);
	joined.set(second, first.length);
	return joined;
}
