/**
 * Which SHA-256 a wheel or source distribution has that is named otherwise: by an address, by a file with its time and size, or by a digest
 * of another algorithm. What no link leads to goes with `cache prune`.
 */
import { statSync } from "node:fs";
import type { Cache } from "../cache/cache.ts";
import type { SdistDistribution, WheelDistribution } from "../distributions/distribution.ts";
import { pathOfFileUrl } from "../platform/file-url.ts";
import { hashHex } from "../runtime/hasher.ts";
import { type Digest, isStrong, printDigest } from "../standards/digest.ts";

const SHA256_REGEXP = /^[0-9a-f]{64}$/;

/** What is brought whole. */
export type WholeFile = WheelDistribution | SdistDistribution;

/** Where the file lies on this machine, if it does. */
export function localPathOf(distribution: WholeFile): string | undefined {
	if ("path" in distribution) return distribution.path;
	return distribution.url.startsWith("file:") ? pathOfFileUrl(distribution.url) : undefined;
}

/**
 * The name of the link from where the wheel is and what is promised of it; of a file, as it is now: one that was built
 * again is another one.
 */
export function linkName(distribution: WholeFile): string {
	const digests = distribution.digests.map(printDigest).sort().join(",");
	return shortHash(`${describePlace(distribution)}\n${digests}`);
}

/** The name of the link from a source distribution to the wheel that is built of it, under the same circumstances. */
export function builtLinkName(sha256: string, circumstances: string): string {
	return shortHash(`built\n${sha256}\n${circumstances}`);
}

function describePlace(distribution: WholeFile): string {
	const path = localPathOf(distribution);
	if (path === undefined) return "url" in distribution ? distribution.url : "";
	const found = statSync(path, { throwIfNoEntry: false });
	return `${path}\n${found?.mtimeMs}\n${found?.ctimeMs}\n${found?.size}\n${found?.ino}`;
}

function shortHash(text: string): string {
	return hashHex("sha256", text).slice(0, 32);
}

/** The links of one cache. */
export class WheelLinks {
	readonly #cache: Cache;

	constructor(cache: Cache) {
		this.#cache = cache;
	}

	/** The SHA-256 at the other end, in hexadecimal digits. */
	find(project: string, link: string): string | undefined {
		const text = this.#cache.readText("wheel-links", project, `${link}.json`);
		if (text === undefined) return undefined;
		const digest = text.slice(1, -1);
		return SHA256_REGEXP.test(digest) ? digest : undefined;
	}

	/** The SHA-256 of the file that has this digest, as far as such a file was seen. */
	findByDigest(project: string, digest: Digest): string | undefined {
		if (digest.algorithm === "sha256") return digest.hex;
		return isStrong(digest.algorithm) ? this.find(project, digestLink(digest)) : undefined;
	}

	keep(project: string, link: string, sha256: string): void {
		this.#cache.write("wheel-links", [project, `${link}.json`], JSON.stringify(sha256));
	}

	/** Remembers digests that one file was found to have. Those that can be forged are left out. */
	keepDigests(project: string, digests: readonly Digest[], sha256: string): void {
		for (const digest of digests) {
			if (digest.algorithm === "sha256" || !isStrong(digest.algorithm)) continue;
			this.keep(project, digestLink(digest), sha256);
		}
	}
}

function digestLink({ algorithm, hex }: Digest): string {
	return shortHash(`${algorithm}:${hex}`);
}
