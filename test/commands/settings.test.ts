/** Settings files: where they are found, what counts first, and what is refused. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type RunResult } from "../support/sandbox.ts";
import { pkgInfo, sdistIndexFile } from "../support/sdist-builder.ts";

const dated = (version: string, uploadTime: string) =>
	indexFile({ name: "tea", version }, { uploadTime });

const index = await startIndexServer(
	worldOf([
		[
			"tea",
			[
				dated("1.0", "2024-01-10T00:00:00Z"),
				dated("2.0", "2024-01-20T00:00:00Z"),
				dated("3.0rc1", "2024-01-30T00:00:00Z"),
			],
		],
		["cup", [indexFile({ name: "cup", version: "1.0" })]],
		[
			"leaf",
			[
				sdistIndexFile({
					...{ name: "leaf", version: "1.0" },
					files: { "PKG-INFO": pkgInfo("leaf", "1.0", ["Requires-Dist: cup"]) },
				}),
			],
		],
	]),
	{
		sites: new Map([
			["private", { world: worldOf([["tea", [indexFile({ name: "tea", version: "0.5" })]]]) }],
			[
				"guarded",
				{
					world: worldOf([["tea", [indexFile({ name: "tea", version: "0.7" })]]]),
					credentials: { username: "u", password: "p" },
				},
			],
		]),
	},
);
afterAll(() => index.stop());

const sandbox = createSandbox();
afterAll(() => sandbox[Symbol.dispose]());
const NO_SYSTEM = { PIPPIN_NO_SYSTEM_CONFIG: "1" };

beforeEach(() => {
	rmSync(sandbox.work, { recursive: true });
	rmSync(join(sandbox.home, ".config"), { recursive: true, force: true });
	mkdirSync(sandbox.work);
	sandbox.write("requirements.in", "tea\n");
});

/** `pip compile` with no other settings than those of the test; the index comes from them or from `words`. */
function compile(
	words: readonly string[] = [],
	{ directory, variables }: { directory?: string; variables?: Record<string, string> } = {},
): Promise<RunResult> {
	return sandbox.run(["pip", "compile", join(sandbox.work, "requirements.in"), ...words], {
		variables: { ...NO_SYSTEM, ...variables },
		directory: directory ?? sandbox.work,
	});
}

async function pins(...given: Parameters<typeof compile>): Promise<string> {
	const { stdout, stderr, status } = await compile(...given);
	const lines = stdout.split("\n").filter((line) => /^\w/.test(line));
	return status === 0 ? lines.join(" ") : stderr;
}

const SOURCE = `index-url = "${index.url}"\n`;

describe("files", () => {
	test("`uv.toml`, with `[pip]` before the top", async () => {
		sandbox.write("uv.toml", `${SOURCE}resolution = "lowest"\n`);
		expect(await pins()).toBe("tea==1.0");
		sandbox.write("uv.toml", `${SOURCE}resolution = "lowest"\n[pip]\nresolution = "highest"\n`);
		expect(await pins()).toBe("tea==2.0");
	});

	test("`[tool.uv]` of the nearest `pyproject.toml` that has it", async () => {
		sandbox.write(
			"pyproject.toml",
			`[tool.uv]\n${SOURCE}[tool.uv.pip]\nno-header = true\nno-annotate = true\n`,
		);
		sandbox.write("a/pyproject.toml", "[project]\nname = 'uv-user'\nversion = '1'\n[tool.other]\n");
		const directory = join(sandbox.work, "a", "b");
		mkdirSync(directory, { recursive: true });
		expect(await compile([], { directory })).toMatchObject({ stdout: "tea==2.0\n", status: 0 });
		expect((await compile(["-i", index.url], { directory: sandbox.folder })).stdout).toContain(
			"# via",
		);
		const project = ["--project", join(sandbox.work, "a", "pyproject.toml")];
		expect(await pins(project, { directory: sandbox.folder })).toBe("tea==2.0");
	});

	test("a member of a workspace has the settings of its root", async () => {
		const workspace = "[tool.uv.workspace]\nmembers = ['packages/*']\n";
		sandbox.write("pyproject.toml", `[tool.uv]\n${SOURCE}resolution = "lowest"\n${workspace}`);
		const member = "[project]\nname = 'a'\nversion = '1'\n[tool.uv]\n";
		sandbox.write("packages/a/pyproject.toml", `${member}index-url = "http://nowhere.invalid"\n`);
		sandbox.write("packages/a/uv.toml", "no-index = true\n");
		expect(await pins([], { directory: join(sandbox.work, "packages", "a") })).toBe("tea==1.0");
	});

	test("the nearest folder decides alone, and an empty table is enough", async () => {
		sandbox.write("uv.toml", `${SOURCE}resolution = "lowest"\n`);
		sandbox.write("a/pyproject.toml", "[tool.uv]\n");
		const directory = join(sandbox.work, "a");
		expect(await pins(["-i", index.url], { directory })).toBe("tea==2.0");
	});

	test("the project's before the user's, key by key", async () => {
		sandbox.write(
			"../home/.config/uv/uv.toml",
			`${SOURCE}resolution = "lowest"\nprerelease = "allow"\n`,
		);
		expect(await pins()).toBe("tea==1.0");
		sandbox.write("uv.toml", 'resolution = "highest"\n');
		expect(await pins()).toBe("tea==3.0rc1");
	});

	test("the system's last, unless a variable says to leave them out", async () => {
		sandbox.write("etc/uv/uv.toml", `${SOURCE}prerelease = "allow"\n`);
		const system = { XDG_CONFIG_DIRS: join(sandbox.work, "etc") };
		expect(await pins([], { variables: { ...system, PIPPIN_NO_SYSTEM_CONFIG: "" } })).toBe(
			"tea==3.0rc1",
		);
		for (const variable of ["UV_NO_SYSTEM_CONFIG", "PIPPIN_NO_SYSTEM_CONFIG"]) {
			const off = { ...system, PIPPIN_NO_SYSTEM_CONFIG: "", [variable]: "true" };
			expect(await pins(["-i", index.url], { variables: off })).toBe("tea==2.0");
		}
	});

	test("ours before uv's of the same place, in each of the three forms", async () => {
		sandbox.write("uv.toml", `${SOURCE}resolution = "lowest"\n`);
		sandbox.write("pippin.toml", 'resolution = "highest"\n');
		expect(await pins()).toBe("tea==2.0");
		rmSync(join(sandbox.work, "pippin.toml"));
		sandbox.write(
			"pyproject.toml",
			'[tool.pippin]\nprerelease = "allow"\nresolution = "highest"\n',
		);
		expect(await pins()).toBe("tea==3.0rc1");
		sandbox.write("../home/.config/pippin/pippin.toml", 'resolution = "lowest"\n');
		expect(await pins()).toBe("tea==3.0rc1");
		rmSync(join(sandbox.work, "uv.toml"));
		rmSync(join(sandbox.work, "pyproject.toml"));
		sandbox.write("../home/.config/uv/uv.toml", `${SOURCE}resolution = "highest"\n`);
		expect(await pins()).toBe("tea==1.0");
	});

	test("`uv.toml` hides `[tool.uv]` beside it, with a warning that names the keys", async () => {
		sandbox.write("uv.toml", `${SOURCE}[pip]\nno-annotate = true\n`);
		sandbox.write(
			"pyproject.toml",
			'[tool.uv]\nresolution = "lowest"\nmanaged = true\n[tool.uv.pip]\nno-header = true\n',
		);
		const { stdout, stderr } = await compile();
		expect(stdout).toStartWith("# This file was autogenerated");
		expect(stdout).toEndWith("tea==2.0\n");
		expect(stderr).toStartWith(
			"warning: `[tool.uv]` in `[FOLDER]/work/pyproject.toml` is not read, because there is `uv.toml` beside it: `resolution`, `pip.no-header`\n",
		);
	});

	test("`--config-file` stands for all of them, `--no-config` for none", async () => {
		sandbox.write("uv.toml", `${SOURCE}resolution = "lowest"\n`);
		const other = sandbox.write("other.toml", `${SOURCE}prerelease = "allow"\n`);
		expect(await pins(["--config-file", "other.toml"])).toBe("tea==3.0rc1");
		expect(await pins([], { variables: { UV_CONFIG_FILE: other } })).toBe("tea==3.0rc1");
		expect(await pins([], { variables: { PIPPIN_CONFIG_FILE: other } })).toBe("tea==3.0rc1");
		expect(await pins(["--no-config", "-i", index.url])).toBe("tea==2.0");
		expect(await pins(["-i", index.url], { variables: { UV_NO_CONFIG: "1" } })).toBe("tea==2.0");
		expect(await pins(["--isolated", "-i", index.url])).toBe("tea==2.0");
		expect(await compile(["--config-file", "nowhere.toml"])).toMatchObject({
			stderr:
				"error: Cannot read the settings in `[FOLDER]/work/nowhere.toml`: it does not exist\n",
			status: 2,
		});
	});
});

describe("what counts first", () => {
	test("arguments, then variables, then files", async () => {
		sandbox.write("uv.toml", `${SOURCE}resolution = "lowest"\n`);
		const variables = { UV_RESOLUTION: "highest" };
		expect(await pins([], { variables })).toBe("tea==2.0");
		expect(await pins(["--resolution", "lowest"], { variables })).toBe("tea==1.0");
		sandbox.write("uv.toml", `${SOURCE}[pip]\nno-header = true\ngenerate-hashes = true\n`);
		expect((await compile(["--header", "--no-generate-hashes"])).stdout).toMatch(
			/^# This file[\s\S]*tea==2\.0\n {4}# via/,
		);
	});

	test("lists of arguments and files count together, maps key by key", async () => {
		sandbox.write("requirements.in", "tea\ncup\n");
		sandbox.write(
			"uv.toml",
			`${SOURCE}[pip]\nno-emit-package = ["cup"]\nexclude-newer-package = { tea = "2024-01-15", cup = false }\n`,
		);
		expect(await pins(["--exclude-newer", "2024-01-01"])).toBe("tea==1.0");
		expect(await pins(["--exclude-newer-package", "tea=2024-01-25"])).toBe("tea==2.0");
		expect(await pins(["--no-emit-package", "tea"])).toBe("");
	});

	test("an argument that cannot stand beside a setting takes it away", async () => {
		sandbox.write("uv.toml", `${SOURCE}[pip]\ntarget = "there"\n`);
		await sandbox.runWell(["pip", "install", "-q", "--prefix", "here", "cup"], {
			variables: NO_SYSTEM,
		});
		expect(
			(await sandbox.run(["pip", "freeze", "--prefix", "here"], { variables: NO_SYSTEM })).stdout,
		).toBe("cup==1.0\n");
		expect((await sandbox.run(["pip", "freeze"], { variables: NO_SYSTEM })).stdout).toBe("");
	});

	test("`verify-hashes = false` is `--no-verify-hashes`", async () => {
		await sandbox.runWell(["venv", "-q"], { variables: NO_SYSTEM });
		sandbox.write("r.txt", `tea==1.0 --hash=sha256:${"0".repeat(64)}\n`);
		sandbox.write("uv.toml", `${SOURCE}[pip]\nverify-hashes = true\n`);
		const install = () => sandbox.run(["pip", "install", "-r", "r.txt"], { variables: NO_SYSTEM });
		expect((await install()).status).toBe(1);
		sandbox.write("uv.toml", `${SOURCE}[pip]\nverify-hashes = false\n`);
		expect((await install()).status).toBe(0);
	});
});

describe("indexes", () => {
	const entry = (name: string, url: string, more = ""): string =>
		`[[index]]\nname = "${name}"\nurl = "${url}"\n${more}\n`;

	test("entries come before the default one; an explicit one serves nothing unasked", async () => {
		const main = entry("main", index.url, "default = true");
		sandbox.write("uv.toml", main + entry("house", index.siteUrl("private")));
		expect(await pins()).toBe("tea==0.5");
		sandbox.write("uv.toml", main + entry("house", index.siteUrl("private"), "explicit = true"));
		expect(await pins()).toBe("tea==2.0");
		expect(await pins(["--index", "house"])).toBe("tea==0.5");
		expect(await pins(["--index", `house=${index.url}`])).toBe("tea==2.0");
		expect(await pins(["--default-index", index.siteUrl("private")])).toBe("tea==0.5");
	});

	test("relative places start from the folder of the file", async () => {
		sandbox.write("a/uv.toml", `find-links = ["./links"]\nno-index = true\n`);
		sandbox.write("a/links/tea-9.0-py3-none-any.whl", "");
		mkdirSync(join(sandbox.work, "a", "b"));
		const { stdout, stderr } = await compile(["--no-deps"], {
			directory: join(sandbox.work, "a", "b"),
		});
		expect(stdout + stderr).toContain("tea==9.0");
	});

	test("a flat index, an index with credentials by name, and statuses to pass over", async () => {
		const main = entry("main", index.url, "default = true");
		sandbox.write(
			"uv.toml",
			main + entry("flat", `${index.origin}/private/flat/`, 'format = "flat"'),
		);
		expect(await pins()).toBe("tea==0.5");
		sandbox.write("uv.toml", main + entry("my-house", index.siteUrl("guarded")));
		expect(await pins()).toContain("refused to say whether it has `tea`");
		const variables = { UV_INDEX_MY_HOUSE_USERNAME: "u", UV_INDEX_MY_HOUSE_PASSWORD: "p" };
		expect(await pins([], { variables })).toBe("tea==0.7");
		const never = entry("my-house", index.siteUrl("guarded"), 'authenticate = "never"');
		expect(await pins(["--refresh"], { variables })).toBe("tea==0.7");
		sandbox.write("uv.toml", main + never);
		expect(await pins(["--refresh"], { variables })).toContain("refused to say");
		sandbox.write(
			"uv.toml",
			main + entry("my-house", index.siteUrl("guarded"), "ignore-error-codes = [401]"),
		);
		expect(await pins(["--refresh"])).toBe("tea==2.0");
	});

	test("a cutoff of its own in place of that of all", async () => {
		const main = entry("main", index.url, 'default = true\nexclude-newer = "2024-01-15"');
		sandbox.write("uv.toml", `exclude-newer = "2024-01-25"\n${main}`);
		expect(await pins()).toBe("tea==1.0");
		expect(await pins(["--exclude-newer-package", "tea=false"])).toBe("tea==2.0");
	});
});

describe("what is refused", () => {
	test("a `uv.toml` that is wrong ends everything with 2", async () => {
		sandbox.write("uv.toml", "no-such-key = 1\n");
		expect(await compile()).toEqual({
			stdout: "",
			stderr:
				"error: Cannot use the settings in `[FOLDER]/work/uv.toml`\n  cause: `no-such-key` is not the name of a setting\n",
			status: 2,
		});
		sandbox.write("uv.toml", "offline = \n");
		expect(await compile()).toMatchObject({ status: 2 });
		expect((await sandbox.run(["cache", "dir"], { variables: NO_SYSTEM })).status).toBe(2);
		expect((await sandbox.run(["help"], { variables: NO_SYSTEM })).status).toBe(0);
		expect((await sandbox.run(["--version"], { variables: NO_SYSTEM })).status).toBe(0);
	});

	test("a `pyproject.toml` that is wrong is left out with a warning, and the next one counts", async () => {
		sandbox.write("pyproject.toml", `[tool.uv]\n${SOURCE}resolution = "lowest"\n`);
		const wrong = sandbox.write("a/pyproject.toml", '[tool.uv]\nresolution = "sideways"\n');
		const { stdout, stderr } = await compile([], { directory: join(wrong, "..") });
		expect(stdout).toContain("tea==1.0");
		expect(stderr).toStartWith(
			"warning: The settings in `[FOLDER]/work/a/pyproject.toml` are left out: `resolution` is `sideways` and must be one of highest, lowest, lowest-direct\n",
		);
	});

	test("a value that only an option knows is an error in a `uv.toml`, and left out of a project", async () => {
		sandbox.write("uv.toml", '[pip]\npython-platform = "moon"\n');
		const { stderr, status } = await compile();
		expect(stderr).toStartWith(
			"error: `moon` is no value of `python-platform` in `[FOLDER]/work/uv.toml`\n",
		);
		expect(status).toBe(2);
		rmSync(join(sandbox.work, "uv.toml"));
		sandbox.write(
			"pyproject.toml",
			`[tool.uv]\n${SOURCE}[tool.uv.pip]\npython-platform = "moon"\n`,
		);
		expect((await compile()).stderr).toStartWith(
			"warning: A setting is left out: `moon` is no value of `python-platform` in `[FOLDER]/work/pyproject.toml`\n",
		);
	});

	test("`required-version` is looked at first, in a project too", async () => {
		sandbox.write("pyproject.toml", '[tool.uv]\nrequired-version = ">=99"\nfoo = 1\n');
		expect(await compile()).toEqual({
			stdout: "",
			stderr: [
				"error: Cannot go on: settings require version `>=99`, and pippin stands for uv 0.13.9",
				"",
			].join("\n"),
			status: 2,
		});
		sandbox.write("pyproject.toml", '[tool.uv]\nrequired-version = ">=0.5"\n');
		expect(await pins(["-i", index.url])).toBe("tea==2.0");
		sandbox.write("pippin.toml", 'required-version = ">=99"\n');
		expect((await compile()).stderr).toStartWith(
			"error: Cannot go on: settings require version `>=99`, and this is pippin ",
		);
	});
});

test("`dependency-metadata` counts in place of what a distribution says, for one version or for all", async () => {
	const declare = (more: string): string =>
		`${SOURCE}dependency-metadata = [{ name = "tea", requires-dist = ["cup"] }${more}]\n`;
	sandbox.write("uv.toml", declare(""));
	expect(await pins()).toBe("cup==1.0 tea==2.0");
	sandbox.write("uv.toml", declare(', { name = "Tea", version = "2.0" }'));
	expect(await pins()).toBe("tea==2.0");
	expect(await pins(["--resolution", "lowest"])).toBe("cup==1.0 tea==1.0");
	sandbox.write("requirements.in", "leaf\n");
	expect(await pins()).toBe("cup==1.0 leaf==1.0");
	const leaf = 'dependency-metadata = [{ name = "leaf", requires-dist = ["tea>=2"] }]\n';
	sandbox.write("uv.toml", SOURCE + leaf);
	expect(await pins()).toBe("leaf==1.0 tea==2.0");
});

test("other commands heed settings too", async () => {
	const variables = NO_SYSTEM;
	sandbox.write("uv.toml", 'cache-dir = "./kept"\n');
	const cache = await sandbox.run(["cache", "dir"], {
		variables: { ...variables, PIPPIN_CACHE_DIR: "" },
	});
	expect(cache.stdout).toBe("[FOLDER]/work/kept\n");
	sandbox.write("uv.toml", `${SOURCE}exclude-newer = "2024-01-15"\n`);
	await sandbox.runWell(["venv", "-q"], { variables });
	await sandbox.runWell(["pip", "install", "-q", "tea"], { variables });
	expect((await sandbox.run(["pip", "freeze"], { variables })).stdout).toBe("tea==1.0\n");
	sandbox.write("uv.toml", SOURCE);
	const outdated = await sandbox.run(["pip", "list", "--outdated", "--format", "json"], {
		variables,
	});
	expect(outdated.stdout).toContain('"latest_version":"2.0"');
});

test("`PIPPIN_X` is read wherever `UV_X` is, and first", async () => {
	const variables = { UV_HTTP_TIMEOUT: "30", PIPPIN_HTTP_TIMEOUT: "never" };
	expect(await compile(["-i", index.url], { variables })).toMatchObject({
		stderr:
			"error: Could not use `UV_HTTP_TIMEOUT`: its value `never` is not a whole number of at least 1\n",
		status: 2,
	});
});
