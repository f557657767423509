import { expect, test } from "bun:test";
import { type CutoffText, parseCutoff } from "../../src/standards/upload-cutoff.ts";

const day: CutoffText = { kind: "day", year: 2024, month: 12, day: 4 };
const at = (text: string): CutoffText => ({ kind: "moment", moment: Date.parse(text) });

test.each<[string, CutoffText | undefined]>([
	["false", { kind: "none" }],
	["2024-12-04", day],
	["20241204", day],
	["2024-12-04T17:00:00", day],
	["2024-12-04T17:00:00Z", at("2024-12-04T17:00:00Z")],
	["2024-12-04 17:00Z", at("2024-12-04T17:00:00Z")],
	["2024-12-04T17:00:00+02:00", at("2024-12-04T15:00:00Z")],
	["2024-12-04T17:00:00+02", at("2024-12-04T15:00:00Z")],
	["20241204T170000Z", undefined],
	["3 days", { kind: "span", milliseconds: 259_200_000 }],
	["P3D", { kind: "span", milliseconds: 259_200_000 }],
	["1 month", { kind: "calendar", unit: "months", days: 30 }],
	["FALSE", undefined],
	["now", undefined],
	["", undefined],
	["2024-12", undefined],
	["2024-13-01", undefined],
	["2024-12-04T24:00:00Z", undefined],
	["7", undefined],
])("%p", (text, expected) => {
	expect(parseCutoff(text)).toEqual(expected);
});
