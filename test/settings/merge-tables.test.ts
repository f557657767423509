import { expect, test } from "bun:test";
import { mergeTables, valuesForPip } from "../../src/settings/merge-tables.ts";
import { readTable } from "../../src/settings/read-table.ts";
import type { SettingsTable } from "../../src/settings/settings-table.ts";
import { parseToml } from "../../src/standards/toml.ts";

function read(text: string): SettingsTable {
	return readTable(parseToml(text), { file: "/uv.toml", folder: "/", isProject: false });
}

/** The values that count, from tables of which the first counts first. */
function merged(...texts: readonly string[]): Record<string, unknown> {
	const values = valuesForPip(mergeTables(texts.map(read)));
	const shown: Record<string, unknown> = {};
	for (const [key, value] of values) {
		if (value.kind === "flag") shown[key] = value.isOn;
		else if (value.kind === "text") shown[key] = value.text;
		else if (value.kind === "list") shown[key] = value.texts;
		else if (value.kind === "map") shown[key] = Object.fromEntries(value.texts);
	}
	return shown;
}

test.each<[string, readonly string[], Record<string, unknown>]>([
	[
		"a scalar of the first file counts",
		['resolution = "lowest"\nupgrade = false', 'resolution = "highest"\nupgrade = true'],
		{ resolution: "lowest", upgrade: false },
	],
	[
		"lists follow one another",
		['find-links = ["/a"]', 'find-links = ["/b"]'],
		{ "find-links": ["/a", "/b"] },
	],
	[
		"maps are merged key by key",
		[
			'prerelease-package = { a = "allow" }',
			'prerelease-package = { a = "disallow", b = "explicit" }',
		],
		{ "prerelease-package": { a: "allow", b: "explicit" } },
	],
	[
		"`[pip]` counts before the top, also that of a later file",
		[
			'resolution = "lowest"\nfind-links = ["/a"]',
			'[pip]\nresolution = "highest"\nfind-links = ["/b"]',
		],
		{ resolution: "highest", "find-links": ["/b", "/a"] },
	],
	[
		"what both levels say of wheels counts together",
		[
			'no-binary = true\nno-binary-package = ["a"]\nno-build-package = ["b"]\n[pip]\nno-binary = ["c"]\nonly-binary = ["d"]',
		],
		{ "no-binary": ["c", ":all:", "a"], "only-binary": ["d", "b"] },
	],
	["no build stays no build", ["no-build = true\n[pip]\nno-build = false"], { "no-build": true }],
])("%s", (_what, texts, expected) => {
	expect(merged(...texts)).toEqual(expected);
});

test("indexes of the first file come first", () => {
	const index = (name: string) => `[[index]]\nname = "${name}"\nurl = "https://${name}.example"`;
	const { indexes } = mergeTables([read(index("a")), read(index("b"))]);
	expect(indexes.map(({ name }) => name)).toEqual(["a", "b"]);
});
