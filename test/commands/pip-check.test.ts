/** `pip check` of the built executable. */
import { afterAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { failed, preparedSandbox, told } from "./install-world.ts";
import { makeDistribution, startReportIndex } from "./report-world.ts";

const index = await startReportIndex();
afterAll(() => index.stop());

const SITE = "[FOLDER]/work/.venv/lib/python3.X/site-packages";

describe("pip check", () => {
	test("is content with what fits together", async () => {
		using sandbox = await preparedSandbox(index, "app", "base==0.1");
		expect(await sandbox.run(["pip", "check"])).toEqual(
			told("Checked 3 packages in [TIME]", "All installed packages are compatible"),
		);
		expect(await sandbox.run(["check", "-q"])).toEqual(told());
	});

	test("counts nothing in an empty environment", async () => {
		using sandbox = await preparedSandbox(index);
		expect(await sandbox.run(["pip", "check"])).toEqual(
			told("Checked 0 packages in [TIME]", "All installed packages are compatible"),
		);
	});

	test("tells all that is wrong, by name, and ends with 1", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		makeDistribution(sandbox, ["a-new", "1"], { metadata: ["Requires-Python: >=3.99"] });
		makeDistribution(sandbox, ["b-needy", "1"], {
			metadata: [
				"Requires-Dist: gone<3,>=1",
				"Requires-Dist: base>1",
				'Requires-Dist: other; sys_platform == "win32"',
				'Requires-Dist: optional; extra == "x"',
				"Provides-Extra: x",
			],
		});
		makeDistribution(sandbox, ["c-foreign", "1"], {
			wheel: "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp312-cp312-win_amd64\n",
		});
		makeDistribution(sandbox, ["d-twice", "1"]);
		makeDistribution(sandbox, ["d-twice", "2"]);
		rmSync(join(makeDistribution(sandbox, ["e-empty", "1"]), "METADATA"));
		expect(await sandbox.run(["pip", "check"])).toEqual(
			failed(
				1,
				"Checked 7 packages in [TIME]",
				"Found 6 incompatibilities",
				"`a-new` requires Python >=3.99, but this is Python 3.X",
				"`b-needy` requires `gone<3,>=1`, which is not installed",
				"`b-needy` requires `base>1`, but `0.1` is installed",
				"`c-foreign` was built for another platform or Python",
				"`d-twice` is installed more than once:",
				`  - ${SITE}/d_twice-1.dist-info`,
				`  - ${SITE}/d_twice-2.dist-info`,
				`\`e-empty\` has no readable METADATA file: \`${SITE}/e_empty-1.dist-info\``,
			),
		);
	});

	test("accepts any version for a requirement by URL", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		makeDistribution(sandbox, ["urls", "1"], {
			metadata: ["Requires-Dist: base @ https://example.com/base-9.whl"],
		});
		expect((await sandbox.run(["pip", "check"])).status).toBe(0);
	});

	test("holds everything against another Python on request", async () => {
		using sandbox = await preparedSandbox(index);
		makeDistribution(sandbox, ["modern", "1"], {
			metadata: ["Requires-Python: >=3.10", 'Requires-Dist: tomli; python_version < "3.11"'],
		});
		expect((await sandbox.run(["pip", "check"])).status).toBe(0);
		expect(await sandbox.run(["pip", "check", "--python-version", "3.9"])).toEqual(
			failed(
				1,
				"Checked 1 package in [TIME]",
				"Found 2 incompatibilities",
				"`modern` requires Python >=3.10, but this is Python 3.X",
				'`modern` requires `tomli ; python_version < "3.11"`, which is not installed',
			),
		);
		expect((await sandbox.run(["pip", "check", "--python-version", "new"])).status).toBe(2);
	});
});
