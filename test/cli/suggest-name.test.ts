import { expect, test } from "bun:test";
import fc from "fast-check";
import { editDistance, suggestName } from "../../src/cli/suggest-name.ts";

test.each([
	["", "", 0],
	["abc", "abc", 0],
	["abc", "abd", 1],
	["abc", "acb", 1],
	["ca", "abc", 3],
	["instal", "install", 1],
	["", "four", 4],
])("editDistance of %p and %p is %p", (from, to, distance) => {
	expect(editDistance(from, to)).toBe(distance);
});

test("editDistance is symmetric, zero only for equals, and at most the longer length", () => {
	const text = fc.string({ maxLength: 12, unit: fc.constantFrom("a", "b", "c") });
	fc.assert(
		fc.property(text, text, (left, right) => {
			const distance = editDistance(left, right);
			expect(distance).toBe(editDistance(right, left));
			expect(distance === 0).toBe(left === right);
			expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
			expect(distance).toBeGreaterThanOrEqual(Math.abs(left.length - right.length));
		}),
	);
});

test.each([
	["upgrad", ["upgrade", "update"], "upgrade"],
	["hel", ["help", "hash"], "help"],
	["exclude-n", ["exclude-newer-package", "exclude-newer"], "exclude-newer-package"],
	["zzz", ["install"], undefined],
	["lsit", ["list", "sync"], "list"],
	["x".repeat(100_000), ["install"], undefined],
])("suggestName for row %#", (given, candidates, expected) => {
	expect(suggestName(given, candidates)).toBe(expected);
});
