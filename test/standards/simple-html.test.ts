import { expect, test } from "bun:test";
import { InvalidIndexPage } from "../../src/standards/project-page.ts";
import { parseSimpleHtml } from "../../src/standards/simple-html.ts";

const PAGE = "https://example.org/simple/foo/";
const SHA256 = "a".repeat(64);

const html = (body: string, head = ""): string =>
	`<!DOCTYPE html><html><head>${head}</head><body>${body}</body></html>`;
const files = (body: string, head = "") => parseSimpleHtml(html(body, head), PAGE).files;

test("a link with everything is read", () => {
	const link =
		`<a href="../../f/foo-1.0-py3-none-any.whl#sha256=${SHA256}" data-requires-python="&gt;=3.8,&lt;4" ` +
		`data-yanked="broken" data-core-metadata="sha256=${SHA256}" data-upload-time="2024-05-01T12:30:00Z" ` +
		`data-size="12" data-provenance="https://example.org/p">any text</a>`;
	expect(files(link)).toEqual([
		{
			filename: "foo-1.0-py3-none-any.whl",
			url: "https://example.org/f/foo-1.0-py3-none-any.whl",
			digests: [{ algorithm: "sha256", hex: SHA256 }],
			requiresPython: ">=3.8,<4",
			yanked: "broken",
			size: 12,
			uploadTime: Date.UTC(2024, 4, 1, 12, 30),
			metadata: { digests: [{ algorithm: "sha256", hex: SHA256 }] },
			provenance: "https://example.org/p",
		},
	]);
});

test("a link with nothing is read", () => {
	const [file] = files('<A HREF="foo-1.0.tar.gz">foo-1.0.tar.gz</A>');
	expect(file?.url).toBe("https://example.org/simple/foo/foo-1.0.tar.gz");
	expect(file?.digests).toEqual([]);
	expect([file?.yanked, file?.metadata, file?.uploadTime, file?.size]).toEqual([
		undefined,
		undefined,
		undefined,
		undefined,
	]);
});

test.each([
	["data-yanked", "", undefined],
	['data-yanked=""', "", undefined],
	['data-dist-info-metadata="true"', undefined, { digests: [] }],
	['data-core-metadata="false" data-dist-info-metadata="true"', undefined, undefined],
])("the attributes %s are understood", (attributes, yanked, metadata) => {
	const [file] = files(`<a href="foo-1.0.tar.gz" ${attributes}>x</a>`);
	expect(file?.yanked).toBe(yanked as string);
	expect(file?.metadata as unknown).toEqual(metadata);
});

test("the first base is what links are relative to", () => {
	const head = '<base href="https://files.example.org/p/"><base href="https://evil.example.org/">';
	expect(files('<a href="foo-1.0.tar.gz">x</a>', head)[0]?.url).toBe(
		"https://files.example.org/p/foo-1.0.tar.gz",
	);
	expect(files('<a href="foo-1.0.tar.gz">x</a>', '<base href="/f/">')[0]?.url).toBe(
		"https://example.org/f/foo-1.0.tar.gz",
	);
});

test("the file name is the last segment, decoded once", () => {
	expect(files('<a href="foo-1.0%2Blocal.tar.gz">x</a>')[0]?.filename).toBe("foo-1.0+local.tar.gz");
});

test.each([
	"file:///etc/passwd",
	"javascript:alert(1)",
	"data:text/plain,x",
	"ftp://example.org/foo-1.0.tar.gz",
	"mailto:a@example.org",
	"https://user@/foo-1.0.tar.gz",
	"..%2f..%2fetc",
	"a%00.whl",
	"sub/",
])("the link %p is left out", (href) => {
	expect(files(`<a href="${href}">x</a><a>none</a>`)).toEqual([]);
});

test("a base of another scheme opens no local files", () => {
	expect(files('<a href="passwd">x</a>', '<base href="file:///etc/">')).toEqual([]);
});

test.each([
	"sha256",
	"sha256=",
	"sha256=aa",
	"sha3=aa",
	"egg=foo",
	`sha256=${SHA256}=`,
	`sha256=${SHA256}&x=y`,
])("the fragment %p refuses the page", (fragment) => {
	const text = html(`<a href="foo-1.0.tar.gz#${fragment}">x</a>`);
	expect(() => parseSimpleHtml(text, PAGE)).toThrow(InvalidIndexPage);
});

test("an empty fragment refuses nothing", () => {
	expect(files('<a href="foo-1.0.tar.gz#">x</a>')[0]?.digests).toEqual([]);
});

test("a page of a later major version is refused", () => {
	const head = '<meta name="pypi:repository-version" content="2.0">';
	expect(() => files("", head)).toThrow("its API version is `2.0`");
	expect(parseSimpleHtml(html("", head.replace("2.0", "1.3")), PAGE).apiVersion).toBe("1.3");
});

test("the state of a project is told", () => {
	const head =
		'<meta name="pypi:project-status" content="archived"><meta name="pypi:project-status-reason" content="old">';
	expect(parseSimpleHtml(html("", head), PAGE).status).toEqual({
		status: "archived",
		reason: "old",
	});
});

test("a page that was cut short says so", () => {
	const whole = html('<a href="foo-1.0.tar.gz">x</a>');
	expect(parseSimpleHtml(whole, PAGE).isComplete).toBe(true);
	expect(parseSimpleHtml(whole.slice(0, -7), PAGE).isComplete).toBe(false);
	expect(parseSimpleHtml("", PAGE).isComplete).toBe(false);
});

test("names that every object has are no attributes", () => {
	expect(files('<a href="foo-1.0.tar.gz" __proto__="x" constructor="y">x</a>')).toHaveLength(1);
});

test("a hundred thousand characters of broken markup are read", () => {
	expect(files("<a href='".repeat(12_000)).length).toBeLessThan(2);
	expect(files("<".repeat(100_000))).toEqual([]);
	expect(files("&#x".repeat(33_000))).toEqual([]);
	expect(files("<b>".repeat(33_000))).toEqual([]);
});
