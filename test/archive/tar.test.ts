/** The tar reader on good archives and on attacks (threats T2, T3, T4, T5, T6, T13, T14). */
import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { DEFAULT_LIMITS } from "../../src/archive/archive-limits.ts";
import { BadArchive } from "../../src/archive/bad-archive.ts";
import { readTarGz } from "../../src/archive/tar.ts";
import {
	buildTar,
	buildTarGz,
	gnuLong,
	paxHeader,
	paxRecord,
	type TarMember,
} from "../support/tar-builder.ts";
import { buildZip, bytesOf, joinBytes } from "../support/zip-builder.ts";

const GOOD: TarMember = { name: "p-1/setup.py", data: "x = 1\n" };

function refusal(bytes: Uint8Array): string | undefined {
	try {
		readTarGz(bytes);
		return undefined;
	} catch (error) {
		if (error instanceof BadArchive) return error.reason;
		throw error;
	}
}

function refusalOf(...members: readonly TarMember[]): string | undefined {
	return refusal(buildTarGz(members));
}

/** Each member on one line: kind, path, and the content, the target or nothing. */
function listing(members: readonly TarMember[]): readonly string[] {
	return readTarGz(buildTarGz(members)).map((entry) => {
		if (entry.kind === "symlink") return `symlink ${entry.path} -> ${entry.target}`;
		if (entry.kind === "directory") return `directory ${entry.path}`;
		const mark = entry.isExecutable ? "executable" : "file";
		return `${mark} ${entry.path} ${new TextDecoder().decode(entry.bytes)}`;
	});
}

const link = (name: string, linkName: string): TarMember => ({ name, type: "2", linkName });
const hardLink = (name: string, linkName: string): TarMember => ({ name, type: "1", linkName });

test("files, folders, links and modes of a good archive are read, links last", () => {
	const members: readonly TarMember[] = [
		{ name: "p-1/" },
		link("p-1/link", "src/a.py"),
		{ name: "p-1/src/a.py", data: "a" },
		{ name: "p-1/run", data: "r", mode: 0o755 },
		hardLink("p-1/copy", "p-1/run"),
		{ name: "./p-1/dot", data: "d", magic: "gnu" },
	];
	expect(listing(members)).toEqual([
		"directory p-1",
		"file p-1/src/a.py a",
		"executable p-1/run r",
		"executable p-1/copy r",
		"file p-1/dot d",
		"symlink p-1/link -> src/a.py",
	]);
});

test("long names come by prefix, by pax and by GNU extension", () => {
	const long = `p-1/${"d".repeat(120)}/${"f".repeat(120)}`;
	const short = { name: "p-1/cut", data: "x" };
	expect(listing([{ ...short, prefix: "p-1/pre" }])).toEqual(["file p-1/pre/p-1/cut x"]);
	expect(listing([paxHeader([["path", long]]), short])).toEqual([`file ${long} x`]);
	expect(listing([gnuLong("L", long), { ...short, magic: "gnu" }])).toEqual([`file ${long} x`]);
	const target = { name: "p-1/t", data: "t" };
	expect(listing([target, paxHeader([["linkpath", "t"]]), link("p-1/l", "cut")])[1]).toBe(
		"symlink p-1/l -> t",
	);
	expect(listing([target, gnuLong("K", "t"), gnuLong("L", "p-1/l"), link("x", "cut")])[1]).toBe(
		"symlink p-1/l -> t",
	);
});

test("records that change neither names nor sizes are let pass", () => {
	const harmless = paxHeader([
		["mtime", "1.5"],
		["SCHILY.fflags", "x"],
		["LIBARCHIVE.creationtime", "1"],
		["size", "6"],
	]);
	expect(listing([paxHeader([["comment", "commit"]], "g"), harmless, GOOD])).toHaveLength(1);
});

describe("T2: symbolic links", () => {
	const target = { name: "p/a/file", data: "x" };
	const cases: Readonly<Record<string, readonly TarMember[]>> = {
		"to an absolute path": [link("p/l", "/etc/passwd")],
		"to the parent": [link("p/l", "..")],
		"out of the archive": [target, link("p/l", "../../etc/passwd")],
		"out and in again": [target, link("p/l", "../../p/a/file")],
		"to its own folder": [target, link("p/a/l", ".")],
		"to a folder it is in": [target, link("p/a/l", "../a")],
		"to itself": [link("p/l", "l")],
		"to nothing": [link("p/l", "missing")],
		"to an empty target": [link("p/l", "")],
		"with a backslash": [target, link("p/l", "a\\file")],
		"with a drive": [target, link("p/l", "C:file")],
		"to a link": [target, link("p/l", "a/file"), link("p/m", "l")],
		"in a circle": [link("p/l", "m"), link("p/m", "l")],
		"then a file through it": [target, link("p/l", "a"), { name: "p/l/evil", data: "x" }],
		"then a folder in its place": [target, link("p/l", "a"), { name: "p/l/" }],
		"then a file in its place": [target, link("p/l", "a/file"), { name: "p/l", data: "x" }],
		"after a file in its place": [target, { name: "p/l", data: "x" }, link("p/l", "a/file")],
		"then a file through it by case": [target, link("p/L", "a"), { name: "p/l/evil" }],
		"by pax to outside": [paxHeader([["linkpath", "../../x"]]), link("p/l", "a")],
		"by GNU name to outside": [gnuLong("K", "/etc/passwd"), link("p/l", "a")],
		"that holds bytes": [target, { ...link("p/l", "a/file"), data: "bytes" }],
		"with a bad name": [target, link("../l", "p/a/file")],
		"with a hidden target": [target, { ...link("p/l", "a/file"), raw: [[170, "evil"]] }],
		"in a chain of 40": Array.from({ length: 40 }, (_, depth) =>
			link(`p/l${depth}`, depth === 0 ? ".." : `l${depth - 1}/..`),
		),
		twice: [target, link("p/l", "a"), link("p/l", "a/file")],
	};
	for (const [what, members] of Object.entries(cases)) {
		test(`a link ${what} is refused`, () => expect(refusalOf(...members)).toBeString());
	}
	test("links to files and folders inside are good", () => {
		expect(refusalOf(target, link("p/l", "a/file"), link("p/b/m", "../a"))).toBeUndefined();
	});
});

describe("T3: hard links", () => {
	const target = { name: "p/file", data: "x" };
	const cases: Readonly<Record<string, readonly TarMember[]>> = {
		"to outside": [hardLink("p/h", "/etc/passwd")],
		"to a later file": [hardLink("p/h", "p/file"), target],
		"to itself": [hardLink("p/h", "p/h")],
		"to a symbolic link": [target, link("p/l", "file"), hardLink("p/h", "p/l")],
		"to a folder": [{ name: "p/d/" }, hardLink("p/h", "p/d")],
		"to the parent": [target, hardLink("p/h", "../p/file")],
		"that holds bytes": [target, { ...hardLink("p/h", "p/file"), data: "y" }],
	};
	for (const [what, members] of Object.entries(cases)) {
		test(`a hard link ${what} is refused`, () => expect(refusalOf(...members)).toBeString());
	}
});

describe("T4: members that are neither file, folder nor link", () => {
	for (const type of ["3", "4", "6", "7", "D", "M", "N", "S", "V", "X", "A"]) {
		test(`type ${type} is refused`, () => expect(refusalOf({ name: "x", type })).toBeString());
	}
	test("a folder that holds bytes is refused", () => {
		expect(refusalOf({ name: "d/", data: "bytes" })).toBeString();
	});
});

test("T5: of the mode only the right to execute is kept", () => {
	const [entry] = readTarGz(buildTarGz([{ name: "x", mode: 0o7777 }]));
	expect(entry).toEqual({ kind: "file", path: "x", bytes: new Uint8Array(0), isExecutable: true });
});

describe("T6: bombs", () => {
	test("100 MiB of zeros in 100 KiB are refused while they are inflated", () => {
		const bytes = gzipSync(new Uint8Array(100 * 1024 * 1024));
		expect(refusal(bytes)).toContain("it holds more than 67108864 bytes");
	});
	test("too many entries are refused", () => {
		const limits = { ...DEFAULT_LIMITS, entries: 2 };
		const members = ["a", "b", "c"].map((name) => ({ name }));
		expect(() => readTarGz(buildTarGz(members), limits)).toThrow("at most 2 are allowed");
	});
	test("PKG-INFO beyond its limit is refused", () => {
		const limits = { ...DEFAULT_LIMITS, metadataSize: 5 };
		const bytes = buildTarGz([{ name: "p/PKG-INFO", data: "x".repeat(9) }]);
		expect(() => readTarGz(bytes, limits)).toThrow("at most 5 are allowed");
	});
	test("an extended header beyond 64 KiB is refused before it is read", () => {
		expect(refusalOf(paxHeader([["comment", "x".repeat(70_000)]]), GOOD)).toContain("too long");
		expect(refusalOf({ name: "x", type: "L", size: 0o777_777_777 })).toContain("too long");
	});
});

describe("T13: archives that two readers read differently", () => {
	const pax = (data: string): TarMember => ({ name: "pax", type: "x", data });
	const members: Readonly<Record<string, readonly TarMember[]>> = {
		"a pax size that differs": [paxHeader([["size", "512"]]), GOOD],
		"a pax size of nothing": [paxHeader([["size", "0"]]), GOOD],
		"a negative pax size": [paxHeader([["size", "-1"]]), GOOD],
		"a pax size with a fraction": [paxHeader([["size", "6.0"]]), GOOD],
		"a huge pax size": [paxHeader([["size", "9".repeat(30)]]), GOOD],
		"an empty pax path": [paxHeader([["path", ""]]), GOOD],
		"a pax path with NUL": [paxHeader([["path", "a\0b"]]), GOOD],
		"a pax key twice": [
			paxHeader([
				["path", "a"],
				["path", "b"],
			]),
			GOOD,
		],
		"an unknown pax key": [paxHeader([["hdrcharset", "BINARY"]]), GOOD],
		"a sparse file by pax": [paxHeader([["GNU.sparse.major", "1"]]), GOOD],
		"a pax length that is too long": [pax("99 path=x\n"), GOOD],
		"a pax length that is too short": [pax("9 path=xyz\n"), GOOD],
		"a pax length of zero": [pax("0 path=x\n"), GOOD],
		"a pax length with a sign": [pax("+10 path=x\n"), GOOD],
		"a pax record without a newline": [pax(paxRecord("path", "x").slice(0, -1)), GOOD],
		"a pax record without a key": [pax("6 =ab\n"), GOOD],
		"pax padded with NUL": [pax(`${paxRecord("path", "x")}\0\0`), GOOD],
		"pax that is not UTF-8": [
			{ name: "pax", type: "x", data: bytesOf("9 path=\n").fill(0xff, 7, 8) },
			GOOD,
		],
		"two pax headers": [paxHeader([["path", "a"]]), paxHeader([["path", "b"]]), GOOD],
		"pax and a GNU name": [paxHeader([["path", "a"]]), gnuLong("L", "b"), GOOD],
		"two GNU names": [gnuLong("L", "a"), gnuLong("L", "b"), GOOD],
		"a GNU name with text behind its NUL": [{ name: "L", type: "L", data: "a\0b" }, GOOD],
		"a GNU name that is longer than its size": [
			{ name: "L", type: "L", data: "p/long-name\0", size: 6 },
			GOOD,
		],
		"pax records that are longer than their size": [
			{
				name: "pax",
				type: "x",
				data: paxRecord("mtime", "1") + paxRecord("path", "y"),
				size: paxRecord("mtime", "1").length,
			},
			GOOD,
		],
		"an extended header at the end": [GOOD, paxHeader([["path", "a"]])],
		"a global path": [paxHeader([["path", "a"]], "g"), GOOD],
		"a global size": [paxHeader([["size", "0"]], "g"), GOOD],
		"a wrong checksum": [{ ...GOOD, checksumError: 1 }],
		"no magic": [{ ...GOOD, magic: "none" }],
		"a size that is no number": [{ ...GOOD, raw: [[124, "0000000000x"]] }],
		"a huge size": [
			{ ...GOOD, raw: [[124, Uint8Array.of(0x80, 255, 255, 255, 255, 255, 255, 255)]] },
		],
		"a negative size": [{ ...GOOD, raw: [[124, new Uint8Array(12).fill(0xff)]] }],
		"a size beyond the end": [{ ...GOOD, size: 4096 }],
		"a user id that is no number": [{ ...GOOD, raw: [[108, "zzzzzzz"]] }],
		"a name with text behind its NUL": [{ ...GOOD, raw: [[20, "hidden"]] }],
		"a name that is not UTF-8": [{ name: Uint8Array.of(0x61, 0xff) }],
		"a file with a slash at the end": [{ name: "x/", type: "0" }],
		"an empty name": [{ name: "" }],
		"old GNU times in place of a prefix": [{ ...GOOD, magic: "gnu", prefix: "14000000000" }],
		"a member twice": [GOOD, GOOD],
		"names that differ in case": [GOOD, { name: "p-1/SETUP.py" }],
		"a name that leaves": [{ name: "../x" }],
		"an absolute name": [{ name: "/x" }],
		"a name that leaves by its prefix": [{ name: "x", prefix: ".." }],
		"a name that leaves by pax": [paxHeader([["path", "../x"]]), GOOD],
		"a drive": [{ name: "C:x" }],
	};
	for (const [what, list] of Object.entries(members)) {
		test(`${what}: refused`, () => expect(refusalOf(...list)).toBeString());
	}
	const tar = buildTar([GOOD]);
	const archives: Readonly<Record<string, Uint8Array>> = {
		"no end": gzipSync(buildTar([GOOD], new Uint8Array(0))),
		"one zero block alone": gzipSync(buildTar([GOOD], new Uint8Array(512))),
		"data behind the end": gzipSync(joinBytes([tar, bytesOf("data")])),
		"a second archive behind the end": gzipSync(joinBytes([tar, tar])),
		"a member behind one zero block": gzipSync(
			joinBytes([buildTar([GOOD], new Uint8Array(512)), buildTar([{ name: "evil" }])]),
		),
		"a cut gzip stream": gzipSync(tar).subarray(0, -4),
		"something behind the gzip stream": joinBytes([gzipSync(tar), bytesOf("junk")]),
		"NUL behind the gzip stream": joinBytes([gzipSync(tar), new Uint8Array(8)]),
		"a flipped bit": gzipSync(tar).map((byte, index) => (index === 40 ? byte ^ 1 : byte)),
		"half a block": gzipSync(tar.subarray(0, 700)),
	};
	for (const [what, bytes] of Object.entries(archives)) {
		test(`${what}: refused`, () => expect(refusal(bytes)).toBeString());
	}
});

describe("T14: the content is of another format", () => {
	test("a ZIP archive is refused", () => {
		expect(refusal(buildZip([{ name: "x" }]))).toBe("it is not a gzip file");
	});
	test("a tar archive that is not compressed is refused", () => {
		expect(refusal(buildTar([GOOD]))).toBe("it is not a gzip file");
	});
	test("a gzip file that ends as a ZIP archive is refused", () => {
		expect(refusal(joinBytes([buildTarGz([GOOD]), buildZip([{ name: "x" }])]))).toBeString();
	});
	test("a ZIP archive in gzip is refused", () => {
		expect(refusal(gzipSync(buildZip([{ name: "x", data: "y".repeat(600) }])))).toBeString();
	});
});
