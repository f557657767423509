import { expect, test } from "bun:test";
import { printRequirement } from "../../src/standards/requirement.ts";
import {
	type StaticMetadata,
	staticPkgInfo,
	staticProject,
} from "../../src/standards/static-metadata.ts";
import { parseToml } from "../../src/standards/toml.ts";
import { Version } from "../../src/standards/version.ts";

const FILE = { name: "foo-bar", version: Version.parse("1.0") };

/** `bar>=2, baz | python >=3.9 | extras x`, or what a build has to tell. */
function shown(metadata: StaticMetadata | undefined): string {
	if (metadata === undefined) return "build";
	const { name, version, requiresDist, requiresPython, providesExtra } = metadata;
	const parts = [
		`${name} ${version}`,
		...requiresDist.map(printRequirement),
		...(requiresPython === undefined ? [] : [`python ${requiresPython}`]),
		...providesExtra.map((extra) => `[${extra}]`),
	];
	return parts.join(" | ");
}

const HEAD = "Metadata-Version: 2.2\nName: foo-bar\nVersion: 1.0\n";

test.each([
	[HEAD, "foo-bar 1.0"],
	[
		`${HEAD}Requires-Dist: bar>=2\nRequires-Dist: b ; extra == 'x'\nRequires-Python: >=3.9\nProvides-Extra: X\n`,
		'foo-bar 1.0 | bar>=2 | b ; extra == "x" | python >=3.9 | [x]',
	],
	[`${HEAD}Dynamic: Description\nDynamic: License-File\n`, "foo-bar 1.0"],
	["Metadata-Version: 2.2\nName: Foo_Bar\nVersion: 1\n", "foo-bar 1"],
	["Metadata-Version: 2.4\nName: foo.bar\nVersion: v1.0.0\n", "foo-bar 1.0.0"],
	["Metadata-Version: 2.10\nName: foo-bar\nVersion: 1.0\n", "foo-bar 1.0"],
	["Metadata-Version: 2.1\nName: foo-bar\nVersion: 1.0\n", "build"],
	["Metadata-Version: 1.2\nName: foo-bar\nVersion: 1.0\n", "build"],
	["Metadata-Version: 3.0\nName: foo-bar\nVersion: 1.0\n", "build"],
	["Metadata-Version: 2.2rc1\nName: foo-bar\nVersion: 1.0\n", "build"],
	["Name: foo-bar\nVersion: 1.0\n", "build"],
	[`${HEAD}Dynamic: Requires-Dist\n`, "build"],
	[`${HEAD}Dynamic: requires-python\n`, "build"],
	[`${HEAD}Dynamic: PROVIDES-EXTRA\n`, "build"],
	[`${HEAD}Dynamic: Version\n`, "build"],
	[`${HEAD}Dynamic: Name\n`, "build"],
	["Metadata-Version: 2.2\nName: foo\nVersion: 1.0\n", "build"],
	["Metadata-Version: 2.2\nName: foo-bar\nVersion: 1.1\n", "build"],
	["Metadata-Version: 2.2\nName: foo-bar\n", "build"],
	[`${HEAD}Requires-Dist: ???\n`, "build"],
	["", "build"],
])("PKG-INFO %j says %j", (text, expected) => {
	expect(shown(staticPkgInfo(text, FILE))).toBe(expected);
});

const NAMED = '[project]\nname = "Foo_Bar"\n';
const PROJECT = `${NAMED}version = "1.0.0"\n`;

test.each([
	[PROJECT, "foo-bar 1.0"],
	[
		`${PROJECT}dependencies = ["bar>=2"]\nrequires-python = ">=3.9"\noptional-dependencies.X = ["b", "c ; os_name == 'a' or os_name == 'b'"]`,
		'foo-bar 1.0 | bar>=2 | b ; extra == "x" | c ; (os_name == "a" or os_name == "b") and extra == "x" | python >=3.9 | [x]',
	],
	[`${PROJECT}dynamic = ["readme", "classifiers"]`, "foo-bar 1.0"],
	[`${NAMED}dynamic = ["version"]\ndependencies = ["bar"]`, "foo-bar 1.0 | bar"],
	[`${PROJECT}dependencies = []\n[tool.poetry]\ninclude = []`, "foo-bar 1.0"],
	[`${PROJECT}[dependency-groups]\nx = 3\n[build-system]`, "foo-bar 1.0"],
	[`${PROJECT}[tool.poetry.dependencies]\nbar = "^2"`, "build"],
	[NAMED, "build"],
	[`${PROJECT}dynamic = ["dependencies"]`, "build"],
	[`${PROJECT}dynamic = ["optional-dependencies"]`, "build"],
	[`${PROJECT}dynamic = ["requires-python"]`, "build"],
	[`${PROJECT}dynamic = ["version"]`, "build"],
	[`${PROJECT}dependencies = ["???"]`, "build"],
	['[project]\nname = "foo"\nversion = "1.0"', "build"],
	[`${NAMED}version = "1.1"`, "build"],
	['[tool.poetry]\nname = "foo-bar"\nversion = "1.0"', "build"],
	["project = 1", "build"],
	["", "build"],
])("pyproject.toml %j says %j", (text, expected) => {
	expect(shown(staticProject(parseToml(text), FILE))).toBe(expected);
});
