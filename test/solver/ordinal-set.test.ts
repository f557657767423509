import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
	containsOrdinal,
	difference,
	EMPTY,
	EVERY,
	equalSets,
	intersect,
	isDisjoint,
	isSubset,
	type OrdinalSet,
	only,
	union,
} from "../../src/solver/ordinal-set.ts";
import { setOf } from "./table-provider.ts";

const UNIVERSE = 24;
const ordinals = fc.uniqueArray(fc.nat(UNIVERSE - 1));
const both = [ordinals, ordinals] as const;

function members(set: OrdinalSet): number[] {
	return Array.from({ length: UNIVERSE }, (_, ordinal) => ordinal).filter((ordinal) =>
		containsOrdinal(set, ordinal),
	);
}

const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);

describe("ordinal sets agree with sets of numbers", () => {
	test("what was put in is what is in there", () => {
		fc.assert(fc.property(ordinals, (a) => expect(members(setOf(a))).toEqual(sorted(a))));
	});

	test.each([
		["intersect", intersect, (a: number[], b: number[]) => a.filter((x) => b.includes(x))],
		["union", union, (a: number[], b: number[]) => [...new Set([...a, ...b])]],
		["difference", difference, (a: number[], b: number[]) => a.filter((x) => !b.includes(x))],
	] as const)("%s", (_name, operation, expected) => {
		fc.assert(
			fc.property(...both, (a, b) => {
				const result = operation(setOf(a), setOf(b));
				expect(members(result)).toEqual(sorted(expected(a, b)));
				// Pairs ascend, none is empty, no two touch.
				expect(
					result.every((bound, index) => index === 0 || (result[index - 1] ?? 0) < bound),
				).toBe(true);
			}),
		);
	});

	test("subset, disjointness and equality", () => {
		fc.assert(
			fc.property(...both, (a, b) => {
				expect(isSubset(setOf(a), setOf(b))).toBe(a.every((x) => b.includes(x)));
				expect(isDisjoint(setOf(a), setOf(b))).toBe(!a.some((x) => b.includes(x)));
				expect(equalSets(setOf(a), setOf(b))).toBe(sorted(a).join() === sorted(b).join());
			}),
		);
	});
});

test("EVERY holds each ordinal and EMPTY none", () => {
	expect(isSubset(only(1_000_000), EVERY)).toBe(true);
	expect(isSubset(EVERY, only(0))).toBe(false);
	expect(containsOrdinal(EMPTY, 0)).toBe(false);
	expect(difference(EVERY, EVERY)).toEqual([]);
	expect(union(difference(EVERY, [3, 5]), [3, 5])).toEqual(EVERY);
});
