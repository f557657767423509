import { expect, test } from "bun:test";
import {
	type Digest,
	InvalidDigest,
	isStrong,
	parseDigest,
	printDigest,
	strongest,
	tryDigest,
} from "../../src/standards/digest.ts";

const SHA256 = "a".repeat(64);

test("a digest is read in any case and printed in lower case", () => {
	expect(printDigest(parseDigest(`SHA256:${SHA256.toUpperCase()}`))).toBe(`sha256:${SHA256}`);
});

test.each([
	["sha256", "not of the form"],
	["sha255:aa", "the algorithm is none of"],
	[`sha256:${SHA256.slice(1)}`, "`sha256` has 64 hexadecimal digits"],
	[`sha256:${"g".repeat(64)}`, "hexadecimal"],
	[`md5:${"0".repeat(31)}\u0660`, "hexadecimal"],
	["constructor:aa", "the algorithm is none of"],
])("%p is refused: %s", (text, reason) => {
	expect(() => parseDigest(text)).toThrow(InvalidDigest);
	expect(() => parseDigest(text)).toThrow(reason);
});

test("MD5 and SHA-1 are weak, the others strong", () => {
	expect(isStrong("md5")).toBe(false);
	expect(isStrong("sha1")).toBe(false);
	expect(isStrong("sha256")).toBe(true);
	expect(isStrong("blake2b")).toBe(true);
});

test("the strongest of several digests is found wherever it stands", () => {
	const md5 = tryDigest("md5", "0".repeat(32)) as Digest;
	const sha512 = tryDigest("sha512", "0".repeat(128)) as Digest;
	const sha256 = tryDigest("sha256", SHA256) as Digest;
	expect(strongest([md5, sha512, sha256])).toBe(sha512);
	expect(strongest([])).toBeUndefined();
});
