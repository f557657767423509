import { expect, test } from "bun:test";
import fc from "fast-check";
import { InvalidTag, parseTags, Tag, TagSet } from "../../src/standards/tag.ts";

test("a compressed set stands for every combination", () => {
	expect(parseTags("py2.py3-none-any").map(String)).toEqual(["py2-none-any", "py3-none-any"]);
	expect(parseTags("cp39-abi3.none-linux_x86_64.any").length).toBe(4);
});

test("tags are read in lower case, and none twice", () => {
	expect(parseTags("CP39.cp39-ABI3-Any").map(String)).toEqual(["cp39-abi3-any"]);
});

test.each([
	"",
	"py3",
	"py3-none",
	"py3-none-any-more",
	"py3..py2-none-any",
	"py3-none-",
	"-none-any",
])("%p is no tag", (text) => {
	expect(() => parseTags(text)).toThrow(InvalidTag);
});

test("a compressed set that multiplies to more than two thousand tags is refused", () => {
	const many = Array.from({ length: 40 }, (_, index) => `p${index}`).join(".");
	expect(() => parseTags(`${many}-${many}-${many}`)).toThrow(InvalidTag);
	const huge = Array.from({ length: 20_000 }, (_, index) => `p${index}`).join(".");
	expect(() => parseTags(`${huge}-none-any`)).toThrow(InvalidTag);
});

test("Tag.parse takes one tag and refuses a set", () => {
	expect(Tag.parse("cp312-cp312-win_amd64").platform).toBe("win_amd64");
	expect(() => Tag.parse("py2.py3-none-any")).toThrow(InvalidTag);
});

test("TagSet.of ranks by the order given and knows nothing else", () => {
	const set = TagSet.of([Tag.parse("a-b-c"), Tag.parse("py3-none-any"), Tag.parse("a-b-any")]);
	expect(set.rank(Tag.parse("py3-none-any"))).toBe(1);
	expect(set.rank(Tag.parse("a-b-any"))).toBe(2);
	expect(set.rank(Tag.parse("a-b-d"))).toBeUndefined();
	expect(set.bestRank(parseTags("py3.a-none.b-any.c"))).toBe(0);
	expect(set.bestRank([])).toBeUndefined();
	expect([...set].map(String)).toEqual(["a-b-c", "py3-none-any", "a-b-any"]);
	expect(set.knowsInterpreter("a")).toBe(true);
	expect(set.knowsInterpreter("cp27")).toBe(false);
});

test("names that every object has are no interpreters", () => {
	const set = TagSet.of([Tag.parse("py3-none-any")]);
	expect(set.rank(new Tag("constructor", "__proto__", "tostring"))).toBeUndefined();
});

test("a compressed set fits exactly where one of its tags has a rank", () => {
	const part = (...names: readonly string[]) =>
		fc.subarray([...names], { minLength: 1 }).map((some) => some.join("."));
	const text = fc
		.tuple(part("py2", "py3", "CP312"), part("none", "abi3"), part("any", "linux_x86_64", "win32"))
		.map((parts) => parts.join("-"));
	fc.assert(
		fc.property(text, fc.array(text, { maxLength: 3 }), (asked, known) => {
			const set = TagSet.of(known.flatMap(parseTags));
			expect(set.fits(asked)).toBe(set.bestRank(parseTags(asked)) !== undefined);
		}),
	);
});
