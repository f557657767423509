/** `pip show` of the built executable. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { preparedSandbox } from "./install-world.ts";
import { makeDistribution, printed, startReportIndex } from "./report-world.ts";

const index = await startReportIndex();
const sandbox = await preparedSandbox(index, "app", "base==0.1");
afterAll(() => {
	index.stop();
	sandbox[Symbol.dispose]();
});

const SITE = "[FOLDER]/work/.venv/lib/python3.X/site-packages";

describe("pip show", () => {
	test("tells what a package requires here and what requires it, sorted by name", async () => {
		expect(await sandbox.run(["pip", "show", "LIB", "app"])).toEqual(
			printed(
				"Name: app",
				"Version: 1.0",
				`Location: ${SITE}`,
				"Requires: lib",
				"Required-by:",
				"---",
				"Name: lib",
				"Version: 1.5",
				`Location: ${SITE}`,
				"Requires: base",
				"Required-by: app",
			),
		);
	});

	test("lists files as RECORD does", async () => {
		const { stdout } = await sandbox.runWell(["pip", "show", "--files", "base"]);
		expect(stdout.slice(stdout.indexOf("Files:"))).toBe(
			[
				"Files:",
				"  base-0.1.dist-info/INSTALLER",
				"  base-0.1.dist-info/METADATA",
				"  base-0.1.dist-info/RECORD",
				"  base-0.1.dist-info/REQUESTED",
				"  base-0.1.dist-info/WHEEL",
				"  base.py",
				"  data/x.txt",
				"",
			].join("\n"),
		);
	});

	test("warns of what is not installed, and ends with 1 where nothing is", async () => {
		const some = await sandbox.run(["pip", "show", "zeta", "base", "beta"]);
		expect([some.status, some.stderr]).toEqual([0, "warning: Not installed: beta, zeta\n"]);
		const none = await sandbox.run(["pip", "show", "zeta"]);
		expect(none).toEqual({ status: 1, stdout: "", stderr: "warning: Not installed: zeta\n" });
	});

	test("ends with 1 where no package is named, and with 2 for what is no name", async () => {
		expect(await sandbox.run(["pip", "show"])).toEqual({
			status: 1,
			stdout: "",
			stderr: "warning: No package is named: there is nothing to show\n",
		});
		expect((await sandbox.run(["pip", "show", "a b"])).status).toBe(2);
	});

	test("says nothing under -q", async () => {
		expect(await sandbox.run(["pip", "show", "-q", "base"])).toEqual(printed());
	});

	test("shows every copy, and the folders of projects in work", async () => {
		using odd = await preparedSandbox(index);
		const directUrl = { url: "file:///code/mine", dir_info: { editable: true } };
		makeDistribution(odd, ["mine", "1"], { directUrl });
		makeDistribution(odd, ["mine", "2"], { metadata: ["Requires-Dist: mine"] });
		expect(await odd.run(["pip", "show", "mine"])).toEqual(
			printed(
				"Name: mine",
				"Version: 1",
				`Location: ${SITE}`,
				"Editable project location: /code/mine",
				"Requires:",
				"Required-by: mine",
				"---",
				"Name: mine",
				"Version: 2",
				`Location: ${SITE}`,
				"Requires: mine",
				"Required-by: mine",
			),
		);
	});

	test("knows the files of what older tools installed, and warns where nobody does", async () => {
		using old = await preparedSandbox(index);
		const info = join(old.sitePackages, "aged-1.0-py3.12.egg-info");
		mkdirSync(info);
		writeFileSync(join(info, "PKG-INFO"), "Name: aged\nVersion: 1.0\n");
		writeFileSync(join(info, "installed-files.txt"), "../aged.py\nPKG-INFO\n");
		makeDistribution(old, ["bare", "1"], { record: null });
		const { stdout, stderr, status } = await old.run(["pip", "show", "-f", "aged", "bare"]);
		expect(stdout).toContain(
			[
				"Files:",
				"  aged-1.0-py3.12.egg-info/PKG-INFO",
				"  aged-1.0-py3.12.egg-info/installed-files.txt",
				"  aged.py",
				"---",
				"Name: bare",
				"",
			].join("\n"),
		);
		expect({ stderr, status }).toEqual({
			stderr: `warning: The files of \`bare\` are not known: \`${SITE}/bare-1.dist-info\` has no readable list of them\n`,
			status: 0,
		});
	});

	test("warns with --strict", async () => {
		using broken = await preparedSandbox(index);
		makeDistribution(broken, ["needy", "1"], { metadata: ["Requires-Dist: gone"] });
		const { stderr } = await broken.runWell(["pip", "show", "--strict", "needy"]);
		expect(stderr).toBe("warning: `needy` requires `gone`, which is not installed\n");
	});
});
