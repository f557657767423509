/** `pip list` of the built executable. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { preparedSandbox } from "./install-world.ts";
import { makeDistribution, printed, startReportIndex } from "./report-world.ts";
import { treeText } from "./tree-hash.ts";

const index = await startReportIndex();
const sandbox = await preparedSandbox(index, "app", "lib==1.0", "base==0.1");
afterAll(() => {
	index.stop();
	sandbox[Symbol.dispose]();
});

describe("pip list", () => {
	test("draws a table, and the same without the word pip", async () => {
		const table = printed(
			"Package Version",
			"------- -------",
			"app     1.0",
			"base    0.1",
			"lib     1.0",
		);
		expect(await sandbox.run(["pip", "list"])).toEqual(table);
		expect(await sandbox.run(["list"])).toEqual(table);
	});

	test("writes JSON and requirements, also under -q", async () => {
		const json = '[{"name":"app","version":"1.0"},{"name":"lib","version":"1.0"}]';
		const words = ["pip", "list", "-q", "--exclude", "BASE"];
		expect(await sandbox.run([...words, "--format", "json"])).toEqual(printed(json));
		const frozen = printed("app==1.0", "lib==1.0");
		expect(await sandbox.run([...words, "--format", "freeze"])).toEqual(frozen);
		expect(await sandbox.run([...words, "-q"])).toEqual(printed());
	});

	test("tells of an environment that is not in the working folder which one it is", async () => {
		const elsewhere = join(sandbox.folder, "elsewhere");
		mkdirSync(elsewhere, { recursive: true });
		const result = await sandbox.run(["pip", "list", "--python", sandbox.environment], {
			directory: elsewhere,
		});
		expect(result.stderr).toBe("Using Python 3.X environment at: [FOLDER]/work/.venv\n");
		expect(result.stdout).toContain("app     1.0\n");
	});

	test("lists what lies in --target and --prefix", async () => {
		const target = join(sandbox.folder, "target");
		await sandbox.runWell(["pip", "install", "-i", index.url, "--target", target, "base==0.1"]);
		const { stdout } = await sandbox.runWell(["pip", "list", "--target", target]);
		expect(stdout).toBe("Package Version\n------- -------\nbase    0.1\n");
		const { stdout: nothing } = await sandbox.runWell(["pip", "list", "--prefix", target]);
		expect(nothing).toBe("");
	});

	test("warns with --strict of what does not fit, and ends with 0", async () => {
		using broken = await preparedSandbox(index, "app", "base==0.1");
		makeDistribution(broken, ["needy", "1"], { metadata: ["Requires-Dist: gone>2"] });
		const { stdout, stderr, status } = await broken.run(["pip", "list", "--strict"]);
		expect({ stderr, status }).toEqual({
			stderr: "warning: `needy` requires `gone>2`, which is not installed\n",
			status: 0,
		});
		expect(stdout).toContain("needy   1\n");
	});

	test("tells editable projects by their folders, and separates them on request", async () => {
		using edited = await preparedSandbox(index, "base==0.1");
		const directUrl = { url: "file:///code/my%20project", dir_info: { editable: true } };
		makeDistribution(edited, ["mine", "0.3"], { directUrl });
		expect(await edited.run(["pip", "list"])).toEqual(
			printed(
				"Package Version Editable project location",
				"------- ------- -------------------------",
				"base    0.1",
				"mine    0.3     /code/my project",
			),
		);
		const only = '[{"name":"mine","version":"0.3","editable_project_location":"/code/my project"}]';
		expect(await edited.run(["pip", "list", "-e", "--format", "json"])).toEqual(printed(only));
		expect(await edited.run(["pip", "list", "--exclude-editable", "--format", "freeze"])).toEqual(
			printed("base==0.1"),
		);
		const both = await edited.run(["pip", "list", "-e", "--exclude-editable"]);
		expect([both.status, both.stdout]).toEqual([2, ""]);
	});

	test("skips what an interrupted pip left, and says so", async () => {
		using left = await preparedSandbox(index, "base==0.1");
		mkdirSync(join(left.sitePackages, "~ase-0.1.dist-info"));
		const { stdout, stderr } = await left.runWell(["pip", "list", "--format", "freeze"]);
		expect(stdout).toBe("base==0.1\n");
		expect(stderr).toBe(
			"warning: Skipped `[FOLDER]/work/.venv/lib/python3.X/site-packages/~ase-0.1.dist-info`: an interrupted `pip uninstall` left it; it can be removed\n",
		);
	});

	test("draws nothing for an empty environment", async () => {
		using empty = await preparedSandbox(index);
		expect(await empty.run(["pip", "list"])).toEqual(printed());
		expect(await empty.run(["pip", "list", "--format", "json"])).toEqual(printed("[]"));
	});

	test("writes nothing: neither into the environment nor, once Python is known, into the cache", async () => {
		using watched = await preparedSandbox(index, "app", "base==0.1");
		rmSync(watched.cache, { recursive: true });
		const environment = treeText(watched.environment);
		await watched.runWell(["pip", "list"]);
		const buckets = readdirSync(join(watched.cache, "pippin-v1")).filter(
			(name) => !name.startsWith("."),
		);
		expect(buckets.sort()).toEqual(["CACHEDIR.TAG", "interpreters", "temporary"]);
		const cache = treeText(watched.cache);
		rmSync(join(watched.environment, ".lock"), { force: true });
		for (const command of ["list", "freeze", "check", "tree"]) {
			await watched.runWell(["pip", command]);
		}
		await watched.runWell(["pip", "show", "app"]);
		expect(treeText(watched.cache)).toBe(cache);
		expect(treeText(watched.environment)).toBe(environment);
		expect(existsSync(join(watched.environment, ".lock"))).toBe(false);
	});
});

describe("pip list --outdated", () => {
	const outdated = (...words: readonly string[]) =>
		sandbox.run(["pip", "list", "--outdated", "--index-url", index.url, ...words]);

	test("tells the newest release that this Python could install: none that is yanked, too new or a pre-release", async () => {
		expect(await outdated()).toEqual(
			printed(
				"Package Version Latest Type",
				"------- ------- ------ -----",
				"base    0.1     0.2    sdist",
				"lib     1.0     1.5    wheel",
			),
		);
	});

	test("asks the index again for what the cache holds", async () => {
		await outdated();
		index.forgetRequests();
		expect((await outdated("--format", "json")).stdout).toBe(
			'[{"name":"base","version":"0.1","latest_version":"0.2","latest_filetype":"sdist"},{"name":"lib","version":"1.0","latest_version":"1.5","latest_filetype":"wheel"}]\n',
		);
		expect(index.count("/simple/lib/")).toBe(1);
	});

	test("leaves out files that are newer than --exclude-newer, and of which nobody knows", async () => {
		expect(await outdated("--exclude-newer", "2020-01-01")).toEqual(printed());
	});

	test("is no format of requirements", async () => {
		const { status, stdout, stderr } = await outdated("--format", "freeze");
		expect([status, stdout]).toEqual([2, ""]);
		expect(stderr).toContain("`--outdated` cannot be used with `--format freeze`");
	});

	test("ends with 2 where the index fails, rather than call everything new", async () => {
		index.setFaults([{ match: "/simple/lib/", status: 500 }]);
		const { status, stdout } = await sandbox.run(
			["pip", "list", "--outdated", "--index-url", index.url],
			{ variables: { UV_HTTP_RETRIES: "0" } },
		);
		index.setFaults([]);
		expect(stdout).toBe("");
		expect(status).not.toBe(0);
	});

	test("says offline that it cannot know", async () => {
		using fresh = await preparedSandbox(index, "base==0.1");
		rmSync(fresh.cache, { recursive: true });
		const { stdout, stderr, status } = await fresh.run(
			["pip", "list", "--outdated", "--offline", "-i", index.url],
			{},
		);
		expect([status, stdout]).toEqual([0, ""]);
		expect(stderr).toContain("warning: What is newer cannot be told of every package");
	});
});
