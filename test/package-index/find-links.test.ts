import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rejection } from "../http/test-client.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import {
	ask,
	Folder,
	openRun,
	releasesOf,
	sdistFile,
	simpleIndex,
	versionsOf,
} from "./open-index.ts";

const flat = (url: string): ReturnType<typeof simpleIndex> => simpleIndex(url, { format: "flat" });

/** A folder with these empty files. */
function fill(folder: Folder, ...names: readonly string[]): string {
	const path = join(folder.path, "links");
	mkdirSync(path);
	for (const name of names) writeFileSync(join(path, name), "");
	return pathToFileURL(path).href;
}

test("a folder gives the distributions in it, whatever else lies there", async () => {
	using folder = new Folder();
	const url = fill(
		folder,
		"my_pkg-1.0-py3-none-any.whl",
		"my-pkg-2.0.tar.gz",
		"my-pkg-extra-3.0.tar.gz",
		"my-4.0.tar.gz",
		"notes.txt",
		"-.whl",
	);
	const places = { indexes: [], links: [flat(url)] };
	const run = openRun(folder.path);
	expect(versionsOf(await ask("my-pkg", run, places))).toBe("1.0 2.0");
	expect(versionsOf(await ask("my-pkg-extra", run, places))).toBe("3.0");
	expect(versionsOf(await ask("my", run, places))).toBe("4.0");
	expect(await ask("notes", run, places)).toEqual({ kind: "no-index" });
	const [file] = releasesOf(await ask("my", run, places)).filesOf(0);
	expect(file?.url).toBe(`${url}/my-4.0.tar.gz`);
});

test("a local page gives the files it links to, relative to itself", async () => {
	using folder = new Folder();
	const path = join(folder.path, "page.html");
	writeFileSync(path, '<a href="sub/foo-1.0-py3-none-any.whl">any</a>');
	const places = { indexes: [], links: [flat(pathToFileURL(path).href)] };
	const [file] = releasesOf(await ask("foo", openRun(folder.path), places)).filesOf(0);
	expect(file?.url).toBe(pathToFileURL(join(folder.path, "sub", "foo-1.0-py3-none-any.whl")).href);
});

test("a remote page is read once for all projects of a run, and merged with what the index has", async () => {
	const world = worldOf([
		["foo", [indexFile({ name: "foo", version: "1.0" }), sdistFile("foo", "2.0")]],
		["bar", [indexFile({ name: "bar", version: "1.0" })]],
	]);
	const listed = worldOf([["foo", [indexFile({ name: "foo", version: "2.0" })]]]);
	await using server = await startIndexServer(world, {
		sites: new Map([["main", { world: listed }]]),
	});
	using folder = new Folder();
	const places = { indexes: [simpleIndex(server.siteUrl("main"))], links: [flat(server.flatUrl)] };
	const { FlatFiles } = await import("../../src/package-index/find-links.ts");
	const { IndexClient } = await import("../../src/package-index/index-client.ts");
	const tools = openRun(folder.path);
	const client = new IndexClient({
		tools,
		indexes: places.indexes,
		flatFiles: new FlatFiles(places.links, tools),
	});
	const [foo, bar] = await Promise.all([client.project("foo"), client.project("bar")]);
	expect(versionsOf(foo)).toBe("1.0 2.0");
	// Within a version the linked file comes first.
	expect(
		releasesOf(foo)
			.filesOf(1)
			.map(({ kind, index }) => `${kind} ${index.format}`),
	).toEqual(["registry-sdist flat", "registry-wheel simple"]);
	expect(versionsOf(bar)).toBe("1.0");
	expect(server.count("/flat/")).toBe(1);
});

test("places keep their order within a version", async () => {
	using first = new Folder();
	using second = new Folder();
	const urls = [fill(first, "foo-1.0.tar.gz"), fill(second, "foo-1.0.zip")];
	const files = async (links: readonly string[]): Promise<string> => {
		const places = { indexes: [], links: links.map(flat) };
		const releases = releasesOf(await ask("foo", openRun(first.path), places));
		return releases
			.filesOf(0)
			.map(({ filename }) => filename.given)
			.join(" ");
	};
	expect(await files(urls)).toBe("foo-1.0.tar.gz foo-1.0.zip");
	expect(await files(urls.toReversed())).toBe("foo-1.0.zip foo-1.0.tar.gz");
});

test("a place that is not there is a failure that names it", async () => {
	using folder = new Folder();
	const missing = join(folder.path, "nowhere");
	const places = { indexes: [], links: [flat(pathToFileURL(missing).href)] };
	const failure = await rejection(ask("foo", openRun(folder.path), places));
	expect(failure).toMatchObject({ code: "unreadable-links" });
	expect(failure.message).toBe(`Cannot read the links at \`${missing}\`: it does not exist`);
});

test("a remote place that fails is a failure, one that is no page as well", async () => {
	for (const [fault, code] of [
		[{ status: 404, body: "no" }, "index-failure"],
		[{ body: "hi", headers: { "Content-Type": "text/plain" } }, "broken-index-page"],
		[
			{ body: "<a", headers: { "Content-Type": "text/html" }, framing: "close" },
			"broken-index-page",
		],
	] as const) {
		await using server = await startIndexServer(worldOf([]), {
			gzip: false,
			faults: [{ match: "/flat/", ...fault }],
		});
		using folder = new Folder();
		const places = { indexes: [], links: [flat(server.flatUrl)] };
		expect((await rejection(ask("foo", openRun(folder.path), places))).code).toBe(code);
	}
});

test("offline, a remote place may have what is missing", async () => {
	using folder = new Folder();
	const places = { indexes: [], links: [flat("http://127.0.0.1:1/flat/")] };
	const run = openRun(folder.path, { isOffline: true });
	expect(await ask("foo", run, places)).toEqual({ kind: "offline" });
	const local = fill(folder, "foo-1.0.tar.gz");
	const both = { indexes: [], links: [...places.links, flat(local)] };
	expect(versionsOf(await ask("foo", run, both))).toBe("1.0");
});
