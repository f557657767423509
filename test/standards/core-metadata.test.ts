import { expect, test } from "bun:test";
import type { ResolutionMetadata } from "../../src/resolver/package-source.ts";
import {
	InvalidCoreMetadata,
	parseCoreMetadata,
	parseResolutionMetadata,
} from "../../src/standards/core-metadata.ts";
import { printRequirement } from "../../src/standards/requirement.ts";

const METADATA = `Metadata-Version: 2.1
Name: Flask_Thing
Version: 3.0.0
Summary: A thing
Requires-Python: >=3.8
requires-dist: Werkzeug (>=3.0.0)
Requires-Dist: click>=8.1.3 ;
  python_version < "3.12"
Provides-Extra: Async_IO
Requires-Dist: asgiref>=3.2; extra == "async-io"
Description-Content-Type: text/markdown

Requires-Dist: not-a-header
Name: other
`;

const requirements = (text: string): readonly string[] =>
	parseResolutionMetadata(text).metadata.requiresDist.map(printRequirement);

const minimal = (lines: string): string => `Metadata-Version: 2.1\nName: a\nVersion: 1\n${lines}`;

test("what a resolver needs is read from the headers and nothing from the body", () => {
	const { metadata, problems } = parseResolutionMetadata(METADATA);
	const fit: ResolutionMetadata = metadata;
	expect(fit.name).toBe("flask-thing");
	expect(metadata.givenName).toBe("Flask_Thing");
	expect(fit.version.toString()).toBe("3.0.0");
	expect(fit.requiresPython?.toString()).toBe(">=3.8");
	expect(fit.providesExtra).toEqual(["async-io"]);
	expect(metadata.metadataVersion).toBe("2.1");
	expect(problems).toEqual([]);
	expect(fit.requiresDist.map(printRequirement)).toEqual([
		"werkzeug>=3.0.0",
		'click>=8.1.3 ; python_version < "3.12"',
		'asgiref>=3.2 ; extra == "async-io"',
	]);
});

test("line ends of Windows, a byte order mark and a body right after the headers change nothing", () => {
	const windows = `\ufeff${METADATA.replaceAll("\n", "\r\n")}`;
	expect(parseResolutionMetadata(windows).metadata.name).toBe("flask-thing");
	expect(requirements(windows)).toEqual(requirements(METADATA));
});

test("fields that a build may change are told", () => {
	const { metadata } = parseResolutionMetadata(
		minimal("Dynamic: Requires-Dist\nDynamic: version\n"),
	);
	expect(metadata.dynamic).toEqual(["requires-dist", "version"]);
});

test("the first name and the first version count", () => {
	const { metadata } = parseResolutionMetadata(minimal("Name: b\nVersion: 2\n"));
	expect(`${metadata.name} ${metadata.version}`).toBe("a 1");
});

test("known mistakes are repaired and told", () => {
	const { metadata, problems } = parseResolutionMetadata(
		minimal(
			"Requires-Python: >=3.6.*\nRequires-Dist: numpy (>=1.7,)\nRequires-Dist: pandas>=1.9.*\n",
		),
	);
	expect(metadata.requiresPython?.toString()).toBe(">=3.6");
	expect(metadata.requiresDist.map(printRequirement)).toContain("pandas>=1.9");
	expect(problems.length).toBeGreaterThanOrEqual(2);
	expect(problems[0]).toContain("Requires-");
});

test.each([
	["no name", "Version: 1\n", "`Name` is missing"],
	["a wrong name", "Name: -x\nVersion: 1\n", "`Name: -x` is not valid"],
	["no version", "Name: a\n", "`Version` is missing"],
	["a wrong version", "Name: a\nVersion: latest\n", "`Version: latest` is not valid"],
	["a requirement beyond repair", minimal("Requires-Dist: foo bar\n"), "`Requires-Dist: foo bar`"],
	["a Python beyond repair", minimal("Requires-Python: three\n"), "`Requires-Python: three`"],
	["nothing", "", "`Name` is missing"],
	["a name only in the body", "\nName: a\nVersion: 1\n", "`Name` is missing"],
])("metadata with %s is refused", (_what, text, reason) => {
	expect(() => parseResolutionMetadata(text)).toThrow(InvalidCoreMetadata);
	expect(() => parseResolutionMetadata(text)).toThrow(reason);
});

test("the requirement beyond repair is marked in the text", () => {
	try {
		parseResolutionMetadata(minimal("Requires-Dist: foo bar\n"));
		expect.unreachable();
	} catch (error) {
		expect((error as InvalidCoreMetadata).excerpt).toBe(
			"Requires-Dist: foo bar\n^^^^^^^^^^^^^^^^^^^^^^",
		);
	}
});

test("forty megabytes of one field are passed over", () => {
	const text = minimal(`Description: ${"x".repeat(40_000_000)}\nRequires-Dist: b\n\n`);
	expect(requirements(text)).toEqual(["b"]);
});

test("markers nested five thousand deep make the metadata invalid and nothing worse", () => {
	const marker = `${"(".repeat(5_000)}os_name == "nt"${")".repeat(5_000)}`;
	expect(() => parseResolutionMetadata(minimal(`Requires-Dist: b; ${marker}\n`))).toThrow(
		InvalidCoreMetadata,
	);
});

test("the strict reader takes a document that is right in every field", () => {
	const metadata = parseCoreMetadata(METADATA.replace(" ;\n ", " ;"));
	expect(metadata.name).toBe("flask-thing");
	expect(metadata.requiresDist.length).toBe(3);
	expect(metadata.fields.values.get("summary")).toEqual(["A thing"]);
});

test.each([
	["an unknown field", "Flavour: vanilla\n", "`flavour` is not a field"],
	["a field given twice", "Summary: a\nSummary: b\n", "`summary` cannot be read"],
	[
		"a field of a later version",
		"License-File: LICENSE\n",
		"`license-file` needs metadata version 2.4",
	],
	["a summary of two lines", "Summary: a\n  b\n", "`summary`"],
	["a content type nobody renders", "Description-Content-Type: application/json\n", "is none of"],
	[
		"a description in another encoding",
		"Description-Content-Type: text/plain; charset=latin-1\n",
		"UTF-8",
	],
	["an unknown variant", "Description-Content-Type: text/markdown; variant=mine\n", "variant"],
	["a requirement that would need repair", "Requires-Dist: a>=1.*\n", "`requires-dist`"],
	["a wrong extra", "Provides-Extra: -a\n", "`provides-extra`"],
	["a wrong Python", "Requires-Python: three\n", "`requires-python`"],
])("the strict reader refuses %s", (_what, lines, reason) => {
	expect(() => parseCoreMetadata(minimal(lines))).toThrow(reason);
});

test.each([
	["Dynamic: Name\n", "may not be left to a build"],
	["Dynamic: Flavour\n", "is not a field"],
	["License-Expression: Mine\n", "is not valid"],
	["License-File: ../LICENSE\n", "leads out of its folder"],
	["License-File: /LICENSE\n", "not a relative path"],
	["License-File: a\\b\n", "backslash"],
	["License-File: *.txt\n", "pattern"],
	["Import-Name: not-a-name\n", "is not an import name"],
])("in metadata version 2.5, %p is refused", (lines, reason) => {
	expect(() => parseCoreMetadata(minimal(lines).replace("2.1", "2.5"))).toThrow(reason);
});

test("all faults are told at once", () => {
	expect(() => parseCoreMetadata("Summary: a\nFlavour: b\n")).toThrow(
		"`metadata-version` is missing; `name` is missing; `version` is missing; `flavour` is not a field of core metadata",
	);
});
