/** `pip tree` of the built executable. The drawing itself is tested with `cli/show-tree.ts`. */
import { afterAll, describe, expect, test } from "bun:test";
import { preparedSandbox } from "./install-world.ts";
import { makeDistribution, printed, startReportIndex } from "./report-world.ts";

const index = await startReportIndex();
const sandbox = await preparedSandbox(index, "app", "lib==1.0", "base==0.1");
afterAll(() => {
	index.stop();
	sandbox[Symbol.dispose]();
});

const tree = (...words: readonly string[]) => sandbox.run(["pip", "tree", ...words]);

describe("pip tree", () => {
	test("draws what requires what; extras and other systems do not count", async () => {
		const drawing = printed("app v1.0", "└── lib v1.0", "    └── base v0.1");
		expect(await tree()).toEqual(drawing);
		expect(await sandbox.run(["tree"])).toEqual(drawing);
	});

	test("writes specifiers with the lower bound first", async () => {
		expect(await tree("--show-version-specifiers", "--depth", "1")).toEqual(
			printed("app v1.0", "└── lib v1.0 [required: >=1, <3]"),
		);
	});

	test("turns round", async () => {
		expect(await tree("--invert", "--show-version-specifiers")).toEqual(
			printed(
				"base v0.1",
				"└── lib v1.0 [requires: base *]",
				"    └── app v1.0 [requires: lib >=1, <3]",
			),
		);
		expect(await tree("--reverse", "--package", "LIB")).toEqual(
			printed("lib v1.0", "└── app v1.0"),
		);
	});

	test("begins where it is told, and leaves out what it is told", async () => {
		expect(await tree("--package", "lib")).toEqual(printed("lib v1.0", "└── base v0.1"));
		expect(await tree("--prune", "Lib")).toEqual(printed("app v1.0", "base v0.1"));
		expect(await tree("--package", "nothing")).toEqual(printed());
	});

	test("tells what is newer", async () => {
		expect(await tree("--outdated", "--index-url", index.url)).toEqual(
			printed("app v1.0", "└── lib v1.0 (latest: v1.5)", "    └── base v0.1 (latest: v0.2)"),
		);
	});

	test("repeats a shared branch only with --no-dedupe", async () => {
		using shared = await preparedSandbox(index, "lib==1.0", "base==0.1");
		makeDistribution(shared, ["one", "1"], { metadata: ["Requires-Dist: lib"] });
		makeDistribution(shared, ["two", "1"], { metadata: ["Requires-Dist: lib"] });
		expect(await shared.run(["pip", "tree"])).toEqual(
			printed(
				"one v1",
				"└── lib v1.0",
				"    └── base v0.1",
				"two v1",
				"└── lib v1.0 (*)",
				"(*) Package tree already displayed",
			),
		);
		const { stdout } = await shared.run(["pip", "tree", "--no-dedupe"]);
		expect(stdout).toBe(
			"one v1\n└── lib v1.0\n    └── base v0.1\ntwo v1\n└── lib v1.0\n    └── base v0.1\n",
		);
	});

	test("draws no branch for a version that does not do, and warns of it with --strict", async () => {
		using mismatched = await preparedSandbox(index, "base==0.1");
		makeDistribution(mismatched, ["picky", "1"], { metadata: ["Requires-Dist: base>1"] });
		expect(await mismatched.run(["pip", "tree", "--strict"])).toEqual({
			...printed("base v0.1", "picky v1"),
			stderr: "warning: `picky` requires `base>1`, but `0.1` is installed\n",
		});
	});

	test("goes on where METADATA cannot be read, and says so", async () => {
		using broken = await preparedSandbox(index, "base==0.1");
		makeDistribution(broken, ["garbled", "1"], { metadata: ["Requires-Dist: not a (name"] });
		const { stdout, stderr, status } = await broken.run(["pip", "tree"]);
		expect({ stdout, status }).toEqual({ stdout: "base v0.1\ngarbled v1\n", status: 0 });
		expect(stderr).toStartWith("warning: What `garbled` requires is not known: ");
	});

	test("says nothing under -q, and accepts no depth that is none", async () => {
		expect(await tree("-q")).toEqual(printed());
		expect((await tree("--depth", "many")).status).toBe(2);
	});
});
