import { expect, test } from "bun:test";
import { formatBytes } from "../../src/cli/format-bytes.ts";
import { formatCount } from "../../src/cli/format-count.ts";
import { formatDuration } from "../../src/cli/format-duration.ts";
import { wrapText } from "../../src/cli/wrap-text.ts";

test.each([
	[0, "0.00ms"],
	[0.42, "0.42ms"],
	[1, "1ms"],
	[12.9, "12ms"],
	[999.9, "999ms"],
	[1000, "1.00s"],
	[1239, "1.23s"],
	[59_999, "59.99s"],
	[60_000, "1m 00s"],
	[65_000, "1m 05s"],
	[3_725_000, "62m 05s"],
	[-5, "0.00ms"],
])("formatDuration writes %p milliseconds as %p", (milliseconds, text) => {
	expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
	[0, "0B"],
	[1023, "1023B"],
	[1024, "1.0KiB"],
	[1024 * 1024 - 1, "1.0MiB"],
	[15.2 * 1024 * 1024, "15.2MiB"],
	[3 * 1024 ** 3, "3.0GiB"],
	[2 * 1024 ** 6, "2048.0PiB"],
])("formatBytes writes %p as %p", (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});

test("formatCount knows one from many", () => {
	expect([0, 1, 2].map((count) => formatCount(count, "package"))).toEqual([
		"0 packages",
		"1 package",
		"2 packages",
	]);
	expect(formatCount(2, "directory", "directories")).toBe("2 directories");
});

test("wrapText keeps words whole and lines short", () => {
	expect(wrapText("one two three", 7)).toEqual(["one two", "three"]);
	expect(wrapText("incomprehensible is long", 5)).toEqual(["incomprehensible", "is", "long"]);
	expect(wrapText("", 5)).toEqual([""]);
});
