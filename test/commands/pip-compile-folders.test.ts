/** Local folders and `tool.uv.sources` under `pip compile`: read as they describe themselves. */
import { afterAll, describe, expect, test } from "bun:test";
import { compilesFrom, lines } from "./compile-world.ts";
import { startInstallIndex } from "./install-world.ts";

const index = await startInstallIndex();
afterAll(() => index.stop());

const { compiled, refused } = compilesFrom(index);

const files = {
	"proj/pyproject.toml": lines(
		"[project]",
		'name = "proj"',
		'version = "1.5"',
		'dependencies = ["alpha<2", "my-lib"]',
		"[project.optional-dependencies]",
		'fast = ["delta"]',
		"[tool.uv.sources]",
		'my-lib = { path = "../lib", editable = true }',
	),
	"lib/pyproject.toml": lines(
		"[project]",
		'name = "my-lib"',
		'version = "0.2"',
		'dependencies = ["gamma"]',
	),
};

/** A project with these lines below its name. */
const project = (...more: readonly string[]) => ({
	...files,
	"pyproject.toml": lines("[project]", 'name = "app"', 'version = "1"', ...more),
});

describe("a folder", () => {
	test("is pinned as it was written, editable ones first", async () => {
		expect(await compiled({ ...files, "r.in": "./proj[fast]\n" }, ["r.in"])).toBe(
			lines(
				"-e ../lib",
				"    # via proj",
				"alpha==1.1",
				"    # via proj",
				"delta==1.0",
				"    # via proj",
				"gamma==0.9",
				"    # via my-lib",
				"./proj",
				"    # via -r r.in",
			),
		);
	});

	test.each([
		["./lib", "./lib"],
		["./lib[x] ; python_version > '3'", "./lib"],
		["my_lib @ ./lib", "./lib"],
		["my-lib\n./lib", "./lib"],
		["my-lib @ ./lib\nmy-lib<0.3", "./lib"],
	])("%j", async (text, place) => {
		const words = ["r.in", "--no-annotate", "-q"];
		const all = { ...files, "r.in": `${text}\n` };
		expect(await compiled(all, words)).toBe(lines("gamma==0.9", place));
	});

	test.each([
		["-e lib", "-e lib"],
		["-e ./lib[x]", "-e ./lib"],
		["./lib\n-e lib", "-e lib"],
		["-e lib\n./lib", "-e lib"],
	])("%j", async (text, place) => {
		const words = ["r.in", "--no-annotate", "-q"];
		const all = { ...files, "r.in": `${text}\n` };
		expect(await compiled(all, words)).toBe(lines(place, "gamma==0.9"));
	});

	test("that was pinned before is no version to prefer", async () => {
		const all = {
			...files,
			"r.in": "-e ./lib\n./proj\n",
			"out.txt": "-e ./lib\n./proj\ngamma==0.9\n",
		};
		expect(await compiled(all, ["r.in", "-o", "out.txt", "--no-annotate"])).toBe(
			lines("-e ./lib", "alpha==1.1", "gamma==0.9", "./proj"),
		);
	});

	test.each([
		["./none", "1 error: Cannot find the project `./none`: there is no such folder"],
		["other @ ./lib", "1 error: Cannot use `./lib` for `other`: it is the project `my-lib`"],
		[
			"./empty",
			"1 error: Cannot take `./empty` as a project: the folder has neither `pyproject.toml` nor `setup.py`",
		],
		[
			"./old",
			"1 error: Cannot build `./old`: what it needs for that cannot be had (`setuptools>=40.8.0`)",
		],
		[
			"-e https://x.org/a.whl",
			"2 error: Cannot take `https://x.org/a.whl` as an editable project: it is not in a local folder",
		],
	])("is refused: %s", async (text, message) => {
		const all = { ...files, "r.in": `${text}\n`, "empty/a": "", "old/setup.py": "" };
		expect(await refused(all, ["r.in"])).toBe(message);
	});

	test("that is missing does not matter where it is not wanted", async () => {
		const all = { "r.in": "none @ ./none ; sys_platform == 'never'\ndelta\n" };
		expect(await compiled(all, ["r.in", "--no-annotate"])).toBe("delta==1.0\n");
	});
});

describe("sources of a project", () => {
	const words = ["pyproject.toml", "--no-annotate"];
	const dependencies = 'dependencies = ["my-lib>=9"]';

	test("give a dependency its place, whatever its version", async () => {
		const all = project(dependencies, "[tool.uv.sources]", 'my-lib = { path = "lib" }');
		expect(await compiled(all, ["pyproject.toml"])).toBe(
			lines("gamma==0.9", "    # via my-lib", "lib", "    # via app (pyproject.toml)"),
		);
		expect(await refused(all, [...words, "--no-sources"])).toStartWith("1 error: No solution");
		expect(await refused(all, [...words, "--no-sources-package", "My_Lib"])).toStartWith("1 ");
	});

	test("may be for one platform, one extra or one group", async () => {
		const elsewhere = 'delta = { path = "none", marker = "sys_platform == \'never\'" }';
		expect(
			await compiled(project('dependencies = ["delta"]', "[tool.uv.sources]", elsewhere), words),
		).toBe("delta==1.0\n");
		const parts = project(
			'optional-dependencies.x = ["my-lib"]',
			'optional-dependencies.y = ["delta"]',
			"[dependency-groups]",
			'g = ["my-lib"]',
			"[tool.uv.sources]",
			'my-lib = [{ path = "lib", extra = "x" }, { path = "./lib", group = "g" }]',
			'delta = { path = "none", extra = "x" }',
		);
		expect(await compiled(parts, [...words, "--extra", "x"])).toBe(lines("gamma==0.9", "lib"));
		expect(await compiled(parts, [...words, "--extra", "y"])).toBe("delta==1.0\n");
		expect(await compiled(parts, ["--group", "g", "--no-annotate"])).toBe(
			lines("gamma==0.9", "./lib"),
		);
	});

	test.each([
		[
			'{ index = "mine" }',
			"2 error: Cannot use the source of `my-lib` in `pyproject.toml`: no index is named `mine`",
		],
		[
			"{ workspace = true }",
			"2 error: Cannot find `my-lib`, which `pyproject.toml` takes from its workspace: workspaces are not read by this release",
		],
		[
			'{ git = "https://x.org/a" }',
			"2 error: Cannot install `my-lib @ git+https://x.org/a`: a git repository needs a build, which this release does not do yet",
		],
		['{ path = "none" }', "1 error: Cannot find the project `none`: there is no such folder"],
		['{ colour = "red" }', "2 error: Cannot read `pyproject.toml`"],
	])("are refused: %s", async (source, message) => {
		const all = project(dependencies, "[tool.uv.sources]", `my-lib = ${source}`);
		expect(await refused(all, words)).toBe(message);
	});

	test("may name an index of the project or of the command line", async () => {
		const pinned = ['dependencies = ["delta"]', "[tool.uv.sources]", 'delta = { index = "mine" }'];
		const known = project(...pinned, "[[tool.uv.index]]", 'name = "mine"', `url = "${index.url}"`);
		expect(await compiled(known, words)).toBe("delta==1.0\n");
		const named = [...words, "--index", `mine=${index.url}`];
		expect(await compiled(project(...pinned), named)).toBe("delta==1.0\n");
	});
});

describe("places that lead to nothing", () => {
	const broken = {
		"app/pyproject.toml":
			'[project]\nname = "app"\nversion = "1"\ndependencies = ["alpha<2", "lib @ file:///none/lib"]\n',
		"r.in": "./app\n",
		"x.txt": "lib\n",
	};

	test("are told where what leads there is required, and only there", async () => {
		expect(await refused(broken, ["r.in"])).toBe(
			"1 error: Cannot find the project `file:///none/lib`: there is no such folder",
		);
		expect(await compiled(broken, ["r.in", "--excludes", "x.txt", "--no-annotate"])).toBe(
			lines("alpha==1.1", "./app"),
		);
	});
});

describe("two places of one project", () => {
	const twice = (first: string, second: string) => ({
		"a/pyproject.toml": '[project]\nname = "app"\nversion = "1"\n',
		"b/pyproject.toml": '[project]\nname = "app"\nversion = "2"\n',
		"r.in": `app @ ./a ${first}\napp @ ./b ${second}\n`,
	});
	const words = ["r.in", "--universal", "--no-annotate"];

	test("contradict where they may both be meant, for all platforms as well", async () => {
		expect(await refused(twice("", ""), words)).toBe(
			"1 error: Could not resolve: the inputs name different URLs for `app`:",
		);
		const apart = twice("; sys_platform == 'linux'", "; sys_platform != 'linux'");
		expect(await compiled(apart, words)).toBe(
			lines("./a ; sys_platform == 'linux'", "./b ; sys_platform != 'linux'"),
		);
	});
});
