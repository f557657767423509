/** `pip compile --explain`: why a version, and why none of the newer ones. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { explainChoices } from "../../src/commands/explain-choice.ts";
import { Version } from "../../src/standards/version.ts";
import {
	type ManifestOptions,
	manifestOf,
	resolveNow,
	type World,
	WorldSource,
} from "../resolver/world.ts";
import { compileIn, sandboxWith, startCompileIndex } from "./compile-index.ts";

const index = await startCompileIndex();
afterAll(() => index.stop());

/** What is said of these projects in the answer. */
async function explain(
	world: World,
	[requirements, ...names]: readonly [readonly string[], ...string[]],
	options?: ManifestOptions,
): Promise<string> {
	const manifest = manifestOf(requirements, options);
	const source = new WorldSource(world);
	const outcome = resolveNow(manifest, source);
	if (outcome.kind !== "resolved") throw new Error(outcome.kind);
	return explainChoices(names, { manifest, resolution: outcome.resolution, source });
}

const WEB: World = {
	flask: {
		"2.0": { requires: ["werkzeug>=2.0"] },
		"2.1": { requires: ["werkzeug>=2.0,<3", 'colors ; sys_platform == "win32"'] },
		"3.0": { requires: ["werkzeug>=3.0"] },
		"3.1": { requires: ["werkzeug>=3.1"] },
		"3.2": { yanked: "leaks\nmuch" },
		"4.0rc1": {},
		"4.0": { requiresPython: ">=3.13" },
		"5.0": { sdist: false, tags: ["cp312-cp312-win_amd64"] },
	},
	werkzeug: { "2.0": {}, "2.3": { extras: { watch: ["watchdog"] } }, "3.0": {}, "3.1": {} },
	colors: { "1.0": {} },
	watchdog: { "1.0": {} },
};

describe("pip compile --explain", () => {
	test("prints in place of the pins, and writes nothing", async () => {
		using sandbox = sandboxWith({ "a.in": "app[speed]\nbase<2\n" });
		const words = ["a.in", "-o", "a.txt", "--explain", "Base", "--explain=unix", "--explain=paint"];
		const result = await compileIn(sandbox, index, words);
		expect(result.stderr).toBe("Resolved 4 packages in [TIME]\n");
		expect(result.stdout).toMatchInlineSnapshot(`
		  "base==1.0
		    asked for by
		      base<2 (a.in line 2)
		      base, required by app 1.0
		      base, required by unix 1.0
		    not newer, because
		      2.0: excluded by base<2 (a.in line 2)

		  unix==1.0
		    asked for by
		      unix ; sys_platform != "win32", required by app 1.0
		    the newest version

		  paint is not in the answer
		    app==1.0 would need paint ; sys_platform == "win32": a marker that does not hold
		  "
		`);
		expect(result.status).toBe(0);
		expect(existsSync(join(sandbox.work, "a.txt"))).toBe(false);
	});

	test("does not go with --check and --json", async () => {
		using sandbox = sandboxWith({ "a.in": "base\n" });
		const { stderr, status } = await compileIn(sandbox, index, [
			"a.in",
			"--explain=base",
			"--json",
		]);
		expect(stderr).toStartWith(
			"error: `--explain <PACKAGE>` cannot be used together with `--json`\n",
		);
		expect(status).toBe(2);
	});

	test("what is unusable, and what is impossible together, for all newer versions at once", async () => {
		expect(await explain(WEB, [["flask", "werkzeug<3"], "flask"])).toMatchInlineSnapshot(`
		  "flask==2.1
		    asked for by
		      flask (requirements.in line 1)
		    not newer, because
		      5.0: has neither a wheel for this Python and platform nor a source distribution
		      4.0: requires Python >=3.13 (the target is 3.12.4)
		      4.0rc1: is a pre-release (not allowed here)
		      3.2: was yanked (leaks much)
		      3.0 to 3.1: Because no version of \`flask>=3.2\` can be used (5.0 has neither a wheel for this Python and platform nor a source distribution, 4.0 requires Python >=3.13 (the target is 3.12.4), 4.0rc1 is a pre-release (not allowed here)) and \`flask>=3.0,<3.2\` depends on \`werkzeug>=3.0\`, we can conclude that \`flask>=3.0\` needs \`werkzeug>=3.0\`. And because you require \`werkzeug<3\` (requirements.in line 2), we can conclude that your requirements rule out \`flask>=3.0\`. And because \`flask>=3.0\` is wanted and you require \`flask\` (requirements.in line 1), it cannot be had.
		  "
		`);
	});

	test("what others exclude, and who would need what is not there", async () => {
		const asked = ["flask==2.1", "werkzeug"];
		const names = ["werkzeug", "colors", "watchdog", "nobody"] as const;
		expect(await explain(WEB, [asked, ...names])).toMatchInlineSnapshot(`
		  "werkzeug==2.3
		    asked for by
		      werkzeug (requirements.in line 2)
		      werkzeug>=2.0,<3, required by flask 2.1
		    not newer, because
		      3.0 to 3.1: excluded by werkzeug>=2.0,<3, required by flask 2.1

		  colors is not in the answer
		    flask==2.1 would need colors ; sys_platform == "win32": a marker that does not hold

		  watchdog is not in the answer
		    werkzeug==2.3 would need watchdog ; extra == "watch": an extra that nobody asks for

		  nobody is not in the answer
		    nothing in it asks for that
		  "
		`);
	});

	test("a URL is shown without its secrets", async () => {
		const url = "https://user:secret@example.com/tool-1.0-py3-none-any.whl";
		const asked = ["flask==2.0", `tool @ ${url} ; sys_platform == "win32"`];
		expect(await explain(WEB, [asked, "tool"])).toBe(
			'tool is not in the answer\n  tool @ https://user:****@example.com/tool-1.0-py3-none-any.whl ; sys_platform == "win32" (requirements.in line 2): its marker does not hold\n',
		);
	});

	test("constraints and overrides are inputs with a place too", async () => {
		const options = { constraints: ["flask<3"], overrides: ["werkzeug<2.3"] };
		expect(await explain(WEB, [["flask"], "flask", "werkzeug"], options)).toMatchInlineSnapshot(`
		  "flask==2.1
		    asked for by
		      flask (requirements.in line 1)
		      flask<3 (constraints.txt line 1), a constraint
		    not newer, because
		      5.0: has neither a wheel for this Python and platform nor a source distribution
		      4.0: requires Python >=3.13 (the target is 3.12.4)
		      4.0rc1: is a pre-release (not allowed here)
		      3.2: was yanked (leaks much)
		      3.0 to 3.1: excluded by flask<3 (constraints.txt line 1), a constraint

		  werkzeug==2.0
		    asked for by
		      werkzeug<2.3 (overrides.txt line 1), an override
		      werkzeug<2.3, required by flask 2.1
		    not newer, because
		      2.3 to 3.1: excluded by werkzeug<2.3 (overrides.txt line 1), an override
		  "
		`);
	});

	test("what was decided sooner has its way, though there is an answer with the newer one", async () => {
		const world: World = {
			first: { "1.0": { requires: ["second"] }, "2.0": { requires: ["second<2"] } },
			second: { "1.0": {}, "2.0": {} },
		};
		expect(await explain(world, [["second", "first"], "first"])).toMatchInlineSnapshot(`
		  "first==1.0
		    asked for by
		      first (requirements.in line 2)
		    not newer, because
		      2.0: possible, but only with second==1.0: what is named earlier chooses earlier
		  "
		`);
	});

	test("an earlier answer, and the lowest versions", async () => {
		const preferences = new Map([["werkzeug", Version.parse("2.3")]]);
		expect(await explain(WEB, [["werkzeug"], "werkzeug"], { preferences })).toMatchInlineSnapshot(`
		  "werkzeug==2.3
		    asked for by
		      werkzeug (requirements.in line 1)
		    not newer, because
		      3.0 to 3.1: the output file pins the chosen version, and no upgrade is asked for
		  "
		`);
		const policy = { mode: "lowest" as const };
		expect(await explain(WEB, [["werkzeug>=2.3"], "werkzeug"], { policy })).toMatchInlineSnapshot(`
		  "werkzeug==2.3
		    asked for by
		      werkzeug>=2.3 (requirements.in line 1)
		    not newer, because
		      3.0 to 3.1: the oldest version is asked for
		  "
		`);
	});

	test("for all platforms, a block for each part", async () => {
		const world: World = {
			tool: { "1.0": {}, "2.0": { requiresPython: ">=3.12" }, "3.0": { requires: ["base<2"] } },
			base: { "2.0": {} },
		};
		const target = {
			kind: "universal" as const,
			pythonVersion: Version.parse("3.10"),
			environments: [],
			requiredEnvironments: [],
			forkStrategy: "requires-python" as const,
		};
		expect(await explain(world, [["tool", "base"], "tool"], { target })).toMatchInlineSnapshot(`
		  "tool==1.0 ; python_full_version < '3.12'
		    asked for by
		      tool (requirements.in line 1)
		    not newer, because
		      3.0: Because \`tool==2.0\` requires Python >=3.12 (the answer is for Pythons from 3.10 on) and \`tool==3.0\` depends on \`base<2\` and \`base\` has no such version (there is 2.0), we can conclude that \`tool>=2.0\` cannot be used. And because \`tool>=2.0\` is wanted, it cannot be had.
		      2.0: requires Python >=3.12 (the answer is for Pythons from 3.10 on)

		  tool==2.0 ; python_full_version >= '3.12'
		    asked for by
		      tool (requirements.in line 1)
		    not newer, because
		      3.0: Because \`tool==3.0\` depends on \`base<2\` and \`base\` has no such version (there is 2.0), we can conclude that \`tool==3.0\` cannot be used. And because \`tool==3.0\` is wanted, it cannot be had.
		  "
		`);
	});
});
