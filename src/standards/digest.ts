/**
 * Digests of files as requirements, index pages, locks and URL fragments write them: an algorithm and the
 * hexadecimal digits.
 */
import { ParseError } from "../errors/parse-error.ts";

/** Algorithms a digest may be given in; `blake2b` is the one of 512 bits. */
export type HashAlgorithm = "md5" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512" | "blake2b";

/** A digest; `hex` is lower case and as long as the algorithm wants. */
export interface Digest {
	readonly algorithm: HashAlgorithm;
	readonly hex: string;
}

/** A text that should be `algorithm:hexdigits` and is not. */
export class InvalidDigest extends ParseError {
	readonly code = "invalid-digest";
}

/** The number of hexadecimal digits, weakest algorithm first. */
const LENGTHS: ReadonlyMap<string, number> = new Map<HashAlgorithm, number>([
	["md5", 32],
	["sha1", 40],
	["sha224", 56],
	["sha256", 64],
	["sha384", 96],
	["sha512", 128],
	["blake2b", 128],
]);

const HEXADECIMAL_REGEXP = /^[0-9A-Fa-f]+$/;

const STRENGTHS: readonly string[] = [...LENGTHS.keys()];

/** Whether the word names an algorithm this program can compute; spelled in lower case. */
export function isHashAlgorithm(word: string): word is HashAlgorithm {
	return LENGTHS.has(word);
}

/** The digest of these two parts, or `undefined` where the algorithm is unknown or the digits are wrong. */
export function tryDigest(algorithm: string, digits: string): Digest | undefined {
	const length = LENGTHS.get(algorithm);
	if (length !== digits.length || !HEXADECIMAL_REGEXP.test(digits)) return undefined;
	return { algorithm: algorithm as HashAlgorithm, hex: digits.toLowerCase() };
}

/**
 * Reads `sha256:0123…`, the form of `--hash` and of locks.
 *
 * @throws InvalidDigest
 */
export function parseDigest(text: string): Digest {
	const colon = text.indexOf(":");
	if (colon === -1) {
		throw invalidDigest(text, { start: 0, reason: "it is not of the form `algorithm:digits`" });
	}
	const algorithm = text.slice(0, colon).toLowerCase();
	const length = LENGTHS.get(algorithm);
	if (length === undefined) {
		const known = STRENGTHS.map((word) => `\`${word}\``).join(", ");
		throw invalidDigest(text, { start: 0, reason: `the algorithm is none of ${known}` });
	}
	const digest = tryDigest(algorithm, text.slice(colon + 1));
	if (digest !== undefined) return digest;
	throw invalidDigest(text, {
		start: colon + 1,
		reason: `\`${algorithm}\` has ${length} hexadecimal digits`,
	});
}

/** `algorithm:hexdigits`. */
export function printDigest(digest: Digest): string {
	return `${digest.algorithm}:${digest.hex}`;
}

/** What `printDigest` printed, which must be certain: nothing is checked. */
export function readPrintedDigest(text: string): Digest {
	const colon = text.indexOf(":");
	return { algorithm: text.slice(0, colon) as HashAlgorithm, hex: text.slice(colon + 1) };
}

/** Whether nobody is known to be able to make a second file of the same digest. */
export function isStrong(algorithm: HashAlgorithm): boolean {
	return algorithm !== "md5" && algorithm !== "sha1";
}

/** The digest that is hardest to forge; `undefined` of none. */
export function strongest(digests: readonly Digest[]): Digest | undefined {
	let best: Digest | undefined;
	for (const digest of digests) {
		if (best === undefined || strength(digest) > strength(best)) best = digest;
	}
	return best;
}

function strength(digest: Digest): number {
	return STRENGTHS.indexOf(digest.algorithm);
}

function invalidDigest(text: string, fault: { start: number; reason: string }): InvalidDigest {
	return new InvalidDigest(`Could not read \`${text}\` as a digest: ${fault.reason}`, {
		source: text,
		span: { start: fault.start, end: text.length },
	});
}
