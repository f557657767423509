/** Commands that read, while a change of the environment is unfinished: they tell what it leads to, and write nothing. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printPlan } from "../../src/transaction/plan.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { preparedSandbox } from "./install-world.ts";
import { makeDistribution, printed, startReportIndex } from "./report-world.ts";
import { treeText } from "./tree-hash.ts";

const index = await startReportIndex();
afterAll(() => index.stop());

const UNFINISHED =
	"warning: A change of `[FOLDER]/work/.venv` is not finished: what is told is its outcome, which the next command that changes something brings about\n";

/** How far the change has come. */
type Progress = "staged" | "decided" | "removed" | "placed";

/** `lib` 1.0 goes out, `lib` 2.0 and `extra` 1.0 come in. */
function beginChange(sandbox: Sandbox, progress: Progress): void {
	const root = realpathSync(sandbox.environment);
	const state = join(root, ".pippin", "transaction");
	const stage = join(state, "stage", "site");
	mkdirSync(stage, { recursive: true });
	mkdirSync(join(state, "trash"));
	const staged = [
		makeDistribution({ sitePackages: stage }, ["lib", "2.0"], {
			metadata: ["Requires-Dist: base"],
		}),
		makeDistribution({ sitePackages: stage }, ["extra", "1.0"], {
			metadata: ["Requires-Dist: lib>=2"],
		}),
	];
	const place = (name: string): string => join(sandbox.sitePackages, name);
	const plan = printPlan(
		{
			outgoing: [{ name: "lib", version: "1.0", digest: "", infoPath: place("lib-1.0.dist-info") }],
			incoming: [
				{ name: "lib", version: "2.0", digest: "", infoPath: place("lib-2.0.dist-info") },
				{ name: "extra", version: "1.0", digest: "", infoPath: place("extra-1.0.dist-info") },
			],
			removals: [{ from: place("lib-1.0.dist-info"), to: "0" }],
			placements: [{ from: "site", to: sandbox.sitePackages }],
		},
		root,
	);
	writeFileSync(join(state, progress === "staged" ? "plan" : "commit"), plan);
	if (progress === "removed" || progress === "placed") {
		renameSync(place("lib-1.0.dist-info"), join(state, "trash", "0"));
	}
	const [lib = ""] = staged;
	if (progress === "placed") renameSync(lib, place("lib-2.0.dist-info"));
}

describe("while a change is unfinished", () => {
	test("a change that was not decided has not happened", async () => {
		using sandbox = await preparedSandbox(index, "lib==1.0", "base==0.1");
		beginChange(sandbox, "staged");
		expect(await sandbox.run(["pip", "freeze"])).toEqual(printed("base==0.1", "lib==1.0"));
	});

	for (const progress of ["decided", "removed", "placed"] as const) {
		test(`a change that was decided has happened, however far it came: ${progress}`, async () => {
			using sandbox = await preparedSandbox(index, "lib==1.0", "base==0.1");
			beginChange(sandbox, progress);
			const before = treeText(sandbox.folder);
			expect(await sandbox.run(["pip", "freeze"])).toEqual({
				...printed("base==0.1", "extra==1.0", "lib==2.0"),
				stderr: UNFINISHED,
			});
			const { stdout } = await sandbox.run(["pip", "tree"]);
			expect(stdout).toBe("extra v1.0\n└── lib v2.0\n    └── base v0.1\n");
			const shown = await sandbox.run(["pip", "show", "lib"]);
			expect(shown.stdout).toBe(
				[
					"Name: lib",
					"Version: 2.0",
					"Location: [FOLDER]/work/.venv/lib/python3.X/site-packages",
					"Requires: base",
					"Required-by: extra",
					"",
				].join("\n"),
			);
			expect((await sandbox.run(["pip", "check"])).status).toBe(0);
			expect(treeText(sandbox.folder)).toBe(before);
		});
	}

	test("a plan that nobody can read is told, and the disk is believed", async () => {
		using sandbox = await preparedSandbox(index, "lib==1.0", "base==0.1");
		beginChange(sandbox, "removed");
		const commit = join(sandbox.environment, ".pippin", "transaction", "commit");
		rmSync(commit);
		writeFileSync(commit, "{");
		expect(await sandbox.run(["pip", "freeze"])).toEqual({
			...printed("base==0.1"),
			stderr:
				"warning: The plan of an unfinished change of `[FOLDER]/work/.venv` cannot be read: distributions may be missing\n",
		});
	});
});
