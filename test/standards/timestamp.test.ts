import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseTimestamp, printTimestamp } from "../../src/standards/timestamp.ts";

test("parseTimestamp agrees with the platform's Date on every moment of the years 1 to 9999", () => {
	const moment = fc.date({
		min: new Date("0001-01-01T00:00:00Z"),
		max: new Date("9999-12-31T23:59:59Z"),
		noInvalidDate: true,
	});
	fc.assert(
		fc.property(moment, (date) => {
			expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
		}),
	);
});

test.each([
	["2024-05-01T12:30:00.123456Z", "2024-05-01T12:30:00.123Z"],
	["2024-05-01T12:30:00", "2024-05-01T12:30:00Z"],
	["2024-05-01 12:30:00+02:00", "2024-05-01T10:30:00Z"],
	["2024-05-01T12:30:00-0130", "2024-05-01T14:00:00Z"],
	["2024-02-29", "2024-02-29T00:00:00Z"],
	["2024-05-01T12:30Z", "2024-05-01T12:30:00Z"],
])("%s is %s", (text, same) => {
	expect(parseTimestamp(text)).toBe(Date.parse(same));
});

test.each([
	"",
	"yesterday",
	"2023-02-29",
	"2024-13-01",
	"2024-00-01",
	"2024-04-31",
	"2024-05-01T24:00:00Z",
	"2024-05-01T12:60:00Z",
	"2024-5-1",
	`2024-05-01T12:30:00.${"1".repeat(100_000)}Z`,
])("%p is no point in time", (text) => {
	expect(parseTimestamp(text)).toBeUndefined();
});

test("printTimestamp writes what parseTimestamp reads, as the platform's Date does", () => {
	const moment = fc.date({
		min: new Date("0001-01-01T00:00:00Z"),
		max: new Date("9999-12-31T23:59:59Z"),
		noInvalidDate: true,
	});
	fc.assert(
		fc.property(moment, (date) => {
			expect(printTimestamp(date.getTime())).toBe(date.toISOString().replace(".000Z", "Z"));
		}),
	);
});
