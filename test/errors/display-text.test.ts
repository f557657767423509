import { expect, test } from "bun:test";
import { displayText } from "../../src/errors/display-text.ts";

test.each([
	["", ""],
	["no URL: // here", "no URL: // here"],
	["at https://me:secret@e.org/x, then", "at https://me:****@e.org/x, then"],
	["`git+https://token@e.org/a` and http://e.org/", "`git+https://****@e.org/a` and http://e.org/"],
	["://u:p@e.org https://u:p@e.org", "://u:p@e.org https://u:****@e.org"],
	["1.2https://u:p@e.org", "1.2https://u:****@e.org"],
	["https://a:b@https://c:d@e.org/", "https://a:****@https://c:****@e.org/"],
	["https://e.org/?token=abc&x=1", "https://e.org/?token=****&x=1"],
])("displayText of %p", (text, shown) => {
	expect(displayText(text)).toBe(shown);
});

test("displayText comes to an end for hostile texts", () => {
	for (const text of [
		"a".repeat(500_000),
		"a://".repeat(100_000),
		"://".repeat(100_000),
		"+1".repeat(200_000),
	]) {
		expect(displayText(text).length).toBeGreaterThan(0);
	}
});
