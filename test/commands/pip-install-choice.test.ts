/** Which versions `pip install` chooses: resolution modes, pre-releases, yanked files. */
import { afterAll, describe, expect, test } from "bun:test";
import { failed, installed, installsFrom, startInstallIndex } from "./install-world.ts";

const index = await startInstallIndex();
afterAll(() => index.stop());

const { install, prepared } = installsFrom(index);

const PRERELEASE_FAILURE = [
	"error: No solution found when resolving dependencies",
	"  cause: Because `needs-delta` depends on `delta>=2.0b1` and `delta==2.0b1` is a pre-release (not allowed here), we can conclude that `needs-delta` cannot be used. And because you require `needs-delta`, your requirements cannot be met.",
	"",
	"hint: `delta` has pre-releases that would fit, such as 2.0b1: allow all of them with `--prerelease allow`, or those of `delta` alone by adding `delta>=2.0b1` to your requirements",
	"try: Give `--prerelease-package delta=allow`; that gives `delta==2.0b1`, `needs-delta==1.0`",
];

describe("the choice of versions", () => {
	test("--resolution lowest takes the oldest that fits", async () => {
		using sandbox = await prepared("--resolution", "lowest", "alpha>=1.1", "beta");
		expect(installed(sandbox)).toEqual(["alpha-1.1", "beta-1.0"]);
	});

	test("--resolution lowest warns of a dependency without a lower bound", async () => {
		using sandbox = await prepared();
		expect((await install(sandbox, ["--resolution", "lowest", "loose"])).stderr).toEndWith(
			" + delta==1.0\n + loose==1.0\nwarning: `loose` requires `delta` without a lower bound, so that `--resolution lowest` takes its oldest version\nwarning: `loose` is required without a lower bound, so that the lowest resolution takes its oldest version\n",
		);
	});

	test("--resolution lowest-direct takes the newest of what is only required", async () => {
		using sandbox = await prepared("--resolution", "lowest-direct", "alpha>=2.0");
		expect(installed(sandbox)).toEqual(["alpha-2.0", "beta-2.0"]);
	});

	test("a pre-release is taken where every version is one (rule 5)", async () => {
		using sandbox = await prepared("early");
		expect(installed(sandbox)).toEqual(["early-1.0b1"]);
	});

	test("a pre-release is taken where a direct requirement names one (rule 5)", async () => {
		using sandbox = await prepared("alpha>=2.1rc1");
		expect(installed(sandbox)).toEqual(["alpha-2.1rc1"]);
	});

	test("a transitive pre-release is refused, with the way to have it (rule 6)", async () => {
		using sandbox = await prepared();
		expect(await install(sandbox, ["needs-delta"])).toEqual(failed(1, ...PRERELEASE_FAILURE));
		expect(installed(sandbox)).toEqual([]);
	});

	test("--prerelease allow opens all projects to them (rule 6)", async () => {
		using sandbox = await prepared("--prerelease", "allow", "needs-delta", "alpha");
		expect(installed(sandbox)).toEqual(["alpha-2.1rc1", "delta-2.0b1", "needs_delta-1.0"]);
	});

	test("naming the transitive project with a pre-release opts it in, in any order (rules 7 and 8)", async () => {
		for (const words of [
			["needs-delta", "delta>=2.0b1"],
			["delta>=2.0b1", "needs-delta"],
		]) {
			using sandbox = await prepared(...words);
			expect(installed(sandbox)).toEqual(["delta-2.0b1", "needs_delta-1.0"]);
		}
	});

	test("--python-version chooses for another Python", async () => {
		using sandbox = await prepared();
		const marked = "alpha==1.0; python_version < '3.9'";
		const { stderr } = await install(sandbox, ["--python-version", "3.8", marked]);
		expect(stderr).toEndWith(" + alpha==1.0\n");
	});

	test("a yanked version is taken where it is pinned, with a warning", async () => {
		using sandbox = await prepared();
		expect((await install(sandbox, ["gamma==1.0"])).stderr).toEndWith(
			' + gamma==1.0\nwarning: `gamma==1.0` is yanked (reason: "it is broken")\n',
		);
		expect(installed(sandbox)).toEqual(["gamma-1.0"]);
	});

	test("a yanked version is passed over otherwise", async () => {
		using sandbox = await prepared("gamma");
		expect(installed(sandbox)).toEqual(["gamma-0.9"]);
		expect(await install(sandbox, ["withdrawn"])).toEqual(
			failed(
				1,
				"error: No solution found when resolving dependencies",
				"  cause: Because `withdrawn` was yanked and you require `withdrawn`, your requirements cannot be met.",
				"",
				"hint: To use a yanked version all the same, require exactly `withdrawn==1.0`",
			),
		);
	});
});
