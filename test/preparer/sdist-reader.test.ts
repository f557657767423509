/** Source distributions under the resolver's questions: what they say of themselves, and at what cost. */
import { describe, expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type {
	PathSdist,
	RegistrySdist,
	SdistDistribution,
	UrlSdist,
} from "../../src/distributions/distribution.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { parseSdistFilename } from "../../src/standards/sdist-filename.ts";
import { rejection } from "../http/test-client.ts";
import { Folder, releasesOf } from "../package-index/open-index.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile, SiteOptions } from "../support/index-world.ts";
import { buildSdist, pkgInfo, type SdistRecipe, sdistIndexFile } from "../support/sdist-builder.ts";
import {
	entriesOf,
	openSupply,
	type SupplyOptions,
	sha256,
	type TestSupply,
} from "./open-supply.ts";

const RECIPE: SdistRecipe = {
	name: "foo",
	version: "1.0",
	files: { "PKG-INFO": pkgInfo("foo", "1.0", ["Requires-Dist: bar>=2"]) },
};
const DIGEST = sha256(buildSdist(RECIPE));

function serve(file: IndexFile, options: SiteOptions = {}) {
	return startIndexServer(worldOf([["foo", [file]]]), options);
}

async function listedSdist({ source }: TestSupply): Promise<RegistrySdist> {
	const releases = releasesOf(await source.project("foo"));
	const [file] = releases.filesOf(0);
	if (file?.kind !== "registry-sdist") throw new Error("no source distribution is listed");
	return file;
}

/** What one run is told: `bar>=2`, or the kind of another answer. */
async function told({ source }: TestSupply, sdist: SdistDistribution): Promise<string> {
	const answer = await source.metadata(sdist);
	if (answer.kind !== "known") return answer.kind;
	const { name, version, requiresDist } = answer.metadata;
	return [`${name}==${version}`, ...requiresDist.map(printRequirement)].join(" ");
}

async function toldOf(file: IndexFile, options: SiteOptions = {}): Promise<string> {
	await using server = await serve(file, options);
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path);
	return await told(supply, await listedSdist(supply));
}

const LEGACY = "Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n";
const PROJECT = '[project]\nname = "foo"\nversion = "1.0"\ndependencies = ["baz"]\n';

describe("the archive tells", () => {
	test.each<readonly [string, Partial<SdistRecipe>, string]>([
		["by PKG-INFO", {}, "foo==1.0 bar>=2"],
		["by PKG-INFO in a ZIP archive", { extension: ".zip" }, "foo==1.0 bar>=2"],
		["by pyproject.toml", { files: { "pyproject.toml": PROJECT } }, "foo==1.0 baz"],
		[
			"by PKG-INFO before pyproject.toml",
			{ files: { ...RECIPE.files, "pyproject.toml": PROJECT } },
			"foo==1.0 bar>=2",
		],
		[
			"by pyproject.toml where PKG-INFO is old",
			{ files: { "PKG-INFO": LEGACY, "pyproject.toml": PROJECT } },
			"foo==1.0 baz",
		],
		[
			"by pyproject.toml where PKG-INFO is of another version",
			{ files: { "PKG-INFO": pkgInfo("foo", "2.0"), "pyproject.toml": PROJECT } },
			"foo==1.0 baz",
		],
		["in a folder that is spelled otherwise", { top: "Foo-1.0.0" }, "foo==1.0 bar>=2"],
		["not in a folder of another version", { top: "foo-1.1" }, "needs-build"],
		["not in a folder of another project", { top: "bar-1.0" }, "needs-build"],
		["nothing with an old PKG-INFO", { files: { "PKG-INFO": LEGACY } }, "needs-build"],
		["nothing with a setup.py alone", { files: { "setup.py": "" } }, "needs-build"],
		["nothing by broken TOML", { files: { "pyproject.toml": "[project" } }, "needs-build"],
		[
			"nothing by the requires.txt of an egg-info",
			{ files: { "PKG-INFO": LEGACY, "foo.egg-info/requires.txt": "bar\n" } },
			"needs-build",
		],
	])("%s", async (_, changes, expected) => {
		expect(await toldOf(sdistIndexFile({ ...RECIPE, ...changes }))).toBe(expected);
	});
});

test.each([".tar.gz", ".zip"] as const)(
	"a large archive goes through a file (%s)",
	async (extension) => {
		await using server = await serve(sdistIndexFile({ ...RECIPE, extension }));
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path, { memoryWheelSize: 16 });
		expect(await told(supply, await listedSdist(supply))).toBe("foo==1.0 bar>=2");
		expect(entriesOf(supply.cache, "temporary")).toEqual([]);
	},
);

describe("the file that the index serves beside it", () => {
	const served = (metadata: string): IndexFile => sdistIndexFile(RECIPE, { metadata });

	test("tells without the archive", async () => {
		const file = served(pkgInfo("foo", "1.0", ["Requires-Dist: served"]));
		await using server = await serve(file);
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path);
		expect(await told(supply, await listedSdist(supply))).toBe("foo==1.0 served");
		expect(server.count(".tar.gz")).toBe(server.count(".tar.gz.metadata"));
	});

	test.each([
		["it is older than 2.2", LEGACY],
		["a build may change it", pkgInfo("foo", "1.0", ["Dynamic: Requires-Dist"])],
		["it is of another project", pkgInfo("other", "1.0")],
	])("does not tell where %s", async (_, metadata) => {
		expect(await toldOf(served(metadata))).toBe("foo==1.0 bar>=2");
	});

	test("is refused where its digest is another", async () => {
		const file = { ...served(LEGACY), metadataHash: "0".repeat(64) };
		expect(await rejection(toldOf(file))).toMatchObject({ code: "hash-mismatch" });
	});
});

describe("what comes is checked before it is read", () => {
	const run = async (file: IndexFile, options: SupplyOptions = {}, site: SiteOptions = {}) => {
		await using server = await serve(file, site);
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path, options);
		const failure = await rejection(told(supply, await listedSdist(supply)));
		expect(entriesOf(supply.cache, "metadata")).toEqual([]);
		expect(entriesOf(supply.cache, "temporary")).toEqual([]);
		return failure;
	};

	test("the digest of the index", async () => {
		const lie = sdistIndexFile(RECIPE, { hashes: { sha256: "0".repeat(64) } });
		expect(await run(lie)).toMatchObject({ code: "hash-mismatch" });
	});

	test("the digest of the user", async () => {
		const allowed = [{ algorithm: "sha256", hex: "0".repeat(64) }] as const;
		expect(await run(sdistIndexFile(RECIPE), { allowed })).toMatchObject({ code: "hash-mismatch" });
	});

	test("the size", async () => {
		const lie = sdistIndexFile(RECIPE, { announcedSize: 7 });
		expect(await run(lie)).toBeInstanceOf(Error);
	});

	test("the archive", async () => {
		const file = { ...sdistIndexFile(RECIPE), bytes: Buffer.from("no archive") };
		expect(await run(file)).toMatchObject({ code: "bad-archive" });
	});
});

describe("what is kept", () => {
	test.each<readonly [string, SiteOptions]>([
		["with digests", {}],
		["without digests", { hashes: false }],
	])("lets the next run read no archive and need no network (%s)", async (_, site) => {
		await using server = await serve(sdistIndexFile(RECIPE), site);
		using folder = new Folder();
		const first = openSupply(server.url, folder.path);
		const sdist = await listedSdist(first);
		expect(await told(first, sdist)).toBe("foo==1.0 bar>=2");
		expect(entriesOf(first.cache, "metadata")).toHaveLength(1);
		expect(entriesOf(first.cache, "wheels")).toEqual([]);
		server.forgetRequests();
		const next = openSupply(server.url, folder.path, { isOffline: true });
		expect(await told(next, sdist)).toBe("foo==1.0 bar>=2");
		expect(server.requests).toHaveLength(0);
	});

	test("is fetched again under --refresh where only an address names it", async () => {
		for (const hashes of [true, false]) {
			await using server = await serve(sdistIndexFile(RECIPE), { hashes });
			using folder = new Folder();
			for (const isRefreshed of [false, true]) {
				const supply = openSupply(server.url, folder.path, { isRefreshed });
				await told(supply, await listedSdist(supply));
			}
			expect(server.count(".tar.gz")).toBe(hashes ? 1 : 2);
		}
	});

	test("is nothing of one that needs a build, which one run fetches once", async () => {
		const legacy = { ...RECIPE, files: { "PKG-INFO": LEGACY } };
		await using server = await serve(sdistIndexFile(legacy));
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path);
		const sdist = await listedSdist(supply);
		expect(await told(supply, sdist)).toBe("needs-build");
		expect(await told(supply, sdist)).toBe("needs-build");
		expect(server.count(".tar.gz")).toBe(1);
		expect(entriesOf(supply.cache, "metadata")).toEqual([]);
	});
});

test("offline, one that is not in the cache is not to be had", async () => {
	await using server = await serve(sdistIndexFile(RECIPE));
	using folder = new Folder();
	const sdist = await listedSdist(openSupply(server.url, folder.path));
	expect(await told(openSupply(server.url, folder.path, { isOffline: true }), sdist)).toBe(
		"offline",
	);
});

test("a guess fetches nothing", async () => {
	await using server = await serve(sdistIndexFile(RECIPE));
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path);
	const sdist = await listedSdist(supply);
	supply.source.expectMetadata(sdist);
	supply.source.expectFile(sdist);
	expect(await told(supply, sdist)).toBe("foo==1.0 bar>=2");
	expect(server.count(".tar.gz")).toBe(1);
});

describe("one that the user names", () => {
	const facts = (filename: string) => {
		const parsed = parseSdistFilename(filename);
		return { name: parsed.name, version: parsed.version, filename: parsed, digests: [] };
	};

	test("by URL is fetched once", async () => {
		await using server = await serve(sdistIndexFile(RECIPE));
		using folder = new Folder();
		const url = `${server.url.replace(/simple$/, "")}files/foo/foo-1.0.tar.gz`;
		const sdist: UrlSdist = { kind: "url-sdist", ...facts("foo-1.0.tar.gz"), url, given: url };
		expect(await told(openSupply(server.url, folder.path), sdist)).toBe("foo==1.0 bar>=2");
		const next = openSupply(server.url, folder.path, { isOffline: true });
		expect(await told(next, sdist)).toBe("foo==1.0 bar>=2");
		expect(await next.sdists.digest(sdist)).toBe(DIGEST);
		expect(server.count(".tar.gz")).toBe(1);
		const refreshed = openSupply(server.url, folder.path, { isRefreshed: true });
		expect(await told(refreshed, sdist)).toBe("foo==1.0 bar>=2");
		expect(server.count(".tar.gz")).toBe(2);
		const allowed = [{ algorithm: "sha256", hex: "0".repeat(64) }] as const;
		const strict = openSupply(server.url, folder.path, { allowed });
		expect(await rejection(told(strict, sdist))).toMatchObject({ code: "hash-mismatch" });
	});

	test("by path is read again where it has changed", async () => {
		using folder = new Folder();
		const path = join(folder.path, "foo-1.0.tar.gz");
		const sdist: PathSdist = { kind: "path-sdist", ...facts("foo-1.0.tar.gz"), path, given: path };
		const nowhere = "http://127.0.0.1:1/simple";
		writeFileSync(path, buildSdist(RECIPE));
		expect(await told(openSupply(nowhere, folder.path), sdist)).toBe("foo==1.0 bar>=2");
		writeFileSync(path, buildSdist({ ...RECIPE, files: { "pyproject.toml": PROJECT } }));
		expect(await told(openSupply(nowhere, folder.path), sdist)).toBe("foo==1.0 baz");
		rmSync(path);
		expect(await rejection(told(openSupply(nowhere, folder.path), sdist))).toMatchObject({
			code: "unavailable-distribution",
			message: `Cannot read the source distribution \`${path}\`: it does not exist`,
		});
	});
});
