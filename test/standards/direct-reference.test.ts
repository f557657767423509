import { describe, expect, test } from "bun:test";
import {
	InvalidDirectReference,
	parseDirectReference,
} from "../../src/standards/direct-reference.ts";

const SHA256 = "ab".repeat(32);
const NOTHING = { subdirectory: undefined, egg: undefined };

describe("parseDirectReference reads archives", () => {
	test("with everything in the fragment", () => {
		expect(
			parseDirectReference(
				`https://user:secret@example.com/a/b%20c-1.0.zip?x=1#egg=Foo[bar]&subdirectory=src/./x/&sha256=${SHA256}&other=1`,
			),
		).toEqual({
			kind: "archive",
			url: "https://user:secret@example.com/a/b%20c-1.0.zip?x=1",
			filename: "b c-1.0.zip",
			hashes: [{ algorithm: "sha256", hex: SHA256 }],
			subdirectory: "src/x",
			egg: "Foo",
		});
	});

	test("without one", () => {
		expect(parseDirectReference(" http://example.com/a.whl ")).toEqual({
			kind: "archive",
			url: "http://example.com/a.whl",
			filename: "a.whl",
			hashes: [],
			...NOTHING,
		});
	});
});

describe("parseDirectReference reads repositories", () => {
	test.each([
		["git+https://example.com/o/r", "https://example.com/o/r", undefined],
		["git+https://example.com/o/r.git@main", "https://example.com/o/r.git", "main"],
		["git+https://u:p@example.com/o/r@v1.0", "https://u:p@example.com/o/r", "v1.0"],
		["git+ssh://git@example.com/o/r.git", "ssh://git@example.com/o/r.git", undefined],
		["git+ssh://git@example.com:o/r.git@x", "ssh://git@example.com:o/r.git", "x"],
		[
			"git+https://example.com/o/r.git@refs/pull/1/head",
			"https://example.com/o/r.git",
			"refs/pull/1/head",
		],
		["git+https://example.com/o/r.git@a%40b", "https://example.com/o/r.git", "a@b"],
		["git+file:///srv/r@main", "file:///srv/r", "main"],
		["https://example.com/o/r.git", "https://example.com/o/r.git", undefined],
		["https://example.com/o/r.git@main", "https://example.com/o/r.git", "main"],
	])("%s", (text, repository, revision) => {
		expect(parseDirectReference(`${text}#subdirectory=x`)).toEqual({
			kind: "git",
			repository,
			revision,
			subdirectory: "x",
			egg: undefined,
		});
	});
});

describe("parseDirectReference reads paths", () => {
	test.each([
		["./a.whl", "./a.whl"],
		["../b", "../b"],
		["/srv/a b.whl", "/srv/a b.whl"],
		["a%20b.whl", "a%20b.whl"],
		["file:///srv/a%20b.whl", "/srv/a b.whl"],
		["file://localhost/srv/a.whl", "/srv/a.whl"],
		["file:///C:/x/a.whl", "C:/x/a.whl"],
		["file://server/share/a.whl", "//server/share/a.whl"],
		["file://a-1-py3-none-any.whl", "a-1-py3-none-any.whl"],
		["file://../lib/a.whl", "../lib/a.whl"],
		["file:.", "."],
		["file:x/a.whl", "x/a.whl"],
		["C:\\x\\a.whl", "C:/x/a.whl"],
		[".\\a.whl", "./a.whl"],
		["./odd#name/a.whl", "./odd#name/a.whl"],
		["name.with.dots", "name.with.dots"],
	])("%s", (text, path) => {
		expect(parseDirectReference(text)).toEqual({ kind: "local", path, hashes: [], ...NOTHING });
	});

	test("with hashes", () => {
		expect(parseDirectReference(`./a.whl#sha256=${SHA256}`)).toEqual({
			kind: "local",
			path: "./a.whl",
			hashes: [{ algorithm: "sha256", hex: SHA256 }],
			...NOTHING,
		});
	});
});

describe("parseDirectReference refuses", () => {
	test.each([
		["", "it is empty"],
		["gopher://example.com/a", "the scheme `gopher` is not known"],
		["hg+https://example.com/r", "`hg` repositories are not supported"],
		["git+ftp://example.com/r", "`git+ftp` is none of"],
		["git+https://example.com/r@", "there is no revision after `@`"],
		["git+https://example.com/r@--upload-pack=x", "a revision cannot begin with `-`"],
		["https://example.com/a.zip#subdirectory=../x", "leads out of what is fetched"],
		["https://example.com/a.zip#subdirectory=/x", "leads out of what is fetched"],
		["https://example.com/a.zip#subdirectory=a/%2e%2e/b", "leads out of what is fetched"],
		["https://example.com/a.zip#subdirectory=a\\..\\..", "leads out of what is fetched"],
		["https://example.com/a.zip#sha256=abc", "`abc` is not a `sha256` digest"],
		["file:///a%zz", "a `%` is not followed by two digits"],
		["file:///a%00b", "it contains a null character"],
	])("%s: %s", (text, reason) => {
		expect(() => parseDirectReference(text)).toThrow(InvalidDirectReference);
		expect(() => parseDirectReference(text)).toThrow(reason);
	});

	test("without showing passwords", () => {
		try {
			parseDirectReference("git+ftp://user:hunter2@example.com/r");
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof InvalidDirectReference)) throw error;
			expect(`${error.message}${error.excerpt}`).not.toContain("hunter2");
		}
	});

	test.each([
		`https://example.com/#${"sha256=x&".repeat(11_000)}`,
		`git+https://${"@".repeat(100_000)}/@`,
		`git+https://example.com/${"@".repeat(100_000)}`,
		`x:${"/".repeat(100_000)}\0%`.replace("x:", "file:"),
	])("100 KB of hostile text", (text) => {
		expect(() => parseDirectReference(`${text}%`)).toThrow(InvalidDirectReference);
	});
});
