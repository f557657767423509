/** Every wheel of a plan, in the cache: found there, or fetched side by side, the largest first. */
import { type InstallableDistribution, isSdist, isWheel } from "../distributions/distribution.ts";
import type { CachedWheel } from "./cached-wheel.ts";
import type { SdistReader } from "./sdist-reader.ts";
import type { WheelFetcher } from "./wheel-fetcher.ts";

/** Where wheels come from. */
export interface PrepareMeans {
	readonly fetcher: WheelFetcher;
	readonly sdists: SdistReader;
}

export interface Prepared {
	/** In the order of the distributions that were asked for. */
	readonly wheels: readonly CachedWheel[];
	/** How many were not in the cache when this run first asked for them. */
	readonly fetched: number;
}

/** Fails with the first failure; what the others bring is kept in the cache. */
export async function prepareWheels(
	distributions: readonly InstallableDistribution[],
	means: PrepareMeans,
): Promise<Prepared> {
	const wheels: (CachedWheel | undefined)[] = distributions.map((distribution) =>
		findPrepared(distribution, means),
	);
	const missing = distributions
		.map((distribution, place) => ({ distribution, place }))
		.filter(({ place }) => wheels[place] === undefined)
		.sort((left, right) => sizeOf(right.distribution) - sizeOf(left.distribution));
	await Promise.all(
		missing.map(async ({ distribution, place }) => {
			wheels[place] = await bring(distribution, means);
		}),
	);
	const built = missing.filter(({ distribution }) => !isWheel(distribution)).length;
	// Some were brought while resolving, to read what they require.
	const fetched =
		built + distributions.filter((one) => isWheel(one) && means.fetcher.hasBrought(one)).length;
	return { wheels: wheels.filter((wheel) => wheel !== undefined), fetched };
}

/** The wheel of the distribution if the cache has it. */
export function findPrepared(
	distribution: InstallableDistribution,
	{ fetcher, sdists }: PrepareMeans,
): CachedWheel | undefined {
	if (distribution.kind === "directory") return undefined;
	return isSdist(distribution) ? sdists.findWheel(distribution) : fetcher.findCached(distribution);
}

function bring(
	distribution: InstallableDistribution,
	{ fetcher, sdists }: PrepareMeans,
): Promise<CachedWheel> {
	if (distribution.kind === "directory") return sdists.buildFolder(distribution);
	return isSdist(distribution) ? sdists.buildWheel(distribution) : fetcher.fetch(distribution);
}

/** The wheel anew, where its files in the cache are no longer what they were. */
export function bringAgain(
	wheel: CachedWheel,
	{ fetcher, sdists }: PrepareMeans,
): Promise<CachedWheel> {
	const { distribution } = wheel;
	if (distribution.kind === "directory") return sdists.buildFolder(distribution);
	return isSdist(distribution)
		? sdists.buildAgain(distribution, wheel)
		: fetcher.fetchAgain({ ...wheel, distribution });
}

function sizeOf(distribution: InstallableDistribution): number {
	return distribution.kind === "registry-wheel" ? (distribution.size ?? 0) : 0;
}
