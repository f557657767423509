/** Whether bytes are the ones that were promised. Asked before anything in them is read. */
import type { Distribution } from "../distributions/distribution.ts";
import { UserError } from "../errors/user-error.ts";
import { createHasher, type HasherAlgorithm } from "../runtime/hasher.ts";
import type { Digest, HashAlgorithm } from "../standards/digest.ts";
import { printDigest } from "../standards/digest.ts";

/** A file whose content is not what its digest promised. */
export class HashMismatch extends UserError {
	readonly code = "hash-mismatch";
	override readonly exitStatus = 1;
}

/** Which digests are acceptable for one file. */
export interface ExpectedDigests {
	/** What the index says of the file, or its URL's fragment: all must hold. */
	readonly promised: readonly Digest[];
	/** What the user wrote: one must hold; empty where nothing was written. */
	readonly allowed: readonly Digest[];
}

const HASHERS: Partial<Record<HashAlgorithm, HasherAlgorithm>> = {
	md5: "md5",
	sha1: "sha1",
	sha224: "sha224",
	sha256: "sha256",
	sha384: "sha384",
	sha512: "sha512",
	blake2b: "blake2b512",
};

/** Takes the bytes of a file as they arrive and says at the end whether they are right. */
export class DigestVerifier {
	readonly #expected: ExpectedDigests;
	readonly #hashers: ReadonlyMap<HashAlgorithm, ReturnType<typeof createHasher>>;

	constructor(expected: ExpectedDigests) {
		this.#expected = expected;
		const algorithms = new Set<HashAlgorithm>(["sha256"]);
		for (const { algorithm } of [...expected.promised, ...expected.allowed]) {
			algorithms.add(algorithm);
		}
		this.#hashers = new Map(
			[...algorithms].flatMap((algorithm) => {
				const name = HASHERS[algorithm];
				return name === undefined ? [] : [[algorithm, createHasher(name)] as const];
			}),
		);
	}

	update(bytes: Uint8Array): void {
		for (const hasher of this.#hashers.values()) hasher.update(bytes);
	}

	/** The SHA-256 of what came, in hexadecimal digits. @throws HashMismatch */
	finish(distribution: Distribution): string {
		const computed = new Map(
			[...this.#hashers].map(([algorithm, hasher]) => [algorithm, hasher.hex()] as const),
		);
		const isRight = ({ algorithm, hex }: Digest): boolean => computed.get(algorithm) === hex;
		const { promised, allowed } = this.#expected;
		const known = promised.filter(({ algorithm }) => computed.has(algorithm));
		if (!known.every(isRight)) throw mismatch(distribution, known, computed);
		if (allowed.length > 0 && !allowed.some(isRight))
			throw mismatch(distribution, allowed, computed);
		return computed.get("sha256") ?? "";
	}
}

function mismatch(
	distribution: Distribution,
	expected: readonly Digest[],
	computed: ReadonlyMap<HashAlgorithm, string>,
): HashMismatch {
	const algorithms = new Set(expected.map(({ algorithm }) => algorithm));
	const found = [...computed].filter(([algorithm]) => algorithms.has(algorithm));
	const lines = [
		`Hash mismatch for \`${distribution.name}==${distribution.version}\``,
		"",
		"Expected:",
		...expected.map((digest) => `  ${printDigest(digest)}`),
		"",
		"Computed:",
		...found.map(([algorithm, hex]) => `  ${algorithm}:${hex}`),
	];
	return new HashMismatch(lines.join("\n"), {
		hints: [
			"The file differs from what was promised: do not use it before somebody has explained why",
		],
	});
}
