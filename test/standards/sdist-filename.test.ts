import { expect, test } from "bun:test";
import {
	InvalidSdistFilename,
	parseSdistFilename,
	parseSdistFilenameOf,
} from "../../src/standards/sdist-filename.ts";

test.each([
	["foo", "foo-1.0.tar.gz", "1.0"],
	["foo-bar", "foo-bar-1.0.tar.gz", "1.0"],
	["foo-bar", "Foo_Bar-1.0.zip", "1.0"],
	["foo", "foo-1.0-1.tar.gz", "1.0.post1"],
	["foo-2", "foo-2-1.0.tar.gz", "1.0"],
	["foo-bar", "foo--bar-1.0.tar.gz", "1.0"],
])("of project %p the file %p is version %s", (name, filename, version) => {
	expect(parseSdistFilenameOf(name, filename)?.version.toString()).toBe(version);
});

test.each([
	["foo", "foobar-1.0.tar.gz"],
	["foo", "bar-1.0.tar.gz"],
	["foo", "foo-latest.tar.gz"],
	["foo", "foo-1.0.tar.bz2"],
	["foo", "foo-1.0.whl"],
	["foo", `foo${"-".repeat(100_000)}1.0.tar.gz`],
])("of project %p the file %p is no source distribution", (name, filename) => {
	expect(parseSdistFilenameOf(name, filename)).toBeUndefined();
});

test("an archive of another kind is named in the message", () => {
	expect(() => parseSdistFilename("foo-1.0.tar.bz2")).toThrow("`.tar.bz2` are not supported");
	expect(() => parseSdistFilename("foo-1.0.exe")).toThrow(InvalidSdistFilename);
});
