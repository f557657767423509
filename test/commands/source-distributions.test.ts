/** Source distributions under `pip compile`, whose metadata is known without a build; and under what installs, which refuses them. */
import { afterAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type RunResult, type Sandbox } from "../support/sandbox.ts";
import { buildSdist, pkgInfo, type SdistRecipe, sdistIndexFile } from "../support/sdist-builder.ts";
import { lines } from "./compile-world.ts";
import { treeText } from "./tree-hash.ts";

const source = (version: string, ...more: readonly string[]): SdistRecipe => ({
	name: "source",
	version,
	files: { "PKG-INFO": pkgInfo("source", version, more) },
});

const LAST = source(
	"2.0",
	"Requires-Dist: alpha<2",
	'Requires-Dist: beta ; extra == "b"',
	"Provides-Extra: b",
);
const PROJECT = lines(
	"[project]",
	'name = "zipped"',
	'version = "1.0"',
	'dependencies = ["source"]',
);

const world = worldOf([
	[
		"alpha",
		[indexFile({ name: "alpha", version: "1.0" }), indexFile({ name: "alpha", version: "2.0" })],
	],
	["beta", [indexFile({ name: "beta", version: "1.0" })]],
	["source", [sdistIndexFile(source("1.0")), sdistIndexFile(LAST)]],
	[
		"zipped",
		[
			sdistIndexFile({
				...{ name: "zipped", version: "1.0", extension: ".zip" },
				files: { "pyproject.toml": PROJECT },
			}),
		],
	],
	[
		"both",
		[sdistIndexFile({ name: "both", version: "1.0" }), indexFile({ name: "both", version: "1.0" })],
	],
	[
		"later",
		[
			indexFile({ name: "later", version: "1.0" }),
			sdistIndexFile({
				...{ name: "later", version: "2.0" },
				files: { "PKG-INFO": pkgInfo("later", "2.0", ["Requires-Python: >=3.99"]) },
			}),
		],
	],
	["legacy", [sdistIndexFile({ name: "legacy", version: "1.0" })]],
	["lied", [sdistIndexFile({ ...LAST, name: "lied" }, { hashes: { sha256: "0".repeat(64) } })]],
	["broken", [{ filename: "broken-1.0.tar.gz", bytes: Buffer.from("no archive"), version: "1.0" }]],
]);
const index = await startIndexServer(world);
afterAll(() => index.stop());

const DIGEST = new Bun.CryptoHasher("sha256").update(buildSdist(LAST)).digest("hex");
const FILE_URL = `${index.url.replace(/simple$/, "")}files/source/source-2.0.tar.gz`;
/** As what is written is filtered. */
const SHOWN_URL = FILE_URL.replace(/:\d+\//, ":[PORT]/");

/** `pip compile` of these lines, in a sandbox that may have run before. */
function compile(sandbox: Sandbox, text: string, ...words: readonly string[]): Promise<RunResult> {
	sandbox.write("r.in", text);
	const all = ["r.in", "--no-header", "--no-annotate", "-q", "--index-url", index.url, ...words];
	return sandbox.run(["pip", "compile", ...all]);
}

/** What it writes; where it fails, its status and first line of standard error. */
async function compiled(text: string, ...words: readonly string[]): Promise<string> {
	using sandbox = createSandbox();
	writeFileSync(join(sandbox.work, "source-2.0.tar.gz"), buildSdist(LAST));
	const { stdout, stderr, status } = await compile(sandbox, text, ...words);
	return status === 0 ? stdout : `${status} ${stderr.split("\n")[0]}`;
}

describe("pip compile pins", () => {
	test.each<readonly [string, readonly string[], readonly string[]]>([
		["source", [], ["alpha==1.0", "source==2.0"]],
		["source[b]", [], ["alpha==1.0", "beta==1.0", "source==2.0"]],
		["source<2", [], ["source==1.0"]],
		["zipped", [], ["alpha==1.0", "source==2.0", "zipped==1.0"]],
		["source", ["--universal"], ["alpha==1.0", "source==2.0"]],
		["source", ["--no-deps"], ["source==2.0"]],
		["legacy", ["--no-deps"], ["legacy==1.0"]],
		["later", [], ["later==1.0"]],
		[
			"source",
			["--generate-hashes", "--no-deps"],
			["source==2.0 \\", `    --hash=sha256:${DIGEST}`],
		],
	])("%s %j", async (text, words, expected) => {
		expect(await compiled(`${text}\n`, ...words)).toBe(lines(...expected));
	});

	test("a wheel where the release has one, and fetches no source distribution then", async () => {
		index.forgetRequests();
		expect(await compiled("both\n")).toBe("both==1.0\n");
		expect(index.count(".tar.gz")).toBe(0);
	});

	test("a lock with the source distribution of the index", async () => {
		const lock = await compiled("source<2\n", "--format", "pylock.toml");
		expect(lock).toMatch(/sdist = \{ url = ".*\/source-1\.0\.tar\.gz", /);
	});
});

describe("pip compile pins what is named", () => {
	test.each([
		["./source-2.0.tar.gz", "./source-2.0.tar.gz"],
		["source @ ./source-2.0.tar.gz", "./source-2.0.tar.gz"],
		["source[b] @ ./source-2.0.tar.gz", "./source-2.0.tar.gz", "beta==1.0"],
		[`source @ ${FILE_URL}`, `source @ ${SHOWN_URL}`],
		[FILE_URL, `source @ ${SHOWN_URL}`],
		[`${FILE_URL}#sha256=${DIGEST}`, `source @ ${SHOWN_URL}#sha256=${DIGEST}`],
		[`zipped\nsource @ ${FILE_URL}`, `source @ ${SHOWN_URL}`, "zipped==1.0"],
	])("%s", async (text, pin, ...more) => {
		const pins = (await compiled(`${text}\n`)).trim().split("\n");
		expect(pins).toEqual(expect.arrayContaining(["alpha==1.0", pin, ...more]));
		expect(pins).toHaveLength(2 + more.length);
	});

	test.each(["./source-2.0.tar.gz", `source @ ${FILE_URL}`])(
		"with the hash of %s",
		async (place) => {
			const text = await compiled(`${place}\n`, "--generate-hashes", "--no-deps");
			const shown = place.replace(FILE_URL, SHOWN_URL);
			expect(text).toBe(lines(`${shown} \\`, `    --hash=sha256:${DIGEST}`));
		},
	);

	test("in a lock as an archive", async () => {
		const words = ["--format", "pylock.toml", "--no-deps"];
		const lock = await compiled("./source-2.0.tar.gz\n", ...words);
		expect(lock).toEndWith(
			lines(
				"[[packages]]",
				'name = "source"',
				'version = "2.0"',
				`archive = { path = "source-2.0.tar.gz", hashes = { sha256 = "${DIGEST}" } }`,
			),
		);
	});

	test("and asks nobody the next time, with or without a network", async () => {
		using sandbox = createSandbox();
		for (const text of ["source\n", `source @ ${FILE_URL}\n`]) {
			const first = await compile(sandbox, text);
			index.forgetRequests();
			const next = await compile(sandbox, text, "--offline", "--no-memo");
			expect(next).toEqual(first);
			expect(next.status).toBe(0);
			expect(index.requests).toHaveLength(0);
		}
	});
});

describe("pip compile refuses", () => {
	test.each([
		[
			"legacy",
			"1 error: Cannot build `legacy==1.0`: what it needs for that cannot be had (`setuptools>=40.8.0`)",
		],
		["lied", "1 error: Hash mismatch for `lied==2.0`"],
		["broken", "1 error: Cannot read `broken-1.0.tar.gz`: it is not a gzip file"],
		[`${FILE_URL}#sha256=${"0".repeat(64)}`, "1 error: Hash mismatch for `source==2.0`"],
		[
			`source @ ${FILE_URL}#subdirectory=inner`,
			"2 error: Cannot install `source @ [URL]#subdirectory=inner`: a source distribution needs a build, which this release does not do yet",
		],
		[
			"other @ ./source-2.0.tar.gz",
			"2 error: Cannot install `./source-2.0.tar.gz`: a local project or source distribution needs a build, which this release does not do yet",
		],
	])("%s", async (text, expected) => {
		const refusal = await compiled(`${text}\n`);
		expect(refusal.replace(SHOWN_URL, "[URL]")).toBe(expected);
	});
});

describe("nothing is changed by", () => {
	test.each<readonly [readonly string[], string]>([
		[
			["install", "source", "beta"],
			"Cannot build `source==2.0`: what it needs for that cannot be had (`setuptools>=40.8.0`)",
		],
		[
			["sync", "r.txt"],
			"Cannot build `source==2.0`: what it needs for that cannot be had (`setuptools>=40.8.0`)",
		],
		[
			["install", "./source-2.0.tar.gz"],
			"Cannot build `source==2.0`: what it needs for that cannot be had (`setuptools>=40.8.0`)",
		],
		[["install", "lied"], "Hash mismatch for `lied==2.0`"],
	])("pip %j", async (words, message) => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv"]);
		await sandbox.runWell(["pip", "install", "--index-url", index.url, "alpha==2.0"]);
		sandbox.write("r.txt", "source==2.0\nbeta==1.0\n");
		writeFileSync(join(sandbox.work, "source-2.0.tar.gz"), buildSdist(LAST));
		const before = treeText(sandbox.environment);
		const { stderr, status } = await sandbox.run(["pip", ...words, "--index-url", index.url]);
		expect(stderr).toContain(`error: ${message}`);
		expect(status).toBeGreaterThan(0);
		expect(treeText(sandbox.environment)).toBe(before);
	});
});
