/** Attacks by the names and types of members (threats T1, T4, T7, T11, T15); each archive is refused whole. */
import { describe, expect, test } from "bun:test";
import { foldPath } from "../../src/archive/name-collisions.ts";
import {
	bytesOf,
	extraField,
	joinBytes,
	littleEndian,
	type ZipMember,
} from "../support/zip-builder.ts";
import { GOOD, refusalOf } from "./zip-refusal.ts";

describe("T1: names that leave the archive or mean something elsewhere", () => {
	const names = [
		"../x",
		"a/../../x",
		"a/..",
		"./x",
		"a/./x",
		"a//x",
		"/etc/passwd",
		"//server/share",
		"..\\x",
		"a\\x",
		"C:\\x",
		"C:/x",
		"C:x",
		"a:b",
		"../site-packages-evil/x",
		"CON",
		"con.py",
		"a/NUL.txt",
		"aux/x",
		"COM1.log",
		"lpt¹",
		"a./x",
		"a/x.",
		"a/x ",
		"...",
		`${"n".repeat(256)}`,
		`${"é".repeat(128)}`,
		`${"d/".repeat(64)}x`,
		`${`${"n".repeat(250)}/`.repeat(17)}x`,
	];
	for (const name of names) {
		test(`the name ${JSON.stringify(name.slice(0, 40))} is refused`, () => {
			expect(refusalOf([GOOD, { name }])).toBeString();
		});
	}
	test("a name of slashes alone is refused", () => {
		expect(refusalOf([{ name: "/" }])).toBeString();
	});
});

describe("T4: members that are neither file nor folder", () => {
	const types = {
		fifo: 0o10644,
		device: 0o20644,
		block: 0o60644,
		link: 0o120777,
		socket: 0o140644,
	};
	for (const [type, mode] of Object.entries(types)) {
		test(`a ${type} is refused`, () => {
			expect(refusalOf([GOOD, { name: "x", data: "/etc/passwd", mode }])).toEndWith(
				"is neither a file nor a folder",
			);
		});
	}
	test("a folder whose mode says link is refused", () => {
		expect(refusalOf([{ name: "x/", mode: 0o120777 }])).toBeString();
	});
	test("a file whose mode says folder is refused", () => {
		expect(refusalOf([{ name: "x", mode: 0o40755 }])).toBeString();
	});
	test("a folder that holds bytes is refused", () => {
		expect(refusalOf([{ name: "x/", data: "bytes" }])).toBeString();
	});
});

describe("T7: duplicate members", () => {
	const cases: Readonly<Record<string, readonly ZipMember[]>> = {
		"different bytes": [
			{ name: "x", data: "1" },
			{ name: "x", data: "2" },
		],
		"the same bytes": [
			{ name: "x", data: "1" },
			{ name: "x", data: "1" },
		],
		"a folder twice": [{ name: "x/" }, { name: "x/" }],
		"a file and a folder": [{ name: "x" }, { name: "x/" }],
	};
	for (const [what, members] of Object.entries(cases)) {
		test(`${what}: refused`, () => expect(refusalOf(members)).toBeString());
	}
});

describe("T11: names that are told twice or cannot be told", () => {
	const path = (name: string, crc: number): Uint8Array =>
		extraField(0x7075, joinBytes([littleEndian([1, 1], [4, crc]), bytesOf(name)]));
	const cases: Readonly<Record<string, ZipMember>> = {
		"a Unicode path that differs": { ...GOOD, central: { extra: path("evil", 0) } },
		"an extra field twice": {
			...GOOD,
			extra: joinBytes([
				extraField(0x5455, new Uint8Array(5)),
				extraField(0x5455, new Uint8Array(5)),
			]),
		},
		"an extra field beyond its header": {
			...GOOD,
			extra: extraField(0x5455, new Uint8Array(2), 9),
		},
		"half an extra field": { ...GOOD, extra: new Uint8Array(3) },
		"a name that is not UTF-8": { name: Uint8Array.of(0x61, 0xff), flags: 0x800 },
		"a name in an unnamed encoding": { name: "é", local: { flags: 0 }, central: { flags: 0 } },
		NUL: { name: "a\0b" },
		escape: { name: "a\u001b[2J" },
		newline: { name: "a\nb" },
		delete: { name: "a\u007f" },
		"a C1 control": { name: "a\u009b" },
		"a bidirectional override": { name: "a\u202eyp.exe" },
		"a zero-width space": { name: "a\u200b" },
		"a line separator": { name: "a\u2028b" },
		"an empty name": { name: "" },
	};
	for (const [what, member] of Object.entries(cases)) {
		test(`${what}: refused`, () => expect(refusalOf([member])).toBeString());
	}
});

describe("T15: names that are one on some systems", () => {
	const pairs: readonly (readonly [string, string])[] = [
		["a/File.py", "a/file.py"],
		["caf\u00e9", "cafe\u0301"],
		["stra\u00dfe", "STRASSE"],
		["\u0130x", "ix"],
		["\u212a", "k"],
		["\u03c3", "\u03c2"],
		["a", "a/b"],
		["A", "a/b"],
		["a/b/c", "a/B"],
		["\u00e9", "E\u0301/x"],
	];
	for (const [first, second] of pairs) {
		test(`${first} and ${second} are refused in either order`, () => {
			expect(refusalOf([{ name: first }, { name: second }])).toBeString();
			expect(refusalOf([{ name: second }, { name: first }])).toBeString();
		});
	}
	test("folders that differ in case only may hold different files", () => {
		expect(refusalOf([{ name: "Pkg/a.py" }, { name: "pkg/b.py" }])).toBeUndefined();
	});
	test("folding a path twice is folding it once", () => {
		for (const name of ["\u0130\u0131Iiß\u1e9eſ\u212a\u01c5", "ΑΣ", "e\u0301"]) {
			expect(foldPath(foldPath(name))).toBe(foldPath(name));
		}
	});
});
