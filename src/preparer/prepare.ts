/** Every wheel of a plan, in the cache: found there, or fetched side by side, the largest first. */
import type { WheelDistribution } from "../distributions/distribution.ts";
import type { CachedWheel } from "./cached-wheel.ts";
import type { WheelFetcher } from "./wheel-fetcher.ts";

export interface Prepared {
	/** In the order of the distributions that were asked for. */
	readonly wheels: readonly CachedWheel[];
	/** How many were not in the cache when this run first asked for them. */
	readonly fetched: number;
}

/** Fails with the first failure; what the others bring is kept in the cache. */
export async function prepareWheels(
	distributions: readonly WheelDistribution[],
	fetcher: WheelFetcher,
): Promise<Prepared> {
	const wheels: (CachedWheel | undefined)[] = distributions.map((distribution) =>
		fetcher.findCached(distribution),
	);
	const missing = distributions
		.map((distribution, place) => ({ distribution, place }))
		.filter(({ place }) => wheels[place] === undefined)
		.sort((left, right) => sizeOf(right.distribution) - sizeOf(left.distribution));
	await Promise.all(
		missing.map(async ({ distribution, place }) => {
			wheels[place] = await fetcher.fetch(distribution);
		}),
	);
	// Some were brought while resolving, to read what they require.
	const fetched = distributions.filter((distribution) => fetcher.hasBrought(distribution)).length;
	return { wheels: wheels.filter((wheel) => wheel !== undefined), fetched };
}

function sizeOf(distribution: WheelDistribution): number {
	return distribution.kind === "registry-wheel" ? (distribution.size ?? 0) : 0;
}
