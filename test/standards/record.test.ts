import { expect, test } from "bun:test";
import fc from "fast-check";
import {
	InvalidRecord,
	parseRecord,
	printRecord,
	type RecordRow,
} from "../../src/standards/record.ts";

test("rows are read with digest and size, or without", () => {
	expect(parseRecord("foo/a.py,sha256=AbC-_1,12\r\n\nfoo-1.dist-info/RECORD,,\n")).toEqual([
		{ path: "foo/a.py", digest: { algorithm: "sha256", base64: "AbC-_1" }, size: 12 },
		{ path: "foo-1.dist-info/RECORD", digest: undefined, size: undefined },
	]);
});

test("quoted paths may hold commas, quotes and newlines", () => {
	const [row] = parseRecord('"a,""b""\nc.py",sha256=x,1');
	expect(row?.path).toBe('a,"b"\nc.py');
});

test("padding of a digest, which some tools write, is dropped", () => {
	expect(parseRecord("a,sha256=abc=,1")[0]?.digest?.base64).toBe("abc");
});

test.each([
	['"open,sha256=x,1', "line 1", "not closed"],
	["a,,\nb,c,d,e\n", "line 2", "more than three fields"],
	["a,sha256,1", "line 1", "algorithm=digest"],
	["a,sha256=x,many", "line 1", "not a size"],
	["a,sha256=x,-1", "line 1", "not a size"],
	[",sha256=x,1", "line 1", "no path"],
])("%p is refused", (text, line, reason) => {
	expect(() => parseRecord(text)).toThrow(InvalidRecord);
	expect(() => parseRecord(text)).toThrow(line);
	expect(() => parseRecord(text)).toThrow(reason);
});

test("parseRecord undoes printRecord", () => {
	const digest = fc.record({
		algorithm: fc.constantFrom("sha256", "md5", "blake2b"),
		base64: fc.stringMatching(/^[A-Za-z0-9_-]{1,10}$/),
	});
	const row = fc.record<RecordRow>({
		path: fc.string({ minLength: 1 }).filter((path) => path.charCodeAt(0) !== 0xfeff),
		digest: fc.option(digest, { nil: undefined }),
		size: fc.option(fc.nat(), { nil: undefined }),
	});
	fc.assert(
		fc.property(fc.array(row), (rows) => {
			expect(parseRecord(printRecord(rows))).toEqual(rows);
		}),
	);
});

test("a hundred thousand quotes are read in linear time", () => {
	expect(parseRecord(`${'""'.repeat(50_000)}x,,`)[0]?.path).toHaveLength(50_000);
});
