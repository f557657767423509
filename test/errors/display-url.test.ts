import { expect, test } from "bun:test";
import { displayText } from "../../src/errors/display-text.ts";
import { displayUrl } from "../../src/errors/display-url.ts";

test.each([
	["https://example.com/simple", "https://example.com/simple"],
	["https://user:secret@example.com/simple", "https://user:****@example.com/simple"],
	["https://token@example.com/", "https://****@example.com/"],
	["https://us@er:se@cret@example.com/a@b", "https://us@er:****@example.com/a@b"],
	["git+ssh://git@example.com/x.git", "git+ssh://git@example.com/x.git"],
	["git+https://user:secret@example.com/x.git", "git+https://user:****@example.com/x.git"],
	[
		"https://example.com/a?X-Amz-Signature=abc&b=1",
		"https://example.com/a?X-Amz-Signature=****&b=1",
	],
	["https://example.com/a?token=abc#frag", "https://example.com/a?token=****#frag"],
	["./a/path@1", "./a/path@1"],
])("displayUrl shows %s without its secret", (url, shown) => {
	expect(displayUrl(url)).toBe(shown);
});

test("displayText hides secrets of every URL in a sentence", () => {
	expect(displayText("from `https://u:p@a.example/x` to 'http://t@b.example/' and on")).toBe(
		"from `https://u:****@a.example/x` to 'http://****@b.example/' and on",
	);
});

test("displayText copes with long words of any kind", () => {
	for (const word of ["a".repeat(100_000), "@".repeat(100_000), "://".repeat(30_000)]) {
		expect(displayText(word).length).toBeGreaterThan(0);
	}
	expect(displayText(`https://${"@".repeat(100_000)}`)).toBe("https://****@");
});
