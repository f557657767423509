import { describe, expect, test } from "bun:test";
import { InvalidIndexPage } from "../../src/standards/project-page.ts";
import { parseSimpleJson, readProjectNames } from "../../src/standards/simple-api.ts";

const PAGE = "https://example.org/simple/foo/";
const SHA256 = "a".repeat(64);

const page = (file: object, more: object = {}) =>
	parseSimpleJson(
		JSON.stringify({ meta: { "api-version": "1.1" }, name: "foo", files: [file], ...more }),
		PAGE,
	);

const FILE = {
	filename: "foo-1.0-py3-none-any.whl",
	url: "../../f/foo-1.0-py3-none-any.whl#x=y",
	hashes: {},
};
const only = (more: object) => page({ ...FILE, ...more }).files[0];

test("a page with everything is read", () => {
	const { name, files, versions, apiVersion, isComplete } = page(
		{
			...FILE,
			hashes: { sha256: SHA256, blake3: "zz" },
			"requires-python": ">=3.8",
			size: 12,
			"upload-time": "2024-05-01T12:30:00.123456Z",
			yanked: "broken",
			"core-metadata": { sha256: SHA256 },
			provenance: "https://example.org/p",
		},
		{ versions: ["1.0", "2.0", 3] },
	);
	expect(name).toBe("foo");
	expect(versions).toEqual(["1.0", "2.0"]);
	expect(apiVersion).toBe("1.1");
	expect(isComplete).toBe(true);
	expect(files).toEqual([
		{
			filename: "foo-1.0-py3-none-any.whl",
			url: "https://example.org/f/foo-1.0-py3-none-any.whl",
			digests: [{ algorithm: "sha256", hex: SHA256 }],
			requiresPython: ">=3.8",
			yanked: "broken",
			size: 12,
			uploadTime: Date.UTC(2024, 4, 1, 12, 30, 0, 123),
			metadata: { digests: [{ algorithm: "sha256", hex: SHA256 }] },
			provenance: "https://example.org/p",
		},
	]);
});

describe("yanked", () => {
	test.each([
		[true, ""],
		["", ""],
		["reason", "reason"],
		[false, undefined],
		[null, undefined],
		[1, undefined],
	])("%p is read as %p", (yanked, reason) => {
		expect(only({ yanked })?.yanked).toBe(reason as string);
	});
});

describe("core-metadata", () => {
	test.each([
		[{ "core-metadata": true }, []],
		[{ "core-metadata": {} }, []],
		[{ "dist-info-metadata": true }, []],
		[{ "dist-info-metadata": { sha256: SHA256 } }, [{ algorithm: "sha256", hex: SHA256 }]],
	])("%j is there", (keys, digests) => {
		expect(only(keys)?.metadata as unknown).toEqual({ digests });
	});

	test.each([
		{ "core-metadata": false },
		{ "core-metadata": null },
		{ "core-metadata": "sha256=x" },
		{},
	])("%j is not there", (keys) => {
		expect(only(keys)?.metadata).toBeUndefined();
	});

	test("the newer key outranks the older one", () => {
		expect(only({ "core-metadata": false, "dist-info-metadata": true })?.metadata).toBeUndefined();
	});
});

describe("a bad file is left out and the page stays", () => {
	test.each([
		["no object", 7],
		["null", null],
		["no file name", { url: "x", hashes: {} }],
		["no URL", { filename: "x", hashes: {} }],
		["a path for a name", { ...FILE, filename: "../foo-1.0.tar.gz" }],
		["a Windows path for a name", { ...FILE, filename: "..\\foo-1.0.tar.gz" }],
		["a control character in the name", { ...FILE, filename: "foo\u0000.whl" }],
		["a local URL", { ...FILE, url: "file:///etc/passwd" }],
		["a script URL", { ...FILE, url: "javascript:alert(1)" }],
		["a data URL", { ...FILE, url: "data:text/plain,x" }],
		["a URL without host", { ...FILE, url: "https:///x.whl" }],
		["a URL with only a user", { ...FILE, url: "https://user@/x.whl" }],
		["a digest that is too short", { ...FILE, hashes: { sha256: "aa" } }],
		["a digest that is no text", { ...FILE, hashes: { sha256: 1 } }],
	])("%s", (_what, bad) => {
		const { files } = page(bad as object, { files: [bad, FILE] });
		expect(files.map(({ filename }) => filename)).toEqual([FILE.filename]);
	});
});

test("odd values of single fields are as good as absent", () => {
	const file = only({ size: -1, "upload-time": "soon", "requires-python": 3, provenance: 1 });
	expect(file?.size).toBeUndefined();
	expect(file?.uploadTime).toBeUndefined();
	expect(file?.requiresPython).toBeUndefined();
	expect(file?.provenance).toBeUndefined();
});

test("keys named like what every object has are data", () => {
	const text = `{"meta": {"api-version": "1.0"}, "__proto__": {"files": []}, "name": "constructor", "files": [
		{"filename": "constructor-1.tar.gz", "url": "c.tar.gz", "hashes": {"__proto__": {"sha256": "x"}, "constructor": "y"}}]}`;
	const { name, files } = parseSimpleJson(text, PAGE);
	expect(name).toBe("constructor");
	expect(files[0]?.digests).toEqual([]);
	expect(({} as Record<string, unknown>)["files"]).toBeUndefined();
});

test.each([
	["{", "it is not JSON"],
	["[".repeat(200_000), "it is not JSON"],
	["[]", "it does not list files"],
	["{}", "it does not list files"],
	['{"files": {}}', "it does not list files"],
	['{"meta": {"api-version": "2.0"}, "files": []}', "its API version is `2.0`"],
	['{"meta": {"api-version": "10.0"}, "files": []}', "its API version is `10.0`"],
])("the page %.30p is refused", (text, reason) => {
	expect(() => parseSimpleJson(text, "https://u:secret@example.org/foo")).toThrow(InvalidIndexPage);
	expect(() => parseSimpleJson(text, PAGE)).toThrow(reason);
});

test("a refused page shows no password", () => {
	expect(() => parseSimpleJson("{", "https://u:secret@example.org/foo")).toThrow("u:****@");
});

test("a later minor version and none at all are read", () => {
	expect(page(FILE, { meta: { "api-version": "1.99" } }).apiVersion).toBe("1.99");
	expect(page(FILE, { meta: undefined }).apiVersion).toBe("1.0");
});

test("the state of a project is told unless it is active", () => {
	expect(page(FILE, { "project-status": { status: "quarantined", reason: "bad" } }).status).toEqual(
		{
			status: "quarantined",
			reason: "bad",
		},
	);
	expect(page(FILE, { "project-status": { status: "active" } }).status).toBeUndefined();
});

test("a local page may link to local files and to the web", () => {
	const text = JSON.stringify({ files: [FILE, { ...FILE, url: "https://example.org/b.whl" }] });
	const { files } = parseSimpleJson(text, "file:///srv/simple/foo/index.json");
	expect(files.map(({ url }) => url)).toEqual([
		"file:///srv/f/foo-1.0-py3-none-any.whl",
		"https://example.org/b.whl",
	]);
});

test("the names of a root page are listed, odd entries are not", () => {
	const projects = [{ name: "A" }, { name: 1 }, null, { name: "b" }];
	expect(readProjectNames({ projects })).toEqual(["A", "b"]);
	expect(readProjectNames({})).toEqual([]);
});
