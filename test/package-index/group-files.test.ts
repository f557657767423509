import { expect, test } from "bun:test";
import { groupFiles, mergeGroups } from "../../src/package-index/group-files.ts";
import type { FilesByVersion } from "../../src/package-index/page-columns.ts";
import type { ProjectFile } from "../../src/standards/project-page.ts";
import { simpleIndex } from "./open-index.ts";

const FIRST = simpleIndex("https://first.example.org/simple");
const SECOND = simpleIndex("https://second.example.org/simple");

function files(...names: readonly string[]): readonly ProjectFile[] {
	return names.map((filename) => ({
		filename,
		url: `https://files.example.org/${filename}`,
		digests: [],
		requiresPython: undefined,
		yanked: undefined,
		size: undefined,
		uploadTime: undefined,
		metadata: undefined,
		provenance: undefined,
	}));
}

const shown = (groups: FilesByVersion): readonly string[] =>
	groups.map(
		({ version, files: group }) =>
			`${version}: ${group.map(({ filename }) => filename.given).join(" ")}`,
	);

test("versions ascend as PEP 440 orders them, files keep the order of the page", () => {
	const page = files(
		"foo-1.10-py3-none-any.whl",
		"foo-1.9-py3-none-any.whl",
		"foo-1.10.tar.gz",
		"foo-1.10rc1.tar.gz",
		"foo-1.9-py2-none-any.whl",
	);
	expect(shown(groupFiles(page, "foo", FIRST))).toEqual([
		"1.9: foo-1.9-py3-none-any.whl foo-1.9-py2-none-any.whl",
		"1.10rc1: foo-1.10rc1.tar.gz",
		"1.10: foo-1.10-py3-none-any.whl foo-1.10.tar.gz",
	]);
});

test("equal versions that are spelled differently are one group; each file keeps its spelling", () => {
	const groups = groupFiles(
		files("foo-1.0.0-py3-none-any.whl", "foo-1.0.tar.gz", "foo-1-py2-none-any.whl"),
		"foo",
		FIRST,
	);
	expect(shown(groups)).toEqual([
		"1.0.0: foo-1.0.0-py3-none-any.whl foo-1.0.tar.gz foo-1-py2-none-any.whl",
	]);
	expect(groups[0]?.files.map(({ version }) => version.toString())).toEqual(["1.0.0", "1.0", "1"]);
});

test("files of other projects and what is no distribution are left out", () => {
	const page = files(
		"foo-1.0-py3-none-any.whl",
		"foobar-1.0-py3-none-any.whl",
		"bar-1.0.tar.gz",
		"foo-1.0-py3-none.whl",
		"foo-one-py3-none-any.whl",
		"foo--1.0-py3-none-any.whl",
		"foo-1.0-x-py3-none-any.whl",
		"foo-1.0.exe",
		"foo-1.0.tar.gz.asc",
		"foo-1.0.tar.bz2",
		"foo-nightly.tar.gz",
		".whl",
		"README",
	);
	expect(shown(groupFiles(page, "foo", FIRST))).toEqual(["1.0: foo-1.0-py3-none-any.whl"]);
});

test("names are compared as PEP 503 normalizes them", () => {
	const page = files("My.Pkg-1.0-py3-none-any.whl", "my_pkg-1.0.zip", "MY-PKG-1.0.tar.gz");
	expect(groupFiles(page, "my-pkg", FIRST)[0]?.files).toHaveLength(3);
});

test("an empty Requires-Python says nothing", () => {
	const [file] = files("foo-1.0.tar.gz");
	if (file === undefined) throw new Error("no file");
	const groups = groupFiles([{ ...file, requiresPython: "" }], "foo", FIRST);
	expect(groups[0]?.files[0]?.requiresPython).toBeUndefined();
});

test("merged lists are one list, with the files of the earlier list first in each version", () => {
	const first = groupFiles(files("foo-1.0.tar.gz", "foo-3.0.tar.gz"), "foo", FIRST);
	const second = groupFiles(files("foo-1.0.0.zip", "foo-2.0.zip"), "foo", SECOND);
	expect(shown(mergeGroups([first, second]))).toEqual([
		"1.0: foo-1.0.tar.gz foo-1.0.0.zip",
		"2.0: foo-2.0.zip",
		"3.0: foo-3.0.tar.gz",
	]);
	expect(mergeGroups([second, first])[0]?.files.map(({ index }) => index.url)).toEqual([
		SECOND.url,
		FIRST.url,
	]);
	expect(mergeGroups([])).toEqual([]);
});

test("merging leaves its arguments as they were", () => {
	const first = groupFiles(files("foo-1.0.tar.gz"), "foo", FIRST);
	const second = groupFiles(files("foo-1.0.zip"), "foo", SECOND);
	mergeGroups([first, second]);
	expect(first[0]?.files).toHaveLength(1);
});
