import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { InvalidName, isValidName, normalizeName, parseName } from "../../src/standards/name.ts";

describe("normalizeName", () => {
	test.each([
		["requests", "requests"],
		["Django", "django"],
		["zope.interface", "zope-interface"],
		["A-B_c.d", "a-b-c-d"],
		["foo--bar..baz__x", "foo-bar-baz-x"],
		["friendly-bard", "friendly-bard"],
		["_private", "-private"],
		["__proto__", "-proto-"],
	])("%s is %s", (given, expected) => {
		expect(normalizeName(given)).toBe(expected);
	});

	test("once is enough: the normalized form of a normalized name is itself", () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				const normalized = normalizeName(text);
				return normalizeName(normalized) === normalized;
			}),
		);
	});
});

describe("isValidName", () => {
	test.each(["a", "9lives", "foo-bar", "Foo.Bar_baz", "a--b"])("accepts %s", (name) => {
		expect(isValidName(name)).toBe(true);
	});

	test.each(["", "-a", "a-", ".a", "a.", "_a", "a_", "a b", "naïve", "a\n", "ſ", "a/b"])(
		"refuses %j",
		(name) => {
			expect(isValidName(name)).toBe(false);
		},
	);
});

describe("parseName", () => {
	test("gives the normalized name", () => {
		expect(parseName("Foo.Bar")).toBe("foo-bar");
	});

	test("refuses what is no name, with the whole text marked", () => {
		expect(() => parseName("foo bar")).toThrow(InvalidName);
		expect(() => parseName("")).toThrow("it is empty");
	});
});

test("hostile names are refused in linear time", () => {
	const long = "-".repeat(100_000);
	expect(isValidName(`a${long}`)).toBe(false);
	expect(isValidName(`a${"a-".repeat(50_000)}!`)).toBe(false);
	expect(normalizeName(`a${long}b`)).toBe("a-b");
});
