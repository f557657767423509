import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeptDistribution } from "../../src/distributions/distribution.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { Version } from "../../src/standards/version.ts";
import { rejection } from "../http/test-client.ts";
import { Folder, releasesOf, sdistFile } from "../package-index/open-index.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { SiteOptions } from "../support/index-world.ts";
import { entriesOf, listedWheel, openSupply } from "./open-supply.ts";

const FILE = indexFile({
	name: "foo",
	version: "1.0",
	requires: ["bar>=2", 'baz ; extra == "more"'],
	extras: ["more"],
	requiresPython: ">=3.8",
});
const WORLD = worldOf([["foo", [FILE, sdistFile("foo", "0.5")]]]);

const DIALECTS: readonly (readonly [string, SiteOptions])[] = [
	["JSON with metadata files", {}],
	["HTML with ranges", { dialect: "html", metadataFiles: false, sizes: false }],
	["HTML without ranges", { dialect: "html", metadataFiles: false, ranges: "no" }],
	["no hashes", { hashes: false }],
];

for (const [what, options] of DIALECTS) {
	test(`metadata is fetched once and is there at once in the next run (${what})`, async () => {
		await using server = await startIndexServer(WORLD, options);
		using folder = new Folder();
		const first = openSupply(server.url, folder.path);
		const wheel = await listedWheel(first);
		const asked = first.source.metadata(wheel);
		expect(first.source.metadata(wheel)).toBe(asked);
		const answer = await asked;
		if (answer.kind !== "known") throw new Error(answer.kind);
		expect(answer.metadata.requiresDist.map(({ name }) => name)).toEqual(["bar", "baz"]);
		expect(answer.metadata.requiresPython?.toString()).toBe(">=3.8");
		expect(answer.metadata.providesExtra).toEqual(["more"]);

		server.forgetRequests();
		const next = openSupply(server.url, folder.path);
		const project = next.source.project("foo");
		expect(project).not.toBeInstanceOf(Promise);
		const again = next.source.metadata(wheel);
		expect(again).not.toBeInstanceOf(Promise);
		if (again instanceof Promise || again.kind !== "known") throw new Error("it is not at hand");
		for (const metadata of [again.metadata, answer.metadata]) {
			expect(metadata.requiresDist.map(printRequirement)).toEqual([
				"bar>=2",
				'baz ; extra == "more"',
			]);
			expect(metadata.requiresPython?.toString()).toBe(">=3.8");
			expect(metadata.providesExtra).toEqual(["more"]);
			expect(`${metadata.name} ${metadata.version}`).toBe("foo 1.0");
		}
		expect(again.metadata.requirementsFor?.(undefined).map(printRequirement)).toEqual(["bar>=2"]);
		expect(again.metadata.requirementsFor?.("more").map(printRequirement)).toEqual([
			"bar>=2",
			'baz ; extra == "more"',
		]);
		expect(server.requests).toHaveLength(0);
	});
}

test("metadata that only an address names is fetched again under --refresh", async () => {
	await using server = await startIndexServer(WORLD, { hashes: false });
	using folder = new Folder();
	const run = async (isRefreshed: boolean): Promise<void> => {
		const supply = openSupply(server.url, folder.path, { isRefreshed });
		await supply.source.metadata(await listedWheel(supply));
	};
	await run(false);
	await run(false);
	expect(server.count(".metadata")).toBe(1);
	await run(true);
	expect(server.count(".metadata")).toBe(2);
});

test("stored metadata that is damaged is dropped and fetched again", async () => {
	await using server = await startIndexServer(WORLD);
	for (const damage of [
		"",
		"{",
		"null",
		'{"format":4}',
		'{"format":3,"version":"1","requiresDist":[],"requiresPython":null,"providesExtra":[]}',
		'0\n{"format":3,"version":"1","requiresDist":["???"],"requiresPython":null,"providesExtra":[]}',
	]) {
		using folder = new Folder();
		const first = openSupply(server.url, folder.path);
		const wheel = await listedWheel(first);
		await first.source.metadata(wheel);
		const [entry] = entriesOf(first.cache, "metadata");
		writeFileSync(join(first.cache.directory, entry ?? ""), damage);
		const next = openSupply(server.url, folder.path);
		expect(await next.source.metadata(wheel)).toMatchObject({ kind: "known" });
		expect(next.store.find(wheel)?.requiresDist).toHaveLength(2);
	}
});

test("a wheel in the cache tells its own metadata without a request", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const first = openSupply(server.url, folder.path);
	const wheel = await listedWheel(first);
	await first.fetcher.fetch(wheel);
	server.forgetRequests();
	const answer = openSupply(server.url, folder.path).source.metadata(wheel);
	expect(answer).toMatchObject({ kind: "known" });
	expect(server.requests).toHaveLength(0);
});

test("METADATA that was edited or lost in the cache is not believed", async () => {
	for (const damage of ["edit", "lose"]) {
		await using server = await startIndexServer(WORLD, { metadataFiles: false, ranges: "no" });
		using folder = new Folder();
		const first = openSupply(server.url, folder.path);
		const wheel = await listedWheel(first);
		const { directory } = await first.fetcher.fetch(wheel);
		const path = join(directory, "tree", "foo-1.0.dist-info", "METADATA");
		if (damage === "edit") writeFileSync(path, "Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n");
		else rmSync(path);
		const answer = await openSupply(server.url, folder.path).source.metadata(wheel);
		if (answer.kind !== "known") throw new Error(answer.kind);
		expect(answer.metadata.requiresDist).toHaveLength(2);
	}
});

test("a source distribution needs a build, an installed one is read where it lies", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const { source } = openSupply(server.url, folder.path);
	const [sdist] = releasesOf(await source.project("foo")).filesOf(0);
	if (sdist?.kind !== "registry-sdist") throw new Error("no source distribution");
	expect(await source.metadata(sdist)).toEqual({ kind: "needs-build" });
	const installed: KeptDistribution = {
		kind: "installed",
		name: "foo",
		version: Version.parse("1.0"),
		path: "/nowhere",
		directUrl: undefined,
	};
	expect(source.metadata(installed)).toMatchObject({ kind: "invalid" });
});

test("METADATA of another project or version, or none at all, makes the wheel unusable", async () => {
	for (const metadata of [
		"Metadata-Version: 2.1\nName: bar\nVersion: 1.0\n",
		"Metadata-Version: 2.1\nName: foo\nVersion: 2.0\n",
		"Metadata-Version: 2.1\nName: foo\nVersion: 1.0\nRequires-Dist: ???\n",
		"hello",
	]) {
		await using server = await startIndexServer(worldOf([["foo", [{ ...FILE, metadata }]]]));
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path);
		const wheel = await listedWheel(supply);
		expect(await supply.source.metadata(wheel)).toMatchObject({ kind: "invalid" });
		expect(entriesOf(supply.cache, "metadata")).toEqual([]);
	}
});

test("offline, metadata that is not in the cache is not to be had", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const wheel = await listedWheel(openSupply(server.url, folder.path));
	const { source } = openSupply(server.url, folder.path, { isOffline: true });
	expect(await source.metadata(wheel)).toEqual({ kind: "offline" });
	expect(server.count(".metadata")).toBe(0);
});

test("guesses that fail end nothing, and the failure is there for whoever asks", async () => {
	await using server = await startIndexServer(WORLD, {
		faults: [
			{ match: "/simple/broken/", status: 500, body: "" },
			{ match: ".metadata", status: 500, body: "" },
		],
	});
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path);
	const wheel = await listedWheel(supply);
	const unhandled: unknown[] = [];
	const listen = (reason: unknown): void => void unhandled.push(reason);
	process.on("unhandledRejection", listen);
	try {
		supply.source.expect(["broken"]);
		supply.source.expectMetadata(wheel);
		while (server.count("broken") + server.count(".metadata") < 2) await Bun.sleep(1);
		// What nobody handles is told when the microtasks are done: two turns of the loop are enough.
		for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
		expect(unhandled).toEqual([]);
	} finally {
		process.off("unhandledRejection", listen);
	}
	expect(await rejection(Promise.resolve(supply.source.project("broken")))).toMatchObject({
		code: "server-failure",
	});
	expect(await rejection(Promise.resolve(supply.source.metadata(wheel)))).toMatchObject({
		code: "server-failure",
	});
	expect(server.count("broken")).toBe(1);
});

test.each([403, 500])(
	"a version whose files answer %d cannot be had, where its index is set to be passed over then",
	async (status) => {
		await using server = await startIndexServer(WORLD, {
			faults: [{ match: "/files/", status, body: "no" }],
		});
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path);
		const wheel = await listedWheel(supply);
		expect(await rejection(Promise.resolve(supply.source.metadata(wheel)))).toBeInstanceOf(Error);
		const ignoring = openSupply(server.url, folder.path, {
			index: { ignoredStatuses: new Set([status]) },
		});
		expect(await ignoring.source.metadata(await listedWheel(ignoring))).toEqual({
			kind: "invalid",
			reason: `its index answered with status ${status}`,
		});
	},
);
