/** Several indexes: which of them is asked for what. */
import { expect, test } from "bun:test";
import { FlatFiles } from "../../src/package-index/find-links.ts";
import { IndexClient } from "../../src/package-index/index-client.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { ask, Folder, openRun, simpleIndex, versionsOf } from "./open-index.ts";

const WORLD = worldOf([["foo", [indexFile({ name: "foo", version: "1.0" })]]]);

const PRIVATE = worldOf([["foo", [indexFile({ name: "foo", version: "1.0" })]]]);
const PUBLIC = worldOf([
	["foo", [indexFile({ name: "foo", version: "99.0" })]],
	["bar", [indexFile({ name: "bar", version: "5.0" })]],
]);

test("the first index that has a project decides: the second hears nothing of its name", async () => {
	await using server = await startIndexServer(PUBLIC, {
		sites: new Map([["private", { world: PRIVATE }]]),
	});
	using folder = new Folder();
	const indexes = [simpleIndex(server.siteUrl("private")), simpleIndex(server.url)];
	expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("1.0");
	expect(server.count(/^\/simple\/foo\//)).toBe(0);
	expect(versionsOf(await ask("bar", openRun(folder.path), { indexes }))).toBe("5.0");
	expect(server.requests.map(({ target, status }) => `${status} ${target}`)).toEqual([
		"200 /private/simple/foo/",
		"404 /private/simple/bar/",
		"200 /simple/bar/",
	]);
	const release = await ask("foo", openRun(folder.path), { indexes: indexes.toReversed() });
	expect(versionsOf(release)).toBe("99.0");
});

test("pages of two indexes are two entries", async () => {
	await using server = await startIndexServer(PUBLIC, {
		sites: new Map([["private", { world: PRIVATE }]]),
	});
	using folder = new Folder();
	const [first, second] = [simpleIndex(server.siteUrl("private")), simpleIndex(server.url)];
	for (const [index, version] of [
		[first, "1.0"],
		[second, "99.0"],
		[first, "1.0"],
	] as const) {
		expect(versionsOf(await ask("foo", openRun(folder.path), { indexes: [index] }))).toBe(version);
	}
	expect(server.requests).toHaveLength(2);
});

test("an explicit index is not asked for a project that nobody pinned to it", async () => {
	await using server = await startIndexServer(PUBLIC, {
		sites: new Map([["private", { world: PRIVATE }]]),
	});
	using folder = new Folder();
	const explicit = simpleIndex(server.siteUrl("private"), { isExplicit: true });
	const indexes = [explicit, simpleIndex(server.url)];
	expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("99.0");
	expect(server.count("/private/")).toBe(0);
});

test("a pinned project comes from its index alone, explicit or not, and not from links", async () => {
	await using server = await startIndexServer(PUBLIC, {
		sites: new Map([["private", { world: PRIVATE }]]),
	});
	using folder = new Folder();
	const tools = openRun(folder.path);
	const house = simpleIndex(server.siteUrl("private"), { name: "house", isExplicit: true });
	const links = simpleIndex(server.flatUrl, { format: "flat" });
	const client = (strategy: "first-index" | "unsafe-best-match") =>
		new IndexClient({
			tools,
			indexes: [simpleIndex(server.url), house],
			flatFiles: new FlatFiles([links], tools),
			strategy,
			pins: new Map([
				["foo", "house"],
				["bar", "house"],
			]),
		});
	for (const strategy of ["first-index", "unsafe-best-match"] as const) {
		expect(versionsOf(await client(strategy).project("foo"))).toBe("1.0");
		expect(await client(strategy).project("bar")).toEqual({ kind: "not-found", unauthorized: [] });
	}
	expect(server.requests.every(({ target }) => target.startsWith("/private/"))).toBe(true);
});

test("a project that is pinned to an index nobody defined is a failure that names both", async () => {
	using folder = new Folder();
	const pins = new Map([["foo", "house"]]);
	const tools = openRun(folder.path);
	const client = new IndexClient({ tools, indexes: [], flatFiles: undefined, pins });
	expect(() => client.project("foo")).toThrow(
		"Cannot look up `foo`: it is pinned to the index `house`, which is not defined",
	);
});

test("a flat index is asked in its turn, and decides like any other", async () => {
	await using server = await startIndexServer(PUBLIC, {
		sites: new Map([["private", { world: PRIVATE }]]),
	});
	using folder = new Folder();
	const flat = simpleIndex(`${server.origin}/private/flat/`, { format: "flat" });
	const indexes = [flat, simpleIndex(server.url)];
	expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("1.0");
	expect(versionsOf(await ask("bar", openRun(folder.path), { indexes }))).toBe("5.0");
});

test.each([401, 403, 500, 503])(
	"an index whose status %d is ignored lets the next one answer",
	async (status) => {
		await using server = await startIndexServer(PUBLIC, {
			sites: new Map([["private", { world: PRIVATE }]]),
			faults: [{ match: "/private/", status, body: "no" }],
		});
		using folder = new Folder();
		const index = simpleIndex(server.siteUrl("private"), { ignoredStatuses: new Set([status]) });
		const indexes = [index, simpleIndex(server.url)];
		expect(versionsOf(await ask("foo", openRun(folder.path), { indexes }))).toBe("99.0");
	},
);

test("a Cache-Control of the settings stands in place of the index's own", async () => {
	await using server = await startIndexServer(WORLD, { cacheControl: "max-age=600" });
	using folder = new Folder();
	const indexes = [simpleIndex(server.url, { pageCacheControl: "max-age=3600" })];
	await ask("foo", openRun(folder.path), { indexes });
	await ask("foo", openRun(folder.path, { later: 3_000_000 }), { indexes });
	expect(server.requests).toHaveLength(1);
});

for (const status of [401, 403] as const) {
	test(`an index that answers ${status} stops the search and is named`, async () => {
		await using server = await startIndexServer(PUBLIC, {
			sites: new Map([["private", { world: PRIVATE }]]),
			faults: [{ match: "/private/", status, body: "no" }],
		});
		using folder = new Folder();
		const url = server.siteUrl("private");
		const indexes = [simpleIndex(url, { name: "house" }), simpleIndex(server.url)];
		expect(await ask("foo", openRun(folder.path), { indexes })).toEqual({
			kind: "not-found",
			unauthorized: [`house (${url}) (${status})`],
		});
		expect(server.count(/^\/simple\//)).toBe(0);
	});
}
