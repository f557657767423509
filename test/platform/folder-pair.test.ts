import { afterAll, expect, test } from "bun:test";
import {
	linkSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FolderPair, type LinkRun } from "../../src/platform/folder-pair.ts";

const ROOT = mkdtempSync(join(tmpdir(), "pippin-test-"));
afterAll(() => rmSync(ROOT, { recursive: true }));

let count = 0;

/** Two trees, the first of which has these files in `folder`, and the run that describes them. */
function openTrees(
	folder: string,
	names: readonly string[],
): {
	readonly pair: FolderPair;
	readonly run: LinkRun;
	readonly from: string;
	readonly to: string;
} {
	count += 1;
	const from = join(ROOT, `from-${count}`);
	const to = join(ROOT, `to-${count}`);
	for (const tree of [from, to]) mkdirSync(join(tree, folder), { recursive: true });
	for (const name of names) writeFileSync(join(from, folder, name), name);
	const stats = names.map((name) => statSync(join(from, folder, name)));
	const pair = FolderPair.open(from, to);
	if (pair === undefined) throw new Error("this system has no such calls");
	return {
		pair,
		from: join(from, folder),
		to: join(to, folder),
		run: {
			folder,
			names,
			sizes: Float64Array.from(stats, ({ size }) => size),
			modified: Float64Array.from(stats, ({ mtimeMs }) => Math.floor(mtimeMs)),
			next: 0,
			end: names.length,
		},
	};
}

const linked = (path: string): readonly string[] => readdirSync(path).sort();

for (const folder of ["", "a/", "a/b c/é漢/"]) {
	test(`files of the folder "${folder}" are linked under their names`, () => {
		const names = ["one.py", "zwei é.py", "三.txt", "𝔽our", "x"];
		const { pair, run, from, to } = openTrees(folder, names);
		using _pair = pair;
		pair.link(run);
		expect(run.next).toBe(names.length);
		for (const name of names) {
			expect(statSync(join(to, name)).ino).toBe(statSync(join(from, name)).ino);
		}
	});
}

test("many long names are linked, each under its own", () => {
	const names = Array.from({ length: 600 }, (_, index) => `${index}-${"n".repeat(200)}`);
	const { pair, run, from, to } = openTrees("deep/er/", names);
	using _pair = pair;
	pair.link(run);
	expect(run.next).toBe(600);
	expect(linked(to)).toEqual([...names].sort());
	for (const name of names)
		expect(statSync(join(to, name)).ino).toBe(statSync(join(from, name)).ino);
});

test("only the files from `next` to `end` are linked", () => {
	const { pair, run, to } = openTrees("", ["a", "b", "c", "d"]);
	using _pair = pair;
	const part = { ...run, next: 1, end: 3 };
	pair.link(part);
	expect(part.next).toBe(3);
	expect(linked(to)).toEqual(["b", "c"]);
});

test("it stops before a file of another size, of another time, and one that is not there", () => {
	const changes: readonly ((run: LinkRun, from: string) => void)[] = [
		({ sizes }) => {
			sizes[1] = 2;
		},
		({ sizes }) => {
			sizes[1] = 1 + 2 ** 32;
		},
		({ modified }) => {
			modified[1] = (modified[1] ?? 0) + 1;
		},
		(_run, from) => rmSync(join(from, "b")),
	];
	for (const change of changes) {
		const { pair, run, from, to } = openTrees("in/", ["a", "b", "c"]);
		using _pair = pair;
		change(run, from);
		pair.link(run);
		expect(run.next).toBe(1);
		expect(linked(to)).toEqual(["a"]);
	}
});

test("what the system refuses is thrown in its own words, at its file", () => {
	const { pair, run, from, to } = openTrees("in/", ["a", "b", "c"]);
	using _pair = pair;
	linkSync(join(from, "b"), join(to, "b"));
	expect(() => pair.link(run)).toThrow("EEXIST");
	expect(run.next).toBe(1);
	expect(linked(to)).toEqual(["a", "b"]);
});

test("a folder that is not there makes no pair", () => {
	expect(FolderPair.open(ROOT, join(ROOT, "missing"))).toBeUndefined();
	expect(FolderPair.open(join(ROOT, "missing"), ROOT)).toBeUndefined();
	const file = join(ROOT, "file");
	writeFileSync(file, "");
	expect(FolderPair.open(ROOT, file)).toBeUndefined();
});
