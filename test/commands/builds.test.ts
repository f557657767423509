/** Source distributions that have to be built: what is installed, what is kept, and what is left where it fails. */
import { afterAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { buildSdist, type SdistRecipe, sdistIndexFile } from "../support/sdist-builder.ts";
import { buildTarGz } from "../support/tar-builder.ts";
import { TINY_BACKEND, tinySdist } from "../support/tiny-backend.ts";
import { installed } from "./install-world.ts";
import { treeText } from "./tree-hash.ts";

const sdists = (...recipes: readonly SdistRecipe[]) => recipes.map((one) => sdistIndexFile(one));
const OWN = tinySdist({ name: "own", version: "1.0", requires: ["leaf<2"] });

const index = await startIndexServer(
	worldOf([
		[
			"leaf",
			[indexFile({ name: "leaf", version: "1.0" }), indexFile({ name: "leaf", version: "2.0" })],
		],
		["chain", [indexFile({ name: "chain", version: "1.0" })]],
		["own", sdists(OWN)],
		[
			"tiny",
			["1.0", "2.0"].map((version) =>
				indexFile({
					name: "tiny",
					version,
					files: { "tiny.py": `${TINY_BACKEND}\nprint("tiny ${version}")` },
				}),
			),
		],
		["borrows", sdists(tinySdist({ name: "borrows", version: "1.0", buildRequires: ["tiny>=1"] }))],
		[
			"nested",
			sdists(tinySdist({ name: "nested", version: "1.0", buildRequires: ["tiny", "own"] })),
		],
		["egg", sdists(tinySdist({ name: "egg", version: "1.0", buildRequires: ["hen"] }))],
		["hen", sdists(tinySdist({ name: "hen", version: "1.0", buildRequires: ["egg"] }))],
		[
			"broken",
			sdists(
				tinySdist({
					name: "broken",
					version: "1.0",
					code: 'def build_wheel(*a): print("so far"); raise OSError("no compiler")',
				}),
			),
		],
		[
			"liar",
			sdists(
				tinySdist({
					name: "liar",
					version: "1.0",
					code: 'real = facts\ndef facts(): return ["liar", "3.0"]',
				}),
			),
		],
		["lacking", sdists(tinySdist({ name: "lacking", version: "1.0", buildRequires: ["nowhere"] }))],
		[
			"two-tops",
			[
				{
					...sdistIndexFile({ name: "two_tops", version: "1.0" }),
					bytes: buildTarGz([
						{ name: "a/x", data: "" },
						{ name: "b/y", data: "" },
					]),
				},
			],
		],
		[
			"slow",
			sdists(
				tinySdist({
					name: "slow",
					version: "1.0",
					code: 'import sys, time\nopen(os.environ["HOME"] + "/pid", "w").write(str(os.getpid()))\ntime.sleep(60)',
				}),
			),
		],
	]),
);
afterAll(() => index.stop());

const variables = { UV_INDEX_URL: index.url };

async function prepared(): Promise<Sandbox> {
	const sandbox = createSandbox();
	await sandbox.runWell(["venv", "-q"]);
	return sandbox;
}

/** What is among the drafts of the cache. */
function drafts(sandbox: Sandbox): readonly string[] {
	return readdirSync(join(sandbox.cache, "pippin-v1", "temporary"));
}

describe("pip install", () => {
	test("builds, tells so, and what was built is kept", async () => {
		using sandbox = await prepared();
		const first = await sandbox.runWell(["pip", "install", "own"], { variables });
		expect(first.stderr).toBe(
			"Resolved 2 packages in [TIME]\n   Building own==1.0\n      Built own==1.0\nPrepared 2 packages in [TIME]\nInstalled 2 packages in [TIME]\n + leaf==1.0\n + own==1.0\n",
		);
		expect(installed(sandbox)).toEqual(["leaf-1.0", "own-1.0"]);
		expect(readFileSync(join(sandbox.sitePackages, "own.py"), "utf8")).toBe("version = '1.0'\n");
		await sandbox.runWell(["venv", "-q", "other"]);
		index.forgetRequests();
		const words = [
			"pip",
			"install",
			"--offline",
			"--python",
			join("other", "bin", "python"),
			"own",
		];
		const next = await sandbox.runWell(words, { variables });
		expect(next.stderr).not.toContain("Building");
		expect(index.requests).toEqual([]);
		expect(drafts(sandbox)).toEqual([]);
	});

	test("--reinstall takes what was built before", async () => {
		using sandbox = await prepared();
		await sandbox.runWell(["pip", "install", "own"], { variables });
		const { stderr } = await sandbox.runWell(["pip", "install", "--reinstall", "own"], {
			variables,
		});
		expect(stderr).toEndWith(" ~ leaf==1.0\n ~ own==1.0\n");
		expect(stderr).not.toContain("Building");
	});

	test.each([
		["./own-1.0.tar.gz", "own-1.0.tar.gz"],
		["own @ file://{WORK}/own-1.0.tar.gz", "own-1.0.tar.gz"],
	])("takes a source distribution that the user names: %s", async (text, file) => {
		using sandbox = await prepared();
		writeFileSync(join(sandbox.work, file), buildSdist(OWN));
		const wanted = text.replace("{WORK}", sandbox.work);
		await sandbox.runWell(["pip", "install", wanted], { variables });
		const record = readFileSync(
			join(sandbox.sitePackages, "own-1.0.dist-info", "direct_url.json"),
			"utf8",
		);
		expect(JSON.parse(record)).toMatchObject({
			url: `file://${join(sandbox.work, file)}`,
			archive_info: {},
		});
		const again = await sandbox.runWell(["pip", "install", wanted], { variables });
		expect(again.stderr).toStartWith("Checked 1 package in ");
	});

	test("the build requirements come from the index, and stay out of the environment", async () => {
		using sandbox = await prepared();
		const { stderr } = await sandbox.runWell(["pip", "install", "-v", "borrows"], { variables });
		expect(stderr).toContain("DEBUG build: tiny 2.0\n");
		expect(installed(sandbox)).toEqual(["borrows-1.0"]);
	});

	test("rule 40: constraints do not reach build requirements", async () => {
		using sandbox = await prepared();
		sandbox.write("c.txt", "tiny<2\n");
		const words = ["pip", "install", "-v", "-c", "c.txt", "borrows"];
		const { stderr } = await sandbox.runWell(words, { variables });
		expect(stderr).toContain("DEBUG build: tiny 2.0\n");
	});

	test("what is required to build is built first where need be", async () => {
		using sandbox = await prepared();
		await sandbox.runWell(["pip", "install", "nested"], { variables });
		expect(installed(sandbox)).toEqual(["nested-1.0"]);
	});
});

test.each(["own", "own @ {FILE}"])("a lock of %s is made and installed", async (text) => {
	using sandbox = await prepared();
	const file = `${index.url.replace(/simple$/, "")}files/own/own-1.0.tar.gz`;
	sandbox.write("r.in", `${text.replace("{FILE}", file)}\n`);
	await sandbox.runWell(["pip", "compile", "-q", "-o", "pylock.toml", "r.in"], { variables });
	await sandbox.runWell(["pip", "sync", "pylock.toml"], { variables });
	expect(installed(sandbox)).toEqual(["leaf-1.0", "own-1.0"]);
});

test("pip compile asks the backend for dependencies, once", async () => {
	using sandbox = createSandbox();
	sandbox.write("r.in", "own\n");
	const words = ["pip", "compile", "-q", "--no-header", "--no-annotate", "--no-memo", "r.in"];
	expect((await sandbox.runWell(words, { variables })).stdout).toBe("leaf==1.0\nown==1.0\n");
	index.forgetRequests();
	const next = await sandbox.runWell([...words, "--offline"], { variables });
	expect(next.stdout).toBe("leaf==1.0\nown==1.0\n");
	expect(index.requests).toEqual([]);
});

/** A project that only its backend can tell of, in the folder `thing`. */
async function withThing(): Promise<Sandbox> {
	const sandbox = await prepared();
	const code =
		'def build_editable(folder, settings=None, metadata=None):\n    wheel = build_wheel(folder)\n    print("editable")\n    return wheel';
	const { files = {} } = tinySdist({
		name: "thing",
		version: "1.0",
		requires: ["leaf<2", 'chain ; extra == "x"'],
		code,
	});
	for (const [path, text] of Object.entries(files)) sandbox.write(`thing/${path}`, text);
	return sandbox;
}

describe("a project in a folder", () => {
	test("is built and installed, and anew each time it is asked for", async () => {
		using sandbox = await withThing();
		const first = await sandbox.runWell(["pip", "install", "./thing"], { variables });
		expect(first.stderr).toBe(
			"Resolved 2 packages in [TIME]\n   Building thing @ file://[FOLDER]/work/thing\n      Built thing @ file://[FOLDER]/work/thing\nPrepared 2 packages in [TIME]\nInstalled 2 packages in [TIME]\n + leaf==1.0\n + thing==1.0 (from file://[FOLDER]/work/thing)\n",
		);
		const record = join(sandbox.sitePackages, "thing-1.0.dist-info", "direct_url.json");
		expect(JSON.parse(readFileSync(record, "utf8"))).toEqual({
			url: `file://${join(sandbox.work, "thing")}`,
			dir_info: {},
		});
		const again = await sandbox.runWell(["pip", "install", "./thing"], { variables });
		expect(again.stderr).toEndWith(" ~ thing==1.0 (from file://[FOLDER]/work/thing)\n");
		expect(drafts(sandbox)).toEqual([]);
	});

	test("is editable by its own hook, and shown so", async () => {
		using sandbox = await withThing();
		const { stderr } = await sandbox.runWell(["pip", "install", "-v", "-e", "thing"], {
			variables,
		});
		expect(stderr).toContain("DEBUG build: editable\n");
		const { stdout } = await sandbox.runWell(["pip", "freeze"]);
		expect(stdout).toBe("leaf==1.0\n-e file://[FOLDER]/work/thing\n");
	});

	test("tells what it depends on, with extras, as a source and as a requirement", async () => {
		using sandbox = await withThing();
		const words = ["pip", "compile", "-q", "--no-header", "--no-annotate"];
		const asSource = [...words, "thing/pyproject.toml", "--extra", "x"];
		expect((await sandbox.runWell(asSource, { variables })).stdout).toBe("chain==1.0\nleaf==1.0\n");
		sandbox.write("r.in", "./thing\n");
		const asRequirement = await sandbox.runWell([...words, "r.in"], { variables });
		expect(asRequirement.stdout).toBe("leaf==1.0\n./thing\n");
	});

	test("rules 28 and 29: --only-binary :all: holds for it, unless it is editable", async () => {
		using sandbox = await withThing();
		const option = "--only-binary=:all:";
		const { stderr, status } = await sandbox.run(["pip", "install", option, "./thing"], {
			variables,
		});
		expect(stderr).toStartWith("error: Cannot build ");
		expect(status).toBe(1);
		expect(installed(sandbox)).toEqual([]);
		await sandbox.runWell(["pip", "install", option, "-e", "./thing"], { variables });
		expect(installed(sandbox)).toEqual(["leaf-1.0", "thing-1.0"]);
	});

	test("whose backend makes no editables is refused as one", async () => {
		using sandbox = await prepared();
		const { files = {} } = OWN;
		for (const [path, text] of Object.entries(files)) sandbox.write(`own/${path}`, text);
		const { stderr, status } = await sandbox.run(["pip", "install", "-e", "own"], { variables });
		expect(stderr).toContain("its backend has no hook `build_editable`");
		expect(status).toBe(1);
	});
});

test("rule 13: a build sees nothing of the environment that the result is for", async () => {
	using sandbox = await prepared();
	await sandbox.runWell(["pip", "install", "tiny<2"], { variables });
	const { stderr } = await sandbox.runWell(["pip", "install", "-v", "borrows"], { variables });
	expect(stderr).toContain("DEBUG build: tiny 2.0\n");
	expect(installed(sandbox)).toEqual(["borrows-1.0", "tiny-1.0"]);
});

test.each(["--only-binary=:all:", "--no-build"])("rule 27: %s builds nothing", async (option) => {
	using sandbox = await prepared();
	const { stderr, status } = await sandbox.run(["pip", "install", option, "own"], { variables });
	expect(status).toBe(1);
	expect(stderr).toStartWith("error: No solution found when resolving dependencies\n");
	expect(installed(sandbox)).toEqual([]);
});

describe("nothing is changed, and nothing left, where", () => {
	test.each([
		[
			"a backend fails",
			"broken",
			"Cannot build `broken==1.0`: could not run the hook `build_wheel`: OSError: no compiler\n\n       [output]\n       so far\n",
		],
		[
			"the wheel is of another version",
			"liar",
			"Cannot build `liar==1.0`: its backend made a wheel of `liar==3.0`\n",
		],
		[
			"a build requirement is nowhere",
			"lacking",
			"Cannot build `lacking==1.0`: what it needs for that cannot be had (`nowhere`)\n  cause: No solution found when resolving dependencies\n  cause: Because you require `nowhere` (the build of lacking==1.0) and `nowhere` was not found on the index",
		],
		["two need each other", "egg", "Cannot build `egg==1.0`: "],
		[
			"the archive has two folders at its top",
			"two-tops",
			"Cannot read `two_tops-1.0.tar.gz`: it does not have one folder at its top",
		],
	])("%s", async (_, name, message) => {
		using sandbox = await prepared();
		const before = treeText(sandbox.environment);
		const { stderr, status } = await sandbox.run(["pip", "install", name], { variables });
		expect(stderr).toContain(`error: ${message}`);
		expect(status).toBe(1);
		expect(treeText(sandbox.environment)).toBe(before);
		expect(drafts(sandbox)).toEqual([]);
	});

	test("two need each other, which is told", async () => {
		using sandbox = await prepared();
		const { stderr } = await sandbox.run(["pip", "install", "egg"], { variables });
		expect(stderr).toContain("it is needed for its own build (`egg` needs `hen` needs `egg`)");
	});

	test("the command is killed", async () => {
		using sandbox = await prepared();
		const before = treeText(sandbox.environment);
		const child = sandbox.start(["pip", "install", "slow"], { variables });
		const pid = await fileOf(join(sandbox.home, "pid"));
		expect(drafts(sandbox).length).toBeGreaterThan(0);
		child.kill("SIGKILL");
		await child.exited;
		expect(await goneSoon(Number(pid))).toBe(true);
		await sandbox.runWell(["pip", "install", "leaf"], { variables });
		expect(drafts(sandbox)).toEqual([]);
		expect(before).not.toBe("");
		expect(installed(sandbox)).toEqual(["leaf-2.0"]);
	});
});

async function fileOf(path: string): Promise<string> {
	for (let turn = 0; turn < 500; turn++) {
		const file = Bun.file(path);
		if ((await file.exists()) && file.size > 0) return file.text();
		await Bun.sleep(20);
	}
	throw new Error(`${path} does not appear`);
}

async function goneSoon(pid: number): Promise<boolean> {
	for (let turn = 0; turn < 200; turn++) {
		try {
			process.kill(pid, 0);
		} catch {
			return true;
		}
		await Bun.sleep(20);
	}
	return false;
}
