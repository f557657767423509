/** `pip compile` of what nobody would write: it ends, and says what it did. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile, IndexWorld } from "../support/index-world.ts";
import { hasMounts, readOnly } from "../support/own-mounts.ts";
import { compileIn, sandboxWith } from "./compile-index.ts";
import { compilesFrom, lines } from "./compile-world.ts";

function release(name: string, version: string, ...requires: readonly string[]): IndexFile {
	return indexFile({ name, version, requires });
}

/** A release whose METADATA is in a coding of its own. */
function inLatin(name: string, ...rest: readonly string[]): IndexFile {
	const text = ["Metadata-Version: 2.1", `Name: ${name}`, "Version: 1.0", ...rest, ""].join("\n");
	const file = release(name, "1.0");
	return { ...file, metadata: Buffer.from(text, "latin1") };
}

function projects(): IndexWorld {
	return worldOf([
		["base", [release("base", "1.0"), release("base", "2.0")]],
		["app", [release("app", "1.0", "base")]],
		["first", [release("first", "1.0", "second")]],
		["second", [release("second", "1.0", "third")]],
		["third", [release("third", "1.0", "first", "third")]],
		[
			"narcissus",
			[
				release("narcissus", "1.0", "narcissus==1.0", "base"),
				release("narcissus", "2.0", "narcissus<2"),
			],
		],
		["cafe", [inLatin("cafe", "Summary: café", "Requires-Dist: base", "", "café")]],
		["broken", [inLatin("broken", "Requires-Dist: básé")]],
	]);
}

const index = await startIndexServer(projects());
afterAll(() => index.stop());
const { compile, compiled } = compilesFrom(index);

describe("nothing to read", () => {
	const warning = (file: string): string =>
		`warning: Requirements file \`${file}\` does not contain any dependencies\nResolved in [TIME]\n`;

	test.each([
		["an empty file", { "r.in": "" }, "r.in"],
		["a file of comments", { "r.in": "# nothing\n\n  # at all\n" }, "r.in"],
		["a file that is one space", { "r.in": " " }, "r.in"],
		["an empty file of another", { "r.in": "-r s.in\n", "s.in": "" }, "r.in"],
		["an empty standard input", {}, "-"],
	])("%s is told, and pins nothing", async (_, files, named) => {
		const source = named === "-" ? "-" : "r.in";
		const { stdout, stderr, status } = await compile(files, [source], "");
		expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: warning(named), status: 0 });
	});

	test("empty constraints and an empty output change nothing", async () => {
		const files = { "r.in": "base\n", "c.txt": "", "out.txt": "" };
		expect(await compiled(files, ["r.in", "-c", "c.txt", "-o", "out.txt"])).toBe(
			lines("base==2.0", "    # via -r r.in"),
		);
	});

	test("an output in place of an input that was empty is empty, not missing", async () => {
		using sandbox = sandboxWith({ "r.in": "", "out.txt": "base==1.0\n" });
		const words = ["--no-header", "-o", "out.txt", "r.in"];
		expect((await compileIn(sandbox, index, words)).status).toBe(0);
		expect(readFileSync(join(sandbox.work, "out.txt"), "utf8")).toBe("");
	});
});

describe("an output that is also an input", () => {
	test.each([
		["a constraint", ["r.in", "-c", "out.txt"]],
		["an override", ["r.in", "--overrides", "out.txt"]],
		["one of several inputs", ["r.in", "out.txt"]],
		["an input by another path", ["r.in", "./sub/../out.txt"]],
		["one that an input includes", ["includes.in"]],
	])("%s is refused and stays as it is", async (_, words) => {
		using sandbox = sandboxWith({ "r.in": "base\n", "out.txt": "base==1.0\n", "sub/x": "" });
		sandbox.write("includes.in", "-r sub/deeper.in\n");
		sandbox.write("sub/deeper.in", "-r ../out.txt\n");
		const { stdout, stderr, status } = await compileIn(sandbox, index, [...words, "-o", "out.txt"]);
		expect(stderr).toStartWith("error: Cannot write `out.txt`: it is also read, and");
		expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
		expect(readFileSync(join(sandbox.work, "out.txt"), "utf8")).toBe("base==1.0\n");
	});
});

test.skipIf(!hasMounts)(
	"a folder that cannot be written is named, and nothing is left",
	async () => {
		using sandbox = sandboxWith({ "r.in": "base\n", "closed/out.txt": "base==1.0\n" });
		const words = ["pip", "compile", "--index-url", index.url, "r.in", "-o", "closed/out.txt"];
		const { stderr, status } = await sandbox.run(words, {
			wrapper: readOnly(join(sandbox.work, "closed")),
		});
		expect(stderr).toContain("error: Cannot write `closed/out.txt`: ");
		expect(stderr).toContain("read-only");
		expect(status).toBe(2);
		expect(readdirSync(join(sandbox.work, "closed"))).toEqual(["out.txt"]);
		expect(readFileSync(join(sandbox.work, "closed/out.txt"), "utf8")).toBe("base==1.0\n");
	},
);

describe("markers that contradict", () => {
	const files = {
		"r.in": lines(
			"absent; os_name == 'nt' and os_name == 'posix'",
			"missing; python_version < '3' and python_version >= '3'",
			"base",
		),
	};

	test.each([[[]], [["--universal"]]])("ask for nothing %p", async (words) => {
		index.forgetRequests();
		expect(await compiled(files, ["r.in", ...words])).toBe("base==2.0\n    # via -r r.in\n");
		expect(index.count(/absent|missing/)).toBe(0);
	});
});

describe("packages that ask for themselves", () => {
	test("in a circle are each pinned once", async () => {
		const pins = lines("first==1.0", "second==1.0", "third==1.0");
		expect(await compiled({ "r.in": "first\n" }, ["r.in", "--no-annotate"])).toBe(pins);
		expect(await compiled({ "r.in": "third\n" }, ["r.in", "--no-annotate"])).toBe(pins);
		expect(
			await compiled({ "r.in": "second; sys_platform == 'win32'\n" }, [
				"r.in",
				"--no-annotate",
				"--universal",
			]),
		).toBe(pins.replaceAll("\n", " ; sys_platform == 'win32'\n"));
	});

	test("are chosen at the version that they ask for, and do not ask twice", async () => {
		expect(await compiled({ "r.in": "narcissus\n" }, ["r.in"])).toBe(
			lines("base==2.0", "    # via narcissus", "narcissus==1.0", "    # via -r r.in"),
		);
	});
});

describe("a package named like the project", () => {
	const project = (...rest: readonly string[]): Record<string, string> => ({
		"pyproject.toml": lines("[project]", 'name = "App"', 'version = "3"', ...rest),
	});

	test("is the project itself where the project asks for its name", async () => {
		const files = project('dependencies = ["app", "base<2"]');
		expect(await compiled(files, ["pyproject.toml"])).toBe(
			lines("base==1.0", "    # via app (pyproject.toml)"),
		);
	});

	test("is the one of the index where an input beside the project asks for it", async () => {
		const files = { ...project("dependencies = []"), "r.in": "app\n" };
		expect(await compiled(files, ["pyproject.toml", "r.in", "--no-annotate"])).toBe(
			lines("app==1.0", "base==2.0"),
		);
	});
});

describe("metadata that is not UTF-8", () => {
	test("is read as far as it matters", async () => {
		expect(await compiled({ "r.in": "cafe\n" }, ["r.in", "--no-annotate"])).toBe(
			lines("base==2.0", "cafe==1.0"),
		);
	});

	test("cannot be used where a requirement is broken by it", async () => {
		const { stdout, stderr, status } = await compile({ "r.in": "broken\n" }, ["r.in"]);
		expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
		expect(stderr).toContain("the metadata of `broken` cannot be used");
	});
});

describe("an index that changes during the solve", () => {
	test("is asked once for each page, and its news are for the next run", async () => {
		await using changing = await startIndexServer(projects(), {
			faults: [{ match: "/simple/base/", delay: 300 }],
		});
		using sandbox = sandboxWith({ "r.in": "app\nbase\n" });
		const words = ["--no-header", "--no-annotate", "-q", "r.in"];
		const run = compileIn(sandbox, changing, words);
		while (changing.count("/simple/base/") === 0) await Bun.sleep(1);
		const added = [
			["app", [...(projects().get("app") ?? []), release("app", "2.0", "base>=3")]],
			["base", [...(projects().get("base") ?? []), release("base", "3.0")]],
		] as const;
		changing.setWorld(worldOf(added));
		expect((await run).stdout).toBe("app==1.0\nbase==2.0\n");
		expect([changing.count("/simple/app/"), changing.count("/simple/base/")]).toEqual([1, 1]);
		const later = await compileIn(sandbox, changing, [...words, "--refresh"]);
		expect(later.stdout).toBe("app==2.0\nbase==3.0\n");
	});

	test("a file that is exchanged behind its page is a failure, never an answer", async () => {
		const file = { ...release("app", "1.0", "base"), metadataHash: "0".repeat(64) };
		await using changing = await startIndexServer(worldOf([["app", [file]]]));
		using sandbox = sandboxWith({ "r.in": "app\n" });
		const { stdout, stderr, status } = await compileIn(sandbox, changing, ["r.in", "-o", "o.txt"]);
		expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
		expect(stderr).toContain("its hash is `sha256:");
		expect(existsSync(join(sandbox.work, "o.txt"))).toBe(false);
	});
});

describe("150,000 lines", () => {
	/** Five megabytes: each line is what `lineAt` says. */
	function largeFile(lineAt: (line: number) => string): string {
		const text = Array.from({ length: 150_000 }, (_, line) => `${lineAt(line)}\n`).join("");
		expect(text.length).toBeGreaterThan(5_000_000);
		return text;
	}

	const comment = "# somebody left a comment here, with some words in it:";

	test("of comments and of requirements that repeat", async () => {
		const text = largeFile((line) =>
			line % 2 === 0 ? `${comment} ${line}` : `${line % 4 === 1 ? "base >= 1" : "app"} # ${line}`,
		);
		expect(await compiled({ "r.in": text }, ["r.in", "-q", "--no-annotate"])).toBe(
			lines("app==1.0", "base==2.0"),
		);
	});

	test("of comments and of requirements that differ", async () => {
		const text = largeFile((line) =>
			line % 15 === 0 ? `base != 0.${line}` : `${comment} ${line}`,
		);
		expect(await compiled({ "r.in": text }, ["r.in", "-q", "--no-annotate"])).toBe(
			lines("base==2.0"),
		);
	});

	test("of names that nobody has, for another platform", async () => {
		const text = largeFile((line) => `absent-project-${line}; sys_platform == "amiga"`);
		index.forgetRequests();
		expect(await compiled({ "r.in": text }, ["r.in", "-q"])).toBe("");
		expect(index.count("/simple/")).toBe(0);
	});
});
