/** `pip uninstall` of the built executable: what goes, what stays, what it says. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox } from "../support/sandbox.ts";
import { buildWheel, wheelFileName } from "../support/wheel-builder.ts";
import { failed, installed, preparedSandbox, told } from "./install-world.ts";
import { makeDistribution } from "./report-world.ts";
import { treeText } from "./tree-hash.ts";

const index = await startIndexServer(
	worldOf([
		[
			"tool",
			[
				indexFile({
					name: "tool",
					version: "1.0",
					entryPoints: { console_scripts: { "run-tool": "tool:main" } },
					files: {
						"tool/__init__.py": "def main(): pass\n",
						"tool/deep/er/data.txt": "x",
						"shared_space/tool.py": "",
						"tool-1.0.data/data/share/tool/notes.txt": "notes",
					},
				}),
			],
		],
		[
			"other",
			[
				indexFile({
					name: "other",
					version: "2.0",
					files: { "other.py": "", "shared_space/other.py": "" },
				}),
			],
		],
	]),
);
afterAll(() => index.stop());

const SITE = "[FOLDER]/work/.venv/lib/python3.X/site-packages";

describe("pip uninstall", () => {
	test("removes everything that installing brought, and tells what went", async () => {
		using sandbox = await preparedSandbox(index);
		const before = treeText(sandbox.environment);
		await sandbox.runWell(["pip", "install", "-i", index.url, "tool", "other"]);
		// What Python compiled of the files goes with them.
		mkdirSync(join(sandbox.sitePackages, "tool", "__pycache__"));
		writeFileSync(
			join(sandbox.sitePackages, "tool", "__pycache__", "__init__.cpython-312.pyc"),
			"",
		);
		expect(await sandbox.run(["pip", "uninstall", "Tool", "other>=5"])).toEqual(
			told("Uninstalled 2 packages in [TIME]", " - other==2.0", " - tool==1.0"),
		);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("leaves what others share a folder with", async () => {
		using sandbox = await preparedSandbox(index, "other");
		const before = treeText(sandbox.environment);
		await sandbox.runWell(["pip", "install", "-i", index.url, "tool"]);
		await sandbox.runWell(["uninstall", "tool"]);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("keeps files that somebody added, with their folders", async () => {
		using sandbox = await preparedSandbox(index, "tool");
		const mine = join(sandbox.sitePackages, "tool", "mine.txt");
		writeFileSync(mine, "mine");
		await sandbox.runWell(["pip", "uninstall", "tool"]);
		expect(existsSync(mine)).toBe(true);
		expect(existsSync(join(sandbox.sitePackages, "tool", "__init__.py"))).toBe(false);
	});

	test("skips what is not installed, and ends with 0 also where nothing is left to do", async () => {
		using sandbox = await preparedSandbox(index, "tool");
		expect(await sandbox.run(["pip", "uninstall", "zeta", "tool", "beta"])).toEqual(
			told(
				"warning: Skipped `beta`: it is not installed",
				"warning: Skipped `zeta`: it is not installed",
				"Uninstalled 1 package in [TIME]",
				" - tool==1.0",
			),
		);
		expect(await sandbox.run(["pip", "uninstall", "tool"])).toEqual(
			told(
				"warning: Skipped `tool`: it is not installed",
				"warning: There is nothing to uninstall",
			),
		);
	});

	test("says in a dry run what would go, and changes nothing", async () => {
		using sandbox = await preparedSandbox(index, "tool");
		const before = treeText(sandbox.environment);
		expect(await sandbox.run(["pip", "uninstall", "--dry-run", "tool", "zeta"])).toEqual(
			told("Would uninstall 1 package", " - tool==1.0"),
		);
		expect(await sandbox.run(["pip", "uninstall", "--dry-run", "zeta"])).toEqual(
			told("Would make no changes"),
		);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("asks nothing, and says so to who answers beforehand", async () => {
		using sandbox = await preparedSandbox(index, "tool");
		const { stderr, status } = await sandbox.run(["pip", "uninstall", "-y", "tool"]);
		expect(status).toBe(0);
		expect(stderr).toContain("warning: ");
		expect(stderr).toEndWith("Uninstalled 1 package in [TIME]\n - tool==1.0\n");
	});

	test("reads files of requirements, and needs a file or a name", async () => {
		using sandbox = await preparedSandbox(index, "tool", "other");
		sandbox.write("requirements.txt", "other==9  # another version\ntool; python_version < '3'\n");
		const { stderr } = await sandbox.runWell(["pip", "uninstall", "-r", "requirements.txt"]);
		expect(stderr).toEndWith(" - other==2.0\n - tool==1.0\n");
		expect((await sandbox.run(["pip", "uninstall"])).status).toBe(2);
		expect((await sandbox.run(["pip", "uninstall", "-r", "none.txt"])).status).toBe(2);
	});

	test("finds by path or URL what was installed from there", async () => {
		using sandbox = await preparedSandbox(index);
		const recipe = { name: "local", version: "1.0" };
		writeFileSync(join(sandbox.work, wheelFileName(recipe)), buildWheel(recipe));
		const path = `./${wheelFileName(recipe)}`;
		const url = `${index.origin}/files/other/other-2.0-py3-none-any.whl`;
		await sandbox.runWell(["pip", "install", "--no-index", path, url]);
		expect(await sandbox.run(["pip", "uninstall", path, url, "https://example.com/z.whl"])).toEqual(
			told(
				"warning: Skipped `https://example.com/z.whl`: it is not installed",
				"Uninstalled 2 packages in [TIME]",
				" - local==1.0 (from file://[FOLDER]/work/local-1.0-py3-none-any.whl)",
				" - other==2.0 (from http://127.0.0.1:[PORT]/files/other/other-2.0-py3-none-any.whl)",
			),
		);
	});

	test("finds an editable project by its folder, in today's way and in that of old", async () => {
		using sandbox = await preparedSandbox(index);
		const project = join(sandbox.work, "project");
		mkdirSync(join(project, "old.egg-info"), { recursive: true });
		writeFileSync(join(project, "old.egg-info", "PKG-INFO"), "Name: old\nVersion: 0.7\n");
		writeFileSync(join(sandbox.sitePackages, "old.egg-link"), `${project}\n.\n`);
		writeFileSync(join(sandbox.sitePackages, "easy-install.pth"), `/elsewhere\n${project}\n`);
		makeDistribution(sandbox, ["mine", "1"], {
			directUrl: { url: `file://${sandbox.work}/mine`, dir_info: { editable: true } },
		});
		sandbox.write("editables.txt", "-e ./mine\n");
		const { stderr } = await sandbox.runWell([
			"pip",
			"uninstall",
			"-r",
			"editables.txt",
			"./project/",
		]);
		expect(stderr).toStartWith("Uninstalled 2 packages in [TIME]\n - mine==1");
		expect(installed(sandbox)).toEqual([]);
		expect(existsSync(join(sandbox.sitePackages, "old.egg-link"))).toBe(false);
		expect(await Bun.file(join(sandbox.sitePackages, "easy-install.pth")).text()).toBe(
			"/elsewhere\n",
		);
	});

	test("removes every copy of a project", async () => {
		using sandbox = await preparedSandbox(index, "tool");
		makeDistribution(sandbox, ["tool", "0.9"]);
		expect(await sandbox.run(["pip", "uninstall", "tool", "tool"])).toEqual(
			told("Uninstalled 2 packages in [TIME]", " - tool==0.9", " - tool==1.0"),
		);
	});

	test("refuses what has no RECORD, and then removes nothing at all", async () => {
		using sandbox = await preparedSandbox(index, "tool", "other");
		rmSync(join(sandbox.sitePackages, "other-2.0.dist-info", "RECORD"));
		const before = treeText(sandbox.environment);
		expect(await sandbox.run(["pip", "uninstall", "tool", "other"])).toEqual(
			failed(
				2,
				"error: Cannot uninstall `other`: it has no RECORD file",
				"",
				`hint: Remove \`${SITE}/other-2.0.dist-info\` and the files that belong to it by hand`,
			),
		);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("removes no file outside of the environment, of another distribution, or of Python, whatever RECORD says", async () => {
		using sandbox = await preparedSandbox(index, "other");
		const outside = sandbox.write("outside.txt", "dear");
		const before = treeText(sandbox.environment);
		writeFileSync(join(sandbox.sitePackages, "evil.py"), "");
		makeDistribution(sandbox, ["evil", "1"], {
			record: [
				"evil.py,,",
				"other.py,,",
				"../../../bin/python,,",
				"../../../pyvenv.cfg,,",
				"../../../../outside.txt,,",
				`${outside},,`,
			],
		});
		await sandbox.runWell(["pip", "uninstall", "evil"]);
		expect(existsSync(outside)).toBe(true);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("works on --target and --prefix", async () => {
		using sandbox = await preparedSandbox(index);
		for (const option of ["--target", "--prefix"]) {
			const place = [option, join(sandbox.folder, option)];
			await sandbox.runWell(["pip", "install", "-i", index.url, ...place, "tool"]);
			const { stderr } = await sandbox.runWell(["pip", "uninstall", ...place, "tool"]);
			expect(stderr).toEndWith(" - tool==1.0\n");
			expect((await sandbox.run(["pip", "list", ...place])).stdout).toBe("");
		}
	});

	test("refuses where there is no environment", async () => {
		using sandbox = createSandbox();
		const { status, stderr } = await sandbox.run(["pip", "uninstall", "tool"]);
		expect([status, stderr.split("\n")[0]]).toEqual([
			2,
			"error: Could not find a virtual environment: make one with `pippin venv`, or pass `--system` to install into a Python that is not in one",
		]);
	});
});
