import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
	InvalidRequirement,
	parseLenientRequirement,
	parseRequirement,
	printRequirement,
} from "../../src/standards/requirement.ts";
import { markerText, specifierSetText } from "./arbitraries.ts";

const name = fc.constantFrom("requests", "Foo.Bar_baz", "a", "9lives", "zope--interface");
const extraList = fc
	.subarray(["socks", "A_b", "x.y", "security"])
	.map((extras) => (extras.length === 0 ? "" : `[${extras.join(", ")}]`));
const target = fc.oneof(
	specifierSetText,
	specifierSetText.map((text) => (text === "" ? "" : ` (${text})`)),
	fc.constantFrom(
		" @ https://example.com/a-1.0-py3-none-any.whl",
		"@git+https://example.com/r@main",
	),
);
const marker = fc.oneof(
	fc.constant(""),
	markerText.map((text) => ` ; ${text}`),
);
const requirementText = fc.tuple(name, extraList, target, marker).map((parts) => parts.join(""));

describe("parseRequirement", () => {
	test("gives all parts, names normalized", () => {
		const requirement = parseRequirement(
			" Foo.Bar [Socks, a_b,socks] >= 2.8.1 , == 2.8.* ; python_version < '2.7' ",
		);
		expect(requirement.name).toBe("foo-bar");
		expect(requirement.givenName).toBe("Foo.Bar");
		expect(requirement.extras).toEqual(["a-b", "socks"]);
		expect(`${requirement.specifiers}`).toBe(">=2.8.1,==2.8.*");
		expect(requirement.url).toBeUndefined();
		expect(`${requirement.marker}`).toBe('python_version < "2.7"');
	});

	test.each([
		["name", "name"],
		["name>=3,<2,", "name>=3,<2"],
		["name(==1.0)", "name==1.0"],
		["name ( )", "name"],
		["name[]", "name"],
		["name===weird!!", "name===weird!!"],
		["name(===weird);os_name=='a'", 'name===weird ; os_name == "a"'],
		["name@http://x", "name @ http://x"],
		["name @ ;", "name @ ;"],
		["name @ http://x;y ; os_name=='a'", 'name @ http://x;y ; os_name == "a"'],
		["name[a]>=1;extra=='X_y'", 'name[a]>=1 ; extra == "x-y"'],
		["foo_>=1", "foo->=1"],
	])("reads %s as %s", (text, expected) => {
		expect(printRequirement(parseRequirement(text))).toBe(expected);
	});

	test("printing and reading again changes nothing", () => {
		fc.assert(
			fc.property(requirementText, (text) => {
				const printed = printRequirement(parseRequirement(text));
				expect(printRequirement(parseRequirement(printed))).toBe(printed);
				const [first, again] = [parseRequirement(text), parseRequirement(printed)];
				expect(again.extras).toEqual(first.extras);
				expect([again.name, again.url]).toEqual([first.name, first.url]);
				expect(`${again.specifiers}`).toBe(`${first.specifiers}`);
				expect(`${again.marker}`).toBe(`${first.marker}`);
			}),
			{ numRuns: 500 },
		);
	});

	test.each([
		["", "^", "expected the name of a project"],
		["-e .", "^", "begins and ends with a letter or digit"],
		["name[a b]", "       ^", "expected `,` or `]` after the name of an extra"],
		["name[a,,b]", "       ^", "expected the name of an extra"],
		["name[a", "    ^", "the `[` has no closing `]`"],
		["name=1", "    ^", "expected a version specifier"],
		["name~=1", "    ^^^", "`~=1` is not a version specifier"],
		["name>=1 <2", "        ^", "expected `,`, `;` or the end"],
		["name >=1)", "        ^", "expected `,`, `;` or the end"],
		["name (>=1", "     ^", "the `(` has no closing `)`"],
		["name @ ", "       ^", "expected a URL after `@`"],
		["name @ x y", "         ^", "expected `;` or the end after the URL"],
		["name ; ", "       ^", "expected a marker variable or a quoted string"],
		["name>=1;os_name", "               ^", "expected one of"],
	])("refuses %j", (text, carets, reason) => {
		try {
			parseRequirement(text);
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof InvalidRequirement)) throw error;
			expect(error.message).toContain(reason);
			expect(error.excerpt.split("\n")[1]?.startsWith(carets)).toBe(true);
		}
	});

	test("shows no password where a URL is wrong", () => {
		try {
			parseRequirement("name @ https://user:hunter2@example.com/a.whl oops");
			expect.unreachable();
		} catch (error) {
			if (!(error instanceof InvalidRequirement)) throw error;
			expect(`${error.message}${error.excerpt}${error.source}`).not.toContain("hunter2");
			expect(error.excerpt).toContain("oops\n");
		}
	});

	test.each([
		`${"a".repeat(100_000)}!`,
		`a[${"b,".repeat(50_000)}`,
		`a${" ".repeat(100_000)}x`,
		`a>=${"1".repeat(100_000)}`,
		`a${">=1,".repeat(25_000)}!`,
		`a(${" ".repeat(100_000)}`,
		`a;${"(".repeat(100_000)}`,
		`a ${">=1 ".repeat(25_000)}!`,
	])("refuses 100 KB of hostile text, leniently or not", (text) => {
		expect(() => parseRequirement(text)).toThrow(InvalidRequirement);
		expect(() => parseLenientRequirement(text)).toThrow(InvalidRequirement);
	});
});

describe("parseLenientRequirement", () => {
	test.each([
		["numpy >=1.19<2", "numpy>=1.19,<2"],
		["numpy (>=1.19<2.0)", "numpy>=1.19,<2.0"],
		["django>=1.9.*", "django>=1.9"],
		["foo[bar] (!=~5.0)", "foo[bar]!=5.0.*"],
		['foo>="2.7" ; os_name == "a"', 'foo>=2.7 ; os_name == "a"'],
		["foo >=1.0, ; extra == 'x<y'", 'foo>=1.0 ; extra == "x<y"'],
		["foo==3.0*", "foo==3.0.*"],
		["foo (>dev)", "foo>0.0.0.dev0"],
	])("reads %s as %s", (text, expected) => {
		expect(printRequirement(parseLenientRequirement(text).requirement)).toBe(expected);
	});

	test("says whether it mended", () => {
		expect(parseLenientRequirement("foo>=1,<2").repaired).toBe(false);
		expect(parseLenientRequirement("foo>=1<2").repaired).toBe(true);
	});

	test.each(["foo bar", "foo>=x", "foo>=1 ; what", "foo @ a b"])("gives up on %s", (text) => {
		expect(() => parseLenientRequirement(text)).toThrow(InvalidRequirement);
	});
});
