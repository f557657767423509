/** A wheel that lies unpacked in the cache, with the image of its installation. */
import type { Cache } from "../cache/cache.ts";
import type { WheelDistribution } from "../distributions/distribution.ts";
import { type InstallImage, readInstallImage } from "../wheel/install-image.ts";

export interface CachedWheel {
	readonly distribution: WheelDistribution;
	/** SHA-256 of the wheel, hexadecimal. */
	readonly digest: string;
	/** The entry of the cache: the unpacked members in `tree/`, and what installing adds to them. */
	readonly directory: string;
	readonly image: InstallImage;
}

/** The wheel with this digest; `undefined` where the cache has none that can be read. */
export function readCachedWheel(
	cache: Cache,
	distribution: WheelDistribution,
	digest: string,
): CachedWheel | undefined {
	const directory = cache.path("wheels", distribution.name, digest);
	const image = readInstallImage(directory);
	return image === undefined ? undefined : { distribution, digest, directory, image };
}
