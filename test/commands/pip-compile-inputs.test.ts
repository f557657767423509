/** Where `pip compile` reads requirements, and whom it names for them. */
import { afterAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compilesFrom, lines } from "./compile-world.ts";
import { installed, preparedSandbox, startInstallIndex } from "./install-world.ts";

const index = await startInstallIndex();
afterAll(() => index.stop());

const { compile, compiled, refused } = compilesFrom(index);

describe("excludes and overrides", () => {
	const files = { "r.in": "alpha\nbeta<2\n", "x.txt": "Beta>=1\n", "o.txt": "beta>=2\n" };

	test("--excludes leaves out what a file names, also against an override", async () => {
		const words = ["r.in", "--excludes", "x.txt", "--overrides", "o.txt"];
		expect(await compiled(files, words)).toBe("alpha==2.0\n    # via -r r.in\n");
	});

	test("an exclude without a name is refused", async () => {
		const words = ["r.in", "--exclude", "y.txt"];
		const { stderr, status } = await compile({ ...files, "y.txt": "./beta\n" }, words);
		expect(status).toBe(2);
		expect(stderr).toBe(
			"error: Cannot exclude `./beta` (y.txt line 1): packages are excluded by name\n",
		);
	});

	test("constraints, overrides and requirements are named in this order", async () => {
		const words = ["r.in", "--overrides", "o.txt", "-c", "c.txt"];
		const all = { ...files, "c.txt": "beta<3\nalpha\n" };
		expect(await compiled(all, words)).toBe(
			[
				"alpha==2.0",
				"    # via -r r.in",
				"beta==2.0",
				"    # via",
				"    #   -c c.txt",
				"    #   --override o.txt",
				"    #   -r r.in",
				"    #   alpha",
				"",
			].join("\n"),
		);
	});
});

const PROJECT = `
[project]
name = "My_App"
version = "1"
requires-python = ">=3.99"
dependencies = ["alpha<2", "my-app[small]"]
[project.optional-dependencies]
small = ["gamma"]
Big_One = ["beta[x]", "my-app[small]"]
[dependency-groups]
test = ["delta"]
ci = [{ include-group = "test" }, "tool"]
`;

describe("pyproject.toml", () => {
	const files = { "pyproject.toml": PROJECT, "sub/pyproject.toml": PROJECT, "r.in": "tool\n" };

	test("is a source of its dependencies, without a build and for any Python", async () => {
		expect(await compiled(files, ["pyproject.toml"])).toBe(
			lines(
				"alpha==1.1",
				"    # via my-app (pyproject.toml)",
				"gamma==0.9",
				"    # via my-app (pyproject.toml)",
			),
		);
	});

	test("adds extras by any spelling of their names", async () => {
		const words = ["sub/pyproject.toml", "--no-annotate", "--no-strip-extras"];
		const expected = lines("alpha==1.1", "beta[x]==2.0", "gamma==0.9");
		expect(await compiled(files, [...words, "--extra", "big.one"])).toBe(expected);
		expect(await compiled(files, [...words, "--extra=small,BIG-ONE"])).toBe(expected);
		expect(await compiled(files, [...words, "--all-extras"])).toBe(expected);
	});

	test("stands beside requirements files, which come first", async () => {
		const words = ["pyproject.toml", "r.in", "s.in", "--annotation-style", "line"];
		const all = { ...files, "s.in": "alpha\n" };
		expect(await compiled(all, words)).toBe(
			lines(
				"alpha==1.1                # via -r s.in, my-app (pyproject.toml)",
				"gamma==0.9                # via my-app (pyproject.toml)",
				"tool==1.0                 # via -r r.in",
			),
		);
	});

	test("gives its groups, under the name that was asked for", async () => {
		const delta = ["delta==1.0", "    # via my-app (pyproject.toml:ci)"];
		const tool = ["tool==1.0", "    # via my-app (pyproject.toml:ci)"];
		expect(await compiled(files, ["--group", "CI"])).toBe(lines(...delta, ...tool));
		const elsewhere = ["delta==1.0", "    # via my-app (sub/pyproject.toml:test)"];
		const words = ["--group", "sub/pyproject.toml:test"];
		expect(await compiled(files, words)).toBe(lines(...elsewhere));
		expect(await compiled(files, ["--project", "sub", "--group", "test"])).toBe(
			lines(...elsewhere),
		);
		const nameless = { "pyproject.toml": '[dependency-groups]\ng = ["delta"]' };
		expect(await compiled(nameless, ["--group", "g"])).toBe(
			lines("delta==1.0", "    # via (pyproject.toml:g)"),
		);
	});

	test("may have `dev-dependencies` in place of a group, with a warning", async () => {
		const older = { "pyproject.toml": '[tool.uv]\ndev-dependencies = ["delta"]' };
		const { stdout, stderr } = await compile(older, ["--group", "dev", "-q"]);
		expect(stdout).toBe(lines("delta==1.0", "    # via (pyproject.toml:dev)"));
		expect((await compile(older, ["--group", "dev"])).stderr).toContain(
			"warning: `tool.uv.dev-dependencies` in `pyproject.toml` is deprecated",
		);
		expect(stderr).toBe("");
	});

	test.each([
		[
			["pyproject.toml", "--extra", "none,nil,small"],
			"2 error: Cannot take the extras `nil` and `none`: `pyproject.toml` has none of that name",
		],
		[
			["r.in", "--extra", "x"],
			"2 error: Cannot take extras: no `pyproject.toml` is among the sources; extras of a package stand in its requirement, as in `package[extra]`",
		],
		[
			["r.in", "--all-extras"],
			"2 error: Cannot take extras: no `pyproject.toml` is among the sources; extras of a package stand in its requirement, as in `package[extra]`",
		],
		[
			["--group", "sub/pyproject.toml:none"],
			"2 error: Cannot take the dependency group `none`: `sub/pyproject.toml` has no such group",
		],
		[
			["--group", "sub:test"],
			"2 error: Cannot use `sub:test` for `--group`: the path before `:` must end in `pyproject.toml`",
		],
		[
			["--group", "no/pyproject.toml:x"],
			"2 error: Cannot read `no/pyproject.toml`: it does not exist",
		],
		[["no/pyproject.toml"], "2 error: Cannot read `no/pyproject.toml`: it does not exist"],
		[
			["r.in", "-c", "pyproject.toml"],
			"2 error: Cannot read `pyproject.toml` here: it is not a requirements file",
		],
		[["else/setup.py"], "2 error: Cannot read `else/setup.py`: it does not exist"],
	])("is refused: %j", async (words, message) => {
		expect(await refused(files, words)).toBe(message);
	});

	test.each([
		['name = "a"\nversion = "1"\ndynamic = ["dependencies"]'],
		['name = "a"\nversion = "1"\ndynamic = ["optional-dependencies"]'],
		['name = "a"\nversion = "1"\n[tool.poetry]'],
	])("needs a build where it leaves its dependencies to one: %s", async (table) => {
		const dynamic = { "pyproject.toml": `[project]\n${table}` };
		expect(await refused(dynamic, ["pyproject.toml"])).toBe(
			"1 error: Cannot build `pyproject.toml`: what it needs for that cannot be had (`setuptools>=40.8.0`)",
		);
	});

	test("may leave its version to a build", async () => {
		const dynamic = 'name = "a"\ndynamic = ["version"]\ndependencies = ["delta"]';
		expect(
			await compiled({ "pyproject.toml": `[project]\n${dynamic}` }, ["pyproject.toml", "-q"]),
		).toBe(lines("delta==1.0", "    # via a (pyproject.toml)"));
	});

	test.each(["setup.py", "setup.cfg"])("speaks for %s beside it", async (name) => {
		const words = [name, "-q", "--no-annotate"];
		const beside = await compiled({ ...files, [name]: "" }, words);
		expect(beside).toBe(await compiled(files, ["pyproject.toml", "-q", "--no-annotate"]));
	});

	test("is a source of `pip install` too", async () => {
		using sandbox = await preparedSandbox(index);
		writeFileSync(join(sandbox.work, "pyproject.toml"), PROJECT);
		const words = ["-r", "pyproject.toml", "--extra", "big-one", "--group", "test"];
		await sandbox.runWell(["pip", "install", "-q", "--index-url", index.url, ...words]);
		expect(installed(sandbox)).toEqual(["alpha-1.1", "beta-2.0", "delta-1.0", "gamma-0.9"]);
	});
});

describe("scripts", () => {
	const program = '# /// script\n# dependencies = ["alpha<2"]\n# ///\nimport alpha\n';

	test("are sources, and are not named", async () => {
		expect(await compiled({ "run.py": program }, ["run.py"])).toBe("alpha==1.1\n");
		expect(await compiled({}, ["-"], program)).toBe("alpha==1.1\n");
		expect(await refused({ "run.py": "pass\n" }, ["run.py"])).toBe(
			"2 error: Could not read `run.py`: it has no block of metadata",
		);
	});
});

describe("settings of the project", () => {
	const settings = lines(
		"[tool.uv]",
		'constraint-dependencies = ["alpha<2"]',
		'override-dependencies = ["beta<2"]',
		'exclude-dependencies = ["gamma"]',
	);
	const files = { "pyproject.toml": settings, "r.in": "alpha\nbeta\ngamma\n" };

	test("narrow, override and exclude, also above the working directory", async () => {
		const expected = lines(
			"alpha==1.1",
			"    # via",
			"    #   -c c.in",
			"    #   -c (workspace)",
			"    #   -r r.in",
			"beta==1.0",
			"    # via",
			"    #   --override (workspace)",
			"    #   -r r.in",
		);
		const all = { ...files, "c.in": "alpha<3\n" };
		expect(await compiled(all, ["r.in", "-c", "c.in"])).toBe(expected);
		const below = Object.fromEntries(
			Object.entries(all).map(([name, text]) => [
				name === "r.in" || name === "c.in" ? `sub/${name}` : name,
				text,
			]),
		);
		const words = ["--directory", "sub", "r.in", "-c", "c.in"];
		expect(await compiled(below, words)).toBe(expected);
	});

	test("come from every file of the run, each once, single packages included", async () => {
		const own =
			'exclude-dependencies = [{ package = { name = "app" }, dependencies = ["beta"] }]\n';
		const all = {
			"pippin.toml": `constraint-dependencies = ["alpha<2"]\n${own}`,
			"app/pyproject.toml":
				'[project]\nname = "app"\nversion = "1"\ndependencies = ["alpha", "beta"]\n',
			"other.toml": 'constraint-dependencies = ["alpha>1.1"]\n',
			"r.in": "./app\n",
		};
		const narrowed = lines(
			"alpha==1.1",
			"    # via",
			"    #   -c (workspace)",
			"    #   app",
			"./app",
			"    # via -r r.in",
		);
		expect(await compiled(all, ["r.in"])).toBe(narrowed);
		expect(await compiled(all, ["r.in", "--no-annotate", "--config-file", "other.toml"])).toBe(
			lines("alpha==2.0", "./app", "beta==2.0"),
		);
		expect(await compiled(all, ["r.in", "--no-annotate", "--no-config"])).toBe(
			lines("alpha==2.0", "./app", "beta==2.0"),
		);
	});

	test("that are wrong are told and left out, unless the project is a source", async () => {
		const wrong = {
			"pyproject.toml":
				'[project]\nname = "x"\nversion = "1"\n[tool.uv]\noverride-dependencies = ["a=1"]\n',
			"r.in": "alpha\n",
		};
		const { status, stderr } = await compile(wrong, ["r.in"]);
		expect([status, stderr.split(":")[0]]).toEqual([0, "warning"]);
		const asSource = await compile(wrong, ["pyproject.toml"]);
		expect(asSource.status).toBe(2);
		expect(asSource.stderr).toMatch(/^warning: .*\nerror: Cannot read `pyproject.toml`/);
	});

	test("of a source define the indexes that its own sources name, and no others", async () => {
		const project = (more: string) => ({
			"sub/pyproject.toml": `[project]\nname = "x"\nversion = "1"\ndependencies = ["gamma"]\n[[tool.uv.index]]\nname = "house"\nurl = "${index.url}"\n${more}`,
		});
		const words = [
			"sub/pyproject.toml",
			"--no-annotate",
			"--default-index",
			`${index.origin}/none`,
		];
		const sources = '[tool.uv.sources]\ngamma = { index = "house" }\n';
		expect(await compiled(project(sources), words)).toBe("gamma==0.9\n");
		expect(await refused(project(""), words)).toBe(
			"1 error: No solution found when resolving dependencies",
		);
	});

	test("hold for `--project`, and not under `--no-config`", async () => {
		const aside = { "p/pyproject.toml": settings, "r.in": "alpha\ngamma\n" };
		const words = ["r.in", "--no-annotate"];
		expect(await compiled(aside, [...words, "--project", "p"])).toBe("alpha==1.1\n");
		expect(await compiled(files, [...words, "--no-config"])).toBe(
			lines("alpha==2.0", "beta==2.0", "gamma==0.9"),
		);
	});
});
