/** As few renames as may be, and nothing that is not listed. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { planRemovals } from "../../src/transaction/removal-plan.ts";
import { temporaryFolder } from "../support/wheel-store.ts";

let base: string;
let count = 0;

beforeAll(() => {
	base = temporaryFolder();
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

interface Case {
	readonly name: string;
	/** Files that are there; a trailing slash makes an empty folder. */
	readonly there: readonly string[];
	readonly outgoing: readonly string[];
	/** Folders that stay, beside the root. */
	readonly kept?: readonly string[];
	readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
	{
		name: "a whole folder is one",
		there: ["p/a", "p/b", "q"],
		outgoing: ["p/a", "p/b"],
		expected: ["p"],
	},
	{
		name: "folders in it go with it",
		there: ["p/a", "p/s/t/b"],
		outgoing: ["p/a", "p/s/t/b"],
		expected: ["p"],
	},
	{
		name: "empty folders in it go with it",
		there: ["p/a", "p/e/f/"],
		outgoing: ["p/a"],
		expected: ["p"],
	},
	{
		name: "a foreign file keeps its folders",
		there: ["p/a", "p/s/b", "p/s/mine"],
		outgoing: ["p/a", "p/s/b"],
		expected: ["p/a", "p/s/b"],
	},
	{
		name: "whole folders beside it still are one",
		there: ["p/a/x", "p/a/y", "p/mine"],
		outgoing: ["p/a/x", "p/a/y"],
		expected: ["p/a"],
	},
	{
		name: "files that are gone are left out",
		there: ["p/a"],
		outgoing: ["p/a", "p/gone", "gone/x"],
		expected: ["p"],
	},
	{
		name: "kept folders stay",
		there: ["p/site/a", "p/b"],
		outgoing: ["p/site/a", "p/b"],
		kept: ["p/site"],
		expected: ["p/b", "p/site/a"],
	},
	{
		name: "a kept folder that is empty keeps its parents",
		there: ["p/b", "p/site/"],
		outgoing: ["p/b"],
		kept: ["p/site"],
		expected: ["p/b"],
	},
	{ name: "nothing", there: ["a"], outgoing: [], expected: [] },
	{ name: "the root stays", there: ["a"], outgoing: ["a"], expected: ["a"] },
];

test.each(CASES.map((one) => [one.name, one] as const))(
	"%s",
	(_name, { there, outgoing, kept = [], expected }) => {
		count += 1;
		const root = join(base, String(count));
		mkdirSync(root);
		for (const path of there) {
			mkdirSync(path.endsWith("/") ? join(root, path) : dirname(join(root, path)), {
				recursive: true,
			});
			if (!path.endsWith("/")) writeFileSync(join(root, path), "");
		}
		const folders = new Set([root, ...kept.map((path) => join(root, path))]);
		const removals = planRemovals(
			outgoing.map((path) => join(root, path)),
			folders,
		);
		expect([...removals].sort()).toEqual(expected.map((path) => join(root, path)));
	},
);
