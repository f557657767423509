import { expect, test } from "bun:test";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RegistryWheel } from "../../src/distributions/distribution.ts";
import type { Digest } from "../../src/standards/digest.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";
import { rejection } from "../http/test-client.ts";
import { Folder } from "../package-index/open-index.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile } from "../support/index-world.ts";
import { buildWheel, type WheelRecipe } from "../support/wheel-builder.ts";
import {
	entriesOf,
	fetchListed,
	listedWheel,
	openSupply,
	sha256,
	sha512,
	type TestSupply,
} from "./open-supply.ts";

const RECIPE: WheelRecipe = { name: "foo", version: "1.0", requires: ["bar>=2"] };
const FILE = indexFile(RECIPE);
const DIGEST = sha256(FILE.bytes);
const WORLD = worldOf([["foo", [FILE]]]);
const _NOISE = new Uint8Array(400_000).map((_, place) => (place * place * 31) >> 5);

const serving = (file: IndexFile): ReturnType<typeof worldOf> => worldOf([["foo", [file]]]);

test("a wheel comes into the cache under its digest, with its tree and image", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const wheel = await fetchListed(server.url, folder.path);
	expect(wheel.digest).toBe(DIGEST);
	expect(wheel.directory).toEndWith(`/wheels/foo/${DIGEST}`);
	expect(readFileSync(join(wheel.directory, "tree", "foo", "__init__.py"), "utf8")).toBe(
		'__version__ = "1.0"\n',
	);
	expect(wheel.image.infoFolder).toBe("foo-1.0.dist-info");
});

test("the next run finds the wheel without a request", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	await fetchListed(server.url, folder.path);
	const next = openSupply(server.url, folder.path);
	expect(next.fetcher.findCached(await listedWheel(next))?.digest).toBe(DIGEST);
	expect(server.count(".whl")).toBe(1);
});

test("two fetches at once are one download", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path);
	const wheel = await listedWheel(supply);
	const [one, other] = await Promise.all([
		supply.fetcher.fetch(wheel),
		supply.fetcher.fetch(wheel),
	]);
	expect(one).toBe(other);
	expect(server.count(".whl")).toBe(1);
});

test("the digest is checked before anything is parsed: no zip and a wrong hash is a wrong hash", async () => {
	for (const options of [{}, { sizes: false }]) {
		await using server = await startIndexServer(
			serving({ ...FILE, bytes: Buffer.from("no zip at all"), hashes: { sha256: DIGEST } }),
			options,
		);
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path);
		const failure = await rejection(supply.fetcher.fetch(await listedWheel(supply)));
		expect(failure).toMatchObject({ code: "hash-mismatch", exitStatus: 1 });
		expect(failure.message).toBe(
			[
				"Hash mismatch for `foo==1.0`",
				"",
				"Expected:",
				`  sha256:${DIGEST}`,
				"",
				"Computed:",
				`  sha256:${sha256(Buffer.from("no zip at all"))}`,
			].join("\n"),
		);
		expect([...entriesOf(supply.cache, "wheels"), ...entriesOf(supply.cache, "temporary")]).toEqual(
			[],
		);
	}
});

test("every promised digest must hold", async () => {
	const right = { sha256: DIGEST, sha512: sha512(FILE.bytes) };
	for (const [hashes, outcome] of [
		[right, "taken"],
		[{ ...right, sha512: "0".repeat(128) }, "hash-mismatch"],
		[{ ...right, md5: "0".repeat(32) }, "hash-mismatch"],
		[{ blake2b: "0".repeat(128) }, "hash-mismatch"],
		[{ md5: "0".repeat(32) }, "hash-mismatch"],
		[{ sha512: right.sha512 }, "taken"],
		[{}, "taken"],
	] as const) {
		await using server = await startIndexServer(serving({ ...FILE, hashes }), { dialect: "json" });
		using folder = new Folder();
		const fetched = fetchListed(server.url, folder.path).then(
			() => "taken",
			({ code }) => code,
		);
		expect([hashes, await fetched]).toEqual([hashes, outcome]);
	}
});

test("of the digests that the user allows one must hold", async () => {
	await using server = await startIndexServer(WORLD);
	const other: Digest = { algorithm: "sha256", hex: "0".repeat(64) };
	const own: Digest = { algorithm: "sha256", hex: DIGEST };
	const long: Digest = { algorithm: "sha512", hex: sha512(FILE.bytes) };
	for (const [allowed, outcome] of [
		[[other], "hash-mismatch"],
		[[other, own], "taken"],
		[[other, long], "taken"],
		[[{ ...long, hex: "0".repeat(128) }], "hash-mismatch"],
	] as const) {
		using folder = new Folder();
		const fetched = fetchListed(server.url, folder.path, { allowed });
		expect(
			await fetched.then(
				() => "taken",
				({ code }) => code,
			),
		).toBe(outcome);
	}
});

test("a wheel in the cache is checked against what the user allows as well", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	await fetchListed(server.url, folder.path);
	const allowed: readonly Digest[] = [{ algorithm: "sha256", hex: "0".repeat(64) }];
	const fetched = fetchListed(server.url, folder.path, { allowed });
	expect(await rejection(fetched)).toMatchObject({ code: "hash-mismatch" });
});

test("a wheel that is allowed by SHA-512 alone is fetched once and known from then on", async () => {
	await using server = await startIndexServer(WORLD, { hashes: false });
	using folder = new Folder();
	const allowed: readonly Digest[] = [{ algorithm: "sha512", hex: sha512(FILE.bytes) }];
	await fetchListed(server.url, folder.path, { allowed });
	await fetchListed(server.url, folder.path, { allowed });
	expect(server.count(".whl")).toBe(1);
});

test("an index that promises SHA-512, MD5 or nothing is asked for each wheel once", async () => {
	const md5 = new Bun.CryptoHasher("md5").update(FILE.bytes).digest("hex");
	for (const hashes of [{ sha512: sha512(FILE.bytes) }, { md5 }, {}] as const) {
		await using server = await startIndexServer(serving({ ...FILE, hashes }));
		using folder = new Folder();
		await fetchListed(server.url, folder.path);
		expect((await fetchListed(server.url, folder.path)).digest).toBe(DIGEST);
		expect(server.count(".whl")).toBe(1);
		// What an address led to may have changed; what a strong digest names cannot.
		await fetchListed(server.url, folder.path, { isRefreshed: true });
		expect(server.count(".whl")).toBe("sha512" in hashes ? 1 : 2);
	}
});

test("a promise that changes is not kept by what was fetched before", async () => {
	const md5 = new Bun.CryptoHasher("md5").update(FILE.bytes).digest("hex");
	await using server = await startIndexServer(serving({ ...FILE, hashes: { md5 } }));
	using folder = new Folder();
	await fetchListed(server.url, folder.path);
	server.setWorld(serving({ ...FILE, hashes: { md5: "0".repeat(32) } }));
	const fetched = fetchListed(server.url, folder.path, { later: 3_600_000 });
	expect(await rejection(fetched)).toMatchObject({ code: "hash-mismatch" });
});

test("a wheel whose image is damaged, cut or another one's is fetched again", async () => {
	for (const damage of ["", "garbage", "swap"]) {
		const other = indexFile({ name: "foo", version: "1.0", build: "7" });
		await using server = await startIndexServer(worldOf([["foo", [FILE, other]]]));
		using folder = new Folder();
		const wheel = await fetchListed(server.url, folder.path);
		const image = join(wheel.directory, "image");
		const whole = readFileSync(image);
		if (damage === "swap") {
			const supply = openSupply(server.url, folder.path);
			const listed = await listedWheel(supply);
			const foreign: RegistryWheel = {
				...listed,
				url: listed.url.replace("foo-1.0-py3", "foo-1.0-7-py3"),
				filename: parseWheelFilename(other.filename),
				digests: [],
				size: undefined,
			};
			const second = await supply.fetcher.fetch(foreign);
			writeFileSync(image, readFileSync(join(second.directory, "image")));
		} else writeFileSync(image, damage);
		server.forgetRequests();
		const again = await fetchListed(server.url, folder.path);
		expect(again.directory).toBe(wheel.directory);
		expect(server.count(".whl")).toBe(1);
		expect(readFileSync(image).length).toBe(whole.length);
	}
});

test("a wheel whose files were changed in the cache is fetched again on demand", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path);
	const wheel = await supply.fetcher.fetch(await listedWheel(supply));
	const module = join(wheel.directory, "tree", "foo", "__init__.py");
	appendFileSync(module, "evil()\n");
	const again = await supply.fetcher.fetchAgain(wheel);
	expect(readFileSync(module, "utf8")).toBe('__version__ = "1.0"\n');
	expect(again.image.modified).not.toBe(wheel.image.modified);
	expect(server.count(".whl")).toBe(2);
});

test("a wheel that cannot be unpacked leaves nothing in the cache", async () => {
	const recipes: readonly (readonly [Partial<IndexFile>, string])[] = [
		[{ bytes: FILE.bytes.slice(0, -30) }, "bad-archive"],
		[{ bytes: Buffer.from("PK no wheel") }, "bad-archive"],
		[{ bytes: buildWheel({ ...RECIPE, version: "2.0" }) }, "bad-wheel"],
		[{ bytes: buildWheel({ ...RECIPE, distInfo: { METADATA: null } }) }, "bad-wheel"],
		[
			{ bytes: buildWheel({ ...RECIPE, distInfo: { METADATA: "Name: bar\nVersion: 1.0\n" } }) },
			"bad-wheel",
		],
		[{ bytes: buildWheel({ ...RECIPE, files: { "../evil.py": "" } }) }, "bad-archive"],
	];
	for (const [changes, code] of recipes) {
		await using server = await startIndexServer(serving({ ...FILE, ...changes }));
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path);
		expect(await rejection(supply.fetcher.fetch(await listedWheel(supply)))).toMatchObject({
			code,
		});
		for (const bucket of ["wheels", "wheel-links", "temporary"]) {
			expect(entriesOf(supply.cache, bucket)).toEqual([]);
		}
	}
});

test("a server that refuses, a network that is off and a size that is a lie are told apart", async () => {
	await using server = await startIndexServer(serving({ ...FILE, announcedSize: 10 }));
	using folder = new Folder();
	const short = await rejection(fetchListed(server.url, folder.path));
	expect(short).toMatchObject({ code: "incomplete-body" });
	server.setFaults([{ match: ".whl", status: 403, body: "" }]);
	const refused = await rejection(fetchListed(server.url, folder.path));
	expect(refused.message).toBe(
		`Cannot fetch \`foo==1.0\` from ${server.origin}/files/foo/foo-1.0-py3-none-any.whl: the server answered with status 403`,
	);
	const offline = await rejection(fetchListed(server.url, folder.path, { isOffline: true }));
	expect(offline).toMatchObject({ code: "unavailable-distribution", hints: [] });
	expect(offline.message).toEndWith(
		"it is not in the cache and the network may not be used until the command is run without `--offline`",
	);
});

test("a download is told from its start to its end, also where it fails; nothing is told offline", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	const kinds = ({ events }: TestSupply): string =>
		[...new Set(events.map(({ kind }) => kind))].filter((kind) => kind !== "detail").join(" ");
	const good = openSupply(server.url, folder.path);
	const wheel = await listedWheel(good);
	const offline = openSupply(server.url, folder.path, { isOffline: true });
	await rejection(offline.fetcher.fetch(wheel));
	expect(kinds(offline)).toBe("");
	await good.fetcher.fetch(wheel);
	expect(kinds(good)).toBe("download-started download-advanced download-finished");
	const advanced = good.events.map((event) =>
		event.kind === "download-advanced" ? event.bytes : 0,
	);
	expect(advanced.reduce((sum, bytes) => sum + bytes, 0)).toBe(FILE.bytes.length);
	using second = new Folder();
	server.setFaults([{ match: ".whl", body: Buffer.alloc(FILE.bytes.length) }]);
	const bad = openSupply(server.url, second.path);
	await rejection(bad.fetcher.fetch(wheel));
	expect(kinds(bad)).toBe("download-started download-advanced download-finished");
});

test("prune keeps the wheels that something may ask for again", async () => {
	await using server = await startIndexServer(WORLD);
	using folder = new Folder();
	await fetchListed(server.url, folder.path);
	const { cache, fetcher, source } = openSupply(server.url, folder.path);
	cache.prune();
	const wheel = await listedWheel({ cache, fetcher, source } as TestSupply);
	expect(fetcher.findCached(wheel)?.digest).toBe(DIGEST);
});
