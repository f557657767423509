/** Digests for `--generate-hashes` and locks: what the index says, else what the files themselves have. */
import { readFileSync } from "node:fs";
import { type DirectFile, isSdist, type RegistryFile } from "../distributions/distribution.ts";
import { pathOfFileUrl } from "../platform/file-url.ts";
import type { ResolutionNode } from "../resolver/resolution.ts";
import { hashHex } from "../runtime/hasher.ts";
import { type Digest, printDigest } from "../standards/digest.ts";
import type { Supply } from "./tools.ts";

/** Every digest that such a file of this release may have. Wheels of which nobody says one are fetched. */
export async function releaseDigests(
	{ distribution, files }: ResolutionNode,
	mayBeTaken: (file: RegistryFile) => boolean,
	supply: Supply,
): Promise<readonly Digest[]> {
	switch (distribution.kind) {
		case "url-wheel":
		case "path-wheel":
		case "url-sdist":
		case "path-sdist":
			return directDigests(distribution, supply);
		default: {
			const known = await Promise.all(
				files()
					.filter(mayBeTaken)
					.map((file) => fileDigests(file, supply)),
			);
			return [...new Map(known.flat().map((digest) => [printDigest(digest), digest])).values()];
		}
	}
}

/** The digests of a file by URL or path. */
export async function directDigests(file: DirectFile, supply: Supply): Promise<readonly Digest[]> {
	if (file.digests.length > 0) return file.digests;
	const hex = isSdist(file)
		? await supply.sdists.digest(file)
		: (await supply.fetcher.fetch(file)).digest;
	return [{ algorithm: "sha256", hex }];
}

/** The digests of a file that an index lists; none for a source distribution elsewhere of which nobody says one. */
export async function fileDigests(file: RegistryFile, supply: Supply): Promise<readonly Digest[]> {
	if (file.digests.length > 0) return file.digests;
	if (file.url.startsWith("file:")) {
		return [{ algorithm: "sha256", hex: hashHex("sha256", readFileSync(pathOfFileUrl(file.url))) }];
	}
	if (file.kind !== "registry-wheel") return [];
	return [{ algorithm: "sha256", hex: (await supply.fetcher.fetch(file)).digest }];
}
