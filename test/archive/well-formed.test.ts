/** Archives that are unusual and right: each must be accepted, with the bytes that went in. */
import { expect, test } from "bun:test";
import { crc32, deflateRawSync } from "node:zlib";
import { openZip, readEntry } from "../../src/archive/zip.ts";
import {
	buildZip,
	bytesOf,
	extraField,
	joinBytes,
	littleEndian,
	type ZipMember,
	type ZipOptions,
} from "../support/zip-builder.ts";

interface Variant {
	readonly members: readonly ZipMember[];
	readonly options?: ZipOptions;
}

const TEXT = "value = 1\n".repeat(40);
const FILE: ZipMember = { name: "p/a.py", data: TEXT };
const OTHER: ZipMember = { name: "p/b.py", data: "b" };
const TIMES = extraField(0x5455, littleEndian([1, 1], [4, 1_700_000_000]));
const NTFS = extraField(0x000a, new Uint8Array(32));
const OWNER = extraField(0x7875, littleEndian([1, 1], [1, 4], [4, 1000], [1, 4], [4, 1000]));
const offset64 = (offset: number): Uint8Array => extraField(1, littleEndian([8, offset]));
const unicodePath = (name: string): Uint8Array =>
	extraField(0x7075, joinBytes([littleEndian([1, 1], [4, crc32(bytesOf(name))]), bytesOf(name)]));

const one = (changes: Partial<ZipMember>, options?: ZipOptions): Variant => ({
	members: [{ ...FILE, ...changes }, OTHER],
	...(options === undefined ? {} : { options }),
});

const named = (name: string): Variant => ({ members: [{ name, data: TEXT }, OTHER] });

const VARIANTS: Readonly<Record<string, Variant>> = {
	stored: one({ method: "stored" }),
	deflate: one({}),
	zstd: one({ method: "zstd" }),
	"deflate without compression": one({ compressed: deflateRawSync(TEXT, { level: 0 }) }),
	"deflate with the best compression": one({ compressed: deflateRawSync(TEXT, { level: 9 }) }),
	"stored blocks only of an empty file": one({
		data: "",
		compressed: Uint8Array.of(1, 0, 0, 0xff, 0xff),
	}),
	"an empty file, deflated": one({ data: "" }),
	"an empty file, stored": one({ data: "", method: "stored" }),
	"an empty archive": { members: [] },
	"a single member": { members: [FILE] },
	"a file beyond the fast path": one({
		data: Uint8Array.from({ length: 300_000 }, (_, index) => (index * index * 31) >> 7),
	}),
	"a file at the limit of the fast path": one({
		data: Uint8Array.from({ length: 65_400 }, (_, index) => (index * 2_654_435_761) >>> 24),
	}),
	"a signed descriptor": one({ descriptor: "signed" }),
	"a bare descriptor": one({ descriptor: "unsigned" }),
	"a descriptor behind stored data": one({ method: "stored", descriptor: "signed" }),
	"a descriptor of an empty file": one({ data: "", descriptor: "signed" }),
	"descriptors behind all members": {
		members: [FILE, OTHER].map((member) => ({ ...member, descriptor: "signed" })),
	},
	"a descriptor that repeats what the header says": one({
		descriptor: "signed",
		method: "stored",
		local: { crc32: crc32(TEXT), size: TEXT.length, compressedSize: TEXT.length },
	}),
	"a descriptor with ZIP64 sizes": one({ descriptor: "signed", zip64: "local" }),
	"a bare descriptor with ZIP64 sizes": one({ descriptor: "unsigned", zip64: "local" }),
	"ZIP64 sizes in the local header": one({ zip64: "local" }),
	"ZIP64 sizes in the central directory": one({ zip64: "central" }),
	"ZIP64 sizes in both": one({ zip64: "both" }),
	"a ZIP64 offset": one({ central: { offset: 0xffffffff, extra: offset64(0) } }),
	"a ZIP64 end": one({}, { zip64: "sentinel" }),
	"a ZIP64 end that nobody needs": one({}, { zip64: "plain" }),
	"a ZIP64 end and sizes": one({ zip64: "both" }, { zip64: "sentinel" }),
	"a ZIP64 end with a comment": one({}, { zip64: "sentinel", comment: "built by hand" }),
	"a comment": one({}, { comment: "built by hand" }),
	"a comment of several lines": one({}, { comment: "one\r\n\ttwo\n" }),
	"a comment beyond ASCII": one({}, { comment: "gemacht für dich" }),
	"a long comment": one({}, { comment: "c".repeat(65_535) }),
	"a comment of a member": one({ comment: "about a" }),
	"one NUL behind the end": one({}, { suffix: new Uint8Array(1) }),
	"a block of NUL behind the end": one({}, { suffix: new Uint8Array(512) }),
	"a comment and NUL": one({}, { comment: "c", suffix: new Uint8Array(7) }),
	"a folder": { members: [{ name: "p/" }, FILE] },
	"a folder behind its members": { members: [FILE, { name: "p/" }] },
	"a folder in deflate": { members: [{ name: "p/", method: "deflate" }, FILE] },
	"a folder without a mode": { members: [{ name: "p/", mode: 0 }, FILE] },
	"a folder with a file's mode": { members: [{ name: "p/", mode: 0o100755 }, FILE] },
	"an empty folder": { members: [FILE, { name: "empty/" }] },
	"a file without a mode": one({ mode: 0 }),
	"a mode without a type": one({ mode: 0o755 }),
	"a mode with set-user-id": one({ mode: 0o104755 }),
	"made by DOS": one({ mode: 0, central: { versionMadeBy: 20 } }),
	"made by Windows": one({ mode: 0, central: { versionMadeBy: 0x0a14 } }),
	"no time": one({ local: { time: 0, date: 0 }, central: { time: 0, date: 0x21 } }),
	"the marks of deflate's effort": one({ flags: 0x0006 }),
	"the UTF-8 flag on an ASCII name": one({ flags: 0x0800 }),
	"Unix times": one({ extra: TIMES }),
	"several extra fields": one({ extra: joinBytes([TIMES, NTFS, OWNER]) }),
	"an extra field in the local header alone": one({ local: { extra: TIMES } }),
	"an extra field in the directory alone": one({ central: { extra: NTFS } }),
	"a long extra field": one({ extra: extraField(0xcafe, new Uint8Array(5000)) }),
	"extra fields beside ZIP64": one({ extra: TIMES, zip64: "both" }),
	"a Unicode path that is the name": one({ central: { extra: unicodePath("p/a.py") } }),
	"a directory in another order": { members: [FILE, OTHER], options: { order: [1, 0] } },
	"a text attribute": one({ central: { internalAttributes: 1 } }),
	"a name with spaces": named("p/a b c.txt"),
	"a name that starts with a dot": named(".hidden/.a"),
	"a name of dots and letters": named("a/..b/c...d"),
	"a name that starts like a device": named("console/auxiliary/nullable.py"),
	"a name with marks": named("p/a+b=c,d;e@f!g#h$i%j&k'(l)[m]{n}~o^p`q.txt"),
	"a name with a quote": named('p/say "hi", <a|b>?*.txt'),
	"a name beyond ASCII": named("p/données/日本語/файл.txt"),
	"a decomposed name": named("p/cafe\u0301.txt"),
	"a name of 255 bytes": named(`p/${"n".repeat(255)}`),
	"a path of 64 folders": named(`${"d/".repeat(63)}x`),
	"names that share a prefix": {
		members: [
			{ name: "p/a", data: "1" },
			{ name: "p/ab/c", data: "2" },
		],
	},
	"names of JavaScript": {
		members: [{ name: "__proto__/constructor", data: "x" }, { name: "toString" }],
	},
	"a member named like a signature": named("PK\u0020PK.txt"),
	"data that looks like headers": one({
		method: "stored",
		data: buildZip([{ name: "inner", data: "x" }]),
	}),
};

for (const [what, { members, options }] of Object.entries(VARIANTS)) {
	test(`an archive with ${what} is accepted`, () => {
		const archive = openZip(buildZip(members, options));
		const found = new Map(
			archive.entries.map((entry) => [
				entry.isDirectory ? `${entry.path}/` : entry.path,
				Buffer.from(readEntry(archive, entry)).toString("latin1"),
			]),
		);
		const expected = members.map(({ name, data }) => [
			String(name),
			Buffer.from(bytesOf(data ?? "")).toString("latin1"),
		]);
		expect([...found].sort()).toEqual(expected.sort() as [string, string][]);
	});
}

test("at least sixty variants are tried", () => {
	expect(Object.keys(VARIANTS).length).toBeGreaterThanOrEqual(60);
});

test("executable bits are told, with and without a type", () => {
	const isExecutable = (mode: number): boolean | undefined =>
		openZip(buildZip([{ ...FILE, mode }])).entries[0]?.isExecutable;
	expect([0o100755, 0o755, 0o100644, 0, 0o104711, 0o100010].map(isExecutable)).toEqual([
		true,
		true,
		false,
		false,
		true,
		true,
	]);
});
