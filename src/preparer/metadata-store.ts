/** What distributions say of their dependencies, parsed once in the life of the cache. */
import type { Cache } from "../cache/cache.ts";
import type { Distribution } from "../distributions/distribution.ts";
import type { ResolutionMetadata } from "../resolver/package-source.ts";
import { hashHex } from "../runtime/hasher.ts";
import { parseRequirement, printRequirement, type Requirement } from "../standards/requirement.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";

/** The stored form: repaired and normalized, so that reading needs no leniency. */
interface StoredMetadata {
	readonly format: 1;
	readonly version: string;
	readonly requiresDist: readonly string[];
	readonly requiresPython: string | null;
	readonly providesExtra: readonly string[];
}

/** Requirement lines repeat across releases and projects; each is parsed once in a run. */
const parsedRequirements = new Map<string, Requirement>();
const parsedSpecifiers = new Map<string, SpecifierSet>();

function requirementOf(line: string): Requirement {
	let requirement = parsedRequirements.get(line);
	if (requirement === undefined) {
		requirement = parseRequirement(line);
		parsedRequirements.set(line, requirement);
	}
	return requirement;
}

function specifiersOf(text: string): SpecifierSet {
	let specifiers = parsedSpecifiers.get(text);
	if (specifiers === undefined) {
		specifiers = SpecifierSet.parse(text);
		parsedSpecifiers.set(text, specifiers);
	}
	return specifiers;
}

export class MetadataStore {
	readonly #cache: Cache;

	constructor(cache: Cache) {
		this.#cache = cache;
	}

	/** What was kept for a distribution; an entry that cannot be read is dropped. */
	find(distribution: Distribution): ResolutionMetadata | undefined {
		const key = keyOf(distribution);
		if (key === undefined) return undefined;
		const parts = [distribution.name, `${key}.json`];
		const text = this.#cache.readText("metadata", ...parts);
		if (text === undefined) return undefined;
		const metadata = decode(distribution.name, text);
		if (metadata === undefined) this.#cache.drop("metadata", ...parts);
		return metadata;
	}

	keep(distribution: Distribution, metadata: ResolutionMetadata): void {
		const key = keyOf(distribution);
		if (key === undefined) return;
		const stored: StoredMetadata = {
			format: 1,
			version: metadata.version.toString(),
			requiresDist: metadata.requiresDist.map(printRequirement),
			requiresPython: metadata.requiresPython?.toString() ?? null,
			providesExtra: metadata.providesExtra,
		};
		this.#cache.write("metadata", [distribution.name, `${key}.json`], JSON.stringify(stored));
	}
}

/** Only what an index lists has a lasting name: a digest, or at least an address. */
function keyOf(distribution: Distribution): string | undefined {
	if (distribution.kind !== "registry-wheel" && distribution.kind !== "registry-sdist") {
		return undefined;
	}
	if (distribution.url.startsWith("file:")) return undefined;
	const digest = distribution.digests.find(({ algorithm }) => algorithm === "sha256");
	return digest?.hex ?? `url-${hashHex("sha256", distribution.url).slice(0, 32)}`;
}

function decode(name: string, text: string): ResolutionMetadata | undefined {
	try {
		const stored = JSON.parse(text) as StoredMetadata;
		if (stored.format !== 1) return undefined;
		return {
			name,
			version: Version.parse(stored.version),
			requiresDist: stored.requiresDist.map(requirementOf),
			requiresPython:
				stored.requiresPython === null ? undefined : specifiersOf(stored.requiresPython),
			providesExtra: stored.providesExtra,
		};
	} catch {
		// A damaged entry is not there: whoever asked fetches it again.
		return undefined;
	}
}
