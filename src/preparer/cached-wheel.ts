/** A wheel that lies unpacked in the cache, with the image of its installation. */
import { readFileSync, statSync } from "node:fs";
import type { Cache } from "../cache/cache.ts";
import type { InstallableDistribution } from "../distributions/distribution.ts";
import { errorCode } from "../platform/files.ts";
import { filesOf, type InstallImage, readInstallImage } from "../wheel/install-image.ts";

export interface CachedWheel<From extends InstallableDistribution = InstallableDistribution> {
	/** Itself, or what it was built of. */
	readonly distribution: From;
	/** SHA-256 of the wheel, hexadecimal. */
	readonly digest: string;
	/** The entry of the cache: the unpacked members in `tree/`, and what installing adds to them. */
	readonly directory: string;
	readonly image: InstallImage;
}

/** The wheel with this digest; `undefined` where the cache has none that can be read. */
export function readCachedWheel<From extends InstallableDistribution>(
	cache: Cache,
	distribution: From,
	digest: string,
): CachedWheel<From> | undefined {
	const directory = cache.path("wheels", distribution.name, digest);
	const image = readInstallImage(directory);
	if (image === undefined || image.digest !== `sha256:${digest}`) return undefined;
	return { distribution, digest, directory, image };
}

/**
 * The text of METADATA; `undefined` where the file is gone or is not the one that was unpacked: it may be linked into
 * an environment and have been edited there.
 */
export function readCachedMetadata({ image, directory }: CachedWheel): string | undefined {
	const path = `${image.infoFolder}/METADATA`;
	const number = findFileNumber(image, path);
	if (number === undefined) return undefined;
	const place = `${directory}/tree/${path}`;
	try {
		const found = statSync(place);
		const isUntouched =
			found.size === image.sizes[number] && Math.floor(found.mtimeMs) === image.modified[number];
		return isUntouched ? readFileSync(place, "utf8") : undefined;
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}

/** SHA-256 of METADATA as it was unpacked, as RECORD writes it. */
export function metadataDigest({ image }: CachedWheel): string | undefined {
	const number = findFileNumber(image, `${image.infoFolder}/METADATA`);
	return number === undefined ? undefined : image.digests()[number];
}

function findFileNumber(image: InstallImage, path: string): number | undefined {
	for (const group of image.groups) {
		if (group.scheme !== "info") continue;
		for (const file of filesOf(image, group)) if (file.path === path) return file.number;
	}
	return undefined;
}
