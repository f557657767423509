import { expect, test } from "bun:test";
import fc from "fast-check";
import { SpecifierSet } from "../../src/standards/specifier.ts";
import { Version } from "../../src/standards/version.ts";
import { PackedVersions } from "../../src/standards/version-list.ts";
import { VersionRange } from "../../src/standards/version-range.ts";

const number = fc.nat({ max: 30 });
const text = fc
	.tuple(
		number,
		number,
		fc.constantFrom("", "rc1", ".post2", ".dev3", "+local.1", ".0.0.0.1", "a1.dev2"),
	)
	.map(([major, minor, suffix]) => `${major}.${minor}${suffix}`);
const ascending = fc
	.array(text, { maxLength: 80 })
	.map((texts) => texts.map((one) => Version.parse(one)).sort((a, b) => a.compare(b)));

function listOf(versions: readonly Version[]): PackedVersions {
	const packed = Float64Array.from(versions, (version) => version.packed);
	return new PackedVersions(packed, versions.map(String).join(" "));
}

test("a packed list is the array it was made from, in whatever order it is looked at", () => {
	fc.assert(
		fc.property(ascending, fc.array(fc.integer({ min: -90, max: 90 })), (versions, places) => {
			const list = listOf(versions);
			expect(list.length).toBe(versions.length);
			for (const place of places) {
				expect(list.at(place)?.toString()).toBe(versions.at(place)?.toString());
				expect(list.at(place)).toBe(list.at(place) as Version);
			}
			expect([...list].map(String)).toEqual(versions.map(String));
		}),
	);
});

test("a range finds the same places in a packed list as in an array", () => {
	const operator = fc.constantFrom("==", "!=", "<=", ">=", "<", ">");
	const specifiers = fc
		.array(fc.tuple(operator, text), { maxLength: 3 })
		.map((all) => all.map(([sign, version]) => sign + version.replace(/\+.*/, "")).join(","));
	fc.assert(
		fc.property(ascending, specifiers, (versions, wanted) => {
			const range = VersionRange.fromSpecifiers(SpecifierSet.parse(wanted));
			expect(range.ordinalsIn(listOf(versions))).toEqual(range.ordinalsIn(versions));
		}),
		{ numRuns: 500 },
	);
});
