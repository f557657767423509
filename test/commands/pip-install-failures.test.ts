/** What `pip install` says where it is asked for what cannot be had or must not be trusted; the environment stays as it was. */
import { afterAll, describe, expect, test } from "bun:test";
import { buildWheel } from "../support/wheel-builder.ts";
import { NO_SOLUTION, startRefusalBench } from "./refusals.ts";

const bench = await startRefusalBench();
afterAll(() => bench[Symbol.dispose]());
const { index, sandbox } = bench;

/** The index of these tests has no setuptools. */
const withoutSetuptools = (name: string): readonly string[] => [
	`error: Cannot build \`${name}==1.0\`: what it needs for that cannot be had (\`setuptools>=40.8.0\`)`,
	"  cause: No solution found when resolving dependencies",
	`  cause: Because you require \`setuptools>=40.8.0\` (the build of ${name}==1.0) and \`setuptools\` was not found on the index, your requirements cannot be met.`,
	"",
	"hint: Check the spelling of `setuptools`; if another index has it, name that with `--index`",
];

describe("what cannot be resolved", () => {
	test("an unknown project", () =>
		bench.refuse({
			words: ["nonesuch"],
			status: 1,
			lines: [
				NO_SOLUTION,
				"  cause: Because you require `nonesuch` and `nonesuch` was not found on the index, your requirements cannot be met.",
				"",
				"hint: Check the spelling of `nonesuch`; if another index has it, name that with `--index`",
			],
		}));

	test("a version that there is not", () =>
		bench.refuse({
			words: ["alpha==9"],
			status: 1,
			lines: [
				NO_SOLUTION,
				"  cause: Because you require `alpha==9` and `alpha` has no such version (there is 1.0, 2.0), your requirements cannot be met.",
				"",
				"try: Write `alpha` in place of `alpha==9`; that gives `alpha==1.0`",
			],
		}));

	test("two mistakes at once are told both", () =>
		bench.refuse({
			words: ["nonesuch", "alpha==9"],
			status: 1,
			lines: [
				NO_SOLUTION,
				"  cause: Because you require `nonesuch` and `nonesuch` was not found on the index, your requirements cannot be met.",
				"  cause: Because you require `alpha==9` and `alpha` has no such version (there is 1.0, 2.0), your requirements cannot be met.",
				"",
				"hint: Check the spelling of `nonesuch`; if another index has it, name that with `--index`",
				"try: Leave out `nonesuch`, and write `alpha` in place of `alpha==9`; that gives `alpha==1.0`",
			],
		}));

	test("requirements that exclude each other, with the derivation in words", () =>
		bench.refuse({
			words: ["left", "right"],
			status: 1,
			lines: [
				NO_SOLUTION,
				"  cause: Because `left` depends on `alpha<2` and `right` depends on `alpha>=2`, we can conclude that `left` and `right` cannot be used together. And because you require `left` and you require `right`, your requirements cannot be met.",
				"",
				"try: Leave out `left`; that gives `alpha==2.0`, `right==1.0`",
				"try: Leave out `right`; that gives `alpha==1.0`, `left==1.0`",
			],
		}));

	test("a wheel for another platform alone", () =>
		bench.refuse({
			words: ["windows-only"],
			status: 1,
			lines: [
				NO_SOLUTION,
				"  cause: Because `windows-only` has neither a wheel for this Python and platform nor a source distribution and you require `windows-only`, your requirements cannot be met.",
				"",
				"hint: The wheels of `windows-only==1.0` are for `py3-none` on `win_amd64`; the target is [TAG]",
			],
		}));

	test("a wheel for another Python alone", () =>
		bench.refuse({
			words: ["old-only"],
			status: 1,
			lines: [
				NO_SOLUTION,
				"  cause: Because `old-only` has neither a wheel for this Python and platform nor a source distribution and you require `old-only`, your requirements cannot be met.",
				"",
				"hint: The wheels of `old-only==1.0` are for `cp27-cp27m` on `manylinux1_x86_64`; the target is [TAG]",
			],
		}));

	test("a source distribution that has to be built to know what it requires", () =>
		bench.refuse({
			words: ["old-source"],
			status: 1,
			lines: withoutSetuptools("old-source"),
		}));

	test.each([[["source"]], [["source", "--no-deps"]]])(
		"a source distribution that has to be built to be installed: %j",
		(words) =>
			bench.refuse({
				words,
				status: 1,
				lines: [
					...(words.includes("--no-deps")
						? ["Resolved 1 package in [TIME]"]
						: ["Resolved 2 packages in [TIME]"]),
					"   Building source==1.0",
					...withoutSetuptools("source"),
				],
			}),
	);

	test("a URL that a project of an index brings (rule 17)", () =>
		bench.refuse({
			words: ["by-url"],
			status: 1,
			lines: [
				"error: Could not resolve: `by-url` depends on `alpha` by URL (https://example.com/alpha-1.0-py3-none-any.whl), which only an input may do",
				"",
				"hint: If you trust it, add `alpha @ https://example.com/alpha-1.0-py3-none-any.whl` to your requirements or constraints",
			],
		}));

	test("anything with --no-index and no links", () =>
		bench.refuse({
			words: ["--no-index", "left"],
			status: 1,
			lines: [
				NO_SOLUTION,
				"  cause: Because you require `left` and `left` was not found among the links (and no index may be asked), your requirements cannot be met.",
				"",
				"hint: Name a folder or page that has `left` with `--find-links`, or leave `--no-index` out",
			],
		}));
});

test("a project for a later Python only names both Pythons", async () => {
	index.setFaults([]);
	const { stderr, status } = await sandbox.run(["pip", "install", "-i", index.url, "future"]);
	expect(status).toBe(1);
	expect(stderr).toContain("`future` requires Python >=3.99 (the target is 3.");
	expect(stderr).toContain(
		"\nhint: `future==1.0` needs a Python that meets `>=3.99`; the target is Python 3.X\n",
	);
	bench.expectUnchanged();
});

describe("what cannot be read", () => {
	test("a malformed requirement, with a caret", () =>
		bench.refuse({
			words: ["alpha>>1"],
			status: 2,
			lines: [
				"error: Could not read `alpha>>1` as a requirement: `>` is not a version specifier",
				"       alpha>>1",
				"            ^",
			],
		}));

	test("a malformed line of a file, with its place", async () => {
		sandbox.write("bad.txt", "alpha\nleft>>1\n");
		await bench.refuse({
			words: ["-r", "bad.txt"],
			status: 2,
			lines: [
				"error: Could not read `bad.txt:2:5`: `>` is not a version specifier",
				"       left>>1",
				"           ^",
			],
		});
	});

	test("a file that is not there", () =>
		bench.refuse({
			words: ["-r", "missing.txt"],
			status: 2,
			lines: ["error: Could not read `missing.txt`: the file does not exist"],
		}));

	test("a file of requirements without -r", async () => {
		sandbox.write("named.txt", "alpha\n");
		await bench.refuse({
			words: ["named.txt"],
			status: 2,
			lines: [
				"error: Could not read `named.txt` as a requirement: it is a file",
				"       named.txt",
				"       ^^^^^^^^^",
				"",
				"hint: Name the file with `-r named.txt`",
			],
		});
	});

	test("a wheel that is not there", () =>
		bench.refuse({
			words: ["./gone-1.0-py3-none-any.whl"],
			status: 1,
			lines: [
				"error: Cannot read the wheel `[FOLDER]/work/gone-1.0-py3-none-any.whl`: it does not exist",
			],
		}));

	test("nothing that is asked for", () =>
		bench.refuse({
			words: [],
			status: 2,
			lines: [
				"error: Required arguments are missing:",
				"  <PACKAGE|--requirements <FILE>|--editable <PATH|URL>|--group <[PATH:]GROUP>>",
				"",
				"Usage: pippin pip install [OPTIONS] <PACKAGE|--requirements <FILE>|--editable <PATH|URL>|--group <[PATH:]GROUP>>",
				"",
				"For more information, try '--help'.",
			],
		}));
});

describe("wheels that must not be trusted", () => {
	test("one that is cut", () =>
		bench.refuse({
			words: ["cut"],
			status: 1,
			lines: [
				"Resolved 1 package in [TIME]",
				"error: Cannot read `cut-1.0-py3-none-any.whl`: it does not end as a ZIP archive does",
			],
		}));

	test("one whose hash is not the promised one", () =>
		bench.refuse({
			words: ["lied"],
			status: 1,
			lines: [
				"Resolved 1 package in [TIME]",
				"error: Hash mismatch for `lied==1.0`",
				"",
				"       Expected:",
				`         sha256:${"0".repeat(64)}`,
				"",
				"       Computed:",
				`         sha256:${new Bun.CryptoHasher("sha256").update(buildWheel({ name: "lied", version: "1.0" })).digest("hex")}`,
				"",
				"hint: The file differs from what was promised: do not use it before somebody has explained why",
			],
		}));

	test("one with a path that leads out", async () => {
		index.setFaults([]);
		const { stderr, status } = await sandbox.run(["pip", "install", "-i", index.url, "escaping"]);
		expect({ status, stderr }).toEqual({
			status: 1,
			stderr:
				"Resolved 1 package in [TIME]\nerror: Cannot read `escaping-1.0-py3-none-any.whl`: the member `../../../escaped.py` has the component `..`\n",
		});
		bench.expectUnchanged();
	});
});
