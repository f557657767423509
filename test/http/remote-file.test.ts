import { describe, expect, test } from "bun:test";
import { parseZipTail } from "../../src/archive/central-directory.ts";
import { entryRange, readRangedEntry } from "../../src/archive/ranged-entry.ts";
import { RangeSupport } from "../../src/http/range-support.ts";
import { openRemoteFile, type RemoteFile } from "../../src/http/remote-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { RangeBehaviour } from "../support/index-world.ts";
import { openTestClient } from "./test-client.ts";

const BYTES = new Uint8Array(100_000).map((_, index) => (index * 7919) >> 5);
const WORLD = worldOf([["a", [{ filename: "a-1.0-py3-none-any.whl", bytes: BYTES }]]]);
const PATH = "/files/a/a-1.0-py3-none-any.whl";

async function open(
	behaviour: RangeBehaviour,
	options: { size?: number; ranges?: RangeSupport } = {},
) {
	const index = await startIndexServer(WORLD, { ranges: behaviour });
	const { client } = openTestClient();
	const ranges = options.ranges ?? new RangeSupport();
	const url = `${index.origin}${PATH}`;
	const ask = () =>
		openRemoteFile(client, url, {
			ranges,
			tailLength: 1000,
			...(options.size === undefined ? {} : { size: options.size }),
		});
	return { index, ranges, url, ask, opened: await ask() };
}

function expectTail(file: RemoteFile): void {
	expect(file.size).toBe(BYTES.length);
	expect(Buffer.compare(file.tail, BYTES.subarray(-1000))).toBe(0);
}

test("the end of a file comes in one request", async () => {
	const { index, opened } = await open("yes");
	expect(index.requests.map(({ headers }) => headers.get("range"))).toEqual(["bytes=-1000"]);
	expect(index.requests[0]?.headers.get("accept-encoding")).toBe("identity");
	if (opened.kind !== "open") throw new Error(opened.kind);
	expectTail(opened.file);
	index.stop();
});

test("further parts are fetched, and what lies in the tail is not fetched again", async () => {
	const { index, opened } = await open("yes");
	if (opened.kind !== "open") throw new Error(opened.kind);
	for (const [offset, length] of [
		[10, 20],
		[98_900, 500],
		[99_500, 100],
		[0, 0],
	] as const) {
		const part = await opened.file.read({ offset, length });
		expect(Buffer.compare(part ?? new Uint8Array(0), BYTES.subarray(offset, offset + length))).toBe(
			0,
		);
	}
	expect(index.requests.slice(1).map(({ headers }) => headers.get("range"))).toEqual([
		"bytes=10-29",
		"bytes=98900-98999",
	]);
	expect(opened.file.read({ offset: 99_999, length: 2 })).rejects.toThrow(RangeError);
	index.stop();
});

describe.each(["no-suffix", "suffix-from-start"] as const)("a server that is `%s`", (behaviour) => {
	test.each([undefined, BYTES.length])("is asked from the start (known size: %p)", async (size) => {
		const { index, opened, ask } = await open(behaviour, size === undefined ? {} : { size });
		if (opened.kind !== "open") throw new Error(opened.kind);
		expectTail(opened.file);
		expect(index.requests).toHaveLength(size === undefined ? 3 : 2);
		index.forgetRequests();
		// The second file of that server costs no detour.
		await ask();
		expect(index.requests).toHaveLength(size === undefined ? 2 : 1);
		index.stop();
	});
});

test.each([
	"no",
	"announced-only",
	"wrong-offset",
	"short",
	"unlabelled",
	"unsatisfiable",
	"whole",
] as const)("a server whose ranges are `%s` is not believed, and remembered", async (behaviour) => {
	const { index, opened, ranges, url, ask } = await open(behaviour);
	expect(opened.kind).toBe("no-ranges");
	expect(ranges.of(url)).toBe("none");
	index.forgetRequests();
	expect((await ask()).kind).toBe("no-ranges");
	expect(index.requests).toEqual([]);
	index.stop();
});

test("a size that differs from the known one is not believed", async () => {
	const lied = await open("wrong-total", { size: BYTES.length });
	expect(lied.opened.kind).toBe("no-ranges");
	const changed = await open("yes", { size: BYTES.length - 1 });
	expect(changed.opened.kind).toBe("no-ranges");
	lied.index.stop();
	changed.index.stop();
});

test("a file that changes between two parts is given up", async () => {
	const { index, opened, ranges, url } = await open("yes");
	if (opened.kind !== "open") throw new Error(opened.kind);
	index.setWorld(
		worldOf([["a", [{ filename: "a-1.0-py3-none-any.whl", bytes: BYTES.subarray(1) }]]]),
	);
	expect(await opened.file.read({ offset: 0, length: 10 })).toBeUndefined();
	expect(ranges.of(url)).toBe("none");
	index.stop();
});

test("a file that is not there says nothing about its server", async () => {
	const index = await startIndexServer(WORLD);
	const { client } = openTestClient();
	const ranges = new RangeSupport();
	const url = `${index.origin}/files/a/b-1.0.whl`;
	expect(await openRemoteFile(client, url, { ranges })).toEqual({ kind: "refused", status: 404 });
	expect(ranges.of(url)).toBe("unknown");
	index.stop();
});

test("a file smaller than the tail comes whole", async () => {
	const bytes = BYTES.subarray(0, 300);
	const index = await startIndexServer(worldOf([["a", [{ filename: "a.whl", bytes }]]]));
	const { client } = openTestClient();
	const url = `${index.origin}/files/a/a.whl`;
	const opened = await openRemoteFile(client, url, { ranges: new RangeSupport() });
	expect(opened.kind === "open" && Buffer.compare(opened.file.tail, bytes)).toBe(0);
	index.stop();
});

test("METADATA is read from a remote wheel in two requests", async () => {
	const python = Bun.which("python3");
	if (python === null) {
		console.log("skipped: no python3 to make an archive with");
		return;
	}
	const source =
		"import sys,zipfile,io,random\nb=io.BytesIO()\nz=zipfile.ZipFile(b,'w',zipfile.ZIP_DEFLATED)\n" +
		"z.writestr('a/data.bin',random.Random(1).randbytes(200000))\n" +
		"z.writestr('a-1.0.dist-info/METADATA','Name: a\\nVersion: 1.0\\n'*50)\n" +
		"z.writestr('a/more.bin',random.Random(2).randbytes(100000))\nz.close()\nsys.stdout.buffer.write(b.getvalue())";
	const made = Bun.spawnSync([python, "-I", "-c", source]);
	const bytes = new Uint8Array(made.stdout);
	const index = await startIndexServer(worldOf([["a", [{ filename: "a.whl", bytes }]]]));
	const { client } = openTestClient();
	const url = `${index.origin}/files/a/a.whl`;
	const opened = await openRemoteFile(client, url, { ranges: new RangeSupport() });
	if (opened.kind !== "open") throw new Error(opened.kind);
	const { file } = opened;
	const directory = parseZipTail(file.tail, file.size);
	if (directory.kind !== "directory") throw new Error(directory.kind);
	const entry = directory.entries.find(({ path }) => path.endsWith("/METADATA"));
	if (entry === undefined) throw new Error("no METADATA");
	const part = await file.read(entryRange(directory, entry));
	const metadata = readRangedEntry(entry, part ?? new Uint8Array(0));
	expect(Buffer.from(metadata).toString()).toStartWith("Name: a\nVersion: 1.0\n");
	expect(index.requests).toHaveLength(2);
	index.stop();
});
