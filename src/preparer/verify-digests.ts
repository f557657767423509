/** Whether bytes are the ones that were promised. Asked before anything in them is read. */
import type { Distribution } from "../distributions/distribution.ts";
import { UserError } from "../errors/user-error.ts";
import { createHasher, type Hasher, type HasherAlgorithm } from "../runtime/hasher.ts";
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

export interface ComputedDigests {
	/** In hexadecimal digits. */
	readonly sha256: string;
	/** In every algorithm that was asked for. */
	readonly all: readonly Digest[];
}

/** Takes the bytes of a file as they arrive and says at the end whether they are right. */
export class DigestVerifier {
	readonly #expected: ExpectedDigests;
	#hashers: ReadonlyMap<HashAlgorithm, Hasher>;

	constructor(expected: ExpectedDigests) {
		this.#expected = expected;
		this.#hashers = startHashers(expected);
	}

	update(bytes: Uint8Array): void {
		for (const hasher of this.#hashers.values()) hasher.update(bytes);
	}

	/** Forgets the bytes so far. */
	startOver(): void {
		this.#hashers = startHashers(this.#expected);
	}

	/** Once, at the end: the digests of what came. @throws HashMismatch */
	finish(distribution: Distribution): ComputedDigests {
		const computed = new Map(
			[...this.#hashers].map(([algorithm, hasher]) => [algorithm, hasher.hex()] as const),
		);
		const isRight = ({ algorithm, hex }: Digest): boolean => computed.get(algorithm) === hex;
		const { promised, allowed } = this.#expected;
		if (!promised.every(isRight)) throw mismatch(distribution, promised, computed);
		if (allowed.length > 0 && !allowed.some(isRight)) {
			throw mismatch(distribution, allowed, computed);
		}
		const sha256 = computed.get("sha256");
		if (sha256 === undefined) throw new Error("SHA-256 is always computed");
		return { sha256, all: [...computed].map(([algorithm, hex]) => ({ algorithm, hex })) };
	}
}

function startHashers({ promised, allowed }: ExpectedDigests): ReadonlyMap<HashAlgorithm, Hasher> {
	const algorithms = new Set<HashAlgorithm>(["sha256"]);
	for (const { algorithm } of [...promised, ...allowed]) algorithms.add(algorithm);
	return new Map(
		[...algorithms].map((algorithm) => [algorithm, createHasher(hasherName(algorithm))]),
	);
}

function hasherName(algorithm: HashAlgorithm): HasherAlgorithm {
	return algorithm === "blake2b" ? "blake2b512" : algorithm;
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
