import { expect, test } from "bun:test";
import { parseTimeSpan } from "../../src/standards/time-span.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

test.each([
	["24 hours", DAY],
	["1 week", 7 * DAY],
	["30 days", 30 * DAY],
	["2w", 14 * DAY],
	["1d12h", 1.5 * DAY],
	["1 day, 12 hours", 1.5 * DAY],
	["+7 days", 7 * DAY],
	["7 days ", 7 * DAY],
	["3 days ago", 3 * DAY],
	["24 hrs", DAY],
	["3 min", 180_000],
	["10s", 10_000],
	["10ms", 10],
	["1.5 hours", 1.5 * HOUR],
	["0 days", 0],
	["P7D", 7 * DAY],
	["p7d", 7 * DAY],
	["P1W", 7 * DAY],
	["PT24H", DAY],
	["PT1.5H", 1.5 * HOUR],
	["P1DT2H3M4S", DAY + 2 * HOUR + 184_000],
])("%p is %d milliseconds", (text, milliseconds) => {
	expect(parseTimeSpan(text)).toEqual({ kind: "span", milliseconds });
});

test.each([
	["1 month", "months", 30],
	["5 mos", "months", 150],
	["1y", "years", 365],
	["1 year 2 days", "years", 365],
	["P1M", "months", 30],
	["P2M3D", "months", 60],
	["P1Y", "years", 365],
] as const)("%p has no fixed length", (text, unit, days) => {
	expect(parseTimeSpan(text)).toEqual({ kind: "calendar", unit, days });
});

test.each([
	"",
	"7",
	"days",
	"0.5 days",
	"7D",
	"7 DAYS",
	" 7 days",
	"-7 days",
	"1 day and 2 hours",
	"3 fortnights",
	"P",
	"PT",
	"P1DT",
	"P0.5D",
	"P-7D",
	"9999999 days",
])("%p is no length of time", (text) => {
	expect(parseTimeSpan(text)).toBeUndefined();
});
