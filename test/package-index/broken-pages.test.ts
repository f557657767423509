/** Answers that are no page. None of them may be taken for "no newer versions", and none may be kept. */

import { expect, test } from "bun:test";
import { rejection } from "../http/test-client.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFault } from "../support/index-world.ts";
import { ask, Folder, openRun, simpleIndex, versionsOf } from "./open-index.ts";

const WORLD = worldOf([
	["foo", [indexFile({ name: "foo", version: "1.0" }), indexFile({ name: "foo", version: "2.0" })]],
]);
const HTML = { "Content-Type": "text/html; charset=utf-8" };
const JSON_TYPE = { "Content-Type": "application/vnd.pypi.simple.v1+json" };
const LOGIN = "<!DOCTYPE html><html><body><form><input type=password></form></body></html>";
const LINK = '<a href="foo-1.0-py3-none-any.whl">foo-1.0-py3-none-any.whl</a>';

const BROKEN: readonly (readonly [what: string, fault: Omit<IndexFault, "match">, code: string])[] =
	[
		["a login page under a JSON type", { body: LOGIN, headers: JSON_TYPE }, "invalid-index-page"],
		["a login page under its own type", { body: LOGIN, headers: HTML }, "broken-index-page"],
		["JSON that is cut", { body: '{"files": [{"fil', headers: JSON_TYPE }, "invalid-index-page"],
		["an empty body as JSON", { body: "", headers: JSON_TYPE }, "invalid-index-page"],
		[
			"JSON that lists no files",
			{ body: '{"message":"hi"}', headers: JSON_TYPE },
			"invalid-index-page",
		],
		["JSON that is a list", { body: "[]", headers: JSON_TYPE }, "invalid-index-page"],
		[
			"JSON of another major version",
			{ body: '{"meta":{"api-version":"2.0"},"files":[]}', headers: JSON_TYPE },
			"invalid-index-page",
		],
		[
			"garbage as JSON",
			{ body: Uint8Array.of(0xff, 0, 0x80, 0x1f), headers: JSON_TYPE },
			"invalid-index-page",
		],
		[
			"plain text",
			{ body: "moved", headers: { "Content-Type": "text/plain" } },
			"broken-index-page",
		],
		["no type", { body: LINK, headers: { "Content-Type": "" } }, "broken-index-page"],
		[
			"HTML without an end and without a length",
			{ body: LINK, headers: HTML, framing: "close" },
			"broken-index-page",
		],
		[
			"an empty HTML body without a length",
			{ body: "", headers: HTML, framing: "close" },
			"broken-index-page",
		],
		[
			"a link whose fragment is no digest",
			{ body: '<a href="foo-1.0-py3-none-any.whl#sha256=abc">x</a></html>', headers: HTML },
			"invalid-index-page",
		],
		[
			"a body whose connection ends early",
			{
				body: `<html>${LINK}</html>`,
				headers: { ...HTML, ETag: 'W/"weak"' },
				wire: { kind: "cut", at: 0.3 },
			},
			"network-failure",
		],
		[
			"gzip that is cut",
			{
				body: Bun.gzipSync(Buffer.from(`<html>${LINK}</html>`)).slice(0, -5),
				headers: { ...HTML, "Content-Encoding": "gzip" },
			},
			"incomplete-body",
		],
		["a failure of the server", { status: 500, body: "oh" }, "server-failure"],
		["a gateway without a server", { status: 503, body: "oh" }, "server-failure"],
		["a status that says nothing", { status: 402, body: "pay" }, "index-failure"],
	];

for (const [what, fault, code] of BROKEN) {
	test(`${what} is a failure, is not kept, and does not hide the page of before`, async () => {
		await using server = await startIndexServer(WORLD, {
			gzip: false,
			// A status of its own: else the honest answer to the condition would be 304.
			faults: [{ match: "/simple/", after: 1, times: 1, status: 200, ...fault }],
		});
		using folder = new Folder();
		const indexes = [simpleIndex(server.url)];
		expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("1.0 2.0");
		const stale = { later: 3_600_000 };
		const failure = await rejection(ask("foo", openRun(folder.path, stale), { indexes }));
		expect(failure.code).toBe(code);
		expect(versionsOf(await ask("foo", openRun(folder.path, stale), { indexes }))).toBe("1.0 2.0");
		expect(server.requests).toHaveLength(3);
	});
}

test("HTML without an end is a page where its length confirms it", async () => {
	await using server = await startIndexServer(WORLD, {
		faults: [{ match: "/simple/", body: LINK, headers: HTML }],
	});
	using folder = new Folder();
	const answer = await ask("foo", openRun(folder.path), { indexes: [simpleIndex(server.url)] });
	expect(versionsOf(answer)).toBe("1.0");
});

test("HTML that ends with its end tag needs no length", async () => {
	await using server = await startIndexServer(WORLD, { dialect: "html", gzip: false });
	server.setFaults([{ match: "/simple/", framing: "close" }]);
	using folder = new Folder();
	const answer = await ask("foo", openRun(folder.path), { indexes: [simpleIndex(server.url)] });
	expect(versionsOf(answer)).toBe("1.0 2.0");
});

test("a project without files is found, and has no versions", async () => {
	await using server = await startIndexServer(worldOf([["foo", []]]), { dialect: "html" });
	using folder = new Folder();
	const answer = await ask("foo", openRun(folder.path), { indexes: [simpleIndex(server.url)] });
	expect(versionsOf(answer)).toBe("");
});

test("a failure of the first index is not the second one's chance", async () => {
	await using server = await startIndexServer(WORLD, {
		sites: new Map([["private", { world: worldOf([]) }]]),
		faults: [{ match: "/private/", status: 502, body: "" }],
	});
	using folder = new Folder();
	const indexes = [simpleIndex(server.siteUrl("private")), simpleIndex(server.url)];
	const failure = await rejection(ask("foo", openRun(folder.path), { indexes }));
	expect(failure.code).toBe("server-failure");
	expect(server.count(/^\/simple\//)).toBe(0);
});

test("a message about a page never shows what is secret in its address", async () => {
	await using server = await startIndexServer(WORLD, {
		faults: [{ match: "/simple/", body: "x", headers: { "Content-Type": "text/\u001b[31mplain" } }],
	});
	using folder = new Folder();
	const url = server.url.replace("http://", "http://user:hunter2@");
	const failure = await rejection(
		ask("foo", openRun(folder.path), { indexes: [simpleIndex(url)] }),
	);
	expect(failure.message).not.toContain("hunter2");
	expect(failure.message).not.toContain("\u001b");
});

test("links to other schemes and to local files are not taken from a page on the network", async () => {
	const name = "foo-9.0-py3-none-any.whl";
	const links = [
		"file:///tmp/",
		"FILE:///tmp/",
		"data:text/plain,",
		"javascript:",
		"ftp://127.0.0.1/",
		"//",
		"http:///",
	];
	const body = `<html>${links.map((link) => `<a href="${link}${name}">x</a>`).join("")}${LINK}</html>`;
	await using server = await startIndexServer(WORLD, {
		faults: [{ match: "/simple/", body, headers: HTML }],
	});
	using folder = new Folder();
	const answer = await ask("foo", openRun(folder.path), { indexes: [simpleIndex(server.url)] });
	expect(versionsOf(answer)).toBe("1.0");
});
