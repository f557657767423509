/** Indexes, metadata and wheels, joined when all inputs are known. */
import type { Cache } from "../cache/cache.ts";
import type { PageUse, Supply, SupplyNeeds, Tools } from "../commands/tools.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { readInstalledMetadata } from "../environment/installed-metadata.ts";
import { readSitePackages } from "../environment/site-packages.ts";
import { FlatFiles } from "../package-index/find-links.ts";
import { IndexClient } from "../package-index/index-client.ts";
import type { PageTools } from "../package-index/index-page.ts";
import { RemoteMetadata } from "../package-index/remote-metadata.ts";
import type { Background } from "../platform/background.ts";
import { EarlyWheels } from "../preparer/early-wheels.ts";
import { IndexPackageSource } from "../preparer/index-package-source.ts";
import { MetadataStore } from "../preparer/metadata-store.ts";
import type { SdistBuilds } from "../preparer/sdist-builds.ts";
import { type SdistBuilding, SdistReader } from "../preparer/sdist-reader.ts";
import { WheelFetcher, type WheelFetcherTools } from "../preparer/wheel-fetcher.ts";
import { HeldReporter } from "../progress/held-reporter.ts";
import type { ResolutionMetadata } from "../resolver/package-source.ts";
import { freshnessOf } from "./freshness-of.ts";
import { configureIndexes, mergeSelections } from "./index-settings.ts";
import type { Network } from "./network.ts";
import type { Settings } from "./settings.ts";

export interface SupplyParts {
	readonly settings: Settings;
	readonly cache: Cache;
	readonly background: Background;
	readonly network: Network;
	/** Of the same run. */
	readonly tools: Tools;
}

export function openSupply(needs: SupplyNeeds, parts: SupplyParts): Supply {
	const { settings, cache, background, network } = parts;
	const { indexes, findLinks } = configureIndexes(
		mergeSelections(settings.indexes, needs.further),
		network.credentials,
	);
	const freshness = freshnessOf(needs, settings);
	const { isRefreshed } = freshness;
	const tools: PageTools = { http: network.http, cache, freshness };
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
	const builds = sdistBuildingOf(needs, { fetching, parts });
	const sdists = new SdistReader({ ...fetching, remote, store, builds });
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
		pagesUsed: () => pagesUsedBy(index),
		oldPages: { allow: () => index.allowOldPages(), confirm: () => index.confirmOldPages() },
		endResolving: () => {
			early?.end();
			store.bundle();
		},
		indexUrls: indexes.filter(({ isExplicit }) => !isExplicit).map(({ url }) => url),
		linkUrls: findLinks.map(({ url }) => url),
	};
}

interface BuildingParts {
	readonly fetching: WheelFetcherTools;
	readonly parts: SupplyParts;
}

/** What builds is loaded with the first build. */
function sdistBuildingOf(
	needs: SupplyNeeds,
	{ fetching, parts }: BuildingParts,
): SdistBuilding | undefined {
	const { builds } = needs;
	if (builds === undefined) return undefined;
	const { baseExecutable, version, tagTarget } = builds.interpreter;
	let opened: Promise<SdistBuilds> | undefined;
	return {
		circumstances: JSON.stringify([baseExecutable, `${version}`, tagTarget]),
		open: () => {
			opened ??= import("./isolated-builds.ts").then(({ openBuilds }) =>
				openBuilds({ needs, builds, fetching, tools: parts.tools }),
			);
			return opened;
		},
	};
}

function pagesUsedBy(index: IndexClient): readonly PageUse[] | undefined {
	const used = index.pagesUsed();
	if (used === undefined) return undefined;
	return Array.from(
		used,
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
