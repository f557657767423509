/** The resolver's questions, answered from the cache and the indexes. */
import { type DeclaredMetadata, declarationFor } from "../distributions/declared-metadata.ts";
import {
	type Distribution,
	isSdist,
	type SdistDistribution,
	type WheelDistribution,
} from "../distributions/distribution.ts";
import { ServerFailure } from "../http/http-failure.ts";
import type { IndexClient } from "../package-index/index-client.ts";
import type { RemoteMetadata } from "../package-index/remote-metadata.ts";
import type {
	Answer,
	MetadataAnswer,
	PackageSource,
	ProjectAnswer,
	ResolutionMetadata,
} from "../resolver/package-source.ts";
import { BadWheel } from "../wheel/bad-wheel.ts";
import { readCachedMetadata } from "./cached-wheel.ts";
import { UnavailableDistribution } from "./download-distribution.ts";
import type { EarlyWheels } from "./early-wheels.ts";
import type { MetadataStore } from "./metadata-store.ts";
import { answerFromText } from "./metadata-text.ts";
import type { SdistReader } from "./sdist-reader.ts";
import type { WheelFetcher } from "./wheel-fetcher.ts";

export interface PackageSourceTools {
	readonly index: IndexClient;
	readonly store: MetadataStore;
	readonly remote: RemoteMetadata;
	readonly fetcher: WheelFetcher;
	readonly sdists: SdistReader;
	/** Absent where wheels are not wanted for themselves. */
	readonly early?: EarlyWheels | undefined;
	/** What an installed distribution says; the environment's business. */
	readInstalled(path: string): ResolutionMetadata | undefined;
	/** Counts in place of what distributions say themselves. */
	readonly declared?: readonly DeclaredMetadata[];
}

/** What is asked for, where it is not at hand. */
type MetadataFile = WheelDistribution | SdistDistribution;

export class IndexPackageSource implements PackageSource {
	readonly #tools: PackageSourceTools;
	readonly #metadata = new Map<Distribution, Answer<MetadataAnswer>>();

	constructor(tools: PackageSourceTools) {
		this.#tools = tools;
	}

	project(name: string): Answer<ProjectAnswer> {
		return this.#tools.index.project(name);
	}

	metadata(distribution: Distribution): Answer<MetadataAnswer> {
		const known = this.#metadata.get(distribution);
		if (known !== undefined) return known;
		const answer = this.#find(distribution) ?? this.#fetch(distribution as MetadataFile);
		this.#metadata.set(distribution, answer);
		// Whoever asks sees the failure; a guess that nobody waits for must not end the process.
		if (answer instanceof Promise) answer.catch(() => undefined);
		return answer;
	}

	expect(names: readonly string[]): void {
		for (const name of names) void this.project(name);
	}

	/** A source distribution is fetched whole: no guess is worth that. */
	expectMetadata(distribution: Distribution): void {
		if (!isSdist(distribution)) void this.metadata(distribution);
	}

	expectFile(distribution: Distribution): void {
		if (distribution.kind === "registry-wheel") this.#tools.early?.expect(distribution);
	}

	/** What is at hand. */
	#find(distribution: Distribution): MetadataAnswer | undefined {
		const own = this.#declared(distribution);
		if (own !== undefined) return { kind: "known", metadata: own };
		if (distribution.kind === "directory") return { kind: "known", metadata: distribution };
		if (distribution.kind === "installed") {
			const metadata = this.#tools.readInstalled(distribution.path);
			return metadata === undefined
				? { kind: "invalid", reason: "its METADATA is missing or unreadable" }
				: { kind: "known", metadata };
		}
		const { store, sdists } = this.#tools;
		const stored = isSdist(distribution) ? sdists.find(distribution) : store.find(distribution);
		if (stored !== undefined) return { kind: "known", metadata: stored };
		if (isSdist(distribution)) return undefined;
		const wheel = this.#tools.fetcher.findCached(distribution);
		const text = wheel === undefined ? undefined : readCachedMetadata(wheel);
		return text === undefined ? undefined : this.#keep(distribution, text);
	}

	#declared(distribution: Distribution): ResolutionMetadata | undefined {
		const { declared = [] } = this.#tools;
		// To read the version of each is not for nothing.
		if (declared.length === 0 || distribution.kind === "installed") return undefined;
		const { name, version } = distribution;
		const own = declarationFor(declared, name, version);
		return own === undefined ? undefined : { ...own, version };
	}

	async #fetch(distribution: MetadataFile): Promise<MetadataAnswer> {
		try {
			return await this.#ask(distribution);
		} catch (error) {
			// What an index lists and is no wheel is no candidate; what the user named is told.
			if (error instanceof BadWheel && distribution.kind === "registry-wheel")
				return { kind: "invalid", reason: error.message };
			const status = ignoredStatus(error, distribution);
			if (status === undefined) throw error;
			return { kind: "invalid", reason: `its index answered with status ${status}` };
		}
	}

	async #ask(distribution: MetadataFile): Promise<MetadataAnswer> {
		using turn = await this.#tools.store.takeTurn(distribution);
		const known = turn.hasWaited ? this.#find(distribution) : undefined;
		if (known !== undefined) return known;
		if (isSdist(distribution)) return this.#tools.sdists.read(distribution);
		if (distribution.kind === "registry-wheel") {
			const answer = await this.#tools.remote.fetch(distribution);
			if (answer.kind === "offline") return answer;
			if (answer.kind === "text") return this.#keep(distribution, answer.text);
		}
		// Neither a file of its own nor ranges: the wheel itself tells, and is kept for installing.
		return this.#keep(distribution, await this.#fetchText(distribution));
	}

	async #fetchText(distribution: WheelDistribution): Promise<string> {
		const { fetcher } = this.#tools;
		const wheel = await fetcher.fetch(distribution);
		// A file that was edited or lost in the cache is not what the wheel says.
		const text = readCachedMetadata(wheel) ?? readCachedMetadata(await fetcher.fetchAgain(wheel));
		if (text === undefined) throw new Error(`the cache loses the METADATA of ${distribution.name}`);
		return text;
	}

	#keep(distribution: WheelDistribution, text: string): MetadataAnswer {
		const answer = answerFromText(text, distribution);
		if (answer.kind === "known") this.#tools.store.keep(distribution, answer.metadata, text);
		return answer;
	}
}

/** The status of a failure that the settings of the distribution's index say to pass over. */
function ignoredStatus(error: unknown, distribution: MetadataFile): number | undefined {
	const hasStatus = error instanceof UnavailableDistribution || error instanceof ServerFailure;
	if (!hasStatus || error.status === undefined) return undefined;
	if (!("index" in distribution)) return undefined;
	return distribution.index.ignoredStatuses?.has(error.status) === true ? error.status : undefined;
}
