import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { unifiedDifference } from "../../src/commands/unified-difference.ts";

const PATCH: string = "patch";

const labels = { before: "a", after: "b" };
const differ = (before: string, after: string, limit = 1000): string =>
	unifiedDifference(before, after, { labels, limit }).join("\n");

test("equal texts have no difference", () => {
	expect(unifiedDifference("x\n", "x\n", { labels, limit: 9 })).toEqual([]);
});

test("changes are shown with three lines around them, those far apart on their own", () => {
	const lines = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
	const changed = lines.map((line) => (line === "line 2" ? "two" : line)).toSpliced(17, 1);
	expect(differ(`${lines.join("\n")}\n`, `${changed.join("\n")}\n`)).toBe(
		[
			"--- a",
			"+++ b",
			"@@ -1,5 +1,5 @@",
			" line 1",
			"-line 2",
			"+two",
			" line 3",
			" line 4",
			" line 5",
			"@@ -15,6 +15,5 @@",
			" line 15",
			" line 16",
			" line 17",
			"-line 18",
			" line 19",
			" line 20",
		].join("\n"),
	);
});

test("a text that is new has all its lines", () => {
	expect(differ("", "x\ny\n")).toBe("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y");
});

test("what is too long is cut, and says how much is left", () => {
	expect(differ("", "x\ny\nz\n", 4)).toBe("--- a\n+++ b\n@@ -0,0 +1,3 @@\n+x\n… 2 more lines");
});

test("texts of thousands of lines are told as one change", () => {
	const text = (word: string): string =>
		Array.from({ length: 3000 }, (_, n) => `${word}${n}\n`).join("");
	expect(unifiedDifference(text("a"), text("b"), { labels, limit: 9000 })).toHaveLength(6003);
});

test("`patch` makes the second text out of the first", () => {
	if (spawnSync(PATCH, ["--version"]).error !== undefined) {
		console.log("skipped: there is no patch");
		return;
	}
	const folder = mkdtempSync(join(tmpdir(), "difference-"));
	const line = fc.constantFrom("a", "b", "c", "");
	const text = fc
		.array(line, { maxLength: 14 })
		.map((lines) => lines.map((each) => `${each}\n`).join(""));
	fc.assert(
		fc.property(text, text, (before, after) => {
			if (before === after) return;
			const path = join(folder, "text");
			writeFileSync(path, before);
			const patched = spawnSync(PATCH, ["-s", "-o", "-", path], {
				input: `${differ(before, after)}\n`,
				encoding: "utf8",
			});
			expect(patched.stdout).toBe(after);
		}),
		{ numRuns: 60 },
	);
	rmSync(folder, { recursive: true });
});
