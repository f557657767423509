/**
 * Thousands of small damaged archives: whatever we accept, Python must read with the same names and
 * bytes. Every mutant follows from its number, so a failure can be made again.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { BadArchive } from "../../src/archive/bad-archive.ts";
import { readTarGz } from "../../src/archive/tar.ts";
import { openZip, readEntry } from "../../src/archive/zip.ts";
import { type SeededRandom, seededRandom } from "../support/seeded-random.ts";
import { buildTar, gnuLong, paxHeader, stampChecksum } from "../support/tar-builder.ts";
import {
	buildZip,
	joinBytes,
	littleEndian,
	type ZipHeader,
	type ZipMember,
} from "../support/zip-builder.ts";

const MUTANTS_OF_EACH = 5000;
type Members = readonly (readonly [name: string, content: string])[];

let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "pippin-mutants-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ZIP_MEMBERS: readonly ZipMember[] = [
	{ name: "p/", mode: 0o40755 },
	{ name: "p/a.py", data: "value = 1\n".repeat(20) },
	{ name: "p/b.txt", data: "stored", method: "stored" },
	{ name: "p/é.bin", data: Uint8Array.of(0, 1, 2, 3, 255), descriptor: "signed" },
	{ name: "run", data: "#!x\n", mode: 0o100755, zip64: "both" },
];
const ZIPS: readonly Uint8Array[] = [
	buildZip(ZIP_MEMBERS),
	buildZip(ZIP_MEMBERS.slice(1, 3), { comment: "made by hand" }),
	buildZip(ZIP_MEMBERS, { zip64: "sentinel" }),
];
const TARS: readonly Uint8Array[] = [
	buildTar([
		{ name: "p/" },
		{ name: "p/a.py", data: "value = 1\n".repeat(60) },
		{ name: "p/run", data: "#!x\n", mode: 0o755, magic: "gnu" },
		{ name: "p/link", type: "2", linkName: "a.py" },
		{ name: "p/copy", type: "1", linkName: "p/run" },
	]),
	buildTar([
		paxHeader([["comment", "0123456789"]], "g"),
		paxHeader([
			["path", "p/long/name.txt"],
			["mtime", "1.25"],
			["size", "3"],
		]),
		{ name: "p/cut", data: "abc" },
		gnuLong("L", "p/gnu/name.txt"),
		{ name: "p/cut2", data: "def", magic: "gnu" },
	]),
];

const INTERESTING = [0, 1, 2, 8, 0x2f, 0x2e, 0x30, 0x35, 0x37, 0x78, 0x7f, 0x80, 0xff];

/** Changes that know nothing of the format. */
function mutateBytes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
	const at = random.below(bytes.length);
	const length = 1 + random.below(24);
	const copy = bytes.slice();
	switch (random.below(8)) {
		case 0:
			copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
			return copy;
		case 1:
			copy[at] = random.pick(INTERESTING);
			return copy;
		case 2:
			copy.set(
				littleEndian([4, random.pick([0, 1, 45, 0xffff, 0xffffffff, bytes.length])]).subarray(
					0,
					Math.min(4, bytes.length - at),
				),
				at,
			);
			return copy;
		case 3:
			return joinBytes([bytes.subarray(0, at), bytes.subarray(at + length)]);
		case 4:
			return joinBytes([
				bytes.subarray(0, at),
				bytes.subarray(at, at + length),
				bytes.subarray(at),
			]);
		case 5:
			return bytes.subarray(0, at);
		case 6:
			return joinBytes([bytes, new Uint8Array(length).fill(random.pick([0, 0, 0x20, 0x50]))]);
		default:
			return replaceEverywhere(copy, random);
	}
}

/** Changes one letter wherever it stands, so that all who tell a name still agree. */
function replaceEverywhere(bytes: Uint8Array, random: SeededRandom): Uint8Array {
	const from = random.pick([0x61, 0x62, 0x70, 0x72, 0x2f, 0x2e, 0x79]);
	const to = random.pick([0x71, 0x2f, 0x2e, 0x5c, 0x3a, 0x41, 0x20, 0x00, 0x7a, 0xc3]);
	return bytes.map((byte) => (byte === from ? to : byte));
}

/** An archive whose headers lie in one or two fields. */
function lyingZip(random: SeededRandom): Uint8Array {
	const numbers = [
		"flags",
		"method",
		"time",
		"date",
		"crc32",
		"compressedSize",
		"size",
		"versionNeeded",
		"versionMadeBy",
		"disk",
		"internalAttributes",
		"externalAttributes",
		"offset",
	] as const;
	const lie = (): Partial<ZipHeader> => ({
		[random.pick(numbers)]: random.pick([0, 1, 2, 8, 20, 45, 0x800, 0x81ed0000, 0xffffffff, 200]),
	});
	const victim = random.below(ZIP_MEMBERS.length);
	const members = ZIP_MEMBERS.map((member, index): ZipMember => {
		if (index !== victim) return member;
		const lies = lie();
		const places = random.below(3);
		return {
			...member,
			...(places === 1 ? {} : { local: lies }),
			...(places === 0 ? {} : { central: lies }),
			...(random.below(4) === 0
				? { descriptor: random.pick(["signed", "unsigned"] as const) }
				: {}),
		};
	});
	return buildZip(
		members,
		random.below(4) === 0 ? { zip64: random.pick(["plain", "sentinel"] as const) } : {},
	);
}

function zipMutant(number: number): Uint8Array {
	const random = seededRandom(number);
	if (random.below(3) === 0) return lyingZip(random);
	let bytes = random.pick(ZIPS);
	for (let count = random.below(2); count >= 0; count -= 1) bytes = mutateBytes(bytes, random);
	return bytes;
}

/** Most keep right checksums, or nothing but the checksum would be tested. */
function tarMutant(number: number): Uint8Array {
	const random = seededRandom(number ^ 0x5a5a5a5a);
	let tar = random.pick(TARS);
	for (let count = random.below(2); count >= 0; count -= 1) tar = mutateTar(tar, random);
	const repaired = random.below(8) === 0 ? tar : withChecksums(tar);
	const packed = gzipSync(repaired);
	return random.below(20) === 0 ? mutateBytes(packed, random) : packed;
}

/** Half of the changes fall into headers, where the meaning is. */
function mutateTar(tar: Uint8Array, random: SeededRandom): Uint8Array {
	if (random.below(2) === 0) return mutateBytes(tar, random);
	const headers = headersOf(tar);
	if (headers.length === 0) return mutateBytes(tar, random);
	const copy = tar.slice();
	const field = random.pick([
		0, 4, 100, 107, 108, 124, 130, 134, 135, 136, 156, 157, 161, 257, 263, 265, 329, 345,
	]);
	copy[random.pick(headers) + field] = random.pick(INTERESTING);
	return copy;
}

function headersOf(tar: Uint8Array): readonly number[] {
	const offsets: number[] = [];
	for (let at = 0; at + 512 <= tar.length; at += 512) {
		if (tar[at + 257] === 0x75 && tar[at + 258] === 0x73) offsets.push(at);
	}
	return offsets;
}

function withChecksums(tar: Uint8Array): Uint8Array {
	const copy = tar.slice();
	for (const at of headersOf(copy)) stampChecksum(copy.subarray(at, at + 512));
	return copy;
}

function digest(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}

function zipMembers(bytes: Uint8Array): Members {
	const archive = openZip(bytes);
	return archive.entries.map((entry) => {
		const content = readEntry(archive, entry);
		return entry.isDirectory ? [`${entry.path}/`, "directory"] : [entry.path, digest(content)];
	});
}

function tarMembers(bytes: Uint8Array): Members {
	return readTarGz(bytes).map((entry) => {
		if (entry.kind === "file") return [entry.path, digest(entry.bytes)];
		return [entry.path, entry.kind === "symlink" ? `-> ${entry.target}` : "directory"];
	});
}

/** The members, or `undefined` for a refusal. Any other failure than a refusal is a bug. */
function accepted(read: () => Members): Members | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof BadArchive) return undefined;
		throw error;
	}
}

test("no mutant is accepted with other names or bytes than Python's", () => {
	const expected = new Map<string, Members>();
	for (let number = 0; number < MUTANTS_OF_EACH; number += 1) {
		const mutants = [
			["zip", zipMutant(number), zipMembers],
			["tar.gz", tarMutant(number), tarMembers],
		] as const;
		for (const [extension, bytes, read] of mutants) {
			const members = accepted(() => read(bytes));
			if (members === undefined) continue;
			const name = `${number}.${extension}`;
			expected.set(name, members);
			writeFileSync(join(folder, name), bytes);
		}
	}
	const zips = [...expected.keys()].filter((name) => name.endsWith(".zip")).length;
	// Were all refused, nothing would be compared.
	expect(zips).toBeGreaterThan(200);
	expect(expected.size - zips).toBeGreaterThan(200);
	writeFileSync(join(folder, "expected.json"), JSON.stringify(Object.fromEntries(expected)));
	const script = join(import.meta.dir, "compare-with-python.py");
	const python = spawnSync("python3", ["-I", script, folder], { encoding: "utf8" });
	if (python.error !== undefined) {
		throw new Error("this test compares with Python: `python3` must be on PATH", {
			cause: python.error,
		});
	}
	expect(python.stderr).toBe("");
	const { compared, different } = JSON.parse(python.stdout);
	console.log(
		`${2 * MUTANTS_OF_EACH} mutants, ${zips} zip and ${expected.size - zips} tar accepted`,
	);
	expect(compared).toBe(expected.size);
	expect(different).toEqual([]);
}, 60_000);
