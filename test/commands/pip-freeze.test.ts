/** `pip freeze` of the built executable. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { wheelHash } from "../support/index-file.ts";
import { buildWheel, wheelFileName } from "../support/wheel-builder.ts";
import { preparedSandbox } from "./install-world.ts";
import { makeDistribution, printed, startReportIndex } from "./report-world.ts";

const index = await startReportIndex();
afterAll(() => index.stop());

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("pip freeze", () => {
	test("writes what brings the same again, also under -q", async () => {
		using sandbox = await preparedSandbox(index, "app", "base==0.1");
		const pins = printed("app==1.0", "base==0.1", "lib==1.5");
		expect(await sandbox.run(["pip", "freeze"])).toEqual(pins);
		expect(await sandbox.run(["freeze", "-q"])).toEqual(pins);
		expect(await sandbox.run(["pip", "freeze", "--exclude", "App", "--exclude", "lib"])).toEqual(
			printed("base==0.1"),
		);
	});

	test("writes URLs for what pippin installed from a URL or a path, with the digest that was asked for", async () => {
		using sandbox = await preparedSandbox(index);
		const recipe = { name: "local", version: "1.0" };
		const path = join(sandbox.work, wheelFileName(recipe));
		writeFileSync(path, buildWheel(recipe));
		const url = `${index.origin}/files/base/base-0.1-py3-none-any.whl`;
		const fragment = wheelHash(recipe).replace(":", "=");
		await sandbox.runWell([
			"pip",
			"install",
			"--no-index",
			`local @ file://${path}#${fragment}`,
			`base @ ${url}`,
		]);
		const { stdout } = await sandbox.run(["pip", "freeze"]);
		const [base = "", local = ""] = stdout.split("\n");
		expect(base).toMatch(
			/^base @ http:\/\/127\.0\.0\.1:\[PORT\]\/files\/base\/base-0\.1-py3-none-any\.whl$/,
		);
		expect(local).toBe(`local @ file://[FOLDER]/work/local-1.0-py3-none-any.whl#${fragment}`);
	});

	test("freezes into a file that installs the same", async () => {
		using sandbox = await preparedSandbox(index, "lib==1.0", "base==0.1");
		const { stdout } = await sandbox.runWell(["pip", "freeze"]);
		sandbox.write("frozen.txt", stdout);
		const { stderr } = await sandbox.runWell(["pip", "install", "-r", "frozen.txt"]);
		expect(stderr).toBe("Checked 2 packages in [TIME]\n");
	});

	test("writes repositories, archives and folders as direct_url.json names them, without credentials", async () => {
		using sandbox = await preparedSandbox(index);
		const made: readonly (readonly [string, object])[] = [
			[
				"archive",
				{
					url: "https://example.com/archive.zip",
					archive_info: { hashes: { md5: "00", sha256: "ab" } },
					subdirectory: "part",
				},
			],
			["folder", { url: "file:///code/folder", dir_info: {} }],
			["git", { url: "https://example.com/g.git", vcs_info: { vcs: "git", commit_id: COMMIT } }],
			[
				"secret",
				{
					url: "https://user:word@example.com/g.git",
					vcs_info: { vcs: "git", commit_id: COMMIT, requested_revision: "main" },
					subdirectory: "a/b",
				},
			],
			["work", { url: "file:///code/work", dir_info: { editable: true } }],
		];
		for (const [name, directUrl] of made) makeDistribution(sandbox, [name, "1"], { directUrl });
		expect(await sandbox.run(["pip", "freeze"])).toEqual(
			printed(
				"archive @ https://example.com/archive.zip#subdirectory=part&sha256=ab",
				"folder @ file:///code/folder",
				`git @ git+https://example.com/g.git@${COMMIT}`,
				`secret @ git+https://user:****@example.com/g.git@${COMMIT}#subdirectory=a/b`,
				"-e file:///code/work",
			),
		);
		const { stdout } = await sandbox.run(["pip", "freeze", "--exclude-editable"]);
		expect(stdout).not.toContain("code/work");
	});

	test("knows develop installations of old", async () => {
		using sandbox = await preparedSandbox(index);
		const project = join(sandbox.folder, "project");
		mkdirSync(join(project, "old.egg-info"), { recursive: true });
		writeFileSync(join(project, "old.egg-info", "PKG-INFO"), "Name: old\nVersion: 0.7\n");
		writeFileSync(join(sandbox.sitePackages, "old.egg-link"), `${project}\n.\n`);
		writeFileSync(join(sandbox.sitePackages, "file-2.0-py3.12.egg-info"), "Name: file\n");
		expect(await sandbox.run(["pip", "freeze"])).toEqual(
			printed("file==2.0", "-e [FOLDER]/project"),
		);
	});

	test("warns where nobody can tell where a distribution came from", async () => {
		using sandbox = await preparedSandbox(index);
		makeDistribution(sandbox, ["lost", "1"], { directUrl: '{"url": 5' });
		expect(await sandbox.run(["pip", "freeze"])).toEqual({
			...printed("lost==1"),
			stderr:
				"warning: Cannot tell where `lost` came from: `[FOLDER]/work/.venv/lib/python3.X/site-packages/lost-1.dist-info/direct_url.json` cannot be read\n",
		});
	});

	test("looks into folders that are named instead of the environment, and skips those that are none", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		const folder = join(sandbox.folder, "further");
		mkdirSync(folder);
		makeDistribution({ sitePackages: folder }, ["other", "3"]);
		const words = ["pip", "freeze", "--path", folder, "--path", join(folder, "nothing")];
		expect(await sandbox.run(words)).toEqual(printed("other==3"));
		const twice = await sandbox.run([...words, "--path", sandbox.sitePackages, "--path", folder]);
		expect(twice).toEqual(printed("base==0.1", "other==3"));
		const { status } = await sandbox.run([...words, "--target", folder]);
		expect(status).toBe(2);
	});

	test("warns with --strict", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		makeDistribution(sandbox, ["needy", "1"], { metadata: ["Requires-Dist: base>=1"] });
		expect(await sandbox.run(["pip", "freeze", "--strict"])).toEqual({
			...printed("base==0.1", "needy==1"),
			stderr: "warning: `needy` requires `base>=1`, but `0.1` is installed\n",
		});
	});
});
