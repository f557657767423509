/** Whether a body is the one that was expected. */
import { createHasher, type Hasher, type HasherAlgorithm, hashHex } from "../runtime/hasher.ts";
import { type Digest, type HashAlgorithm, printDigest, strongest } from "../standards/digest.ts";
import { HttpFault } from "./http-fault.ts";
import type { Expectation, HttpRequest } from "./http-request.ts";

/** Digests that grow with the body. */
export class RunningDigests {
	readonly #hashers: readonly { readonly algorithm: HashAlgorithm; readonly hasher: Hasher }[];

	constructor(algorithms: readonly HashAlgorithm[]) {
		this.#hashers = algorithms.map((algorithm) => ({
			algorithm,
			hasher: createHasher(hasherName(algorithm)),
		}));
	}

	update(chunk: Uint8Array): void {
		for (const { hasher } of this.#hashers) hasher.update(chunk);
	}

	/** Once, at the end. */
	finish(): readonly Digest[] {
		return this.#hashers.map(({ algorithm, hasher }) => ({ algorithm, hex: hasher.hex() }));
	}
}

/** The digests of bytes that are all there. */
export function digestsOf(
	algorithms: readonly HashAlgorithm[],
	data: Uint8Array,
): readonly Digest[] {
	return algorithms.map((algorithm) => ({
		algorithm,
		hex: hashHex(hasherName(algorithm), data),
	}));
}

/** The algorithms that a request makes necessary. */
export function wantedAlgorithms({ expect, digest }: HttpRequest): readonly HashAlgorithm[] {
	const expected = strongest(expect?.digests ?? [])?.algorithm;
	const wanted = [expected, digest].filter((algorithm) => algorithm !== undefined);
	return [...new Set(wanted)];
}

/** What is known of a body that has ended. */
export interface EndedBody {
	readonly size: number;
	readonly digests: readonly Digest[];
	/** The server said where the body ends, and it ended there. */
	readonly isLengthKnown: boolean;
}

/** Why the body is not the expected one, or `undefined` where it is. */
export function findBodyFault(
	{ size, digests, isLengthKnown }: EndedBody,
	expect: Expectation | undefined,
): HttpFault | undefined {
	const wantedSize = expect?.size;
	if (wantedSize !== undefined && size !== wantedSize) {
		const reason = `it has ${size} bytes where ${wantedSize} were expected`;
		// A server that names its own length and keeps to it will not send more the next time.
		return new HttpFault("incomplete", { reason, isFinal: isLengthKnown || size > wantedSize });
	}
	const mismatch = findMismatch(digests, expect?.digests ?? []);
	if (mismatch === undefined) return undefined;
	const reason = `its hash is \`${mismatch.actual}\` where \`${mismatch.expected}\` was expected`;
	if (isLengthKnown) return new HttpFault("hash", { reason, mismatch });
	return new HttpFault("incomplete", { reason: `${reason}, perhaps because it was cut` });
}

/** Whether something expected confirms that nothing is missing. */
export function isConfirmedBy(expect: Expectation | undefined): boolean {
	return expect?.size !== undefined || (expect?.digests ?? []).length > 0;
}

function findMismatch(
	actual: readonly Digest[],
	expected: readonly Digest[],
): { expected: string; actual: string } | undefined {
	const wanted = strongest(expected);
	if (wanted === undefined) return undefined;
	const found = actual.find(({ algorithm }) => algorithm === wanted.algorithm);
	if (found === undefined) return undefined;
	const isOne = expected.some(
		({ algorithm, hex }) => algorithm === found.algorithm && hex === found.hex,
	);
	return isOne ? undefined : { expected: printDigest(wanted), actual: printDigest(found) };
}

function hasherName(algorithm: HashAlgorithm): HasherAlgorithm {
	return algorithm === "blake2b" ? "blake2b512" : algorithm;
}
