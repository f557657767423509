import { expect, test } from "bun:test";
import fc from "fast-check";
import {
	filenameOfUrl,
	fragmentOf,
	printUrl,
	resolveUrl,
	splitUrl,
	withoutFragment,
} from "../../src/standards/url-reference.ts";

/** RFC 3986 §5.4: references against this base. */
const BASE = "http://a/b/c/d;p?q";

test.each([
	["g:h", "g:h"],
	["g", "http://a/b/c/g"],
	["./g", "http://a/b/c/g"],
	["g/", "http://a/b/c/g/"],
	["/g", "http://a/g"],
	["//g", "http://g"],
	["?y", "http://a/b/c/d;p?y"],
	["g?y", "http://a/b/c/g?y"],
	["#s", "http://a/b/c/d;p?q#s"],
	["g#s", "http://a/b/c/g#s"],
	["g?y#s", "http://a/b/c/g?y#s"],
	[";x", "http://a/b/c/;x"],
	["", "http://a/b/c/d;p?q"],
	[".", "http://a/b/c/"],
	["./", "http://a/b/c/"],
	["..", "http://a/b/"],
	["../g", "http://a/b/g"],
	["../..", "http://a/"],
	["../../g", "http://a/g"],
	["../../../g", "http://a/g"],
	["/./g", "http://a/g"],
	["/../g", "http://a/g"],
	["g.", "http://a/b/c/g."],
	["..g", "http://a/b/c/..g"],
	["./../g", "http://a/b/g"],
	["g/./h", "http://a/b/c/g/h"],
	["g/../h", "http://a/b/c/h"],
	["g;x=1/../y", "http://a/b/c/y"],
	["g?y/./x", "http://a/b/c/g?y/./x"],
	["g#s/../x", "http://a/b/c/g#s/../x"],
])("%p on that page is %p", (reference, url) => {
	expect(resolveUrl(BASE, reference)).toBe(url);
});

test("a base without a path gets a slash", () => {
	expect(resolveUrl("https://example.org", "a.whl")).toBe("https://example.org/a.whl");
	expect(resolveUrl("https://example.org?x", "?y")).toBe("https://example.org?y");
});

test("space at the ends goes and what is no ASCII is escaped", () => {
	expect(resolveUrl(BASE, "  g h\u00e9\n ")).toBe("http://a/b/c/g%20h%C3%A9");
	expect(resolveUrl(BASE, "\ud800")).toBe("http://a/b/c/%EF%BF%BD");
});

test("dot segments of an absolute URL are resolved too", () => {
	expect(resolveUrl(BASE, "https://example.org/a/../b")).toBe("https://example.org/b");
});

test("printUrl undoes splitUrl", () => {
	fc.assert(
		fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
			expect(printUrl(splitUrl(url))).toBe(url);
		}),
	);
});

test("resolveUrl agrees with the platform's URL on plain references", () => {
	const segment = fc.constantFrom("a", "b.whl", "..", ".", "c-1.0.tar.gz", "");
	const reference = fc.array(segment, { minLength: 1, maxLength: 5 }).map((list) => list.join("/"));
	fc.assert(
		fc.property(reference, (text) => {
			fc.pre(!text.startsWith("//") && !text.includes("//"));
			expect(resolveUrl("https://example.org/x/y/z", text)).toBe(
				new URL(text, "https://example.org/x/y/z").href,
			);
		}),
	);
});

test("the fragment is split off and kept apart", () => {
	expect(withoutFragment("a#b#c")).toBe("a");
	expect(fragmentOf("a#b#c")).toBe("b#c");
	expect(fragmentOf("a")).toBeUndefined();
});

test.each([
	["https://example.org/a/b-1.whl?x#y", "b-1.whl"],
	["https://example.org/a%2Bb.whl", "a+b.whl"],
	["https://example.org/%252e%252e%252f", "%2e%2e%2f"],
	["https://example.org/..%2f..%2fx", undefined],
	["https://example.org/a%5cb", undefined],
	["https://example.org/a%00.whl", undefined],
	["https://example.org/%2e%2e", undefined],
	["https://example.org/a%0ab", undefined],
	["https://example.org/%zz", undefined],
	["https://example.org/", undefined],
])("the file name of %p is %p", (url, filename) => {
	expect(filenameOfUrl(url)).toBe(filename as string);
});
