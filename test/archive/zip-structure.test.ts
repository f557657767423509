/** Attacks by the structure of ZIP archives (threats T8, T9, T10, T12, T14); each archive is refused whole. */
import { describe, expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { openZip } from "../../src/archive/zip.ts";
import {
	buildZip,
	bytesOf,
	extraField,
	joinBytes,
	littleEndian,
	type ZipMember,
	type ZipOptions,
} from "../support/zip-builder.ts";
import { GOOD, refusal, refusalOf } from "./zip-refusal.ts";

describe("T8: local headers and central directory disagree", () => {
	const other = { name: "package/__evil__.py" };
	const cases: Readonly<Record<string, readonly ZipMember[]>> = {
		"another name locally": [{ ...GOOD, local: other }],
		"another name centrally": [{ ...GOOD, central: other }],
		"another method": [{ ...GOOD, local: { method: 0 } }],
		"another CRC": [{ ...GOOD, local: { crc32: 1 } }],
		"another CRC in both": [{ ...GOOD, local: { crc32: 1 }, central: { crc32: 1 } }],
		"another size": [{ ...GOOD, local: { size: 9 } }],
		"another size in both": [{ ...GOOD, local: { size: 9 }, central: { size: 9 } }],
		"another packed size": [{ ...GOOD, local: { compressedSize: 5 } }],
		"a smaller packed size in both": [
			{ ...GOOD, local: { compressedSize: 5 }, central: { compressedSize: 5 } },
		],
		"other flags": [{ ...GOOD, local: { flags: 2 } }],
		"no local signature": [{ ...GOOD, local: { signature: 0x04034b51 } }],
		"no central signature": [{ ...GOOD, central: { signature: 0x02014b51 } }],
		"a local member alone": [GOOD, { name: "hidden", missing: "central" }],
		"a first local member alone": [{ name: "hidden", missing: "central" }, GOOD],
		"a central member alone": [GOOD, { name: "ghost", missing: "local" }],
		"an offset into another member": [GOOD, { name: "x", central: { offset: 3 } }],
		"two members at one offset": [GOOD, { name: "x", central: { offset: 0 } }],
		"a gap between members": [GOOD, { name: "x", gap: bytesOf("gap") }],
		"bytes behind the end of the stream": [
			{ ...GOOD, compressed: joinBytes([deflateRawSync("value = 1\n"), bytesOf("tail")]) },
		],
		"a stored size that differs": [
			{ ...GOOD, method: "stored", local: { size: 9 }, central: { size: 9 } },
		],
	};
	for (const [what, members] of Object.entries(cases)) {
		test(`${what}: refused`, () => expect(refusalOf(members)).toBeString());
	}
	test("a stream that brings its own gzip end is refused", () => {
		const data = "value = 1\n";
		const member = buildZip([{ name: "x", data }]);
		const crc = member.subarray(14, 18);
		const compressed = joinBytes([deflateRawSync(data), crc, littleEndian([4, data.length])]);
		expect(refusalOf([{ name: "x", data, compressed }])).toContain("follows the end of its stream");
	});
	test("a gap before the central directory is refused", () => {
		expect(refusalOf([GOOD], { gap: bytesOf("gap") })).toBeString();
	});
	test("a gap behind the central directory is refused", () => {
		expect(refusalOf([GOOD], { endGap: bytesOf("gap") })).toBeString();
	});
	test("a wrong count of entries is refused", () => {
		expect(refusalOf([GOOD, { name: "x" }], { end: { entries: 1, entriesHere: 1 } })).toBeString();
		expect(refusalOf([GOOD], { end: { entries: 2, entriesHere: 2 } })).toBeString();
		expect(refusalOf([GOOD], { end: { entriesHere: 0 } })).toBeString();
	});
});

describe("T9: bytes before, behind and between archives", () => {
	const whole = buildZip([GOOD]);
	const cases: Readonly<Record<string, Uint8Array>> = {
		"a prefix": buildZip([GOOD], { prefix: bytesOf("#!/bin/sh\n") }),
		"a prefix that no offset knows of": joinBytes([bytesOf("#!/bin/sh\n"), whole]),
		"something behind the end": buildZip([GOOD], { suffix: bytesOf("x") }),
		"NUL and something behind the end": buildZip([GOOD], { suffix: bytesOf("\0\0x") }),
		"two archives": joinBytes([whole, buildZip([{ name: "evil", data: "2" }])]),
		"an archive as comment": buildZip([GOOD], { comment: buildZip([{ name: "evil" }]) }),
		"two end records": joinBytes([whole, whole.subarray(-22)]),
		"a comment that is longer than told": buildZip([GOOD], { comment: "abc", commentLength: 2 }),
		"a comment that is shorter than told": buildZip([GOOD], { comment: "abc", commentLength: 4 }),
		"a comment with control characters": buildZip([GOOD], { comment: "\u0001" }),
		"a cut end": whole.subarray(0, -1),
		"no end record": whole.subarray(0, -22),
		"a part of several": buildZip([GOOD], { end: { disk: 1 } }),
		nothing: new Uint8Array(0),
	};
	for (const [what, bytes] of Object.entries(cases)) {
		test(`${what}: refused`, () => expect(refusal(bytes)).toBeString());
	}
	test("NUL padding is told as a warning", () => {
		const archive = openZip(buildZip([GOOD], { suffix: new Uint8Array(3) }));
		expect(archive.warnings).toEqual(["the archive is followed by 3 NUL bytes"]);
	});
});

describe("T10: ZIP64 that nothing asks for, or that disagrees", () => {
	const sizes = (length: number): Uint8Array => new Uint8Array(length);
	const sentinel = { size: 0xffffffff, compressedSize: 0xffffffff };
	const members: Readonly<Record<string, readonly ZipMember[]>> = {
		"a field without a sentinel": [{ ...GOOD, extra: extraField(1, sizes(16)) }],
		"an empty field": [{ ...GOOD, extra: extraField(1, sizes(0)) }],
		"a sentinel without a field": [{ ...GOOD, local: sentinel, central: sentinel }],
		"a field that is too short": [
			{ ...GOOD, central: { ...sentinel, extra: extraField(1, sizes(8)) } },
		],
		"a field that is too long": [
			{ ...GOOD, central: { ...sentinel, extra: extraField(1, sizes(24)) } },
		],
		"other sizes in the field": [
			{
				...GOOD,
				zip64: "local",
				local: { extra: extraField(1, littleEndian([8, 11], [8, 12])) },
			},
		],
		"one sentinel locally": [
			{ ...GOOD, local: { size: 0xffffffff, extra: extraField(1, littleEndian([8, 10])) } },
		],
		"an offset beyond all": [
			{
				...GOOD,
				central: {
					offset: 0xffffffff,
					extra: extraField(1, littleEndian([4, 0xffffffff], [4, 0xffffffff])),
				},
			},
		],
	};
	for (const [what, list] of Object.entries(members)) {
		test(`${what}: refused`, () => expect(refusalOf(list)).toBeString());
	}
	const ends: Readonly<Record<string, ZipOptions>> = {
		"another count": { zip64: "plain", end64: { entries: 2, entriesHere: 2 } },
		"another count here": { zip64: "sentinel", end64: { entriesHere: 2 } },
		"another size": { zip64: "plain", end64: { directorySize: 1 } },
		"another offset": { zip64: "plain", end64: { directoryOffset: 1 } },
		"an offset that is one less": { zip64: "sentinel", end64: { directoryOffset: 50 } },
		"an extensible part": { zip64: "sentinel", end64: { extensible: bytesOf("secret") } },
		"a record that is one too long": { zip64: "sentinel", end64: { recordSize: 45 } },
		"a record that is one too short": { zip64: "sentinel", end64: { recordSize: 43 } },
		"a locator that points elsewhere": { zip64: "sentinel", locator: { offset: 0 } },
		"a locator that is one off": { zip64: "sentinel", locator: { offset: 119 } },
		"a locator of another disk": { zip64: "sentinel", locator: { disk: 1 } },
		"two disks": { zip64: "sentinel", locator: { disks: 2 } },
		"a sentinel without a record": { end: { directoryOffset: 0xffffffff } },
		"a count sentinel without a record": { end: { entries: 0xffff, entriesHere: 0xffff } },
	};
	for (const [what, options] of Object.entries(ends)) {
		test(`end records, ${what}: refused`, () => expect(refusalOf([GOOD], options)).toBeString());
	}
});

describe("T12: other methods, encryption, data descriptors", () => {
	for (const method of [1, 6, 9, 12, 14, 97, 98, 99]) {
		test(`method ${method} is refused`, () =>
			expect(refusalOf([{ ...GOOD, method }])).toBeString());
	}
	for (const bit of [0, 4, 5, 6, 7, 12, 13, 15]) {
		test(`flag ${bit} is refused`, () => {
			expect(refusalOf([{ ...GOOD, flags: 1 << bit }])).toBeString();
		});
	}
	const descriptors: Readonly<Record<string, ZipMember>> = {
		"a wrong CRC": { ...GOOD, descriptor: "signed", descriptorFields: { crc32: 1 } },
		"a wrong size": { ...GOOD, descriptor: "unsigned", descriptorFields: { size: 1 } },
		"a wrong packed size": {
			...GOOD,
			descriptor: "signed",
			descriptorFields: { compressedSize: 1 },
		},
		"no descriptor": { ...GOOD, flags: 8 },
		"half-empty local sizes": { ...GOOD, descriptor: "signed", local: { size: 10 } },
		"sizes of the wrong width": {
			...GOOD,
			descriptor: "signed",
			local: {
				size: 0xffffffff,
				compressedSize: 0xffffffff,
				extra: extraField(1, new Uint8Array(16)),
			},
		},
	};
	for (const [what, member] of Object.entries(descriptors)) {
		test(`a descriptor with ${what} is refused`, () => expect(refusalOf([member])).toBeString());
	}
	test("a version of the format that nobody knows is refused", () => {
		expect(refusalOf([{ ...GOOD, central: { versionNeeded: 64 } }])).toBeString();
	});
});

describe("T14: the content is of another format", () => {
	test("a gzip file is refused", () => {
		expect(refusal(Uint8Array.of(0x1f, 0x8b, 8, 0))).toBe("it is not a ZIP archive");
	});
	test("a tar file that ends as a ZIP archive is refused", () => {
		const tar = new Uint8Array(1024);
		tar.set(bytesOf("a.py"), 0);
		expect(refusal(buildZip([GOOD], { prefix: tar }))).toBe("it is not a ZIP archive");
	});
});
