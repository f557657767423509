/** Rows of a page of which only the beginning is in memory. */
import { expect, test } from "bun:test";
import {
	decodePage,
	encodePage,
	lengthToDecode,
	type PageHeader,
} from "../../src/package-index/page-columns.ts";
import { rowsOfFiles } from "../../src/package-index/page-rows.ts";
import { DamagedPage, type PageFile } from "../../src/package-index/stored-rows.ts";
import type { ProjectReleases } from "../../src/resolver/package-source.ts";
import type { ProjectFile } from "../../src/standards/project-page.ts";
import { simpleIndex } from "./open-index.ts";

const ORIGIN = { name: "pkg", index: simpleIndex("https://index.example.org/simple") };
const HEADER: PageHeader = {
	etag: undefined,
	lastModified: undefined,
	maxAge: 600,
	url: "https://index.example.org/simple/pkg/",
	status: undefined,
};
const COUNT = 20;

function pageOf(size: number, count: number = COUNT): Uint8Array {
	const files = Array.from({ length: count }, (_, number): ProjectFile => {
		const filename = `pkg-1.${number}-py3-none-any.whl`;
		const url = `https://files.example.org/${filename}`;
		const unknown = { requiresPython: undefined, yanked: undefined, metadata: undefined };
		return { filename, url, digests: [], size, uploadTime: 5, provenance: undefined, ...unknown };
	});
	return encodePage(HEADER, rowsOfFiles(files, "pkg"));
}

interface Opened {
	readonly releases: ProjectReleases;
	/** What is read from now on. */
	contents: Uint8Array | undefined;
	readonly reads: string[];
}

/** The page with its head and `more` bytes of its rows in memory. */
function open(bytes: Uint8Array, more: number): Opened {
	const reads: string[] = [];
	const file: PageFile = {
		size: bytes.length,
		path: "/cache/pkg.page",
		readPart: ({ offset, length }) => {
			reads.push("part");
			return opened.contents?.slice(offset, offset + length);
		},
		readAll: () => {
			reads.push("all");
			return opened.contents?.slice();
		},
		drop: () => {
			reads.push("drop");
			opened.contents = undefined;
		},
	};
	const page = decodePage(bytes.slice(0, lengthToDecode(bytes) + more), ORIGIN, file);
	if (page === undefined) throw new Error("the page cannot be read");
	const opened: Opened = { releases: page.releases, contents: bytes, reads };
	return opened;
}

function sizes({ releases }: Opened, ordinals: readonly number[]): readonly unknown[] {
	return ordinals.map((ordinal) => releases.filesOf(ordinal).map(({ size }) => size));
}

test("the newest versions come first, and need no reading", () => {
	const opened = open(pageOf(7), 200);
	expect(sizes(opened, [COUNT - 1, COUNT - 2])).toEqual([[7], [7]]);
	expect(opened.reads).toEqual([]);
});

test("others are read one by one, and all at once where they are many", () => {
	const opened = open(pageOf(7), 0);
	expect(sizes(opened, [0, 1, 2, 3, 4, 5, 6])).toEqual(Array.from({ length: 7 }, () => [7]));
	expect(opened.reads).toEqual(["part", "part", "part", "part", "all"]);
});

test("a beginning that ends within the head is no page; one that ends anywhere behind it is", () => {
	const bytes = pageOf(7, 2);
	const head = lengthToDecode(bytes);
	const file = { size: bytes.length, path: "", readAll: () => bytes, drop: () => undefined };
	const readPart: PageFile["readPart"] = ({ offset, length }) =>
		bytes.slice(offset, offset + length);
	for (let length = 0; length <= bytes.length; length += 1) {
		const page = decodePage(bytes.slice(0, length), ORIGIN, { ...file, readPart });
		if (length < head) expect(page).toBeUndefined();
		else expect([0, 1].map((ordinal) => page?.releases.filesOf(ordinal).length)).toEqual([1, 1]);
	}
});

test("a file of another length is no page", () => {
	const bytes = pageOf(7);
	const file = { path: "", readAll: () => bytes, readPart: () => bytes, drop: () => undefined };
	for (const size of [bytes.length - 1, bytes.length + 1])
		expect(decodePage(bytes.slice(), ORIGIN, { ...file, size })).toBeUndefined();
});

test("where another page has taken the place, what it says of the version counts", () => {
	const opened = open(pageOf(7), 0);
	opened.contents = pageOf(8);
	expect(sizes(opened, [0, 5])).toEqual([[8], [8]]);
	const shorter = open(pageOf(7), 0);
	shorter.contents = pageOf(8, 3);
	expect(sizes(shorter, [0, 5])).toEqual([[8], []]);
});

test("where the file is gone, there are no files", () => {
	const opened = open(pageOf(7), 0);
	opened.contents = undefined;
	expect(sizes(opened, [0])).toEqual([[]]);
});

test("a row that was damaged in the file is never believed: the page goes, and the failure says so", () => {
	const whole = pageOf(7);
	const head = lengthToDecode(whole);
	for (let place = head; place < whole.length; place += 13) {
		const damaged = whole.slice();
		damaged[place] = (damaged[place] ?? 0) ^ 1;
		const opened = open(damaged, 0);
		const all = Array.from({ length: COUNT }, (_, ordinal) => ordinal);
		expect(() => sizes(opened, all)).toThrow(DamagedPage);
		expect(opened.reads.at(-1)).toBe("drop");
	}
});

test("a row that was damaged in the beginning is read again", () => {
	const whole = pageOf(7);
	const damaged = whole.slice();
	const place = lengthToDecode(whole) + 10;
	damaged[place] = (damaged[place] ?? 0) ^ 1;
	const opened = open(damaged, 100);
	opened.contents = whole;
	expect(sizes(opened, [COUNT - 1])).toEqual([[7]]);
});

test("files that fit are the same objects as all files, and the rest is not decoded for them", () => {
	const { releases } = open(pageOf(7), 0);
	const asked: string[] = [];
	const fitting = releases.fittingFilesOf?.(3, (tags) => {
		asked.push(tags);
		return true;
	});
	expect(asked).toEqual(["py3-none-any"]);
	expect(releases.fittingFilesOf?.(4, () => false)).toEqual([]);
	expect(releases.filesOf(3)[0]).toBe(fitting?.[0] as never);
	expect(releases.filesOf(4)).toHaveLength(1);
});
