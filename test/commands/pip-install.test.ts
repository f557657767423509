/** `pip install` of the built executable: what it brings and changes, and what it says. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { failed, installed, installsFrom, startInstallIndex, told } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

const index = await startInstallIndex();
afterAll(() => index.stop());

const { install, prepared } = installsFrom(index);

describe("pip install", () => {
	test("brings a project and what it requires, and tells each stage and change", async () => {
		using sandbox = await prepared();
		expect(await install(sandbox, ["alpha"])).toEqual(
			told(
				"Resolved 2 packages in [TIME]",
				"Prepared 2 packages in [TIME]",
				"Installed 2 packages in [TIME]",
				" + alpha==2.0",
				" + beta==2.0",
			),
		);
		const info = join(sandbox.sitePackages, "alpha-2.0.dist-info");
		expect(readFileSync(join(info, "INSTALLER"), "utf8")).toBe("pippin");
		expect(readdirSync(info).sort()).toEqual([
			"INSTALLER",
			"METADATA",
			"RECORD",
			"REQUESTED",
			"WHEEL",
		]);
		const dependency = join(sandbox.sitePackages, "beta-2.0.dist-info");
		expect(existsSync(join(dependency, "REQUESTED"))).toBe(true);
	});

	test("is also `pippin install`, without `pip`", async () => {
		using sandbox = await prepared();
		const words = ["install", "--index-url", index.url, "gamma"];
		expect(await sandbox.run(words)).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" + gamma==0.9",
			),
		);
	});

	test("makes scripts that run", async () => {
		using sandbox = await prepared("tool");
		const child = Bun.spawnSync([join(sandbox.environment, "bin", "run-tool")]);
		expect(child.stdout.toString()).toBe("tool runs\n");
	});

	test("asks no index where everything is there, and says how many requirements were checked", async () => {
		using sandbox = await prepared("alpha");
		index.forgetRequests();
		expect(await install(sandbox, ["alpha", "beta>=1"])).toEqual(
			told("Checked 2 packages in [TIME]"),
		);
		expect(index.requests).toEqual([]);
	});

	test("counts a requirement whose marker is false as met", async () => {
		using sandbox = await prepared();
		const words = ["alpha; python_version < '3'", "gamma; python_version >= '3'"];
		expect(await install(sandbox, words)).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" + gamma==0.9",
			),
		);
	});

	test("brings the requirements of extras, and warns of an extra that there is not", async () => {
		using sandbox = await prepared();
		expect(await install(sandbox, ["beta[x,nope]"])).toEqual(
			told(
				"Resolved 2 packages in [TIME]",
				"Prepared 2 packages in [TIME]",
				"Installed 2 packages in [TIME]",
				" + beta==2.0",
				" + gamma==0.9",
				"warning: The package `beta==2.0` does not have an extra named `nope`",
			),
		);
	});

	test("--no-deps leaves dependencies out, and --strict warns of that", async () => {
		using sandbox = await prepared();
		const warning = "warning: `alpha` requires `beta>=1`, which is not installed";
		expect(await install(sandbox, ["--no-deps", "--strict", "alpha"])).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" + alpha==2.0",
				warning,
			),
		);
		expect(await install(sandbox, ["--no-deps", "--strict", "alpha"])).toEqual(
			told("Checked 1 package in [TIME]", warning),
		);
		expect(await install(sandbox, ["--no-deps", "--strict", "gamma"])).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" + gamma==0.9",
			),
		);
	});

	test("the environment's variables name an index, pippin's own before uv's", async () => {
		using sandbox = await prepared();
		const words = ["pip", "install", "-q", "gamma"];
		const uv = await sandbox.run(words, { variables: { UV_INDEX_URL: index.url } });
		expect(uv).toEqual(told());
		const own = { UV_INDEX_URL: "http://127.0.0.1:1/simple", PIPPIN_INDEX_URL: index.url };
		const pippin = await sandbox.run([...words.slice(0, -1), "delta"], { variables: own });
		expect(pippin).toEqual(told());
		expect(installed(sandbox)).toEqual(["delta-1.0", "gamma-0.9"]);
	});

	test("pip's own variables are not read", async () => {
		using sandbox = await prepared();
		const variables = { PIP_INDEX_URL: "http://127.0.0.1:1/simple", PIP_REQUIRE_VIRTUALENV: "x" };
		expect((await install(sandbox, ["gamma"], { variables })).status).toBe(0);
	});
});

describe("changes of what is installed", () => {
	test("an upgrade tells what goes and what comes", async () => {
		using sandbox = await prepared("alpha<2");
		expect(await install(sandbox, ["-U", "alpha"])).toEqual(
			told(
				"Resolved 2 packages in [TIME]",
				"Prepared 2 packages in [TIME]",
				"Uninstalled 1 package in [TIME]",
				"Installed 2 packages in [TIME]",
				" - alpha==1.1",
				" + alpha==2.0",
				" + beta==2.0",
			),
		);
		expect(installed(sandbox)).toEqual(["alpha-2.0", "beta-2.0"]);
	});

	test("a downgrade does likewise", async () => {
		using sandbox = await prepared("alpha");
		expect(await install(sandbox, ["alpha==1.0"])).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Uninstalled 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" - alpha==2.0",
				" + alpha==1.0",
			),
		);
	});

	test("without -U what is installed stays where it satisfies", async () => {
		using sandbox = await prepared("beta==1.0");
		expect(await install(sandbox, ["alpha"])).toEqual(
			told(
				"Resolved 2 packages in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" + alpha==2.0",
			),
		);
	});

	test("-P upgrades one project alone", async () => {
		using sandbox = await prepared("alpha==1.0", "beta==1.0");
		expect(await install(sandbox, ["-P", "beta", "alpha", "beta"])).toEqual(
			told(
				"Resolved 2 packages in [TIME]",
				"Prepared 1 package in [TIME]",
				"Uninstalled 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" - beta==1.0",
				" + beta==2.0",
			),
		);
		expect(installed(sandbox)).toEqual(["alpha-1.0", "beta-2.0"]);
	});

	test("--reinstall puts all of it there again, --reinstall-package one of it", async () => {
		using sandbox = await prepared("alpha");
		expect(await install(sandbox, ["--reinstall", "alpha"])).toEqual(
			told(
				"Resolved 2 packages in [TIME]",
				"Uninstalled 2 packages in [TIME]",
				"Installed 2 packages in [TIME]",
				" ~ alpha==2.0",
				" ~ beta==2.0",
			),
		);
		expect(await install(sandbox, ["--reinstall-package", "beta", "alpha"])).toEqual(
			told(
				"Resolved 2 packages in [TIME]",
				"Uninstalled 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				" ~ beta==2.0",
			),
		);
	});

	test("--exact removes what nobody asks for", async () => {
		using sandbox = await prepared("alpha");
		expect(await install(sandbox, ["--exact", "beta==1.0"])).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Uninstalled 2 packages in [TIME]",
				"Installed 1 package in [TIME]",
				" - alpha==2.0",
				" - beta==2.0",
				" + beta==1.0",
			),
		);
		expect(installed(sandbox)).toEqual(["beta-1.0"]);
	});

	test("a file that was edited in the environment does not reach the next one", async () => {
		using sandbox = await prepared("gamma");
		const edited = join(sandbox.sitePackages, "gamma", "__init__.py");
		await Bun.write(edited, "edited = True  # and of another size\n");
		await sandbox.runWell(["venv", "-q", "other"]);
		const words = ["--python", "other", "gamma"];
		expect((await install(sandbox, words)).status).toBe(0);
		const fresh = edited.replace("/.venv/", "/other/");
		expect(readFileSync(fresh, "utf8")).toBe('__version__ = "0.9"\n');
	});
});

describe("dry runs and quiet ones", () => {
	test("--dry-run tells what would be done, and does nothing", async () => {
		using sandbox = await prepared("alpha");
		const before = treeText(sandbox.environment);
		expect(await install(sandbox, ["--dry-run", "alpha==1.0"])).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Would download 1 package",
				"Would uninstall 1 package",
				"Would install 1 package",
				" - alpha==2.0",
				" + alpha==1.0",
			),
		);
		expect(treeText(sandbox.environment)).toBe(before);
	});

	test("--dry-run tells that nothing would be done", async () => {
		using sandbox = await prepared("alpha");
		const lines = ["Checked 1 package in [TIME]", "Would make no changes"];
		expect(await install(sandbox, ["--dry-run", "alpha"])).toEqual(told(...lines));
	});

	test("-q tells errors only, -qq nothing", async () => {
		using sandbox = await prepared();
		expect(await install(sandbox, ["-q", "alpha"])).toEqual(told());
		expect((await install(sandbox, ["-q", "alpha==9"])).stderr).toStartWith("error: No solution");
		expect(await install(sandbox, ["-qq", "alpha==9"])).toEqual(failed(1));
	});

	test("-v tells details on standard error", async () => {
		using sandbox = await prepared();
		const { stdout, stderr } = await install(sandbox, ["-v", "gamma"]);
		expect(stdout).toBe("");
		expect(stderr).toContain("DEBUG http: ");
		expect(stderr).toEndWith(" + gamma==0.9\n");
	});
});
