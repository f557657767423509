import { expect, test } from "bun:test";
import fc from "fast-check";
import type { RegistryFile } from "../../src/distributions/distribution.ts";
import { groupFiles } from "../../src/package-index/group-files.ts";
import {
	decodePage,
	encodePage,
	type FilesByVersion,
	type PageHeader,
} from "../../src/package-index/page-columns.ts";
import { rowsOfFiles } from "../../src/package-index/page-rows.ts";
import type { Digest } from "../../src/standards/digest.ts";
import type { ProjectFile } from "../../src/standards/project-page.ts";
import { plainFile } from "../support/plain-file.ts";
import { simpleIndex } from "./open-index.ts";

const INDEX = simpleIndex("https://index.example.org/simple");
const ORIGIN = { name: "my-pkg", index: INDEX };
const HEADER: PageHeader = {
	etag: '"1"',
	lastModified: undefined,
	maxAge: 600,
	url: "https://index.example.org/simple/my-pkg/",
	status: undefined,
};

function projectFile(filename: string, changes: Partial<ProjectFile> = {}): ProjectFile {
	return {
		filename,
		url: `https://files.example.org/${filename}`,
		digests: [],
		requiresPython: undefined,
		yanked: undefined,
		size: undefined,
		uploadTime: undefined,
		metadata: undefined,
		provenance: undefined,
		...changes,
	};
}

/** What a page says, as plain data. */
function plain(groups: FilesByVersion): unknown {
	return groups.map(({ version, files }) => ({
		version: version.toString(),
		files: files.map(plainFile),
	}));
}

function encodeFiles(files: readonly ProjectFile[]): Uint8Array {
	return encodePage(HEADER, rowsOfFiles(files, "my-pkg"));
}

function decoded(bytes: Uint8Array): FilesByVersion {
	const page = decodePage(bytes, ORIGIN);
	if (page === undefined) throw new Error("the page cannot be read");
	const { versions } = page.releases;
	return Array.from(versions, (version, ordinal) => ({
		version,
		files: page.releases.filesOf(ordinal),
	}));
}

const hostileText = fc.string({
	unit: fc.constantFrom(...'\t\n\r\0 \\|,:u0041[]^~\u007f\u0080é漢\ud83d\udc0d\ud800/.*"'),
	maxLength: 12,
});
const hexadecimal = (length: number): fc.Arbitrary<string> =>
	fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const digests: fc.Arbitrary<readonly Digest[]> = fc.array(
	fc.oneof(
		hexadecimal(64).map((hex): Digest => ({ algorithm: "sha256", hex })),
		hexadecimal(32).map((hex): Digest => ({ algorithm: "md5", hex })),
	),
	{ maxLength: 2 },
);
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
	fc.option(value, { nil: undefined });
const version = fc.constantFrom(
	"1.0",
	"1.0.0",
	"2.0rc1",
	"1!3",
	"1.0.post2",
	"0.1.dev3",
	"1.0+x.1",
);
const filename = fc.oneof(
	version.map((text) => `my_pkg-${text}-py3-none-any.whl`),
	fc
		.tuple(version, fc.integer({ min: 0, max: 99 }))
		.map(([text, build]) => `My.Pkg-${text}-${build}é-py3-none-any.whl`),
	version.map((text) => `my-pkg-${text}.tar.gz`),
);
const anyFile: fc.Arbitrary<ProjectFile> = fc
	.record({
		filename,
		address: fc.oneof(
			fc.constant("same"),
			fc.constantFrom("https://x.example.org/", "https://x.example.org/a\\", "file:///a b/"),
			hostileText,
		),
		digests,
		requiresPython: optional(fc.oneof(hostileText, fc.constant(">=3.8, <4"))),
		yanked: optional(hostileText),
		size: optional(fc.nat()),
		uploadTime: optional(fc.integer({ min: -1e12, max: 4e12 })),
		metadata: optional(fc.record({ digests })),
	})
	.map(({ address, ...facts }) => ({
		...facts,
		url: address === "same" ? `https://x.example.org/${facts.filename}` : address,
		provenance: undefined,
	}));

test("decodePage ∘ encodePage is the identity on pages, whatever their fields hold", () => {
	fc.assert(
		fc.property(fc.array(anyFile, { maxLength: 8 }), (files) => {
			const groups = groupFiles(files, "my-pkg", INDEX);
			expect(plain(decoded(encodeFiles(files)))).toEqual(plain(groups));
		}),
		{ numRuns: 400 },
	);
});

test("a page keeps its header", () => {
	const bytes = encodePage({ ...HEADER, status: "archived" }, []);
	expect(decodePage(bytes, ORIGIN)?.header).toEqual({ ...HEADER, status: "archived" });
	expect([...(decodePage(bytes, ORIGIN)?.releases.versions ?? ["none"])]).toEqual([]);
});

const SAMPLE = encodeFiles([
	projectFile("my_pkg-1.0-py3-none-any.whl"),
	projectFile("my_pkg-2.0.tar.gz", { yanked: "" }),
]);

test("a page that is cut anywhere is no page", () => {
	for (let length = 0; length < SAMPLE.length; length += 1) {
		expect(decodePage(SAMPLE.slice(0, length), ORIGIN)).toBeUndefined();
	}
});

test("a page with one changed byte is no page, wherever it is", () => {
	for (let place = 0; place < SAMPLE.length; place += 1) {
		const damaged = SAMPLE.slice();
		damaged[place] = (damaged[place] ?? 0) ^ 0x20;
		expect(decodePage(damaged, ORIGIN)).toBeUndefined();
	}
});

test("foreign bytes are no page", () => {
	for (const text of ["", "{}", "<html></html>", "PPG1".repeat(10), "\0".repeat(64)]) {
		expect(decodePage(Buffer.from(text), ORIGIN)).toBeUndefined();
	}
});

test("a page is read from the middle of a larger buffer", () => {
	const shifted = new Uint8Array(SAMPLE.length + 7);
	shifted.set(SAMPLE, 3);
	const page = decodePage(shifted.subarray(3, 3 + SAMPLE.length), ORIGIN);
	expect([...(page?.releases.versions ?? [])].join(" ")).toBe("1.0 2.0");
	expect(page?.releases.filesOf(1)[0]?.yanked).toBe("");
});

test("files outside the page's versions are none", () => {
	const page = decodePage(SAMPLE, ORIGIN);
	expect(page?.releases.filesOf(2)).toEqual([]);
	expect(page?.releases.filesOf(-1)).toEqual([]);
});

test("a page of 13,000 versions is read, and decodes only the rows that are asked for", () => {
	const files: ProjectFile[] = [];
	for (let number = 0; number < 13_000; number += 1) {
		files.push(projectFile(`my_pkg-1.${number}-py3-none-any.whl`, { size: number }));
	}
	const page = decodePage(encodeFiles(files.toReversed()), ORIGIN);
	expect(page?.releases.versions).toHaveLength(13_000);
	expect(page?.releases.versions.at(12_999)?.toString()).toBe("1.12999");
	const asked = page?.releases.filesOf(777);
	expect(asked?.map(({ size }) => size)).toEqual([777]);
	// The same objects again: a row is decoded once.
	expect(page?.releases.filesOf(777)).toBe(asked as readonly RegistryFile[]);
});

test("rows are not looked at before they are asked for", () => {
	const name = "my_pkg-1.0-py3-none-any.whl";
	const bytes = encodeFiles([projectFile(name)]);
	// Read as another project's, the row of a wheel still decodes; that of a source distribution does not.
	const sdist = encodeFiles([projectFile("my_pkg-1.0.tar.gz")]);
	const foreign = decodePage(sdist, { ...ORIGIN, name: "other" });
	expect([...(foreign?.releases.versions ?? [])].join()).toBe("1.0");
	expect(() => foreign?.releases.filesOf(0)[0]?.filename).toThrow("names no file of other");
	expect(decodePage(bytes, ORIGIN)?.releases.filesOf(0)).toHaveLength(1);
});
