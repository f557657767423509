/** Where `pip install` puts files, how they get there, and byte code. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSandbox } from "../support/sandbox.ts";
import { failed, installed, installsFrom, startInstallIndex, told } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

const index = await startInstallIndex();
afterAll(() => index.stop());

const { install, prepared } = installsFrom(index);

describe("where files go", () => {
	test("--target puts everything into one folder and leaves the environment alone", async () => {
		using sandbox = await prepared();
		const before = treeText(sandbox.environment);
		const lines = ["Using CPython 3.X interpreter at: .venv/bin/python"];
		const { stderr } = await install(sandbox, ["--target", "packages", "tool"]);
		expect(stderr).toBe(
			told(
				...lines,
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" + tool==1.0",
			).stderr,
		);
		const names = readdirSync(join(sandbox.work, "packages")).filter((name) => name !== ".lock");
		expect(names.sort()).toEqual(["bin", "tool", "tool-1.0.dist-info"]);
		expect(readdirSync(join(sandbox.work, "packages", "bin"))).toEqual(["run-tool"]);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("--prefix makes the layout of an environment below a folder", async () => {
		using sandbox = await prepared("--prefix", "root", "tool");
		const root = join(sandbox.work, "root");
		const site = sandbox.sitePackages.slice(sandbox.environment.length + 1);
		expect(readdirSync(join(root, site)).sort()).toEqual(["tool", "tool-1.0.dist-info"]);
		expect(existsSync(join(root, "bin", "run-tool"))).toBe(true);
	});

	test("--python names an environment by folder, and an active one counts before `.venv`", async () => {
		using sandbox = await prepared();
		await sandbox.runWell(["venv", "-q", "one"]);
		await sandbox.runWell(["venv", "-q", "two"]);
		await sandbox.runWell([
			"pip",
			"install",
			"-q",
			"--index-url",
			index.url,
			"--python",
			"one",
			"gamma",
		]);
		const variables = { VIRTUAL_ENV: join(sandbox.work, "two") };
		const { stderr } = await install(sandbox, ["beta"], { variables });
		expect(stderr).toStartWith("Using Python 3.X environment at: two\n");
		expect(installed(sandbox)).toEqual([]);
		const site = (name: string): readonly string[] =>
			readdirSync(sandbox.sitePackages.replace("/.venv/", `/${name}/`));
		expect(site("one")).toContain("gamma-0.9.dist-info");
		expect(site("two")).toContain("beta-2.0.dist-info");
	});

	test("the environment of a folder above is found", async () => {
		using sandbox = await prepared();
		sandbox.write("project/deep/file.txt", "");
		const directory = join(sandbox.work, "project", "deep");
		const { stderr } = await install(sandbox, ["gamma"], { directory });
		expect(stderr).toStartWith("Using Python 3.X environment at: [FOLDER]/work/.venv\n");
		expect(installed(sandbox)).toEqual(["gamma-0.9"]);
	});

	test("--no-installer-metadata leaves out what only an installer adds", async () => {
		using sandbox = await prepared("--no-installer-metadata", "gamma");
		const info = readdirSync(join(sandbox.sitePackages, "gamma-0.9.dist-info"));
		expect(info.sort()).toEqual(["METADATA", "RECORD", "WHEEL"]);
	});
});

describe("--compile-bytecode", () => {
	test("compiles what this run installed, and nothing without it", async () => {
		using sandbox = await prepared("beta");
		expect(treeText(sandbox.sitePackages)).not.toContain("__pycache__");
		expect(await install(sandbox, ["--compile-bytecode", "gamma"])).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				"Bytecode compiled 1 file in [TIME]",
				" + gamma==0.9",
			),
		);
		expect(existsSync(join(sandbox.sitePackages, "gamma", "__pycache__"))).toBe(true);
		expect(existsSync(join(sandbox.sitePackages, "beta", "__pycache__"))).toBe(false);
	});

	test("goes on past a file that is no Python, and `UV_COMPILE_BYTECODE` asks for it as well", async () => {
		using sandbox = await prepared();
		const { stderr, status } = await install(sandbox, ["odd"], {
			variables: { UV_COMPILE_BYTECODE: "1" },
		});
		expect(status).toBe(0);
		expect(stderr).toContain("Bytecode compiled 1 file in [TIME]\n");
	});

	test("refuses a time limit that is no number of seconds", async () => {
		using sandbox = await prepared();
		const variables = { UV_COMPILE_BYTECODE_TIMEOUT: "soon" };
		const { stderr, status } = await install(sandbox, ["--compile", "gamma"], { variables });
		expect(status).toBe(2);
		expect(stderr).toEndWith(
			"error: Cannot use `UV_COMPILE_BYTECODE_TIMEOUT`: its value `soon` is not a number of seconds\n",
		);
		expect(installed(sandbox)).toEqual([]);
	});
});

describe("the cache and its links", () => {
	test("a second environment is filled without the network", async () => {
		using sandbox = await prepared("alpha");
		await sandbox.runWell(["venv", "-q", "other"]);
		const words = ["--offline", "--python", "other", "alpha"];
		expect(await install(sandbox, words)).toEqual(
			told(
				"Using Python 3.X environment at: other",
				"Resolved 2 packages in [TIME]",
				"Installed 2 packages in [TIME]",
				" + alpha==2.0",
				" + beta==2.0",
			),
		);
	});

	test("--no-cache leaves nothing in the cache", async () => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "-q", "--no-cache"]);
		await sandbox.runWell([
			"pip",
			"install",
			"-q",
			"--no-cache",
			"--index-url",
			index.url,
			"alpha",
		]);
		expect(installed(sandbox)).toEqual(["alpha-2.0", "beta-2.0"]);
		expect(existsSync(sandbox.cache)).toBe(false);
	});

	for (const mode of ["copy", "clone", "reflink", "hardlink", "symlink"]) {
		test(`--link-mode ${mode} installs the same content`, async () => {
			using sandbox = await prepared("--link-mode", mode, "tool");
			const source = join(sandbox.sitePackages, "tool", "__init__.py");
			expect(readFileSync(source, "utf8")).toBe("def main():\n    print('tool runs')\n");
			const child = Bun.spawnSync([join(sandbox.environment, "bin", "run-tool")]);
			expect(child.stdout.toString()).toBe("tool runs\n");
			// The same command once more finds all in place, whatever the files are made of.
			expect(await install(sandbox, ["tool"])).toEqual(told("Checked 1 package in [TIME]"));
		});
	}

	test("--link-mode symlink is refused for a cache that does not last", async () => {
		using sandbox = await prepared();
		const words = ["--link-mode", "symlink", "--no-cache", "gamma"];
		expect(await install(sandbox, words)).toEqual(
			failed(
				2,
				"Resolved 1 package in [TIME]",
				"error: Cannot install with `--link-mode symlink`: the cache of this run is removed at its end, and the links would lead nowhere",
				"",
				"hint: Use a lasting cache, or another way such as `--link-mode copy`",
			),
		);
		expect(installed(sandbox)).toEqual([]);
	});
});
