import { expect, test } from "bun:test";
import fc from "fast-check";
import { groupFiles } from "../../src/package-index/group-files.ts";
import {
	decodePage,
	encodePage,
	type FilesByVersion,
} from "../../src/package-index/page-columns.ts";
import { rowsOfEntries } from "../../src/package-index/page-rows.ts";
import { parseSimpleJson } from "../../src/standards/simple-api.ts";
import { plainFile } from "../support/plain-file.ts";
import { simpleIndex } from "./open-index.ts";

const INDEX = simpleIndex("https://index.example.org/simple");
const URL = "https://index.example.org/simple/my-pkg/";
const HEADER = {
	etag: undefined,
	lastModified: undefined,
	maxAge: 600,
	url: URL,
	status: undefined,
};
const DIGEST = "0123456789abcdef".repeat(4);

function plain(groups: FilesByVersion): unknown {
	return groups.map(({ version, files }) => ({
		version: version.toString(),
		files: files.map(plainFile),
	}));
}

/** What the cache says of a page that lists these entries. */
function throughRows(entries: readonly unknown[]): unknown {
	const groups = rowsOfEntries(entries, { name: "my-pkg", url: URL });
	const page = decodePage(encodePage(HEADER, groups), { name: "my-pkg", index: INDEX });
	if (page === undefined) throw new Error("the page cannot be read");
	const { versions } = page.releases;
	return plain(
		Array.from(versions, (version, ordinal) => ({
			version,
			files: page.releases.filesOf(ordinal),
		})),
	);
}

/** The same, every file read thoroughly. */
function throughFiles(entries: readonly unknown[]): unknown {
	const text = JSON.stringify({ meta: { "api-version": "1.1" }, name: "my-pkg", files: entries });
	return plain(groupFiles(parseSimpleJson(text, URL).files, "my-pkg", INDEX));
}

const USUAL = {
	filename: "my_pkg-1.0-py3-none-any.whl",
	url: "https://files.example.org/packages/my_pkg-1.0-py3-none-any.whl",
	hashes: { sha256: DIGEST },
	"requires-python": ">=3.8, <4",
	yanked: false,
	size: 12_345,
	"upload-time": "2024-05-01T12:30:00.123456Z",
	"core-metadata": { sha256: DIGEST },
};

test("a usual file is told as the index told it", () => {
	expect(throughRows([USUAL])).toEqual(throughFiles([USUAL]));
	expect(throughRows([USUAL])).toMatchObject([
		{
			version: "1.0",
			files: [
				{
					url: USUAL.url,
					digests: [{ algorithm: "sha256", hex: DIGEST }],
					requiresPython: ">=3.8, <4",
					yanked: undefined,
					size: 12_345,
					uploadTime: Date.UTC(2024, 4, 1, 12, 30, 0, 123),
					metadata: { digests: [{ algorithm: "sha256", hex: DIGEST }] },
				},
			],
		},
	]);
});

const CHANGES: readonly (readonly [field: string, values: readonly unknown[]])[] = [
	["filename", ["my_pkg-1.0.tar.gz", "my-pkg-1.0.zip", "My.Pkg-1.0-py3-none-any.whl"]],
	["filename", ["my_pkg-1.0-1é-py3-none-any.whl", "my_pkg-1.0-py3-none.whl", "other-1.0.zip"]],
	["filename", ["../my_pkg-1.0.tar.gz", "my_pkg-1.0\t.tar.gz", "", undefined, 7, null]],
	["url", ["/f/my_pkg-1.0-py3-none-any.whl", "my_pkg-1.0-py3-none-any.whl", "", undefined, 7]],
	["url", ["https://h.example.org/a/../my_pkg-1.0-py3-none-any.whl", "file:///my_pkg.whl"]],
	["url", ["https://h.example.org/a b/my_pkg-1.0-py3-none-any.whl", "https:///x.whl", "ftp://h/x"]],
	["url", ["https://u:p@h.example.org/my_pkg-1.0-py3-none-any.whl", "HTTPS://H/é\t"]],
	["url", ["https://h.example.org/x?a=/../#my_pkg-1.0-py3-none-any.whl", "https://h/.x\\"]],
	["hashes", [{}, undefined, null, "sha256", [], { sha256: 7 }, { sha256: "abc" }]],
	["hashes", [{ sha256: DIGEST.toUpperCase() }, { md5: "0".repeat(32) }, { foreign: "x" }]],
	[
		"hashes",
		[
			{ sha256: DIGEST, md5: "0".repeat(32) },
			{ sha256: DIGEST, md5: "bad" },
		],
	],
	["hashes", [{ ["__proto__"]: "x", sha256: DIGEST }, { sha256: `${DIGEST}\n` }]],
	["requires-python", ["", undefined, null, 3, "\t\\u0041", "≥3", ">=3\n"]],
	["yanked", [true, "", "why\t\n", "é", null, undefined, 1, "broken \\ file"]],
	["size", [0, -1, 1.5, 1e300, "12", null, undefined, 2 ** 53]],
	[
		"upload-time",
		["2024-05-01", "2024-05-01T12:30:00+01:00", "2024-99-99T99:99:99Z", "x", 5, null],
	],
	["core-metadata", [true, false, "yes", {}, null, undefined, { sha256: "bad" }, { md5: "0" }]],
];

test("an unusual file is told as if it had been read thoroughly", () => {
	for (const [field, values] of CHANGES) {
		for (const value of values) {
			const entries = [{ ...USUAL, [field]: value }, USUAL];
			expect([value, throughRows(entries)]).toEqual([value, throughFiles(entries)]);
		}
	}
});

test("what is no file at all is left out", () => {
	const entries = [null, 7, "x", [], {}, USUAL];
	expect(throughRows(entries)).toEqual(throughFiles([USUAL]));
});

test("any mixture of fields is told as if it had been read thoroughly", () => {
	const entry = fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }).map((changes) => {
		const file: Record<string, unknown> = { ...USUAL };
		for (const [which, what] of changes) {
			const [field, values] = CHANGES[which % CHANGES.length] ?? ["", []];
			file[field] = values[what % values.length];
		}
		return file;
	});
	fc.assert(
		fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
			expect(throughRows(entries)).toEqual(throughFiles(entries));
		}),
		{ numRuns: 1000 },
	);
});
