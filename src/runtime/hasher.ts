/** Digests and checksums. */
import { builtin, bun } from "./detect.ts";

/** Algorithms that both runtimes have under one name. */
export type HasherAlgorithm =
	| "md5"
	| "sha1"
	| "sha224"
	| "sha256"
	| "sha384"
	| "sha512"
	| "blake2b512";

/** Takes bytes, gives the digest once. */
export interface Hasher {
	update(data: Uint8Array | string): void;
	/** Lower case. The hasher is spent afterwards. */
	hex(): string;
	/** URL-safe without padding, as RECORD wants it. The hasher is spent afterwards. */
	base64url(): string;
}

export function createHasher(algorithm: HasherAlgorithm): Hasher {
	const inner =
		bun === undefined
			? builtin("node:crypto").createHash(algorithm)
			: new bun.CryptoHasher(algorithm);
	return {
		update: (data) => {
			inner.update(data as Uint8Array<ArrayBuffer>);
		},
		hex: () => inner.digest("hex") as string,
		base64url: () => (inner.digest("base64url") as string).replace(/=+$/, ""),
	};
}

/** The digest of one buffer, in lower-case hexadecimal digits. */
export function hashHex(algorithm: HasherAlgorithm, data: Uint8Array | string): string {
	const hasher = createHasher(algorithm);
	hasher.update(data);
	return hasher.hex();
}

/** CRC-32 as ZIP uses it. */
export function crc32(data: Uint8Array): number {
	if (bun !== undefined) return bun.hash.crc32(data as Uint8Array<ArrayBuffer>);
	return builtin("node:zlib").crc32(data);
}
