import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
	InvalidSpecifier,
	parseLenientSpecifiers,
	Specifier,
	SpecifierSet,
} from "../../src/standards/specifier.ts";
import { Version } from "../../src/standards/version.ts";
import { specifierSetText, version } from "./arbitraries.ts";

describe("Specifier.contains", () => {
	test.each([
		["==1.0", "1.0 1.0.0 1.0+cpu", "1.0.1 1.0a1 1.0.post1"],
		["==1.0+cpu", "1.0+cpu", "1.0 1.0+gpu"],
		["!=1.0", "1.1 1.0.post1 1.0a1", "1.0 1.0+cpu 1.0.0"],
		["==1.*", "1 1.0a1 1.9 1.dev0 1.2.post1 1.1+x", "2.dev0 0.9 1!1"],
		["!=1.0.*", "1.1 0.9", "1.0 1.0.5 1.0a1"],
		["~=1.2.3", "1.2.3 1.2.9 1.2.3.post1 1.2.4a1", "1.3 1.2.2 1.2.3a1"],
		["~=2.2.post3", "2.2.post3 2.9", "2.2 3.0.dev1"],
		["<=1.0", "1.0 1.0+x 1.0a1 0.9", "1.0.post1 1.0.1"],
		[">=1.0", "1.0 1.0+x 1.0.post1", "1.0rc1 0.9"],
		["<1.0", "0.9 0.9.post1", "1.0 1.0a1 1.0.dev0"],
		["<1.0rc1", "1.0b9 1.0rc1.dev0", "1.0rc1 1.0"],
		["<1.0.post1", "1.0 1.0a1 1.0+x", "1.0.post1.dev0 1.0.post1"],
		[">1.0", "1.0.1 1.1.dev0", "1.0 1.0.post1 1.0+x 1.0.post1+x"],
		[">1.0.post1", "1.0.post2 1.1", "1.0.post1 1.0.post1+x"],
		[">1.0a1", "1.0a2.dev0 1.0 1.0.post1", "1.0a1 1.0a1+x 1.0a1.post1"],
		["===1.0", "1.0", "1.0.0"],
	])("%s has %s and not %s", (text, inside, outside) => {
		const specifier = Specifier.parse(text);
		const accepted = `${inside} ${outside}`
			.split(" ")
			.filter((candidate) => specifier.contains(Version.parse(candidate)));
		expect(accepted.join(" ")).toBe(inside);
	});
});

describe("Specifier.parse", () => {
	test("ignores space around the text and after the operator", () => {
		const specifier = Specifier.parse("  ==  \r \f v1.0\t\n");
		expect([`${specifier}`, specifier.given]).toEqual(["==1.0", "v1.0"]);
	});

	test.each([
		["1.0", "it must begin with one of"],
		["=1.0", "it must begin with one of"],
		["~=1", "at least two numbers"],
		[">=1.*", "cannot be used with `.*`"],
		[">=1.0+x", "cannot be used with a local version"],
		["==", "`` is not a version"],
		["==1.0a1.*", "is not a version"],
		["==1.2 .*", "is not a version"],
		["=== 1.0;", "is not a version"],
		["> = 1", "is not a version"],
	])("refuses %s: %s", (text, reason) => {
		expect(() => Specifier.parse(text)).toThrow(InvalidSpecifier);
		expect(() => Specifier.parse(text)).toThrow(reason);
	});
});

describe("SpecifierSet", () => {
	test("of none accepts all", () => {
		expect(SpecifierSet.parse("").isAny).toBe(true);
		expect(SpecifierSet.parse(" , ")).toBe(SpecifierSet.any);
		expect(`${SpecifierSet.any}`).toBe("");
	});

	test("keeps the order of its text and prints without space", () => {
		expect(`${SpecifierSet.parse(" >= 1.0 , <2.0-alpha,!=1.5.* ,")}`).toBe(">=1.0,<2.0a0,!=1.5.*");
	});

	test("marks the one that is wrong", () => {
		try {
			SpecifierSet.parse(">=1.0, <a");
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof InvalidSpecifier)) throw error;
			expect(error.excerpt).toBe(">=1.0, <a\n       ^^");
		}
	});

	test("prints what reads the same", () => {
		fc.assert(
			fc.property(specifierSetText, version, (text, candidate) => {
				const set = SpecifierSet.parse(text);
				const again = SpecifierSet.parse(`${set}`);
				expect(`${again}`).toBe(`${set}`);
				expect(again.contains(candidate)).toBe(set.contains(candidate));
			}),
		);
	});

	test("of two sets together accepts what both accept", () => {
		fc.assert(
			fc.property(specifierSetText, specifierSetText, version, (a, b, candidate) => {
				const [left, right] = [SpecifierSet.parse(a), SpecifierSet.parse(b)];
				expect(left.and(right).contains(candidate)).toBe(
					left.contains(candidate) && right.contains(candidate),
				);
			}),
		);
	});

	test.each([
		[">=1.0rc1", true],
		[">=1.0,<2.0.dev1", true],
		["===1.0a1", true],
		["!=1.0rc1", false],
		["==1.*", false],
		[">=1.0", false],
	])("%s mentions a pre-release: %p", (text, expected) => {
		expect(SpecifierSet.parse(text).mentionsPrerelease).toBe(expected);
	});

	test("treats pre-releases as the policy says", () => {
		const [plain, naming] = [SpecifierSet.parse(">=1"), SpecifierSet.parse(">=1,>=1a1")];
		const candidate = Version.parse("2.0b1");
		expect(plain.contains(candidate)).toBe(true);
		expect(plain.contains(candidate, "disallow")).toBe(false);
		expect(plain.contains(candidate, "if-mentioned")).toBe(false);
		expect(naming.contains(candidate, "if-mentioned")).toBe(true);
		expect(naming.contains(candidate, "disallow")).toBe(false);
	});

	test("filters pre-releases out unless nothing else is left", () => {
		const filtered = (text: string, candidates: string): string =>
			SpecifierSet.parse(text).filter(candidates.split(" ").map(Version.parse)).join(" ");
		expect(filtered(">=1", "1.0 2.0a1 0.5")).toBe("1.0");
		expect(filtered(">=2.0a0", "1.0 2.0a1 2.0")).toBe("2.0a1 2.0");
		expect(filtered(">1", "1.0 2.0a1 3.0.dev1")).toBe("2.0a1 3.0.dev1");
	});
});

describe("parseLenientSpecifiers", () => {
	test.each([
		[">=1.0<2", ">=1.0,<2"],
		[">=1.0 <2 !=1.5", ">=1.0,<2,!=1.5"],
		["!=~5.0", "!=5.0.*"],
		[">=1.9.*", ">=1.9"],
		[">= 2.7, != 3.0.*, <= 3.7.*", ">=2.7,!=3.0.*,<=3.7"],
		["!=3.0*,>=2", "!=3.0.*,>=2"],
		[">=3.6,", ">=3.6"],
		[">dev", ">0.0.0.dev0"],
		[">=2.0b1.0", ">=2.0b1"],
		[">='2.7'", ">=2.7"],
		['>=2.7"', ">=2.7"],
		["'>=1.0<2.*'", ">=1.0,<2"],
		["==2.1.dev1.0", "==2.1.dev1"],
	])("mends %s to %s", (text, expected) => {
		expect(`${parseLenientSpecifiers(text).specifiers}`).toBe(expected);
	});

	test("says whether it mended", () => {
		expect(parseLenientSpecifiers(">=1.0,<2").repaired).toBe(false);
		expect(parseLenientSpecifiers(">=1.0<2").repaired).toBe(true);
	});

	test.each(["what", ">=foo", "1.0", ">=1.0 and <2"])("gives up on %s", (text) => {
		expect(() => parseLenientSpecifiers(text)).toThrow(InvalidSpecifier);
	});

	test("leaves every valid set alone", () => {
		fc.assert(fc.property(specifierSetText, (text) => !parseLenientSpecifiers(text).repaired));
	});

	test.each([
		">=1x".repeat(25_000),
		`>=${"1".repeat(100_000)}.*`,
		`>=${"1.".repeat(50_000)}`,
		"!=~".repeat(33_000),
		`!= ${" ".repeat(100_000)}~`,
		`>${" ".repeat(100_000)}dev`,
		`>=1a${"1".repeat(100_000)}.0.0`,
		`,${" ".repeat(100_000)}x`,
	])("refuses 100 KB of hostile text", (text) => {
		expect(() => parseLenientSpecifiers(text)).toThrow();
	});
});
