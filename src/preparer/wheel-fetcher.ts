/** Brings one wheel into the cache: found there, or fetched, checked, unpacked and given its image. */
import { statSync } from "node:fs";
import { distributionId, type WheelDistribution } from "../distributions/distribution.ts";
import type { Background } from "../platform/background.ts";
import { OnceMap } from "../platform/once-map.ts";
import { WeightedLimit } from "../platform/weighted-limit.ts";
import { hashHex } from "../runtime/hasher.ts";
import type { RecordRepair } from "../wheel/check-record.ts";
import { type ArrivedFile, type BringTools, bringFile } from "./bring-file.ts";
import {
	type CachedWheel,
	metadataDigest,
	readCachedMetadata,
	readCachedWheel,
} from "./cached-wheel.ts";
import { findDifferences, metadataMismatch } from "./compare-metadata.ts";
import { offlineFailure } from "./download-distribution.ts";
import { MetadataStore } from "./metadata-store.ts";
import { answerFromText } from "./metadata-text.ts";
import { unpackWheel } from "./unpack-wheel.ts";
import { linkName, localPathOf, WheelLinks } from "./wheel-links.ts";
import { MEMORY_WHEEL_SIZE } from "./wheel-sink.ts";

export interface WheelFetcherTools extends BringTools {
	readonly background: Background | undefined;
	/** Whether what the cache has of a project by an address alone must be fetched again. */
	isRefreshed(name: string): boolean;
}

/** Bytes of wheels that are in memory at the same time. */
const MEMORY_LIMIT = 64 * 1024 * 1024;
/** What a wheel of unknown size counts for. */
const USUAL_SIZE = 2 * 1024 * 1024;
/** What a wheel in a file counts for: a member or two of it are in memory while it is unpacked. */
const STREAMED_WEIGHT = 16 * 1024 * 1024;

/** A wheel as it came. */
export type FetchedWheel = CachedWheel<WheelDistribution>;

export class WheelFetcher {
	readonly #tools: WheelFetcherTools;
	readonly #links: WheelLinks;
	readonly #store: MetadataStore;
	readonly #started = new OnceMap<string, FetchedWheel>();
	/** What was not in the cache when it was asked for, by id. */
	readonly #brought = new Set<string>();
	readonly #memory = new WeightedLimit(MEMORY_LIMIT);
	/** Wheels that are being fetched or wait for it. */
	#underWay = 0;

	constructor(tools: WheelFetcherTools) {
		this.#tools = tools;
		this.#links = new WheelLinks(tools.cache);
		this.#store = new MetadataStore(tools.cache);
	}

	/** The wheel if the cache has it, by the digest that is promised or the address it was fetched from. */
	findCached(distribution: WheelDistribution): FetchedWheel | undefined {
		const digest = this.#knownDigest(distribution);
		if (digest === undefined || !this.#isAllowed(distribution, digest)) return undefined;
		return readCachedWheel(this.#tools.cache, distribution, digest);
	}

	/**
	 * The wheel, in the cache. Asked twice, it is fetched once.
	 *
	 * @throws UnavailableDistribution, HashMismatch, BadArchive, BadWheel, MetadataMismatch, and what the HTTP client and
	 * the cache throw
	 */
	fetch(distribution: WheelDistribution): Promise<FetchedWheel> {
		return this.#started.get(distributionId(distribution), async () => {
			const cached = this.findCached(distribution);
			if (cached !== undefined) return cached;
			this.#brought.add(distributionId(distribution));
			const id = hashHex("sha256", distributionId(distribution)).slice(0, 32);
			using turn = await this.#tools.cache.takeTurn(`wheel-${id}`);
			const brought = turn.hasWaited ? this.findCached(distribution) : undefined;
			return brought ?? (await this.#bring(distribution));
		});
	}

	/** Whether the wheel was not in the cache when this run first fetched it. */
	hasBrought(distribution: WheelDistribution): boolean {
		return this.#brought.has(distributionId(distribution));
	}

	/** Drops a wheel whose files in the cache are no longer what they were, and fetches it anew. */
	async fetchAgain({ distribution, digest }: FetchedWheel): Promise<FetchedWheel> {
		this.#tools.cache.drop("wheels", distribution.name, digest);
		return this.#bring(distribution);
	}

	#knownDigest(distribution: WheelDistribution): string | undefined {
		const { name, digests } = distribution;
		const promised = digests.find(({ algorithm }) => algorithm === "sha256");
		if (promised !== undefined) return promised.hex;
		for (const digest of digests) {
			const known = this.#links.findByDigest(name, digest);
			if (known !== undefined) return known;
		}
		return this.#tools.isRefreshed(name)
			? undefined
			: this.#links.find(name, linkName(distribution));
	}

	#isAllowed({ name }: WheelDistribution, sha256: string): boolean {
		const allowed = this.#tools.allowedDigests(name);
		if (allowed.length === 0) return true;
		return allowed.some((digest) => this.#links.findByDigest(name, digest) === sha256);
	}

	async #bring(distribution: WheelDistribution): Promise<FetchedWheel> {
		this.#underWay += 1;
		try {
			return await this.#bringWhenThereIsRoom(distribution);
		} finally {
			this.#underWay -= 1;
		}
	}

	#bringWhenThereIsRoom(distribution: WheelDistribution): Promise<FetchedWheel> {
		return this.#memory.run(this.#weightOf(distribution), async () => {
			const wheel = await bringFile(distribution, this.#tools, (arrived) =>
				this.#unpack(distribution, arrived),
			);
			if (wheel === undefined) throw offlineFailure(distribution);
			return wheel;
		});
	}

	#weightOf(distribution: WheelDistribution): number {
		const path = localPathOf(distribution);
		const told = distribution.kind === "registry-wheel" ? distribution.size : undefined;
		const size = path === undefined ? told : statSync(path, { throwIfNoEntry: false })?.size;
		const most = this.#tools.memoryWheelSize ?? MEMORY_WHEEL_SIZE;
		return (size ?? USUAL_SIZE) > most ? STREAMED_WEIGHT : (size ?? USUAL_SIZE);
	}

	async #unpack(distribution: WheelDistribution, arrived: ArrivedFile): Promise<FetchedWheel> {
		const { cache } = this.#tools;
		const { name } = distribution;
		const { sha256, all } = arrived.digests;
		if (readCachedWheel(cache, distribution, sha256) === undefined) {
			// An entry without a readable image would keep the new one from appearing.
			cache.drop("wheels", name, sha256);
			await cache.createFolder("wheels", [name, sha256], (directory) =>
				this.#fill(directory, distribution, arrived),
			);
		}
		this.#links.keep(name, arrived.link, sha256);
		this.#links.keepDigests(name, all, sha256);
		const wheel = readCachedWheel(cache, distribution, sha256);
		if (wheel === undefined) {
			throw new Error(
				`a wheel that was just unpacked cannot be read: ${distribution.filename.given}`,
			);
		}
		this.#checkMetadata(wheel);
		return wheel;
	}

	async #fill(
		directory: string,
		distribution: WheelDistribution,
		{ source, digests }: ArrivedFile,
	): Promise<void> {
		const { reporter, background } = this.#tools;
		const { filename } = distribution;
		const name = filename.given;
		const { warnings, repairs } = await unpackWheel(
			{
				directory,
				filename,
				digest: `sha256:${digests.sha256}`,
				source: source(),
				isAlone: this.#underWay === 1,
			},
			background,
		);
		for (const message of [...warnings, ...repairs.map(describeRepair)]) {
			reporter.report({ kind: "detail", scope: "preparer", message: `${name}: ${message}` });
		}
	}

	/** Versions were chosen by what the index said of the wheel; now the wheel can speak for itself. */
	#checkMetadata(wheel: FetchedWheel): void {
		const { distribution } = wheel;
		const digest = metadataDigest(wheel);
		if (digest !== undefined && this.#store.isFrom(distribution, digest)) return;
		const told = this.#store.find(distribution);
		const text = told === undefined ? undefined : readCachedMetadata(wheel);
		if (told === undefined || text === undefined) return;
		const own = answerFromText(text, distribution);
		const differences =
			own.kind === "known" ? findDifferences(told, own.metadata) : ["it cannot be read"];
		if (differences.length === 0) return;
		this.#store.drop(distribution);
		throw metadataMismatch(distribution.filename.given, differences);
	}
}

function describeRepair({ kind, path }: RecordRepair): string {
	switch (kind) {
		case "unlisted":
			return `RECORD does not list ${path}, which is added`;
		case "ghost":
			return `RECORD lists ${path}, which is not there and is left out`;
		case "unhashed":
			return `RECORD gives no hash of ${path}, which is added`;
	}
}
