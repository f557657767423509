/** What distributions say of their dependencies, parsed once in the life of the cache. */
import type { Cache } from "../cache/cache.ts";
import type { Turn } from "../cache/turn.ts";
import { type Distribution, distributionId, isSdist } from "../distributions/distribution.ts";
import { readBeginning } from "../platform/read-file.ts";
import type { ResolutionMetadata } from "../resolver/package-source.ts";
import { crc32, createHasher, hashHex } from "../runtime/hasher.ts";
import { plainExtraOf } from "../standards/plain-extra.ts";
import { parseRequirement, printRequirement, type Requirement } from "../standards/requirement.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";
import { MetadataBundles } from "./metadata-bundle.ts";

/** The stored form: repaired and normalized, so that reading needs no leniency. */
interface StoredMetadata {
	readonly format: 3;
	readonly version: string;
	readonly requiresDist: readonly string[];
	readonly requiresPython: string | null;
	readonly providesExtra: readonly string[];
	/** SHA-256 of the METADATA that all this was read from, as RECORD writes it. */
	readonly source: string;
}

/** Bytes; more than any entry has. */
const LIMIT = 64 * 1024 * 1024;

export class MetadataStore {
	readonly #cache: Cache;
	readonly #isRefreshed: (name: string) => boolean;
	readonly #bundles: MetadataBundles;
	/** Lines repeat across releases and projects; each is parsed once in a run. */
	readonly requirements: Map<string, Requirement> = new Map();
	readonly specifiers: Map<string, SpecifierSet> = new Map();

	/** `isRefreshed` says whether what is stored of a project by an address alone may be out of date. */
	constructor(cache: Cache, isRefreshed: (name: string) => boolean = () => false) {
		this.#cache = cache;
		this.#isRefreshed = isRefreshed;
		this.#bundles = new MetadataBundles(cache);
	}

	/** What was kept for a distribution; an entry that cannot be read is dropped. */
	find(distribution: Distribution): ResolutionMetadata | undefined {
		const key = keyOf(distribution);
		const { name } = distribution;
		if (key === undefined || (!key.isByContent && this.#isRefreshed(name))) return undefined;
		return (
			(key.isByContent ? this.#findBundled(name, key.file) : undefined) ??
			this.#findSingle(name, key)
		);
	}

	/** Writes down together what was read one by one, where that saves time later. */
	bundle(): void {
		this.#bundles.write();
	}

	#findBundled(name: string, file: string): ResolutionMetadata | undefined {
		const text = this.#bundles.find(name, file);
		const metadata = text === undefined ? undefined : this.#decode(name, text, "checked");
		if (text !== undefined && metadata === undefined) this.#bundles.drop(name);
		return metadata;
	}

	#findSingle(name: string, { file, isByContent }: Key): ResolutionMetadata | undefined {
		const bytes = readBeginning(this.#cache.path("metadata", name, file), LIMIT)?.bytes;
		if (bytes === undefined) return undefined;
		const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
		const metadata = this.#decode(name, text, bytes);
		if (metadata === undefined) this.#cache.drop("metadata", name, file);
		else if (isByContent) this.#bundles.note(name, file, text);
		return metadata;
	}

	/** Whether what was kept was read from a METADATA of this digest (SHA-256, as RECORD writes it). */
	isFrom(distribution: Distribution, digest: string): boolean {
		const metadata = this.find(distribution);
		return metadata instanceof StoredResolutionMetadata && metadata.source === digest;
	}

	/** Keeps what `text` says. */
	keep(distribution: Distribution, metadata: ResolutionMetadata, text: string): void {
		const key = keyOf(distribution);
		if (key === undefined) return;
		const stored: StoredMetadata = {
			format: 3,
			version: metadata.version.toString(),
			requiresDist: metadata.requiresDist.map(printRequirement),
			requiresPython: metadata.requiresPython?.toString() ?? null,
			providesExtra: metadata.providesExtra,
			source: digestOf(text),
		};
		this.#cache.write("metadata", [distribution.name, key.file], sealed(JSON.stringify(stored)));
	}

	/** Waits while another process finds out what the distribution says; dispose of the turn when it is kept. */
	takeTurn(distribution: Distribution): Promise<Turn> {
		const key = keyOf(distribution)?.file ?? hashHex("sha256", distributionId(distribution));
		return this.#cache.takeTurn(`metadata-${key}`);
	}

	/** Forgets a distribution. */
	drop(distribution: Distribution): void {
		const key = keyOf(distribution);
		if (key !== undefined) this.#cache.drop("metadata", distribution.name, key.file);
	}

	/** `bytes`: those of the text, unless it is known to be what was written. */
	#decode(
		name: string,
		text: string,
		bytes: Uint8Array | "checked",
	): ResolutionMetadata | undefined {
		try {
			const stored = JSON.parse(unsealed(text, bytes)) as StoredMetadata;
			if (stored.format !== 3) return undefined;
			return new StoredResolutionMetadata(name, stored, this);
		} catch {
			// A damaged entry is not there: whoever asked fetches it again.
			return undefined;
		}
	}
}

function digestOf(text: string): string {
	const hasher = createHasher("sha256");
	hasher.update(text);
	return hasher.base64url();
}

/** Lines are parsed late, so damage must be seen early: the text starts with its checksum. */
function sealed(json: string): string {
	return `${checksum(new TextEncoder().encode(json))}\n${json}`;
}

/** Throws where the text is not what was sealed. */
function unsealed(text: string, bytes: Uint8Array | "checked"): string {
	const newline = text.indexOf("\n");
	if (bytes === "checked") return text.slice(newline + 1);
	// The checksum is ASCII: it ends at the same place in both.
	const isWhole = text.slice(0, newline) === checksum(bytes.subarray(newline + 1));
	if (!isWhole) throw new Error("the text is damaged");
	return text.slice(newline + 1);
}

function checksum(json: Uint8Array): string {
	return crc32(json).toString(16);
}

/** Metadata whose lines are parsed when they are asked for; they were right when they were stored. */
class StoredResolutionMetadata implements ResolutionMetadata {
	readonly name: string;
	readonly version: Version;
	readonly requiresPython: SpecifierSet | undefined;
	readonly providesExtra: readonly string[];
	readonly source: string;
	readonly #lines: readonly string[];
	/** For each line: the extra that it is plainly for. */
	readonly #extras: readonly (string | undefined)[];
	readonly #parsed: Map<string, Requirement>;
	#requiresDist: readonly Requirement[] | undefined;

	constructor(name: string, stored: StoredMetadata, { requirements, specifiers }: MetadataStore) {
		const { requiresPython } = stored;
		this.name = name;
		this.version = Version.parse(stored.version);
		this.requiresPython =
			requiresPython === null
				? undefined
				: remembered(specifiers, requiresPython, (text) => SpecifierSet.parse(text));
		this.providesExtra = stored.providesExtra.map(String);
		this.source = stored.source;
		this.#lines = stored.requiresDist.map(String);
		this.#extras = this.#lines.map(plainExtraOf);
		this.#parsed = requirements;
	}

	get requiresDist(): readonly Requirement[] {
		this.#requiresDist ??= this.#lines.map((line) => this.#parse(line));
		return this.#requiresDist;
	}

	requirementsFor(extra: string | undefined): readonly Requirement[] {
		const wanted: Requirement[] = [];
		for (const [place, line] of this.#lines.entries()) {
			const own = this.#extras[place];
			if (own === undefined || own === extra) wanted.push(this.#parse(line));
		}
		return wanted;
	}

	#parse(line: string): Requirement {
		return remembered(this.#parsed, line, parseRequirement);
	}
}

function remembered<Value>(
	known: Map<string, Value>,
	text: string,
	parse: (text: string) => Value,
): Value {
	let value = known.get(text);
	if (value === undefined) {
		value = parse(text);
		known.set(text, value);
	}
	return value;
}

interface Key {
	readonly file: string;
	/** A digest: what is stored under it can never be out of date. */
	readonly isByContent: boolean;
}

/**
 * What an index lists has a lasting name: a digest, or at least an address. A wheel that the user named is in the cache
 * itself, a source distribution only by its digest.
 */
function keyOf(distribution: Distribution): Key | undefined {
	const isListed = "index" in distribution;
	if (!isListed && !isSdist(distribution)) return undefined;
	if (isListed && distribution.url.startsWith("file:")) return undefined;
	const digest = distribution.digests.find(({ algorithm }) => algorithm === "sha256");
	if (digest !== undefined) return { file: `${digest.hex}.json`, isByContent: true };
	if (!isListed) return undefined;
	const url = hashHex("sha256", distribution.url).slice(0, 32);
	return { file: `url-${url}.json`, isByContent: false };
}
