/** Where `pip install` takes projects from: index dialects, files of requirements, wheels by path and URL, links, several indexes. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile, wheelHash } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexSite, SiteOptions } from "../support/index-world.ts";
import type { RunResult, Sandbox } from "../support/sandbox.ts";
import { buildWheel, type WheelRecipe, wheelFileName } from "../support/wheel-builder.ts";
import { failed, installed, preparedSandbox, told } from "./install-world.ts";

const ALPHA: WheelRecipe = { name: "alpha", version: "1.0" };
const NEW_ALPHA: WheelRecipe = { name: "alpha", version: "2.0", requires: ["beta"] };
const BETA: WheelRecipe = { name: "beta", version: "1.0" };

const world = worldOf([
	["alpha", [indexFile(ALPHA), indexFile(NEW_ALPHA)]],
	["beta", [indexFile(BETA)]],
]);
const privateWorld = worldOf([["alpha", [indexFile({ name: "alpha", version: "0.5" })]]]);

/** Ways in which indexes differ; each must serve the same. */
const DIALECTS: ReadonlyMap<string, SiteOptions> = new Map<string, SiteOptions>([
	["json", { dialect: "json" }],
	["html", { dialect: "html" }],
	["html-ranges", { dialect: "html", metadataFiles: false }],
	["html-plain", { dialect: "html", metadataFiles: false, ranges: "no", hashes: false }],
	[
		"json-plain",
		{ dialect: "json", metadataFiles: false, ranges: "no", hashes: false, sizes: false },
	],
	["absolute", { absoluteUrls: true, gzip: false, etags: false, cacheControl: "no-store" }],
]);

const index: IndexServer = await startIndexServer(world, {
	sites: new Map<string, IndexSite>([
		["private", { world: privateWorld }],
		...[...DIALECTS].map(([name, options]) => [name, { world, ...options }] as const),
	]),
});
afterAll(() => index.stop());

const ALPHA_URL = `${index.origin}/files/alpha/${wheelFileName(ALPHA)}`;
const SHOWN_URL = `http://127.0.0.1:[PORT]/files/alpha/${wheelFileName(ALPHA)}`;

function install(sandbox: Sandbox, ...words: readonly string[]): Promise<RunResult> {
	return sandbox.run(["pip", "install", "--index-url", index.url, ...words]);
}

function prepared(...words: readonly string[]): Promise<Sandbox> {
	return preparedSandbox(index, ...words);
}

/** Puts the wheel of a recipe into a folder of the working folder; answers its path. */
function writeWheel(sandbox: Sandbox, recipe: WheelRecipe, folder = "."): string {
	mkdirSync(join(sandbox.work, folder), { recursive: true });
	const path = join(sandbox.work, folder, wheelFileName(recipe));
	writeFileSync(path, buildWheel(recipe));
	return path;
}

function directUrl(sandbox: Sandbox, info: string): unknown {
	return JSON.parse(readFileSync(join(sandbox.sitePackages, info, "direct_url.json"), "utf8"));
}

describe("an index", () => {
	for (const name of DIALECTS.keys()) {
		test(`of the kind \`${name}\` serves, cold and warm`, async () => {
			using sandbox = await prepared();
			const words = ["pip", "install", "-i", index.siteUrl(name), "alpha"];
			const cold = await sandbox.runWell(words);
			expect(cold.stderr).toStartWith("Resolved 2 packages in [TIME]\n");
			expect(cold.stderr).toEndWith(
				"Installed 2 packages in [TIME]\n + alpha==2.0\n + beta==1.0\n",
			);
			await sandbox.runWell(["venv", "-q", "other"]);
			const again = await sandbox.runWell([...words, "--python", "other"]);
			expect(again.stderr).toEndWith(" + alpha==2.0\n + beta==1.0\n");
		});
	}

	test("with `.metadata` files is asked for no wheel while resolving", async () => {
		using sandbox = await prepared();
		index.forgetRequests();
		await sandbox.runWell(["pip", "install", "-i", index.siteUrl("json"), "--dry-run", "alpha"]);
		expect(index.count(".whl.metadata")).toBe(2);
		expect(index.count(/\.whl$/)).toBe(0);
	});

	test("may be a folder, with or without pages", async () => {
		using sandbox = await prepared();
		writeWheel(sandbox, ALPHA, "mirror/alpha");
		await sandbox.runWell(["pip", "install", "-q", "--index-url", "./mirror", "alpha"]);
		expect(installed(sandbox)).toEqual(["alpha-1.0"]);
	});
});

describe("several indexes", () => {
	const winners: readonly (readonly [string, readonly string[], string])[] = [
		[
			"--extra-index-url is asked before the default index",
			["--extra-index-url", index.siteUrl("private")],
			"alpha-0.5",
		],
		[
			"--index is asked before the default index",
			["--index", index.siteUrl("private")],
			"alpha-0.5",
		],
		["an index that is named twice is asked once", ["--index", index.url], "alpha-2.0"],
		["--index may have a name", ["--index", `mine=${index.siteUrl("private")}`], "alpha-0.5"],
	];
	for (const [sentence, words, winner] of winners) {
		test(`${sentence} (rules 9 and 10)`, async () => {
			using sandbox = await prepared(...words, "alpha");
			expect(installed(sandbox)).toContain(winner);
		});
	}

	test("the first that has the project decides, even where it has no fitting version", async () => {
		using sandbox = await prepared();
		const words = ["--extra-index-url", index.siteUrl("private"), "alpha>=1"];
		const { stderr, status } = await install(sandbox, ...words);
		expect(status).toBe(1);
		expect(stderr).toStartWith(
			"error: No solution found when resolving dependencies\n  cause: Because you require `alpha>=1` and `alpha` has no such version (there is 0.5), your requirements cannot be met.\n",
		);
		expect(stderr).toEndWith(
			"hint: `alpha` is taken from http://127.0.0.1:[PORT]/private/simple, the first index that has it, so that nobody can put another project in its place; http://127.0.0.1:[PORT]/simple may have other versions, which `--index-strategy unsafe-best-match` lets in\ntry: Write `alpha` in place of `alpha>=1`; that gives `alpha==0.5`\n",
		);
	});

	test("--index-strategy unsafe-best-match takes the best of all (rule 11)", async () => {
		const all = ["--index", index.siteUrl("private"), "--index-strategy", "unsafe-best-match"];
		for (const [requirement, winner] of [
			["alpha", "alpha-2.0"],
			["alpha<1", "alpha-0.5"],
		] as const) {
			using sandbox = await prepared(...all, requirement);
			expect(installed(sandbox)).toContain(winner);
		}
	});
});

describe("files of requirements", () => {
	test("-r reads requirements and options, relative to the file", async () => {
		using sandbox = await prepared();
		sandbox.write(
			"sub/requirements.txt",
			`--index-url ${index.url}\n-r more.txt\nalpha==1.0 # old\n`,
		);
		sandbox.write("sub/more.txt", "beta ; python_version >= '3'\n");
		const result = await sandbox.run(["pip", "install", "-r", "sub/requirements.txt"]);
		expect(result.stderr).toEndWith(" + alpha==1.0\n + beta==1.0\n");
		expect(result.status).toBe(0);
	});

	test("-r - reads standard input", async () => {
		using sandbox = await prepared();
		const words = ["pip", "install", "-q", "-i", index.url, "-r", "-"];
		expect(await sandbox.run(words, { input: "beta\n" })).toEqual(told());
		expect(installed(sandbox)).toEqual(["beta-1.0"]);
	});

	test("-c narrows and adds nothing", async () => {
		using sandbox = await prepared();
		sandbox.write("constraints.txt", "alpha<2\nbeta==1.0\n");
		expect((await install(sandbox, "alpha", "-c", "constraints.txt")).status).toBe(0);
		expect(installed(sandbox)).toEqual(["alpha-1.0"]);
		const variables = { UV_CONSTRAINT: "constraints.txt" };
		const words = ["pip", "install", "-i", index.url, "-U", "alpha"];
		expect((await sandbox.run(words, { variables })).stderr).toEndWith(
			"Checked 1 package in [TIME]\n",
		);
	});

	test("a file without requirements is no failure", async () => {
		using sandbox = await prepared();
		sandbox.write("empty.txt", "# nothing here\n");
		expect(await install(sandbox, "-r", "empty.txt")).toEqual(
			told(
				"warning: Requirements file `empty.txt` does not contain any dependencies",
				"Checked in [TIME]",
			),
		);
	});
});

describe("hashes", () => {
	test("that are given are compared", async () => {
		using sandbox = await prepared();
		sandbox.write("right.txt", `alpha==1.0 --hash=${wheelHash(ALPHA)}\n`);
		expect((await install(sandbox, "-r", "right.txt")).status).toBe(0);
		expect(installed(sandbox)).toEqual(["alpha-1.0"]);
	});

	test("that differ end the command, also where the wheel lies in the cache", async () => {
		using sandbox = await prepared("--target", "elsewhere", "alpha==1.0");
		sandbox.write("wrong.txt", `alpha==1.0 --hash=${wheelHash(BETA)}\n`);
		expect(await install(sandbox, "-r", "wrong.txt")).toEqual(
			failed(
				1,
				"Resolved 1 package in [TIME]",
				"error: Hash mismatch for `alpha==1.0`",
				"",
				"       Expected:",
				`         ${wheelHash(BETA)}`,
				"",
				"       Computed:",
				`         ${wheelHash(ALPHA)}`,
				"",
				"hint: The file differs from what was promised: do not use it before somebody has explained why",
			),
		);
		expect(installed(sandbox)).toEqual([]);
		expect((await install(sandbox, "--no-verify-hashes", "-r", "wrong.txt")).status).toBe(0);
	});

	test("--require-hashes wants a pin and a hash of everything, --no-verify-hashes or not", async () => {
		using sandbox = await prepared();
		const unmet: readonly (readonly [string, string, number])[] = [
			["alpha==1.0", "`alpha==1.0` under `--require-hashes`: it has no hash", 2],
			[
				`alpha --hash=${wheelHash(ALPHA)}`,
				"`alpha` under `--require-hashes`: it is not pinned with `==`",
				2,
			],
			[
				`alpha==2.0 --hash=${wheelHash(NEW_ALPHA)}`,
				"`beta` under `--require-hashes`: `alpha` depends on it, and it is not among the inputs",
				1,
			],
		];
		for (const [line, reason, status] of unmet) {
			sandbox.write("unmet.txt", `${line}\n`);
			for (const words of [[], ["--no-verify-hashes"]]) {
				expect(await install(sandbox, "--require-hashes", ...words, "-r", "unmet.txt")).toEqual(
					failed(
						status,
						`error: Could not resolve ${reason}`,
						"",
						"hint: Every package needs an input of the form `name==version --hash=sha256:…`",
					),
				);
			}
		}
		sandbox.write("met.txt", `--require-hashes\nalpha==1.0 --hash=${wheelHash(ALPHA)}\n`);
		expect((await install(sandbox, "-r", "met.txt")).status).toBe(0);
		expect(installed(sandbox)).toEqual(["alpha-1.0"]);
	});
});

describe("a wheel by path", () => {
	test("is installed, remembers where it came from, and is not installed twice", async () => {
		using sandbox = await prepared();
		const path = writeWheel(sandbox, ALPHA);
		const given = `./${wheelFileName(ALPHA)}`;
		const shown = `file://[FOLDER]/work/${wheelFileName(ALPHA)}`;
		const { stderr } = await install(sandbox, given);
		expect(stderr).toEndWith(`Installed 1 package in [TIME]\n + alpha==1.0 (from ${shown})\n`);
		expect(directUrl(sandbox, "alpha-1.0.dist-info")).toEqual({
			url: `file://${path}`,
			archive_info: {},
		});
		expect(await install(sandbox, given)).toEqual(told("Checked 1 package in [TIME]"));
	});

	test("that was built again under its name is installed again", async () => {
		using sandbox = await prepared();
		const path = writeWheel(sandbox, ALPHA);
		expect((await install(sandbox, path)).status).toBe(0);
		writeFileSync(path, buildWheel({ ...ALPHA, files: { "alpha/__init__.py": "new = 1\n" } }));
		expect((await install(sandbox, path)).stderr).toEndWith(
			` ~ alpha==1.0 (from file://[FOLDER]/work/${wheelFileName(ALPHA)})\n`,
		);
		const module = join(sandbox.sitePackages, "alpha", "__init__.py");
		expect(readFileSync(module, "utf8")).toBe("new = 1\n");
	});

	test("takes the place of one from an index, and the other way round", async () => {
		using sandbox = await prepared("alpha==1.0");
		writeWheel(sandbox, ALPHA);
		const shown = `file://[FOLDER]/work/${wheelFileName(ALPHA)}`;
		expect((await install(sandbox, `alpha @ ./${wheelFileName(ALPHA)}`)).stderr).toEndWith(
			` - alpha==1.0\n + alpha==1.0 (from ${shown})\n`,
		);
		expect((await install(sandbox, "--no-deps", "-U", "alpha")).stderr).toEndWith(
			` - alpha==1.0 (from ${shown})\n + alpha==2.0\n`,
		);
	});
});

describe("a wheel by URL", () => {
	test("is installed, remembers where it came from, and satisfies", async () => {
		using sandbox = await prepared();
		expect((await install(sandbox, ALPHA_URL)).stderr).toEndWith(
			`Installed 1 package in [TIME]\n + alpha==1.0 (from ${SHOWN_URL})\n`,
		);
		expect(directUrl(sandbox, "alpha-1.0.dist-info")).toEqual({
			url: ALPHA_URL,
			archive_info: {},
		});
		index.forgetRequests();
		expect(await install(sandbox, `alpha @ ${ALPHA_URL}`)).toEqual(
			told("Checked 1 package in [TIME]"),
		);
		expect(await install(sandbox, "alpha")).toEqual(told("Checked 1 package in [TIME]"));
		expect(index.requests).toEqual([]);
	});

	test("is compared with the hash in its fragment, also when it is installed already", async () => {
		using sandbox = await prepared();
		const fragment = (recipe: WheelRecipe): string => wheelHash(recipe).replace(":", "=");
		const right = `alpha @ ${ALPHA_URL}#${fragment(ALPHA)}`;
		const wrong = `alpha @ ${ALPHA_URL}#${fragment(BETA)}`;
		const refused = await install(sandbox, wrong);
		expect(refused.status).toBe(1);
		expect(refused.stderr).toContain("error: Hash mismatch for `alpha==1.0`\n");
		expect(installed(sandbox)).toEqual([]);
		expect((await install(sandbox, right)).status).toBe(0);
		expect((await install(sandbox, wrong)).status).toBe(1);
		expect(installed(sandbox)).toEqual(["alpha-1.0"]);
	});

	test("gives way to another URL, with both in the list of changes", async () => {
		using sandbox = await prepared(ALPHA_URL);
		const other = `${index.origin}/private/files/alpha/alpha-0.5-py3-none-any.whl`;
		expect((await install(sandbox, other)).stderr).toEndWith(
			` - alpha==1.0 (from ${SHOWN_URL})\n + alpha==0.5 (from http://127.0.0.1:[PORT]/private/files/alpha/alpha-0.5-py3-none-any.whl)\n`,
		);
	});

	test("counts as prepared although it was fetched while resolving", async () => {
		using sandbox = await prepared();
		expect(await install(sandbox, ALPHA_URL)).toEqual(
			told(
				"Resolved 1 package in [TIME]",
				"Prepared 1 package in [TIME]",
				"Installed 1 package in [TIME]",
				` + alpha==1.0 (from ${SHOWN_URL})`,
			),
		);
	});

	test("must be of the project it is named for", async () => {
		using sandbox = await prepared();
		expect(await install(sandbox, `beta @ ${ALPHA_URL}`)).toEqual(
			failed(
				1,
				`error: Cannot use \`beta @ ${SHOWN_URL}\` for \`beta\`: it is a wheel of \`alpha\``,
			),
		);
	});
});

describe("links", () => {
	test("--find-links takes a folder, also with --no-index", async () => {
		using sandbox = await prepared();
		writeWheel(sandbox, NEW_ALPHA, "wheels");
		writeWheel(sandbox, BETA, "wheels");
		const words = ["pip", "install", "--no-index", "--find-links", "wheels", "alpha"];
		expect((await sandbox.run(words)).stderr).toEndWith(" + alpha==2.0\n + beta==1.0\n");
	});

	test("--find-links takes a page, and UV_FIND_LINKS names places as well", async () => {
		using sandbox = await prepared();
		const words = ["pip", "install", "-q", "--no-index", "alpha<2"];
		expect(await sandbox.run([...words, "-f", index.flatUrl])).toEqual(told());
		const variables = { UV_FIND_LINKS: index.flatUrl };
		expect(
			await sandbox.run(["pip", "install", "-q", "--no-index", "beta"], { variables }),
		).toEqual(told());
		expect(installed(sandbox)).toEqual(["alpha-1.0", "beta-1.0"]);
	});

	test("are counted beside what an index has", async () => {
		using sandbox = await prepared();
		writeWheel(sandbox, { name: "alpha", version: "3.0" }, "wheels");
		await sandbox.runWell(["pip", "install", "-q", "-i", index.url, "-f", "wheels", "alpha"]);
		expect(installed(sandbox)).toEqual(["alpha-3.0"]);
	});
});
