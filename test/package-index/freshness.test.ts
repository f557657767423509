import { expect, test } from "bun:test";
import { cacheRuleOf, isFresh } from "../../src/package-index/freshness.ts";

const DAY = 24 * 3600;

const RULES: readonly (readonly [
	headers: Readonly<Record<string, string>>,
	isStorable: boolean,
	maxAge: number,
])[] = [
	[{}, true, 0],
	[{ "cache-control": "" }, true, 0],
	[{ "cache-control": "max-age=600, public" }, true, 600],
	[{ "cache-control": "Public,  MAX-AGE=600" }, true, 600],
	[{ "cache-control": 'max-age="600"' }, true, 600],
	[{ "cache-control": "max-age=0, must-revalidate" }, true, 0],
	[{ "cache-control": "max-age=600, no-cache" }, true, 0],
	[{ "cache-control": "max-age=600, no-store" }, false, 0],
	[{ "cache-control": "s-maxage=600" }, true, 0],
	[{ "cache-control": "max-age=-5" }, true, 0],
	[{ "cache-control": "max-age=soon" }, true, 0],
	[{ "cache-control": "max-age=1e99" }, true, DAY],
	[{ "cache-control": "max-age=31536000" }, true, DAY],
	[{ "cache-control": "max-age=600", age: "500" }, true, 100],
	[{ "cache-control": "max-age=600", age: "700" }, true, 0],
	[{ "cache-control": "max-age=600", age: "-700" }, true, 600],
	[{ "cache-control": "max-age=600", age: "old" }, true, 600],
];

test("the rule of a response is what its headers allow", () => {
	for (const [headers, isStorable, maxAge] of RULES) {
		expect({ headers, ...cacheRuleOf(new Map(Object.entries(headers))) }).toEqual({
			headers,
			isStorable,
			maxAge,
		});
	}
});

test("what was stored is fresh for its time and no longer, and never where the clock was set back", () => {
	expect(isFresh(1000, 10, 1000)).toBe(true);
	expect(isFresh(1000, 10, 10_999)).toBe(true);
	expect(isFresh(1000, 10, 11_000)).toBe(false);
	expect(isFresh(1000, 10, 999)).toBe(false);
	expect(isFresh(1000, 0, 1000)).toBe(false);
});
