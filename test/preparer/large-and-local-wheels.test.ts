import { expect, test } from "bun:test";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PathWheel, RegistryWheel, UrlWheel } from "../../src/distributions/distribution.ts";
import type { Digest } from "../../src/standards/digest.ts";
import { parseWheelFilename } from "../../src/standards/wheel-filename.ts";
import { rejection } from "../http/test-client.ts";
import { Folder, simpleIndex } from "../package-index/open-index.ts";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile } from "../support/index-world.ts";
import { buildWheel, type WheelRecipe, wheelFileName } from "../support/wheel-builder.ts";
import { entriesOf, listedWheel, openSupply, sha256 } from "./open-supply.ts";

const RECIPE: WheelRecipe = { name: "foo", version: "1.0", requires: ["bar>=2"] };
const FILE = indexFile(RECIPE);
const DIGEST = sha256(FILE.bytes);
const WORLD = worldOf([["foo", [FILE]]]);
const NOISE = new Uint8Array(400_000).map((_, place) => (place * place * 31) >> 5);

const serving = (file: IndexFile): ReturnType<typeof worldOf> => worldOf([["foo", [file]]]);

const LARGE = indexFile({ ...RECIPE, files: { "foo/data.bin": NOISE }, method: "stored" });

/** A row of a stored page as an object of its own. */
function plainFacts(wheel: RegistryWheel): RegistryWheel {
	const { kind, index, name, url, digests, requiresPython, yanked } = wheel;
	const { size, uploadTime, metadata, version, filename } = wheel;
	const more = { size, uploadTime, metadata, version, filename };
	return { kind, index, name, url, digests, requiresPython, yanked, ...more };
}

for (const [what, options] of [
	["of a size that is told", {}],
	["of a size that nobody tells", { sizes: false }],
] as const) {
	test(`a large wheel ${what} goes through a file that does not stay`, async () => {
		await using server = await startIndexServer(serving(LARGE), options);
		if (what.includes("nobody")) server.setFaults([{ match: ".whl", framing: "chunked" }]);
		using folder = new Folder();
		const supply = openSupply(server.url, folder.path, { memoryWheelSize: 50_000 });
		const wheel = await supply.fetcher.fetch(await listedWheel(supply));
		expect(wheel.digest).toBe(sha256(LARGE.bytes));
		const data = readFileSync(join(wheel.directory, "tree", "foo", "data.bin"));
		expect(Buffer.compare(data, NOISE)).toBe(0);
		expect(entriesOf(supply.cache, "temporary")).toEqual([]);
	});
}

test("a large wheel that is cut is taken up again, and one that is wrong leaves no file", async () => {
	await using server = await startIndexServer(serving(LARGE), {
		sizes: false,
		faults: [{ match: ".whl", times: 1, wire: { kind: "cut", at: 0.7 } }],
	});
	using folder = new Folder();
	const supply = openSupply(server.url, folder.path, { memoryWheelSize: 50_000 });
	const listed = await listedWheel(supply);
	const again = openSupply(server.url, folder.path, { memoryWheelSize: 50_000 });
	expect((await again.fetcher.fetch(listed)).digest).toBe(sha256(LARGE.bytes));
	expect(server.requests.at(-1)?.headers.get("range")).toMatch(/^bytes=\d+-$/);
	const wrong: RegistryWheel = {
		...plainFacts(listed),
		digests: [{ algorithm: "sha256", hex: DIGEST }],
	};
	const failure = await rejection(supply.fetcher.fetch(wrong));
	expect(failure).toMatchObject({ code: "hash-mismatch", exitStatus: 1 });
	expect(entriesOf(supply.cache, "temporary")).toEqual([]);
});

function pathWheel(path: string, digests: readonly Digest[] = []): PathWheel {
	const filename = parseWheelFilename(wheelFileName(RECIPE));
	return {
		kind: "path-wheel",
		name: "foo",
		version: filename.version,
		filename,
		path,
		given: path,
		digests,
	};
}

test("a wheel by path is read once, and anew when it was built again under the same name", async () => {
	using folder = new Folder();
	const path = join(folder.path, FILE.filename);
	const inRun = (memoryWheelSize?: number) =>
		openSupply(
			"http://127.0.0.1:1",
			join(folder.path, "cache"),
			memoryWheelSize === undefined ? {} : { memoryWheelSize },
		).fetcher;
	writeFileSync(path, FILE.bytes);
	expect(inRun().findCached(pathWheel(path))).toBeUndefined();
	const first = await inRun().fetch(pathWheel(path));
	expect(inRun().findCached(pathWheel(path))?.digest).toBe(first.digest);
	// The same size and, by force, the same time of change.
	const rebuilt = buildWheel({ ...RECIPE, files: { "foo/__init__.py": '__version__ = "2.0"\n' } });
	expect(rebuilt.length).toBe(FILE.bytes.length);
	writeFileSync(path, rebuilt);
	utimesSync(path, 1e9, 1e9);
	const second = await inRun(100).fetch(pathWheel(path));
	expect(second.digest).toBe(sha256(rebuilt));
	utimesSync(path, 1e9, 1e9);
	expect((await inRun().fetch(pathWheel(path))).digest).toBe(second.digest);
});

test("a wheel by path is held to its digest, and one that is not there is named", async () => {
	using folder = new Folder();
	const path = join(folder.path, FILE.filename);
	const { fetcher } = openSupply("http://127.0.0.1:1", join(folder.path, "cache"));
	const failure = await rejection(fetcher.fetch(pathWheel(path)));
	expect(failure.message).toBe(`Cannot read the wheel \`${path}\`: it does not exist`);
	writeFileSync(path, FILE.bytes);
	const wrong = pathWheel(join(folder.path, ".", FILE.filename), [
		{ algorithm: "sha256", hex: "0".repeat(64) },
	]);
	const { fetcher: next } = openSupply("http://127.0.0.1:1", join(folder.path, "cache"));
	expect(await rejection(next.fetch(wrong))).toMatchObject({ code: "hash-mismatch" });
});

test("wheels of file URLs and of plain URLs are fetched as well", async () => {
	using folder = new Folder();
	const path = join(folder.path, FILE.filename);
	writeFileSync(path, FILE.bytes);
	await using server = await startIndexServer(WORLD);
	const { filename, version } = pathWheel(path);
	const facts = { name: "foo", version, filename, digests: [] };
	const direct: UrlWheel = {
		...facts,
		kind: "url-wheel",
		url: `${server.origin}/files/foo/${FILE.filename}`,
		given: "x",
	};
	const local: RegistryWheel = {
		...facts,
		kind: "registry-wheel",
		index: simpleIndex(pathToFileURL(folder.path).href),
		url: pathToFileURL(path).href,
		requiresPython: undefined,
		yanked: undefined,
		size: undefined,
		uploadTime: undefined,
		metadata: undefined,
	};
	for (const wheel of [direct, local]) {
		using cache = new Folder();
		const { fetcher } = openSupply(server.url, cache.path);
		expect((await fetcher.fetch(wheel)).digest).toBe(DIGEST);
	}
	expect(server.requests).toHaveLength(1);
});

test("a wheel that is larger than what is read at a time is whole", async () => {
	using folder = new Folder();
	const path = join(folder.path, FILE.filename);
	const large = new Uint8Array(9 * 1024 * 1024).fill(7);
	const bytes = buildWheel({ ...RECIPE, files: { "foo/data.bin": large }, method: "stored" });
	writeFileSync(path, bytes);
	const { fetcher } = openSupply("http://127.0.0.1:1", join(folder.path, "cache"));
	expect((await fetcher.fetch(pathWheel(path))).digest).toBe(sha256(bytes));
});
