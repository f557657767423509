import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareVersions, InvalidVersion, Version } from "../../src/standards/version.ts";
import { spelledVersion, version, versionText } from "./arbitraries.ts";

function v(text: string): Version {
	return Version.parse(text);
}

/** Ascending; each is smaller than all after it. */
const ORDERED = [
	"0.dev0",
	"0",
	"1.dev1",
	"1.dev1+local",
	"1.0a1.dev1",
	"1.0a1",
	"1.0a1.post1.dev2",
	"1.0a1.post1",
	"1.0a2",
	"1.0b1",
	"1.0rc1",
	"1.0rc1.post5",
	"1.0",
	"1.0+abc",
	"1.0+abc.1",
	"1.0+abc.2",
	"1.0+abc.10",
	"1.0+5",
	"1.0+5.a",
	"1.0+5.1",
	"1.0.post0.dev1",
	"1.0.post0",
	"1.0.post1.dev1",
	"1.0.post1",
	"1.0.0.1",
	"1.0.1",
	"1.1.dev1",
	"1.2",
	"1.10",
	"63.64.65.66",
	"2024.11.21",
	"4096",
	"20241121",
	"9007199254740992",
	"9007199254740993",
	"99999999999999999999",
	"1!0.1",
	"1!1",
];

describe("Version orders", () => {
	test("by PEP 440, whichever of the two has a packed form", () => {
		const versions = ORDERED.map(v);
		for (const [i, a] of versions.entries()) {
			for (const [j, b] of versions.entries()) {
				expect(Math.sign(a.compare(b))).toBe(Math.sign(i - j));
			}
		}
	});

	test("versions that differ in spelling alone as equal", () => {
		for (const [a, b] of [
			["1.0", "1.0.0"],
			["1", "1.0.0.0.0.0.0"],
			["1.0-1", "1.0.post1"],
			["1.0c1", "1.0rc1"],
			["v1.0ALPHA", "1a0"],
			["1.0.dev", "1.dev0"],
			["0!1.0", "1.0"],
			["1.0+ubuntu-1", "1.0+UBUNTU.1"],
			["01.02", "1.2"],
		] as const) {
			expect(v(a).equals(v(b))).toBe(true);
			expect(v(a).toKey()).toBe(v(b).toKey());
		}
	});

	test("packed versions as their packed forms do", () => {
		fc.assert(
			fc.property(version, version, (a, b) => {
				fc.pre(!Number.isNaN(a.packed) && !Number.isNaN(b.packed));
				// The parts decide where one of them has a local part, which is never packed.
				const full = Version.parse(`${a}+1`).compare(Version.parse(`${b}+1`));
				expect(Math.sign(a.packed - b.packed)).toBe(Math.sign(full));
			}),
			{ numRuns: 1000 },
		);
	});

	test("antisymmetric, transitive and equal only for equal keys", () => {
		fc.assert(
			fc.property(version, version, version, (a, b, c) => {
				expect(Math.sign(a.compare(b))).toBe(-Math.sign(b.compare(a)) + 0);
				const [low, middle, high] = [a, b, c].sort(compareVersions);
				expect(low && middle && high && low.compare(high) <= 0).toBe(true);
				expect(a.equals(b)).toBe(a.toKey() === b.toKey());
			}),
			{ numRuns: 1000 },
		);
	});
});

describe("Version has a packed form", () => {
	test.each(["1", "1.2", "4095.2047.2047.63", "2024.11.21", "1.2rc1023", "0.dev0", "1.0.0.0.0"])(
		"for %s",
		(text) => {
			expect(Number.isSafeInteger(v(text).packed)).toBe(true);
		},
	);

	test.each(["1!0", "1+x", "1a1.dev1", "1.0.0.64", "4096", "1.0rc1024", "1.0.0.0.1", "20241121"])(
		"but not for %s",
		(text) => {
			expect(v(text).packed).toBeNaN();
		},
	);
});

describe("Version.toString", () => {
	test("prints what it read, where that was normalized", () => {
		fc.assert(
			fc.property(versionText, (text) => {
				expect(`${v(text)}`).toBe(text);
			}),
			{ numRuns: 1000 },
		);
	});

	test("of any spelling is the spelling of an equal version", () => {
		fc.assert(
			fc.property(spelledVersion, (text) => {
				const read = v(text);
				const printed = `${read}`;
				expect(v(printed).equals(read)).toBe(true);
				expect(`${v(printed)}`).toBe(printed);
			}),
			{ numRuns: 1000 },
		);
	});
});

describe("Version has parts", () => {
	test("of a text that has all of them", () => {
		const full = v("2!1.02rc3.post4.dev5+abc.06");
		expect(full.epoch).toBe(2);
		expect(full.release).toEqual([1, 2]);
		expect(full.pre).toEqual({ phase: "rc", number: 3 });
		expect([full.post, full.dev]).toEqual([4, 5]);
		expect(full.local).toEqual(["abc", 6]);
		expect(`${full.publicVersion}`).toBe("2!1.2rc3.post4.dev5");
		expect(`${full.baseVersion}`).toBe("2!1.2");
	});

	test("of a plain text", () => {
		const plain = v("1.0");
		expect(plain.epoch).toBe(0);
		expect(plain.release).toEqual([1, 0]);
		expect(plain.pre).toBeUndefined();
		expect(plain.publicVersion).toBe(plain);
	});

	test.each([
		["1.0", []],
		["1.0a1", ["pre"]],
		["1.0.dev1", ["pre", "dev"]],
		["1.0.post1", ["post"]],
		["1.0.post1.dev1", ["pre", "post", "dev"]],
		["1.0rc1+x", ["pre", "local"]],
		["1!1.0b2", ["pre"]],
	])("%s is %j", (text, expected) => {
		const read = v(text);
		const kinds = {
			pre: read.isPrerelease,
			post: read.isPostrelease,
			dev: read.isDevrelease,
			local: read.isLocal,
		};
		expect(Object.entries(kinds).flatMap(([kind, holds]) => (holds ? [kind] : []))).toEqual(
			expected,
		);
	});
});

describe("Version.parse", () => {
	test("ignores space around", () => {
		expect(`${v(" 1.0\n")}`).toBe("1.0");
	});

	test.each([
		"",
		" ",
		"1.0.",
		"1..0",
		"1.0+",
		"french toast",
		"1.0.*",
		"1.0a1b1",
		"٣",
		"1_0",
		"1 .0",
	])("refuses %j", (text) => {
		expect(Version.tryParse(text)).toBeUndefined();
		expect(() => v(text)).toThrow(InvalidVersion);
	});

	test("refuses texts longer than 256 characters", () => {
		expect(Version.tryParse(`1.${"0".repeat(254)}`)).toBeDefined();
		expect(Version.tryParse(`1.${"0".repeat(255)}`)).toBeUndefined();
	});

	test.each([
		"1".repeat(100_000),
		"1.".repeat(50_000),
		`1${"-".repeat(100_000)}`,
		"a".repeat(100_000),
	])("refuses 100 KB of hostile text", (text) => {
		expect(Version.tryParse(text)).toBeUndefined();
	});
});
