import { describe, expect, test } from "bun:test";
import { readTable } from "../../src/settings/read-table.ts";
import { PIP_KEYS, TOP_KEYS } from "../../src/settings/setting-keys.ts";
import type { SettingsTable, SettingValue } from "../../src/settings/settings-table.ts";
import { printRequirement } from "../../src/standards/requirement.ts";
import { parseToml } from "../../src/standards/toml.ts";

function read(text: string, isProject = false): SettingsTable {
	return readTable(parseToml(text), { file: "/etc/uv.toml", folder: "/etc", isProject });
}

function shown(value: SettingValue | undefined): unknown {
	switch (value?.kind) {
		case "flag":
			return value.isOn;
		case "text":
			return value.text;
		case "list":
			return value.texts;
		case "map":
			return Object.fromEntries(value.texts);
		case undefined:
			return undefined;
	}
}

describe("values", () => {
	test.each<[string, unknown]>([
		["offline = true", true],
		["offline = false", false],
		['resolution = "lowest-direct"', "lowest-direct"],
		['index-strategy = "unsafe-any-match"', "unsafe-any-match"],
		['cache-dir = "cache"', "/etc/cache"],
		['cache-dir = "/var/cache"', "/var/cache"],
		['index-url = "https://host.example/simple"', "https://host.example/simple"],
		['index-url = "./local"', "/etc/local"],
		['index-url = "file:///local"', "file:///local"],
		['find-links = ["./a", "https://host.example/b"]', ["/etc/a", "https://host.example/b"]],
		["concurrent-downloads = 4", "4"],
		['exclude-newer = "2024-01-31"', "2024-01-31"],
		['exclude-newer = "3 days"', "3 days"],
		["exclude-newer = false", "false"],
		[
			'exclude-newer-package = { "My_Tea" = "P3D", cup = false }',
			{ "my-tea": "P3D", cup: "false" },
		],
		['prerelease-package = { tea = "allow" }', { tea: "allow" }],
		['config-settings = { a = "1", b = ["2", "3"] }', ["a=1", "b=2", "b=3"]],
		['config-settings-package = { tea = { a = "1" } }', ["tea:a=1"]],
		['cache-keys = [{ file = "x" }]', undefined],
		['publish-url = "https://host.example"', undefined],
	])("%s", (text, expected) => {
		const { top } = read(text);
		expect(shown(top.get(text.split(" ")[0] ?? ""))).toEqual(expected);
	});

	test("`[pip]` is a table of its own", () => {
		const { top, pip } = read('no-binary = true\n[pip]\nno-binary = ["tea"]\ntarget = "here"\n');
		expect(shown(top.get("no-binary"))).toBe(true);
		expect(shown(pip.get("no-binary"))).toEqual(["tea"]);
		expect(shown(pip.get("target"))).toBe("/etc/here");
	});
});

describe("what is refused", () => {
	test.each([
		["foo = 1", "`foo` is not the name of a setting"],
		["constructor = 1", "`constructor` is not the name of a setting"],
		["[pip]\nfoo = 1", "`pip.foo` is not the name of a setting"],
		[
			'[pip]\nprerelease-package = { tea = "allow" }',
			"`pip.prerelease-package` is not the name of a setting",
		],
		["pip = 1", "`pip` is `1` and must be a table"],
		['offline = "yes"', "`offline` is the text `yes` and must be true or false"],
		[
			'resolution = "sideways"',
			"`resolution` is `sideways` and must be one of highest, lowest, lowest-direct",
		],
		['index-strategy = "first-match"', "`index-strategy` is `first-match` and must be one of"],
		['[pip]\nextra = "e"', "`pip.extra` is the text `e` and must be a list"],
		["find-links = [1]", "`find-links[0]` is `1` and must be a text in quotes"],
		["concurrent-downloads = 0", "`concurrent-downloads` is `0` and must be a whole number from 1"],
		[
			'exclude-newer = "1 month"',
			"`exclude-newer` is `1 month`: months differ in length; write days, such as `30 days`",
		],
		[
			"exclude-newer = 2024-01-31",
			"`exclude-newer` is a date without quotes and must be a text in quotes",
		],
		['exclude-newer = "soon"', "`exclude-newer` is `soon` and must be a day, a moment"],
		[
			'exclude-newer-package = ["tea=2024-01-31"]',
			"`exclude-newer-package` is a list and must be a table",
		],
		[
			'exclude-newer-package = { "-" = false }',
			"`-` in `exclude-newer-package` is no name of a package",
		],
		[
			'prerelease-package = { tea = "maybe" }',
			"`prerelease-package.tea` is `maybe` and must be one of",
		],
		[
			"preview = true\npreview-features = []",
			"`preview` and `preview-features` cannot stand together",
		],
		["sources = {}", "`sources` belongs to a project: it may stand in a `pyproject.toml` only"],
		["environments = []", "`environments` belongs to a project"],
		['[[index]]\nname = "x"', "`index[0]` has no `url`"],
		[
			'[[index]]\nurl = "https://x.example"\nexplicit = true',
			"`index[0]` is explicit and has no `name`",
		],
		[
			'[[index]]\nurl = "https://x.example"\nname = "a b"',
			"`index[0].name` is `a b` and may have letters",
		],
		[
			'[[index]]\nurl = "https://x.example"\nformat = "odd"',
			"`index[0].format` is `odd` and must be one of simple, flat",
		],
		[
			'[[index]]\nurl = "https://x.example"\nignore-error-codes = [99]',
			"`index[0].ignore-error-codes` must be a list of numbers",
		],
		[
			'[[index]]\nurl = "https://x.example"\ncache-control = "x"',
			"`index[0].cache-control` is the text `x` and must be a table",
		],
		["dependency-metadata = [{}]", "`dependency-metadata[0]` has no `name`"],
		[
			'dependency-metadata = [{ name = "tea", requires-dist = ["cup>>1"] }]',
			"`dependency-metadata[0].requires-dist` is not valid: ",
		],
		['index = { url = "https://x.example" }', "`index` must be a list of tables"],
	])("%p", (text, message) => {
		expect(() => read(text)).toThrow(message);
	});
});

test("what belongs to a project may stand in one", () => {
	expect(read("managed = true\nsources = {}\n", true).top.size).toBe(0);
});

test("an index has everything that can be said of it", () => {
	const text = [
		"[[index]]",
		'name = "house"',
		'url = "packages"',
		"default = true",
		"explicit = true",
		'format = "flat"',
		'authenticate = "always"',
		"ignore-error-codes = [401, 500]",
		'cache-control = { api = "max-age=60", files = "max-age=600" }',
		'exclude-newer = "7 days"',
		'publish-url = "https://x.example"',
		"something-new = 1",
		"[[index]]",
		'url = "https://x.example/simple"',
	].join("\n");
	expect(read(text).indexes).toEqual([
		{
			name: "house",
			url: "/etc/packages",
			isDefault: true,
			isExplicit: true,
			format: "flat",
			authenticate: "always",
			ignoredStatuses: [401, 500],
			pageCacheControl: "max-age=60",
			excludeNewer: "7 days",
		},
		{
			name: undefined,
			url: "https://x.example/simple",
			isDefault: false,
			isExplicit: false,
			format: "simple",
			authenticate: "auto",
			ignoredStatuses: [],
			pageCacheControl: undefined,
			excludeNewer: undefined,
		},
	]);
});

test("what is declared of dependencies is read, that of `[pip]` first", () => {
	const { declared } = read(`
		dependency-metadata = [{ name = "My_Tea", requires-dist = ["cup>=1"] }]
		[[pip.dependency-metadata]]
		name = "tea"
		version = "1.0"
		requires-dist = ["cup ; extra == 'x'"]
		requires-python = ">=3.8"
		provides-extra = ["X"]
	`);
	const shownOnes = declared.map((one) => ({
		...one,
		version: one.version?.toString(),
		requiresDist: one.requiresDist.map(printRequirement),
		requiresPython: one.requiresPython?.toString(),
	}));
	expect(shownOnes).toEqual([
		{
			name: "tea",
			version: "1.0",
			requiresDist: ['cup ; extra == "x"'],
			requiresPython: ">=3.8",
			providesExtra: ["x"],
		},
		{
			name: "my-tea",
			version: undefined,
			requiresDist: ["cup>=1"],
			requiresPython: undefined,
			providesExtra: [],
		},
	]);
});

test("a key stands where it means something: those of `[pip]` that also stand at the top mean the same", () => {
	const different = [...PIP_KEYS].filter(
		([key, shape]) =>
			TOP_KEYS.has(key) && JSON.stringify(TOP_KEYS.get(key)) !== JSON.stringify(shape),
	);
	expect(different.map(([key]) => key)).toEqual(["no-binary"]);
});
