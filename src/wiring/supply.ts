/** Indexes, metadata and wheels, joined when all inputs are known. */
import type { Cache } from "../cache/cache.ts";
import type { Supply, SupplyMemory, SupplyNeeds } from "../commands/tools.ts";
import type { IndexEntry } from "../distributions/index-entry.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { readInstalledMetadata } from "../environment/installed-metadata.ts";
import { readSitePackages } from "../environment/site-packages.ts";
import { FlatFiles } from "../package-index/find-links.ts";
import { IndexClient, type IndexStrategy } from "../package-index/index-client.ts";
import { isStoredAndFresh, type PageTools } from "../package-index/index-page.ts";
import { RemoteMetadata } from "../package-index/remote-metadata.ts";
import type { Background } from "../platform/background.ts";
import { EarlyWheels } from "../preparer/early-wheels.ts";
import { IndexPackageSource } from "../preparer/index-package-source.ts";
import { MetadataStore } from "../preparer/metadata-store.ts";
import { SdistReader } from "../preparer/sdist-reader.ts";
import { WheelFetcher, type WheelFetcherTools } from "../preparer/wheel-fetcher.ts";
import { HeldReporter } from "../progress/held-reporter.ts";
import type { ResolutionMetadata } from "../resolver/package-source.ts";
import { configureIndexes, type IndexSelection } from "./index-settings.ts";
import type { Network } from "./network.ts";
import type { Settings } from "./settings.ts";

export interface SupplyParts {
	readonly settings: Settings;
	readonly cache: Cache;
	readonly background: Background;
	readonly network: Network;
}

export function openSupply(needs: SupplyNeeds, parts: SupplyParts): Supply {
	const { settings, cache, background, network } = parts;
	const { indexes, findLinks } = configureIndexes(
		mergeSelections(settings.indexes, needs.further),
		network.credentials,
	);
	const isRefreshed = (name: string): boolean => needs.refresh.all || needs.refresh.names.has(name);
	const tools: PageTools = {
		http: network.http,
		cache,
		freshness: { isOffline: settings.isOffline, now: Date.now(), isRefreshed },
	};
	const reporter = new HeldReporter(settings.reporter);
	const fetching: WheelFetcherTools = {
		http: network.http,
		cache,
		reporter,
		background,
		allowedDigests: (name) => needs.digests.get(name) ?? [],
		isRefreshed,
	};
	const fetcher = new WheelFetcher(fetching);
	const remote = new RemoteMetadata(network.http);
	const store = new MetadataStore(cache, isRefreshed);
	const early = needs.bringsWheels ? new EarlyWheels(fetcher, reporter) : undefined;
	const strategy = settings.indexes.strategy ?? "first-index";
	const index = new IndexClient({
		tools,
		indexes,
		flatFiles: findLinks.length === 0 ? undefined : new FlatFiles(findLinks, tools),
		strategy,
		pins: needs.pins,
	});
	const sdists = new SdistReader({ ...fetching, remote, store });
	const source = new IndexPackageSource({
		index,
		store,
		remote,
		fetcher,
		sdists,
		early,
		readInstalled: installedReader(needs),
		declared: settings.declared ?? [],
	});
	return {
		source,
		fetcher,
		sdists,
		memory: memoryOf({ index, tools, indexes, findLinks, strategy, settings }),
		oldPages: { allow: () => index.allowOldPages(), confirm: () => index.confirmOldPages() },
		endResolving: () => {
			early?.end();
			store.bundle();
		},
		indexUrls: indexes.filter(({ isExplicit }) => !isExplicit).map(({ url }) => url),
		linkUrls: findLinks.map(({ url }) => url),
	};
}

interface MemoryParts {
	readonly index: IndexClient;
	readonly tools: PageTools;
	readonly indexes: readonly PackageIndex[];
	readonly findLinks: readonly PackageIndex[];
	readonly strategy: IndexStrategy;
	readonly settings: Settings;
}

function memoryOf(parts: MemoryParts): SupplyMemory {
	const { index, tools, indexes, findLinks, strategy, settings } = parts;
	const isRemote = ({ url, format }: PackageIndex): boolean =>
		!url.startsWith("file:") && format === "simple";
	return {
		facts: () =>
			findLinks.length === 0 && indexes.every(isRemote)
				? { indexes, strategy, declared: settings.declared ?? [] }
				: undefined,
		pagesUsed: () => {
			const used = index.pagesUsed();
			return used === undefined
				? undefined
				: [...used].map(
						([
							project,
							{
								index: { url },
								page,
							},
						]) => ({
							project,
							index: url,
							checksum: page.checksum,
							maxAge: page.header.maxAge,
						}),
					);
		},
		isCurrent: (page) =>
			isStoredAndFresh(tools, { project: page.project, index: { url: page.index } }, page),
	};
}

/** What files of requirements name comes after what options and settings name; one default index is enough. */
function mergeSelections(
	options: IndexSelection,
	{ indexUrl, extraIndexUrls, findLinks, hasNoIndex, entries = [] }: SupplyNeeds["further"],
): IndexSelection {
	const { configured } = options;
	return {
		...options,
		findLinks: [...options.findLinks, ...findLinks],
		hasNoIndex: options.hasNoIndex || hasNoIndex,
		configured: {
			entries: [
				...entries.filter(isOther(configured?.entries ?? [])),
				...(configured?.entries ?? []),
			],
			extraIndexUrls: [...(configured?.extraIndexUrls ?? []), ...extraIndexUrls],
			defaultIndex: configured?.defaultIndex ?? indexUrl,
		},
	};
}

/** What a project calls so outranks what settings call so, unless it is the same. */
function isOther(known: readonly IndexEntry[]): (entry: IndexEntry) => boolean {
	return ({ name, url }) => !known.some((other) => other.name === name && other.url === url);
}

/** Reads METADATA of what is installed, found by the path that the resolver was given. */
function installedReader({
	environment,
}: SupplyNeeds): (path: string) => ResolutionMetadata | undefined {
	let byPath: Map<string, InstalledDistribution> | undefined;
	return (path) => {
		byPath ??= new Map(
			readSitePackages(environment?.sitePackages ?? []).distributions.map((distribution) => [
				distribution.path,
				distribution,
			]),
		);
		const distribution = byPath.get(path);
		if (distribution === undefined) return undefined;
		const read = readInstalledMetadata(distribution);
		return read.kind === "read" ? read.metadata : undefined;
	};
}
