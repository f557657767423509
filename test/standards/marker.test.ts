import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { InvalidMarker, Marker, UndefinedComparison } from "../../src/standards/marker.ts";
import { fromMarkerVariables } from "../../src/standards/marker-environment.ts";
import { environment, extras, markerText } from "./arbitraries.ts";

const LINUX = fromMarkerVariables({
	os_name: "posix",
	sys_platform: "linux",
	platform_machine: "x86_64",
	platform_python_implementation: "CPython",
	platform_release: "6.5.0-1018-gcp",
	platform_system: "Linux",
	platform_version: "#18 SMP",
	python_version: "3.12",
	python_full_version: "3.12.3",
	implementation_name: "cpython",
	implementation_version: "3.12.3",
});

function holds(text: string, active: readonly string[] = []): boolean {
	return Marker.parse(text).evaluate(LINUX, active);
}

describe("Marker.evaluate", () => {
	test.each([
		['python_version >= "3.9"', true],
		['python_version > "3.9"', true],
		['python_version == "3.12.*"', true],
		['python_version ~= "3.9"', true],
		['python_version === "3.12"', true],
		['python_version < "3.9"', false],
		['python_full_version == "3.12"', false],
		['"3.9" < python_version', true],
		['"3.13" <= python_version', false],
		['python_version in "3.11 3.12"', true],
		['python_version not in "3.11, 3.12"', false],
		['"3.1" in python_version', true],
		["os_name == 'posix'", true],
		['"posix" != os_name', false],
		['os_name < "z"', false],
		['os_name >= "posix"', true],
		['os_name in "posix nt"', true],
		['"pos" in os_name', true],
		['platform_release >= "5"', false],
		['platform_release == "6.5.0-1018-gcp"', true],
		['os_name ~= "posix"', false],
		["os_name == sys_platform", false],
		['os_name == "nt" or os_name == "posix" and python_version > "3"', true],
		['(os_name == "nt" or os_name == "posix") and python_version < "3"', false],
		["os_name == 'x'or os_name=='posix'", true],
		["os.name == 'posix' and python_implementation == 'CPython'", true],
	])("%s: %p", (text, expected) => {
		expect(holds(text)).toBe(expected);
	});

	test.each([
		['extra == "foo-bar"', ["foo-bar"], true],
		['extra == "Foo_Bar"', ["foo-bar"], true],
		['extra == "foo"', ["bar", "foo"], true],
		['extra != "foo"', ["bar", "foo"], false],
		['extra != "foo"', ["bar"], true],
		['extra == "foo"', [], false],
		['extra != "foo"', [], true],
		['extra in "foo bar"', ["baz", "bar"], true],
		['extra not in "foo bar"', ["baz", "bar"], false],
		['"foo" in extras', ["foo"], true],
		['"Foo" not in extras', ["foo"], false],
		['extras == "foo"', ["foo"], false],
	])("%s with extras %j: %p", (text, active, expected) => {
		expect(holds(text, active)).toBe(expected);
	});

	test("asks lock files for dependency groups", () => {
		const marker = Marker.parse('"dev" in dependency_groups');
		expect(marker.evaluate(LINUX, [], ["dev"])).toBe(true);
		expect(marker.evaluate(LINUX, ["dev"])).toBe(false);
	});

	test("gives each environment its own answer, whichever was asked before", () => {
		const marker = Marker.parse('python_version >= "3.9"');
		const old = { ...LINUX, pythonVersion: "3.8" };
		expect([LINUX, old, LINUX].map((where) => marker.evaluate(where))).toEqual([true, false, true]);
	});

	test("takes a Python built from changed sources as the version it is", () => {
		const built = { ...LINUX, pythonFullVersion: "3.12.0+" };
		expect(Marker.parse('python_full_version >= "3.12"').evaluate(built)).toBe(true);
	});
});

describe("Marker.evaluateStrictly", () => {
	test.each([
		'os_name ~= "x"',
		'os_name === "posix"',
		'python_version ~= "x"',
		'"a" == "b"',
		'"a" in extras',
	])("refuses %s", (text) => {
		expect(() => Marker.parse(text).evaluateStrictly(LINUX)).toThrow(UndefinedComparison);
	});

	test("refuses it where another comparison already decides", () => {
		expect(() =>
			Marker.parse('os_name == "posix" or os_name ~= "x"').evaluateStrictly(LINUX),
		).toThrow('Could not evaluate `os_name ~= "x"`: the comparison has no meaning');
	});

	test("answers like evaluate otherwise", () => {
		fc.assert(
			fc.property(markerText, environment, extras, (text, ...where) => {
				const marker = Marker.parse(text);
				fc.pre(!text.includes("==="));
				expect(marker.evaluateStrictly(...where)).toBe(marker.evaluate(...where));
			}),
		);
	});
});

describe("Marker.toString", () => {
	test("prints what reads the same", () => {
		fc.assert(
			fc.property(markerText, environment, extras, (text, ...where) => {
				const marker = Marker.parse(text);
				const again = Marker.parse(`${marker}`);
				expect(`${again}`).toBe(`${marker}`);
				expect(again.evaluate(...where)).toBe(marker.evaluate(...where));
			}),
		);
	});

	test.each([
		["os_name=='nt'", 'os_name == "nt"'],
		["(os_name not  in 'nt')", 'os_name not in "nt"'],
		["((os_name=='a')or(os_name=='b'))", 'os_name == "a" or os_name == "b"'],
		[
			"(os_name=='a' and os_name=='b') or os_name=='c'",
			'(os_name == "a" and os_name == "b") or os_name == "c"',
		],
		["os_name == 'a\"b'", "os_name == 'a\"b'"],
		["platform.machine == 'x'", 'platform_machine == "x"'],
		["'Foo.Bar' == extra", '"foo-bar" == extra'],
	])("of %s is %s", (text, expected) => {
		expect(`${Marker.parse(text)}`).toBe(expected);
	});
});

describe("Marker.and and Marker.or", () => {
	test("hold where both hold, and where one does", () => {
		fc.assert(
			fc.property(fc.tuple(markerText, markerText), environment, extras, ([a, b], ...where) => {
				const [left, right] = [Marker.parse(a), Marker.parse(b)];
				const [inLeft, inRight] = [left.evaluate(...where), right.evaluate(...where)];
				expect(Marker.parse(`${left.and(right)}`).evaluate(...where)).toBe(inLeft && inRight);
				expect(Marker.parse(`${left.or(right)}`).evaluate(...where)).toBe(inLeft || inRight);
			}),
		);
	});

	test("do not nest needlessly", () => {
		const [a, b, c] = ["a", "b", "c"].map((word) => Marker.parse(`os_name == "${word}"`));
		if (!a || !b || !c) throw new Error("three markers");
		expect(`${a.and(b).and(c)}`).toBe('os_name == "a" and os_name == "b" and os_name == "c"');
		expect(`${a.or(b).and(c)}`).toBe('(os_name == "a" or os_name == "b") and os_name == "c"');
	});
});

test("Marker knows what it asks for", () => {
	const marker = Marker.parse('python_version < "3" and ("x" in extras or extra == "y")');
	expect([...marker.variables()]).toEqual(["python_version", "extras", "extra"]);
	expect(marker.mentionsExtra()).toBe(true);
	expect(Marker.parse('os_name == "nt"').mentionsExtra()).toBe(false);
});

describe("Marker.parse refuses", () => {
	test.each([
		["", "^", "expected a marker variable or a quoted string"],
		["python_version", "              ^", "expected one of"],
		[
			"python_version >= 3.8",
			"                  ^^^",
			"expected a marker variable or a quoted string",
		],
		["python_version >= '3.8", "                  ^^^^", "the string has no closing '"],
		["foo == 'bar'", "^^^", "expected a marker variable or a quoted string"],
		["(os_name == 'posix'", "^^^^^^^^^^^^^^^^^^^", "expected `and`, `or` or the closing `)`"],
		["os_name == 'posix')", "                  ^", "expected `and`, `or` or the end of the marker"],
		["os_name notin 'posix'", "        ^^^^^", "expected one of"],
		["os_name not 'posix'", "        ^^^", "expected `in` after `not`"],
		["os_name = 'posix'", "        ^", "expected one of"],
		["os_name == 'posix' # c", "                   ^", "expected `and`, `or` or the end"],
		["os_name == 'a' and", "                  ^", "expected a marker variable"],
		["os_name == 'a' orsys_platform == 'b'", "               ^", "expected `and`, `or` or the end"],
	])("%s", (text, carets, reason) => {
		try {
			Marker.parse(text);
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof InvalidMarker)) throw error;
			expect(error.message).toContain(reason);
			expect(error.excerpt).toBe(`${text}\n${carets}`);
		}
	});

	test("nesting deeper than 64", () => {
		const nested = (depth: number) => `${"(".repeat(depth)}os_name == 'a'${")".repeat(depth)}`;
		expect(`${Marker.parse(nested(64))}`).toBe('os_name == "a"');
		expect(() => Marker.parse(nested(65))).toThrow("parentheses are nested more than 64 deep");
		expect(() => Marker.parse(nested(5000))).toThrow(InvalidMarker);
		expect(() => Marker.parse("(".repeat(5000))).toThrow(InvalidMarker);
	});

	test.each([
		"(".repeat(100_000),
		`os_name${" ".repeat(100_000)}`,
		`os_name == "${"a".repeat(100_000)}`,
		"os_name == 'a' and ".repeat(5000),
		`${"a".repeat(100_000)} == 'b'`,
		`python_version == "${"1.".repeat(50_000)}" x`,
	])("100 KB of hostile text", (text) => {
		expect(() => Marker.parse(text)).toThrow(InvalidMarker);
	});
});

test("Marker takes long but honest texts", () => {
	const text = Array.from({ length: 5000 }, (_, index) => `os_name == "${index}"`).join(" or ");
	expect(holds(`${text} or os_name == "posix"`)).toBe(true);
	expect(holds(`python_version == "${"9".repeat(100_000)}"`)).toBe(false);
});
