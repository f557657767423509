/** The ZIP reader on good archives, and on bombs (threat T6). */
import { describe, expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { DEFAULT_LIMITS, TRUSTING_LIMITS } from "../../src/archive/archive-limits.ts";
import { openZip, readEntry } from "../../src/archive/zip.ts";
import { buildZip, type ZipOptions } from "../support/zip-builder.ts";
import { GOOD, refusal, refusalOf } from "./zip-refusal.ts";

test("a good archive is read", () => {
	const archive = openZip(buildZip([GOOD, { name: "bin/run", data: "x", mode: 0o100755 }]));
	expect(archive.entries.map(({ path, size, isExecutable }) => [path, size, isExecutable])).toEqual(
		[
			["package/__init__.py", 10, false],
			["bin/run", 1, true],
		],
	);
	const [first] = archive.entries;
	expect(first && new TextDecoder().decode(readEntry(archive, first))).toBe("value = 1\n");
});

test("BadArchive tells the archive's name, the reason and exit status 1", () => {
	try {
		openZip(buildZip([{ name: "../x" }]), { name: "evil-1.0-py3-none-any.whl" });
		expect.unreachable();
	} catch (error) {
		expect(error).toMatchObject({ code: "bad-archive", exitStatus: 1 });
		expect(String(error)).toBe(
			"BadArchive: Cannot read `evil-1.0-py3-none-any.whl`: the member `../x` has the component `..`",
		);
	}
});

describe("T6: bombs", () => {
	test("200 MiB of zeros are refused before they are inflated", () => {
		const data = new Uint8Array(200 * 1024 * 1024);
		const bytes = buildZip([{ name: "zeros", data }]);
		expect(refusal(bytes)).toContain("more than 50 to one");
		expect(openZip(bytes, { limits: TRUSTING_LIMITS }).entries.length).toBe(1);
	});
	test("many members that are small one by one are refused together", () => {
		const data = new Uint8Array(9 * 1024 * 1024);
		const compressed = deflateRawSync(data);
		const members = Array.from({ length: 8 }, (_, index) => ({
			name: `z${index}`,
			data,
			compressed,
		}));
		expect(refusalOf(members)).toStartWith("the whole unpacks to");
	});
	for (const size of [40_000, 100 * 1024 * 1024]) {
		test(`a stream of ${size} bytes that announces 10 is refused`, () => {
			const data = new Uint8Array(size);
			const lie = { size: 10 };
			expect(refusalOf([{ name: "z", data, local: lie, central: lie }])).toContain("is damaged");
		});
	}
	test("members that overlap are refused", () => {
		const inner = buildZip([{ name: "b", data: "x".repeat(100), method: "stored" }]);
		const start = 30 + "a".length;
		const bytes = buildZip([
			{ name: "a", data: inner.subarray(0, 131), method: "stored" },
			{
				name: "b",
				data: "x".repeat(100),
				method: "stored",
				missing: "local",
				central: { offset: start },
			},
		]);
		expect(refusal(bytes)).toContain("overlaps what follows it");
	});
	test("a million entries are refused by their count alone", () => {
		const entries = 1_000_000;
		const options: ZipOptions = { zip64: "sentinel", end64: { entries, entriesHere: entries } };
		expect(refusalOf([GOOD], options)).toContain("at most 200000 are allowed");
	});
	test("METADATA beyond its limit is refused", () => {
		const bytes = buildZip([{ name: "a-1.dist-info/METADATA", data: "x".repeat(2000) }]);
		const limits = { ...DEFAULT_LIMITS, metadataSize: 1000 };
		expect(() => openZip(bytes, { limits })).toThrow("at most 1000 are allowed");
	});
	test("more than the total is refused", () => {
		const limits = { ...DEFAULT_LIMITS, totalSize: 5 };
		expect(() => openZip(buildZip([GOOD]), { limits })).toThrow("at most 5 are allowed");
	});
});
