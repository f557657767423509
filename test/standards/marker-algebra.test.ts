import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Marker } from "../../src/standards/marker.ts";
import { MarkerTooComplex, MarkerTree } from "../../src/standards/marker-algebra.ts";
import { SpecifierSet } from "../../src/standards/specifier.ts";
import { VersionRange } from "../../src/standards/version-range.ts";
import { environment, extras, markerText } from "./arbitraries.ts";

const tree = markerText.map((text) => MarkerTree.of(Marker.parse(text)));

function of(text: string): MarkerTree {
	return MarkerTree.of(Marker.parse(text));
}

function python(text: string): VersionRange {
	return VersionRange.fromSpecifiers(SpecifierSet.parse(text));
}

describe("MarkerTree obeys the laws of sets", () => {
	test("not not a is a", () => {
		fc.assert(fc.property(tree, (a) => a.negate().negate() === a));
	});

	test("a and b is b and a, a or b is b or a", () => {
		fc.assert(fc.property(tree, tree, (a, b) => a.and(b) === b.and(a) && a.or(b) === b.or(a)));
	});

	test("a and a is a, a or a is a", () => {
		fc.assert(fc.property(tree, (a) => a.and(a) === a && a.or(a) === a));
	});

	test("(a and b) and c is a and (b and c)", () => {
		fc.assert(fc.property(tree, tree, tree, (a, b, c) => a.and(b).and(c) === a.and(b.and(c))));
	});

	test("a and (b or c) is (a and b) or (a and c)", () => {
		fc.assert(fc.property(tree, tree, tree, (a, b, c) => a.and(b.or(c)) === a.and(b).or(a.and(c))));
	});

	test("not (a and b) is not a or not b", () => {
		fc.assert(fc.property(tree, tree, (a, b) => a.and(b).negate() === a.negate().or(b.negate())));
	});

	test("a and not a is never, a or not a is always", () => {
		fc.assert(fc.property(tree, (a) => a.and(a.negate()).isNever && a.or(a.negate()).isAlways));
	});

	test("a and b implies a, and a implies a or b", () => {
		fc.assert(fc.property(tree, tree, (a, b) => a.and(b).implies(a) && a.implies(a.or(b))));
	});

	test("a or (a and b) is a", () => {
		fc.assert(fc.property(tree, tree, (a, b) => a.or(a.and(b)) === a));
	});
});

describe("MarkerTree is true to Marker.evaluate", () => {
	const holds = (subject: MarkerTree, ...where: Parameters<Marker["evaluate"]>): boolean =>
		subject.toMarker()?.evaluate(...where) ?? true;

	test("toMarker of a tree holds where the marker does", () => {
		fc.assert(
			fc.property(markerText, environment, extras, (text, variables, active) => {
				const marker = Marker.parse(text);
				expect(holds(MarkerTree.of(marker), variables, active)).toBe(
					marker.evaluate(variables, active),
				);
			}),
			{ numRuns: 2000 },
		);
	});

	test("the negation holds exactly where the marker does not, for published Pythons", () => {
		fc.assert(
			fc.property(markerText, environment, extras, (text, variables, active) => {
				// The opposite of `"3.8" <= python_full_version` cannot be said of a local build.
				fc.pre(!variables.pythonFullVersion.includes("+"));
				const marker = Marker.parse(text);
				expect(holds(MarkerTree.of(marker).negate(), variables, active)).toBe(
					!marker.evaluate(variables, active),
				);
			}),
			{ numRuns: 2000 },
		);
	});

	test("disjoint markers never hold together", () => {
		fc.assert(
			fc.property(fc.tuple(markerText, markerText), environment, extras, ([a, b], ...where) => {
				const [left, right] = [Marker.parse(a), Marker.parse(b)];
				const both = left.evaluate(...where) && right.evaluate(...where);
				return !(both && MarkerTree.of(left).isDisjointFrom(MarkerTree.of(right)));
			}),
		);
	});

	test("an environment's Python is in the range of every marker that holds for it", () => {
		fc.assert(
			fc.property(markerText, environment, extras, (text, variables, active) => {
				const marker = Marker.parse(text);
				fc.pre(marker.evaluate(variables, active));
				const exactly = python(`==${variables.pythonFullVersion}`);
				return exactly.isSubsetOf(MarkerTree.of(marker).pythonRange);
			}),
		);
	});

	test("reading the printed tree gives the same tree", () => {
		fc.assert(
			fc.property(tree, (a) => {
				fc.pre(!a.isAlways);
				expect(of(`${a}`)).toBe(a);
			}),
		);
	});
});

describe("MarkerTree knows how Python's versions relate", () => {
	test("no interpreter is a post-release, so places among those of one version are one place", () => {
		const above = of('python_full_version > "3.9"');
		expect(above.negate()).toBe(of('python_full_version <= "3.9"'));
		expect(of('python_full_version > "3.9.post1"')).toBe(above);
		expect(of('python_full_version == "3.9.post1"').isNever).toBe(true);
	});

	test.each([
		[
			'python_version == "3.8"',
			'python_full_version >= "3.8.dev0" and python_full_version < "3.9"',
		],
		['python_version >= "3.8"', 'python_full_version >= "3.8.dev0"'],
		['python_version > "3.8"', 'python_version >= "3.9"'],
		['python_version >= "3.0"', 'python_version >= "3"'],
		['python_version > "3.8.1"', 'python_version >= "3.9"'],
		['python_version >= "3.8.1"', 'python_version >= "3.9"'],
		['python_version < "3.8.1"', 'python_version <= "3.8"'],
		['python_version in "3.8 3.9"', 'python_version == "3.8" or python_version == "3.9"'],
		['python_version in "3.10"', 'python_version == "3.1" or python_version == "3.10"'],
		['"3.8" < python_version', 'python_version > "3.8"'],
		['"3.8.5" >= python_version', 'python_version <= "3.8"'],
		['python_version ~= "3.8"', 'python_version >= "3.8" and python_version < "4"'],
		['os_name == "nt" or os_name != "nt"', 'python_version >= "0"'],
	])("%s is %s", (a, b) => {
		expect(of(a)).toBe(of(b));
	});

	test.each([
		['python_version < "3.8"', 'python_full_version == "3.8.1"'],
		['sys_platform == "win32"', 'sys_platform == "linux"'],
		['extra == "a"', 'extra != "A"'],
		['python_version == "3.8.1"', 'python_version >= "0"'],
		['os_name < "x"', 'os_name != "x"'],
	])("%s and %s are disjoint", (a, b) => {
		expect(of(a).isDisjointFrom(of(b))).toBe(true);
	});

	test.each([
		['extra == "a"', 'extra == "b"'],
		['os_name == "posix"', 'sys_platform == "win32"'],
		['platform_machine in "x86_64"', 'platform_machine == "x86_64"'],
		['python_version >= "3.8"', 'python_full_version < "3.8.1"'],
	])("%s and %s may hold together", (a, b) => {
		expect(of(a).isDisjointFrom(of(b))).toBe(false);
	});
});

describe("MarkerTree.toMarker", () => {
	test.each([
		['python_version >= "3.8"', 'python_version >= "3.8"'],
		['python_version != "3.8"', 'python_version != "3.8"'],
		[
			'python_version == "3.8" or python_version == "3.9"',
			'python_version >= "3.8" and python_version < "3.10"',
		],
		['os_name == "nt" or python_version < "3.9"', 'python_version < "3.9" or os_name == "nt"'],
		['os_name == "nt" and python_version < "3.9"', 'python_version < "3.9" and os_name == "nt"'],
		[
			'sys_platform == "linux" or sys_platform == "darwin"',
			'sys_platform == "darwin" or sys_platform == "linux"',
		],
		[
			'sys_platform != "linux" and sys_platform != "darwin"',
			'sys_platform != "darwin" and sys_platform != "linux"',
		],
		['extra == "a" and extra == "a"', 'extra == "a"'],
		['python_full_version < "3.8.1"', 'python_full_version < "3.8.1"'],
		['os_name == "a" and os_name == "b"', 'python_version < "0"'],
		[
			'(os_name == "a" or extra == "x") and python_version < "3"',
			'python_version < "3" and (os_name == "a" or extra == "x")',
		],
	])("of %s is %s", (text, expected) => {
		expect(`${of(text)}`).toBe(expected);
	});

	test("has no marker for what always holds", () => {
		expect(MarkerTree.always.toMarker()).toBeUndefined();
		expect(MarkerTree.of(undefined)).toBe(MarkerTree.always);
	});
});

describe("MarkerTree.simplifyForPython", () => {
	test("leaves out what the range decides", () => {
		const range = python(">=3.8");
		expect(`${of('python_version >= "3.7" and os_name == "nt"').simplifyForPython(range)}`).toBe(
			'os_name == "nt"',
		);
		expect(of('python_version < "3.8"').simplifyForPython(range).isNever).toBe(true);
		expect(of('python_version >= "3.8"').simplifyForPython(range).isAlways).toBe(true);
	});

	test("is the same inside the range", () => {
		fc.assert(
			fc.property(tree, fc.constantFrom(">=3.8", "<3.9", ">=3.8,<3.10", "==3.9.*"), (a, text) => {
				const range = python(text);
				const simplified = a.simplifyForPython(range);
				expect(simplified.restrictToPython(range)).toBe(a.restrictToPython(range));
			}),
		);
	});
});

test("a marker of many independent parts is refused, not computed", () => {
	const pairs = Array.from(
		{ length: 40 },
		(_, index) => `(extra == "a${index}" or extra == "b${index}")`,
	);
	expect(() => of(pairs.join(" and "))).toThrow(MarkerTooComplex);
});

test("a small tree whose marker would be endless is not printed", () => {
	let parity = MarkerTree.never;
	for (let index = 0; index < 30; index++) {
		const extra = of(`extra == "e${index}"`);
		parity = parity.and(extra.negate()).or(parity.negate().and(extra));
	}
	expect(parity.negate().negate()).toBe(parity);
	expect(() => parity.toMarker()).toThrow(MarkerTooComplex);
});

test("a marker of hundreds of alternatives is no trouble", () => {
	const words = Array.from({ length: 300 }, (_, index) => `sys_platform == "p${index}"`);
	expect(of(words.join(" or ")).isDisjointFrom(of('sys_platform == "linux"'))).toBe(true);
});
