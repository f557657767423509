/** Results on standard output, in the shapes of uv 0.13.9. */
import { describe, expect, test } from "bun:test";
import { paintText } from "../../src/cli/painted-text.ts";
import { type CheckFinding, describeFinding, showCheck } from "../../src/cli/show-check.ts";
import { showFreeze } from "../../src/cli/show-freeze.ts";
import { type ListedDistribution, showList } from "../../src/cli/show-list.ts";
import { showDistributions } from "../../src/cli/show-show.ts";
import { showTree, type TreeOptions, type TreePackage } from "../../src/cli/show-tree.ts";

const INSTALLED: readonly ListedDistribution[] = [
	{ name: "click", version: "8.5.1" },
	{ name: "my-app", version: "0.1", editableLocation: "/code/my app" },
	{ name: "typing-extensions", version: "4.16.0" },
];

describe("showList", () => {
	test("draws columns, with those for editable projects where there is one", () => {
		expect(showList(INSTALLED, "columns")).toBe(
			[
				"Package           Version Editable project location",
				"----------------- ------- -------------------------",
				"click             8.5.1",
				"my-app            0.1     /code/my app",
				"typing-extensions 4.16.0",
			].join("\n"),
		);
	});

	test("draws what is newer", () => {
		const outdated: ListedDistribution[] = [
			{ name: "flask", version: "2.2.5", latest: { version: "3.1.3", kind: "wheel" } },
		];
		expect(showList(outdated, "columns")).toBe(
			[
				"Package Version Latest Type",
				"------- ------- ------ -----",
				"flask   2.2.5   3.1.3  wheel",
			].join("\n"),
		);
		expect(showList(outdated, "json")).toBe(
			'[{"name":"flask","version":"2.2.5","latest_version":"3.1.3","latest_filetype":"wheel"}]',
		);
	});

	test("writes requirements and JSON", () => {
		expect(showList(INSTALLED, "freeze")).toBe(
			"click==8.5.1\nmy-app==0.1\ntyping-extensions==4.16.0",
		);
		expect(showList(INSTALLED.slice(0, 2), "json")).toBe(
			'[{"name":"click","version":"8.5.1"},{"name":"my-app","version":"0.1","editable_project_location":"/code/my app"}]',
		);
	});

	test("draws nothing for nothing, and an empty array", () => {
		expect([showList([], "columns"), showList([], "freeze"), showList([], "json")]).toEqual([
			"",
			"",
			"[]",
		]);
	});
});

test("showFreeze writes each line once", () => {
	expect(
		showFreeze([
			{ kind: "version", name: "a", version: "1" },
			{ kind: "version", name: "a", version: "1" },
			{ kind: "url", name: "b", url: "https://e.org/b.whl#sha256=00" },
			{ kind: "editable", location: "file:///code/c" },
		]),
	).toBe("a==1\nb @ https://e.org/b.whl#sha256=00\n-e file:///code/c");
	expect(showFreeze([])).toBe("");
});

test("showDistributions writes blocks", () => {
	expect(
		showDistributions([
			{
				name: "flask",
				version: "2.2.5",
				location: "/env/lib",
				requires: ["click", "jinja2"],
				requiredBy: ["my-app"],
			},
			{
				name: "my-app",
				version: "0.1",
				location: "/env/lib",
				editableLocation: "/code/my-app",
				requires: [],
				requiredBy: [],
				files: ["a.pth", "my_app-0.1.dist-info/RECORD"],
			},
		]),
	).toBe(
		[
			"Name: flask",
			"Version: 2.2.5",
			"Location: /env/lib",
			"Requires: click, jinja2",
			"Required-by: my-app",
			"---",
			"Name: my-app",
			"Version: 0.1",
			"Location: /env/lib",
			"Editable project location: /code/my-app",
			"Requires:",
			"Required-by:",
			"Files:",
			"  a.pth",
			"  my_app-0.1.dist-info/RECORD",
		].join("\n"),
	);
});

describe("showCheck", () => {
	const lines = (count: number, findings: readonly CheckFinding[]) =>
		showCheck({ count, elapsed: 0.3, findings }).map((line) => paintText(line, false));

	test("says that all is well", () => {
		expect(lines(14, [])).toEqual([
			"Checked 14 packages in 0.30ms",
			"All installed packages are compatible",
		]);
	});

	test("counts and describes what is not", () => {
		const missing: CheckFinding = { kind: "missing", name: "flask", requirement: "click>=8.0" };
		expect(lines(1, [missing])).toEqual([
			"Checked 1 package in 0.30ms",
			"Found 1 incompatibility",
			"`flask` requires `click>=8.0`, which is not installed",
		]);
		expect(lines(1, [missing, missing])[1]).toBe("Found 2 incompatibilities");
	});

	test("has words for every finding", () => {
		const findings: readonly CheckFinding[] = [
			{ kind: "metadata-unreadable", name: "a", path: "/e/a.dist-info" },
			{ kind: "tags-unreadable", name: "a", path: "/e/a.dist-info" },
			{ kind: "python-mismatch", name: "a", requiresPython: ">=3.13", python: "3.12.1" },
			{ kind: "platform-mismatch", name: "a" },
			{ kind: "version-mismatch", name: "a", requirement: "b<2", installed: "2.1" },
			{ kind: "duplicate", name: "a", paths: ["/e/a-1.dist-info", "/e/a-2.dist-info"] },
		];
		expect(findings.map(describeFinding)).toEqual([
			"`a` has no readable METADATA file: `/e/a.dist-info`",
			"`a` has no readable WHEEL file: `/e/a.dist-info`",
			"`a` requires Python >=3.13, but this is Python 3.12.1",
			"`a` was built for another platform or Python",
			"`a` requires `b<2`, but `2.1` is installed",
			"`a` is installed more than once:\n  - /e/a-1.dist-info\n  - /e/a-2.dist-info",
		]);
	});
});

describe("showTree", () => {
	const requiring = (name: string, ...requires: string[]): TreePackage => ({
		name,
		version: "1",
		requires: requires.map((text) => {
			const [required = "", specifier = ""] = text.split(" ");
			return { name: required, specifier };
		}),
	});
	const APP = [
		requiring("jinja2", "markupsafe >=2.0"),
		requiring("my-app", "flask >=2"),
		requiring("markupsafe"),
		{ ...requiring("flask", "jinja2 >=3.0", "werkzeug", "gone >9"), latestVersion: "3" },
		requiring("werkzeug", "markupsafe >=2.1.1"),
	];
	const CYCLE = [
		requiring("a", "b"),
		requiring("b", "c"),
		requiring("c", "a"),
		requiring("s", "s"),
	];
	const tree = (packages: readonly TreePackage[], options: Partial<TreeOptions> = {}) =>
		showTree(packages, {
			depth: 255,
			pruned: new Set(),
			packages: new Set(),
			isInverted: false,
			isDeduplicated: true,
			hasSpecifiers: false,
			...options,
		}).split("\n");

	test("draws what requires what", () => {
		expect(tree(APP)).toEqual([
			"my-app v1",
			"└── flask v1 (latest: v3)",
			"    ├── jinja2 v1",
			"    │   └── markupsafe v1",
			"    └── werkzeug v1",
			"        └── markupsafe v1",
		]);
	});

	test("draws what is required by what, with specifiers and a mark for repetitions", () => {
		expect(tree(APP, { isInverted: true, hasSpecifiers: true })).toEqual([
			"markupsafe v1",
			"├── jinja2 v1 [requires: markupsafe >=2.0]",
			"│   └── flask v1 [requires: jinja2 >=3.0] (latest: v3)",
			"│       └── my-app v1 [requires: flask >=2]",
			"└── werkzeug v1 [requires: markupsafe >=2.1.1]",
			"    └── flask v1 [requires: werkzeug *] (*)",
			"(*) Package tree already displayed",
		]);
		expect(tree(APP, { isInverted: true, isDeduplicated: false })).toHaveLength(7);
	});

	test("stops at a depth", () => {
		expect(tree(APP, { depth: 0 })).toEqual(["my-app v1"]);
		expect(tree(APP, { depth: 1 })).toEqual(["my-app v1", "└── flask v1 (latest: v3)"]);
	});

	test("leaves pruned packages out and keeps what stood below", () => {
		expect(tree(APP, { pruned: new Set(["flask"]), depth: 0 })).toEqual([
			"jinja2 v1",
			"my-app v1",
			"werkzeug v1",
		]);
	});

	test("begins at named packages, but not at those below others", () => {
		expect(tree(APP, { packages: new Set(["jinja2", "markupsafe"]) })).toEqual([
			"jinja2 v1",
			"└── markupsafe v1",
		]);
		expect(tree(APP, { packages: new Set(["nothing"]) })).toEqual([""]);
	});

	test("enters a cycle that nothing leads into at its first package", () => {
		expect(tree(CYCLE)).toEqual([
			"a v1",
			"└── b v1",
			"    └── c v1",
			"        └── a v1 (*)",
			"s v1",
			"└── s v1 (*)",
			"(*) Package tree already displayed",
		]);
		expect(tree(CYCLE, { isDeduplicated: false }).at(-1)).toBe(
			"(*) Package tree is a cycle and cannot be shown",
		);
		expect(tree(CYCLE, { packages: new Set(["b"]) })[0]).toBe("b v1");
	});

	test("enters a cycle at the package that requires most", () => {
		const lopsided = [requiring("a", "z"), requiring("b"), requiring("z", "a", "b")];
		expect(tree(lopsided)[0]).toBe("z v1");
		expect(tree(lopsided, { packages: new Set(["a"]) })[0]).toBe("a v1");
	});

	test("does not begin at what only a cycle requires, whatever its name", () => {
		const below = [requiring("a-leaf"), requiring("b", "c", "a-leaf"), requiring("c", "b")];
		expect(tree(below)).toEqual([
			"b v1",
			"├── a-leaf v1",
			"└── c v1",
			"    └── b v1 (*)",
			"(*) Package tree already displayed",
		]);
	});

	test("tells what is newer where the package stands first", () => {
		const shared = [
			requiring("a", "lib"),
			requiring("b", "lib"),
			{ ...requiring("lib"), latestVersion: "2" },
		];
		expect(tree(shared)).toEqual(["a v1", "└── lib v1 (latest: v2)", "b v1", "└── lib v1"]);
	});

	test("puts several distributions of one project side by side and merges what is required twice", () => {
		const twice = [
			requiring("app", "lib <3", "lib >=1", "lib"),
			{ ...requiring("lib"), version: "1" },
			{ ...requiring("lib"), version: "2" },
		];
		expect(tree(twice, { hasSpecifiers: true })).toEqual([
			"app v1",
			"├── lib v1 [required: <3, >=1]",
			"└── lib v2 [required: <3, >=1]",
		]);
	});

	test("takes names for names, whatever they are", () => {
		expect(tree([requiring("__proto__", "constructor"), requiring("constructor")])).toEqual([
			"__proto__ v1",
			"└── constructor v1",
		]);
	});
});
