/** The tests that docs/compatibility.md names for its rules are there. */
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const text = readFileSync("docs/compatibility.md", "utf8");

/** `| rule | what holds | tests |`, with several tests parted by `<br>`. */
const rows = [...text.matchAll(/^\| (\d+) \| .+ \| (.+) \|$/gm)].map(
	([, rule = "", cell = ""]) => ({
		rule: Number(rule),
		tests: cell.split("<br>"),
	}),
);

/** Rules that are of what the document says is not there yet. */
const LATER = [14, 30, 31, 41, 46, 47, 48, 49, 50, 51, 52];

test("each rule has a row, in their order, or is said to come later", () => {
	const all = Array.from({ length: 52 }, (_, place) => place + 1);
	const expected = all.filter((rule) => !LATER.includes(rule));
	expect(rows.map(({ rule }) => rule)).toEqual(expected);
	expect(text).toContain(
		"Rules 14, 30, 31 and 41 are about builds, 46–52 about the alias: not yet.",
	);
});

describe("the tests of the rules", () => {
	test.each(rows)("rule $rule", ({ tests }) => {
		expect(tests.length).toBeGreaterThan(0);
		for (const named of tests) {
			const [, file = "", name = ""] = /^`(test\/[^`]+\.test\.ts)` (\S.*)$/.exec(named) ?? [];
			const isThere = new RegExp(`(test|describe|\\))\\([\\s\\n]*["'\`]${RegExp.escape(name)}`);
			expect([named, file !== "" && isThere.test(readFileSync(file, "utf8"))]).toEqual([
				named,
				true,
			]);
		}
	});
});

test("every test that a document names is there", () => {
	const missing: string[] = [];
	for (const document of readdirSync("docs").filter((name) => name.endsWith(".md")))
		for (const [, path = ""] of readFileSync(`docs/${document}`, "utf8").matchAll(
			/`(test\/[^`]+)`/g,
		))
			if (!existsSync(path)) missing.push(`${document}: ${path}`);
	expect(missing).toEqual([]);
});
