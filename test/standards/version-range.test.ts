import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SpecifierSet } from "../../src/standards/specifier.ts";
import { compareVersions, Version } from "../../src/standards/version.ts";
import { VersionRange } from "../../src/standards/version-range.ts";
import { specifierSetText, version } from "./arbitraries.ts";

function of(text: string): VersionRange {
	return VersionRange.fromSpecifiers(SpecifierSet.parse(text));
}

const range = fc.oneof(
	{ weight: 3, arbitrary: specifierSetText.map(of) },
	{
		weight: 1,
		arbitrary: fc.tuple(specifierSetText, specifierSetText).map(([a, b]) => of(a).union(of(b))),
	},
	{ weight: 1, arbitrary: version.map(VersionRange.exactly) },
	{ weight: 1, arbitrary: fc.constantFrom(VersionRange.full, VersionRange.empty) },
);

/** Versions around which the operators of PEP 440 change their minds. */
const NEIGHBOURS = [
	"0.9",
	"1.0.dev0",
	"1.0.dev1+x",
	"1.0a1",
	"1.0a1.post1",
	"1.0a2.dev0",
	"1.0rc1",
	"1.0",
	"1.0+x",
	"1.0+x.y",
	"1.0.post0.dev0",
	"1.0.post0",
	"1.0.post1",
	"1.0.post1+x",
	"1.0.post1024",
	"1.0.0.1",
	"1.0.1.dev0",
	"1.1.dev0",
	"1.1",
	"2.dev0",
	"2",
	"4096",
	"1!0.dev0",
].map(Version.parse);

describe("VersionRange.fromSpecifiers", () => {
	test("contains exactly the versions that the specifiers accept", () => {
		fc.assert(
			fc.property(specifierSetText, version, (text, candidate) => {
				const set = SpecifierSet.parse(text);
				expect(VersionRange.fromSpecifiers(set).contains(candidate)).toBe(
					set.contains(candidate, "allow"),
				);
			}),
			{ numRuns: 3000 },
		);
	});

	test("also next to the versions that the operators name", () => {
		for (const bound of NEIGHBOURS) {
			const operators = bound.isLocal ? ["==", "!="] : ["==", "!=", "<", "<=", ">", ">="];
			for (const operator of operators) {
				const set = SpecifierSet.parse(`${operator}${bound}`);
				const accepted = NEIGHBOURS.filter((candidate) => set.contains(candidate));
				const inside = NEIGHBOURS.filter((candidate) =>
					VersionRange.fromSpecifiers(set).contains(candidate),
				);
				expect(`${operator}${bound}: ${inside}`).toBe(`${operator}${bound}: ${accepted}`);
			}
		}
	});

	test("takes `===` as the version that it spells", () => {
		expect(of("===1.0").equals(VersionRange.exactly(Version.parse("1.0.0")))).toBe(true);
		expect(of("===1.0").contains(Version.parse("1.0+x"))).toBe(false);
		expect(of("===whatever").isEmpty).toBe(true);
	});
});

describe("VersionRange is an algebra of sets", () => {
	test("a version is in the intersection where it is in both, in the union where it is in one", () => {
		fc.assert(
			fc.property(range, range, version, (a, b, candidate) => {
				const [inA, inB] = [a.contains(candidate), b.contains(candidate)];
				expect(a.intersect(b).contains(candidate)).toBe(inA && inB);
				expect(a.union(b).contains(candidate)).toBe(inA || inB);
				expect(a.difference(b).contains(candidate)).toBe(inA && !inB);
				expect(a.complement().contains(candidate)).toBe(!inA);
			}),
			{ numRuns: 1000 },
		);
	});

	test("the complement of the complement is the range itself", () => {
		fc.assert(fc.property(range, (a) => a.complement().complement().equals(a)));
	});

	test("intersection and union do not mind the order", () => {
		fc.assert(
			fc.property(
				range,
				range,
				(a, b) => a.intersect(b).equals(b.intersect(a)) && a.union(b).equals(b.union(a)),
			),
		);
	});

	test("intersection and union do not mind the grouping", () => {
		fc.assert(
			fc.property(range, range, range, (a, b, c) => {
				expect(
					a
						.intersect(b)
						.intersect(c)
						.equals(a.intersect(b.intersect(c))),
				).toBe(true);
				expect(
					a
						.union(b)
						.union(c)
						.equals(a.union(b.union(c))),
				).toBe(true);
			}),
		);
	});

	test("not (a and b) is not a or not b", () => {
		fc.assert(
			fc.property(range, range, (a, b) =>
				a.intersect(b).complement().equals(a.complement().union(b.complement())),
			),
		);
	});

	test("a and (b or c) is (a and b) or (a and c)", () => {
		fc.assert(
			fc.property(range, range, range, (a, b, c) =>
				a.intersect(b.union(c)).equals(a.intersect(b).union(a.intersect(c))),
			),
		);
	});

	test("a range has nothing in common with its complement, and is everything together with it", () => {
		fc.assert(
			fc.property(range, (a) => a.isDisjointFrom(a.complement()) && a.union(a.complement()).isFull),
		);
	});

	test("a is a subset of b exactly where a and b is a", () => {
		fc.assert(
			fc.property(range, range, (a, b) => {
				expect(a.isSubsetOf(b)).toBe(a.intersect(b).equals(a));
				expect(a.intersect(b).isSubsetOf(a)).toBe(true);
				expect(a.isSubsetOf(a.union(b))).toBe(true);
			}),
		);
	});

	test("ranges of the same versions are equal, however they were made", () => {
		expect(of(">=1,<2").union(of(">=2.dev0,<3")).equals(of(">=1,<3"))).toBe(true);
		expect(of("~=1.2").equals(of(">=1.2,==1.*"))).toBe(true);
		expect(of("==1.0").union(of(">=1.0.post0.dev0")).equals(of(">=1.0"))).toBe(true);
		expect(of("<0").isEmpty).toBe(true);
		expect(of(">=0.dev0").isFull).toBe(true);
		expect(of(">=1,<1.0").isEmpty).toBe(true);
	});
});

describe("VersionRange.ordinalsIn", () => {
	test("names the same versions as asking for each", () => {
		fc.assert(
			fc.property(range, fc.array(version, { maxLength: 30 }), (a, versions) => {
				const sorted = versions.sort(compareVersions);
				const ordinals = a.ordinalsIn(sorted);
				const named = new Set<number>();
				for (let pair = 0; pair < ordinals.length; pair += 2) {
					const [from = 0, to = 0] = ordinals.slice(pair, pair + 2);
					expect(from).toBeLessThan(to);
					if (pair > 0) expect(from).toBeGreaterThan(ordinals[pair - 1] ?? 0);
					for (let ordinal = from; ordinal < to; ordinal++) named.add(ordinal);
				}
				expect(ordinals.length % 2).toBe(0);
				expect(sorted.filter((_, ordinal) => named.has(ordinal))).toEqual(
					sorted.filter((candidate) => a.contains(candidate)),
				);
			}),
			{ numRuns: 1000 },
		);
	});

	test.each([
		["", [0, 5]],
		[">=2,<4", [1, 3]],
		["!=3", [0, 2, 3, 5]],
		["!=2.5", [0, 5]],
		["!=1,!=3,!=5", [1, 2, 3, 4]],
		[">9", []],
		["<1", []],
	])("of %j among 1 to 5 is %j", (text, expected) => {
		expect(of(text).ordinalsIn(["1", "2", "3", "4", "5"].map(Version.parse))).toEqual(expected);
	});
});

describe("VersionRange.toString", () => {
	test.each([
		["", "*"],
		[">2,<1", "∅"],
		[">=1,<2", ">=1,<2"],
		["==1.5", "==1.5"],
		["==1.*", "==1.*"],
		["==3.0.*,<4", "==3.0.*"],
		["!=1.5.*,>=1", ">=1,!=1.5.*"],
		["<2,!=1.5,!=1.6", "!=1.5,!=1.6,<2"],
		["<=1.0", "<=1.0"],
		["<=1.0.post1", "<1.0.post2"],
		["~=1.2.3", ">=1.2.3,<1.3"],
		["==1.0+cpu", "==1.0+cpu"],
		[">1", ">1"],
		["<1.0rc1", "<1.0rc1"],
		["<1.0.post2", "<1.0.post2"],
	])("of %j is %s", (text, expected) => {
		expect(`${of(text)}`).toBe(expected);
	});

	test("names alternatives", () => {
		expect(`${of("<1").union(of(">=2,<3"))}`).toBe("<1 | >=2,<3");
		expect(`${of(">=1").complement()}`).toBe("<1");
		expect(`${VersionRange.exactly(Version.parse("1.0"))}`).toBe("==1.0");
	});
});
