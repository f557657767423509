/** Reading one member of an archive that is far away. */
import { expect, test } from "bun:test";
import { BadArchive } from "../../src/archive/bad-archive.ts";
import { parseZipTail } from "../../src/archive/central-directory.ts";
import { entryRange, readRangedEntry } from "../../src/archive/ranged-entry.ts";
import { buildWheel } from "../support/wheel-builder.ts";
import { buildZip } from "../support/zip-builder.ts";

const WHEEL = buildWheel({
	name: "demo",
	version: "1.0",
	files: Object.fromEntries(
		Array.from({ length: 50 }, (_, index) => [`demo/m${index}.py`, `x = ${index}\n`.repeat(99)]),
	),
});

/** As a client does: asks for what is missing until the directory is there; with the count of requests. */
function fetchDirectory(archive: Uint8Array, first: number) {
	let from = Math.max(0, archive.length - first);
	for (let requests = 1; ; requests += 1) {
		const answer = parseZipTail(archive.subarray(from), archive.length);
		if (answer.kind === "directory") return { directory: answer, requests };
		expect(answer.offset + answer.length).toBe(from);
		expect(answer.length).toBeGreaterThan(0);
		from = answer.offset;
	}
}

test("METADATA is read from two ranges of a wheel", () => {
	const { directory, requests } = fetchDirectory(WHEEL, 16_384);
	expect(requests).toBe(1);
	const entry = directory.entries.find(({ path }) => path === "demo-1.0.dist-info/METADATA");
	if (entry === undefined) throw new Error("the wheel has no METADATA");
	const { offset, length } = entryRange(directory, entry);
	expect(length).toBeLessThan(300);
	const content = readRangedEntry(entry, WHEEL.subarray(offset, offset + length));
	expect(new TextDecoder().decode(content)).toStartWith("Metadata-Version: 2.1\nName: demo\n");
});

test("whatever the first range is, the directory is found and is the same", () => {
	const whole = fetchDirectory(WHEEL, WHEEL.length).directory;
	for (const first of [1, 21, 22, 23, 100, 1000, 3000, 10_000]) {
		const { directory, requests } = fetchDirectory(WHEEL, first);
		expect(directory).toEqual(whole);
		expect(requests).toBeLessThanOrEqual(3);
	}
});

test("a ZIP64 end is asked for as well", () => {
	const archive = buildZip([{ name: "a", data: "x".repeat(5000), method: "stored" }], {
		zip64: "sentinel",
	});
	for (const first of [22, 40, 60, 98, 99, 200]) {
		expect(fetchDirectory(archive, first).directory.entries).toHaveLength(1);
	}
});

test("a member whose local header says something else is refused", () => {
	const archive = buildZip([{ name: "a", data: "x", local: { name: "b" } }]);
	const { directory } = fetchDirectory(archive, archive.length);
	const [entry] = directory.entries;
	if (entry === undefined) throw new Error("the archive is empty");
	const { offset, length } = entryRange(directory, entry);
	const read = () => readRangedEntry(entry, archive.subarray(offset, offset + length), "x.whl");
	expect(read).toThrow(BadArchive);
	expect(read).toThrow("Cannot read `x.whl`");
});

test("names are checked before anything is asked for", () => {
	const archive = buildZip([{ name: "../x" }]);
	expect(() => parseZipTail(archive, archive.length)).toThrow(BadArchive);
});
