import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { IndexClient } from "../../src/package-index/index-client.ts";
import type { ProjectAnswer } from "../../src/resolver/package-source.ts";
import { rejection } from "../http/test-client.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile, SiteOptions } from "../support/index-world.ts";
import { plainFile } from "../support/plain-file.ts";
import {
	ask,
	Folder,
	openRun,
	releasesOf,
	sdistFile,
	simpleIndex,
	versionsOf,
} from "./open-index.ts";

const FILES: readonly IndexFile[] = [
	indexFile(
		{ name: "foo", version: "1.0", requiresPython: ">=3.8" },
		{ yanked: "broken <b>&amp;", uploadTime: "2024-05-01T10:00:00.000000Z" },
	),
	indexFile({ name: "foo", version: "2.0" }, { yanked: true }),
	sdistFile("foo", "2.0"),
	indexFile({ name: "foo", version: "3.0rc1", tag: "cp312-cp312-manylinux_2_17_x86_64" }),
];
const WORLD = worldOf([["foo", FILES]]);

/** Everything but what one dialect cannot say. */
function facts(answer: ProjectAnswer): unknown {
	const releases = releasesOf(answer);
	return Array.from(releases.versions, (_version, ordinal) =>
		releases.filesOf(ordinal).map((file) => ({ ...plainFile(file), size: undefined })),
	);
}

async function askOnce(options: SiteOptions): Promise<unknown> {
	await using server = await startIndexServer(WORLD, options);
	using folder = new Folder();
	const index = simpleIndex(`${server.origin}/simple`);
	const text = JSON.stringify(facts(await ask("foo", openRun(folder.path), { indexes: [index] })));
	return JSON.parse(text.replaceAll(server.origin, "http://index"));
}

test("JSON and HTML give the same releases", async () => {
	const json = await askOnce({ dialect: "json" });
	expect(json).toEqual(await askOnce({ dialect: "html" }));
	expect(json).toEqual(await askOnce({ dialect: "negotiated", absoluteUrls: true }));
	expect(JSON.stringify(json)).toContain("broken <b>&amp;");
	expect(JSON.stringify(json)).toContain("1714557600000");
});

test("JSON is preferred where an index has both, and its sizes are known", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const answer = await ask("foo", openRun(folder.path), { indexes: [simpleIndex(server.url)] });
	expect(releasesOf(answer).filesOf(0)[0]?.size).toBe(FILES[0]?.bytes.length as number);
	expect(server.requests[0]?.headers.get("accept")).toBe(
		"application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01",
	);
});

test("a fresh page is not asked for again; a stale one is confirmed by one conditional request", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	const first = await ask("foo", openRun(folder.path), { indexes });
	expect(server.count("/simple/foo/")).toBe(1);

	const client = new IndexClient({ tools: openRun(folder.path), indexes, flatFiles: undefined });
	const atOnce = client.project("foo");
	expect(atOnce).not.toBeInstanceOf(Promise);
	expect(client.project("foo")).toBe(atOnce);
	expect(facts(atOnce as ProjectAnswer)).toEqual(facts(first));
	expect(server.count("/simple/foo/")).toBe(1);

	const hour = { later: 3_600_000 };
	const tools = openRun(folder.path, hour);
	const before = pageFile(folder.path);
	expect(facts(await ask("foo", tools, { indexes }))).toEqual(facts(first));
	const { status, headers } = server.requests.at(-1) ?? {};
	expect([server.requests.length, status]).toEqual([2, 304]);
	expect(headers?.get("if-none-match")).toMatch(/^"[0-9a-f]+"$/);
	const after = pageFile(folder.path);
	expect(after.bytes.equals(before.bytes)).toBe(true);
	expect(after.inode).toBe(before.inode);
	expect(Math.abs(after.modified - tools.freshness.now)).toBeLessThan(2);

	await ask("foo", openRun(folder.path, hour), { indexes });
	expect(server.requests.length).toBe(2);
});

/** The one page of a cache. */
function pageFile(root: string): {
	readonly bytes: Buffer;
	readonly inode: number;
	readonly modified: number;
	readonly path: string;
} {
	const [path] = [...new Bun.Glob("**/*.page").scanSync({ cwd: root, absolute: true })];
	if (path === undefined) throw new Error("no page was stored");
	const { ino, mtimeMs } = statSync(path);
	return { path, bytes: readFileSync(path), inode: ino, modified: mtimeMs };
}

test("a changed page replaces the stored one", async () => {
	await using server = await startIndexServer(worldOf([["foo", FILES.slice(0, 1)]]));
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("1.0");
	server.setWorld(WORLD);
	expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("1.0");
	const later = openRun(folder.path, { later: 3_600_000 });
	expect(versionsOf(await ask("foo", later, { indexes }))).toBe("1.0 2.0 3.0rc1");
});

test("--refresh confirms what is fresh", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	await ask("foo", openRun(folder.path), { indexes });
	await ask("foo", openRun(folder.path, { isRefreshed: true }), { indexes });
	expect(server.requests.map(({ status }) => status)).toEqual([200, 304]);
});

test("without cache headers a page is kept and confirmed in each run", async () => {
	await using server = await startIndexServer(WORLD, { cacheControl: "" });
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	for (let run = 0; run < 3; run += 1) await ask("foo", openRun(folder.path), { indexes });
	expect(server.requests.map(({ status }) => status)).toEqual([200, 304, 304]);
});

test("a page that must not be stored is not, and takes away what was stored before", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	await ask("foo", openRun(folder.path), { indexes });
	const { path } = pageFile(folder.path);
	server.setWorld(worldOf([["foo", FILES.slice(0, 1)]]));
	server.setFaults([{ match: "/simple/", headers: { "Cache-Control": "no-store" } }]);
	const refreshed = openRun(folder.path, { isRefreshed: true });
	expect(versionsOf(await ask("foo", refreshed, { indexes }))).toBe("1.0");
	expect(existsSync(path)).toBe(false);
	await ask("foo", openRun(folder.path), { indexes });
	expect(server.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test("an index without ETag is asked by the time of its last change", async () => {
	await using server = await startIndexServer(WORLD, {
		etags: false,
		faults: [
			{
				match: "/simple/",
				times: 1,
				headers: { "Last-Modified": "Wed, 01 May 2024 10:00:00 GMT" },
			},
			{ match: "/simple/", status: 304, body: "" },
		],
	});
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	await ask("foo", openRun(folder.path), { indexes });
	const later = openRun(folder.path, { later: 3_600_000 });
	expect(versionsOf(await ask("foo", later, { indexes }))).toBe("1.0 2.0 3.0rc1");
	expect(server.requests[1]?.headers.get("if-modified-since")).toBe(
		"Wed, 01 May 2024 10:00:00 GMT",
	);
});

test("a 304 that nobody asked for is a failure", async () => {
	await using server = await startIndexServer(WORLD, {
		faults: [{ match: "/simple/", status: 304, body: "" }],
	});
	using folder = new Folder();
	const asked = ask("foo", openRun(folder.path), { indexes: [simpleIndex(server.url)] });
	expect(await rejection(asked)).toMatchObject({ code: "index-failure" });
});

test("a stored page that is damaged is dropped and asked for without condition", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	await ask("foo", openRun(folder.path), { indexes });
	const { path, bytes } = pageFile(folder.path);
	writeFileSync(path, bytes.subarray(0, bytes.length - 9));
	expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("1.0 2.0 3.0rc1");
	expect(server.requests.map(({ headers }) => headers.has("if-none-match"))).toEqual([
		false,
		false,
	]);
	expect(pageFile(folder.path).bytes.equals(bytes)).toBe(true);
});

test("a page from the future is confirmed", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	await ask("foo", openRun(folder.path), { indexes });
	await ask("foo", openRun(folder.path, { later: -3_600_000 }), { indexes });
	expect(server.requests.map(({ status }) => status)).toEqual([200, 304]);
});

test("offline, what is stored is used however old it is, and nothing is asked", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	const offline = { isOffline: true, isRefreshed: true, later: 1e10 };
	expect(await ask("foo", openRun(folder.path, offline), { indexes })).toEqual({ kind: "offline" });
	await ask("foo", openRun(folder.path), { indexes });
	const answer = await ask("foo", openRun(folder.path, offline), { indexes });
	expect(versionsOf(answer)).toBe("1.0 2.0 3.0rc1");
	expect(server.requests.length).toBe(1);
});

for (const status of [404, 410] as const) {
	test(`an index that answers ${status} has no such project, and what was stored of it goes`, async () => {
		await using server = await startIndexServer(WORLD);
		using folder = new Folder();
		const indexes = [simpleIndex(server.url)];
		await ask("foo", openRun(folder.path), { indexes });
		server.setFaults([{ match: "/simple/", status, body: "gone" }]);
		const refreshed = openRun(folder.path, { isRefreshed: true });
		const gone = { kind: "not-found", unauthorized: [] } as const;
		expect(await ask("foo", refreshed, { indexes })).toEqual(gone);
		expect(await ask("foo", openRun(folder.path), { indexes })).toEqual(gone);
	});
}

test("no index at all is an answer of its own", async () => {
	using folder = new Folder();
	expect(await ask("foo", openRun(folder.path), { indexes: [] })).toEqual({ kind: "no-index" });
});

test("a cache that cannot be written does not keep a page from being confirmed", async () => {
	await using server = await startIndexServer(WORLD, { cacheControl: "" });
	using folder = new Folder();
	const indexes = [simpleIndex(server.url)];
	await ask("foo", openRun(folder.path), { indexes });
	const run = openRun(folder.path);
	const { path } = pageFile(folder.path);
	// The entry is gone between the question and the answer.
	const answer = ask("foo", run, { indexes });
	await Bun.file(path).delete();
	expect(versionsOf(await answer)).toBe("1.0 2.0 3.0rc1");
});

test("a local index is a folder for each project, with a page or with files", async () => {
	using folder = new Folder();
	const root = join(folder.path, "index");
	mkdirSync(join(root, "foo"), { recursive: true });
	mkdirSync(join(root, "bar"));
	const hash = "ab".repeat(32);
	writeFileSync(
		join(root, "foo", "index.html"),
		`<a href="../files/foo-1.0-py3-none-any.whl#sha256=${hash}">x</a><a href="http://127.0.0.1:1/foo-2.0.tar.gz">y</a>`,
	);
	writeFileSync(join(root, "bar", "bar-3.0-py3-none-any.whl"), "");
	writeFileSync(join(root, "bar", "other-4.0-py3-none-any.whl"), "");
	const indexes = [simpleIndex(pathToFileURL(root).href)];
	const foo = releasesOf(await ask("foo", openRun(folder.path), { indexes }));
	expect([...foo.versions].join(" ")).toBe("1.0 2.0");
	expect(foo.filesOf(0)[0]?.url).toBe(
		pathToFileURL(join(root, "files", "foo-1.0-py3-none-any.whl")).href,
	);
	expect(foo.filesOf(0)[0]?.digests).toEqual([{ algorithm: "sha256", hex: hash }]);
	expect(versionsOf(await ask("bar", openRun(folder.path), { indexes }))).toBe("3.0");
	expect(await ask("baz", openRun(folder.path), { indexes })).toMatchObject({ kind: "not-found" });
});

test("a local index that is not there is a failure: the next one must not decide in its place", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const missing = simpleIndex(pathToFileURL(join(folder.path, "nowhere")).href);
	const asked = ask("foo", openRun(folder.path), { indexes: [missing, simpleIndex(server.url)] });
	expect(await rejection(asked)).toMatchObject({ code: "unreadable-index" });
	expect(server.requests).toHaveLength(0);
});
