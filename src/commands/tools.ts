/** What commands are written with: the parts that `wiring/` has put together for one run. */
import type { Cache } from "../cache/cache.ts";
import type { IndexEntry } from "../distributions/index-entry.ts";
import type { Environment } from "../environment/environment.ts";
import type { DiscoveryContext } from "../interpreter/discovery-context.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import type { Background } from "../platform/background.ts";
import type { SdistReader } from "../preparer/sdist-reader.ts";
import type { WheelFetcher } from "../preparer/wheel-fetcher.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { InputRequirement } from "../resolver/manifest.ts";
import type { PackageSource } from "../resolver/package-source.ts";
import type { UploadCutoffs } from "../resolver/upload-cutoffs.ts";
import type { Digest } from "../standards/digest.ts";

/** Indexes and links that requirement files name beside those of the options. */
export interface FurtherIndexes {
	readonly indexUrl: string | undefined;
	readonly extraIndexUrls: readonly string[];
	readonly findLinks: readonly string[];
	readonly hasNoIndex: boolean;
	/** Indexes that projects define beside their requirements. */
	readonly entries?: readonly IndexEntry[];
}

/** No files of requirements name indexes. */
export const NO_FURTHER: FurtherIndexes = {
	indexUrl: undefined,
	extraIndexUrls: [],
	findLinks: [],
	hasNoIndex: false,
};

/** What can only be opened when all inputs are known. */
export interface SupplyNeeds {
	readonly further: FurtherIndexes;
	/** The names of the indexes that single projects are pinned to, by normalized name. */
	readonly pins?: ReadonlyMap<string, string>;
	/** Digests that the user wrote, by normalized name. */
	readonly digests: ReadonlyMap<string, readonly Digest[]>;
	/** Names whose stored answers must be confirmed; `all` for every one. */
	readonly refresh: { readonly all: boolean; readonly names: ReadonlySet<string> };
	/** Whether the wheels of the answer are wanted as well, not only their names. */
	readonly bringsWheels: boolean;
	/** Whose Python the metadata of installed distributions is read for. */
	readonly environment: Environment | undefined;
	/** How source distributions are built; absent: they are not. */
	readonly builds?: BuildNeeds | undefined;
}

/** What builds have in common. */
export interface BuildNeeds {
	/** The Python that is built with, and for. */
	readonly interpreter: Interpreter;
	/** `--build-constraint`. */
	readonly constraints: readonly InputRequirement[];
	readonly cutoffs: UploadCutoffs;
	/** Normalized names of what is being built already, outermost first. */
	readonly chain: readonly string[];
	/** Whether projects in folders are not built, but for editable ones. */
	readonly refusesFolders: boolean;
}

/** What is used now and asked for later. */
export interface OldPages {
	/** From now on the source answers from old pages too. */
	allow(): void;
	/** Has all of them confirmed that were used since the last time; false where one has changed. */
	confirm(): Promise<boolean>;
}

/** A stored page that an answer was made from. */
export interface PageUse {
	/** Normalized. */
	readonly project: string;
	/** The index's URL. */
	readonly index: string;
	/** Of all that is stored. */
	readonly checksum: number;
	/** Seconds, from when it was fetched or confirmed. */
	readonly maxAge: number;
}

/** What answers are remembered by; at hand before anything is opened. */
export interface AnswerMemory {
	/** All beside pages that answers depend on, as data; undefined: there is more than that. */
	readonly facts: object | undefined;
	/** Whether the page is stored as it was then, and may be used unasked. */
	isCurrent(page: PageUse): boolean;
}

/** Where releases, metadata and wheels come from. */
export interface Supply {
	readonly source: PackageSource;
	readonly fetcher: WheelFetcher;
	readonly sdists: SdistReader;
	/** Pages that were stored, and have to be confirmed before an answer is. */
	readonly oldPages: OldPages;
	/** The pages of all answers so far; undefined: something else answered too. */
	pagesUsed(): readonly PageUse[] | undefined;
	/** Tells that the resolver has answered. */
	endResolving(): void;
	/** The options as `pip compile` may write them down; no credentials. */
	readonly indexUrls: readonly string[];
	readonly linkUrls: readonly string[];
}

export interface Tools {
	readonly reporter: Reporter;
	/** Absolute. */
	readonly workingDirectory: string;
	readonly variables: Readonly<Record<string, string>>;
	readonly discovery: DiscoveryContext;
	readonly cache: Cache;
	readonly background: Background;
	/** Milliseconds to wait for a lock. */
	readonly lockTimeout: number;
	/** Aborted when the user interrupts. */
	readonly signal: AbortSignal;
	/** Runs a step that must come to its end once it has begun; an interrupt waits for it. */
	protect<Value>(step: () => Promise<Value>): Promise<Value>;
	/** Milliseconds of a clock that only goes forward. */
	now(): number;
	openMemory(needs: SupplyNeeds): Promise<AnswerMemory>;
	openSupply(needs: SupplyNeeds): Promise<Supply>;
	/** The text at an http(s) URL. */
	fetchText(url: string): Promise<string>;
	readStandardInput(): Promise<Uint8Array>;
	/** Takes user information out of a URL and keeps it where requests find it. */
	hideCredentials(url: string): Promise<string>;
}
