/** The way of a wheel from a loopback index into a cache, as a run of the program sees it. */
import type { Cache } from "../../src/cache/cache.ts";
import type { RegistryWheel } from "../../src/distributions/distribution.ts";
import type { PackageIndex } from "../../src/distributions/index-url.ts";
import { IndexClient } from "../../src/package-index/index-client.ts";
import { RemoteMetadata } from "../../src/package-index/remote-metadata.ts";
import { IndexPackageSource } from "../../src/preparer/index-package-source.ts";
import { MetadataStore } from "../../src/preparer/metadata-store.ts";
import { SdistReader } from "../../src/preparer/sdist-reader.ts";
import { WheelFetcher, type WheelFetcherTools } from "../../src/preparer/wheel-fetcher.ts";
import type { ProgressEvent } from "../../src/progress/reporter.ts";
import type { Digest } from "../../src/standards/digest.ts";
import { openRun, type RunOptions, releasesOf, simpleIndex } from "../package-index/open-index.ts";

export interface SupplyOptions extends RunOptions {
	readonly allowed?: readonly Digest[];
	readonly memoryWheelSize?: number;
	readonly index?: Partial<PackageIndex>;
}

export interface TestSupply {
	readonly cache: Cache;
	readonly fetcher: WheelFetcher;
	readonly sdists: SdistReader;
	readonly source: IndexPackageSource;
	readonly store: MetadataStore;
	readonly events: readonly ProgressEvent[];
}

/** One run against the index at `url`. */
export function openSupply(
	url: string,
	cacheRoot: string,
	options: SupplyOptions = {},
): TestSupply {
	const run = openRun(cacheRoot, options);
	const events: ProgressEvent[] = [];
	const tools: WheelFetcherTools = {
		http: run.http,
		cache: run.cache,
		reporter: { report: (event) => events.push(event) },
		background: undefined,
		allowedDigests: () => options.allowed ?? [],
		isRefreshed: run.freshness.isRefreshed,
		...(options.memoryWheelSize === undefined ? {} : { memoryWheelSize: options.memoryWheelSize }),
	};
	const fetcher = new WheelFetcher(tools);
	const store = new MetadataStore(run.cache, run.freshness.isRefreshed);
	const remote = new RemoteMetadata(run.http);
	const sdists = new SdistReader({ ...tools, remote, store });
	const source = new IndexPackageSource({
		index: new IndexClient({
			tools: run,
			indexes: [simpleIndex(url, options.index)],
			flatFiles: undefined,
		}),
		store,
		remote,
		fetcher,
		sdists,
		readInstalled: () => undefined,
	});
	return { cache: run.cache, fetcher, sdists, source, store, events };
}

/** The first wheel that the index lists of a project. */
export async function listedWheel(supply: TestSupply, name = "foo"): Promise<RegistryWheel> {
	const releases = releasesOf(await supply.source.project(name));
	for (const ordinal of [...releases.versions].keys()) {
		for (const file of releases.filesOf(ordinal)) if (file.kind === "registry-wheel") return file;
	}
	throw new Error(`no wheel of ${name} is listed`);
}

/** Fetches the first wheel of a project in a run of its own. */
export async function fetchListed(
	url: string,
	cacheRoot: string,
	options: SupplyOptions = {},
): Promise<Awaited<ReturnType<WheelFetcher["fetch"]>>> {
	const supply = openSupply(url, cacheRoot, options);
	return await supply.fetcher.fetch(await listedWheel(supply));
}

export function sha256(data: Uint8Array): string {
	return new Bun.CryptoHasher("sha256").update(data).digest("hex");
}

export function sha512(data: Uint8Array): string {
	return new Bun.CryptoHasher("sha512").update(data).digest("hex");
}

/** Every file of a cache below one of its buckets, sorted. */
export function entriesOf(cache: Cache, bucket: string): readonly string[] {
	return [...new Bun.Glob("**/*").scanSync({ cwd: cache.directory, dot: true })]
		.filter((path) => path.startsWith(`${bucket}/`))
		.sort();
}
