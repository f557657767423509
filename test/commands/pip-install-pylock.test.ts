/** `pip install -r pylock.toml` and `pip sync pylock.toml` of the built executable. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile, wheelHash } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { RunResult, Sandbox } from "../support/sandbox.ts";
import { buildWheel, type WheelRecipe, wheelFileName } from "../support/wheel-builder.ts";
import { failed, installed, preparedSandbox, told } from "./install-world.ts";

const ALPHA: WheelRecipe = { name: "alpha", version: "1.0", requires: ["nowhere"] };
const BETA: WheelRecipe = { name: "beta", version: "2.0" };
const FOREIGN: WheelRecipe = { name: "foreign", version: "1.0", tag: "py3-none-win_amd64" };

const index = await startIndexServer(
	worldOf([ALPHA, BETA, FOREIGN].map((recipe) => [recipe.name, [indexFile(recipe)]])),
);
afterAll(() => index.stop());

const filesUrl = `${index.origin}/files`;
const urlOf = (recipe: WheelRecipe): string =>
	`${filesUrl}/${recipe.name}/${wheelFileName(recipe)}`;

interface Written {
	readonly marker?: string;
	readonly path?: string;
	readonly url?: string;
	readonly size?: number;
	readonly hash?: string;
	readonly kind?: "wheels" | "archive";
}

/** One entry of a lock; by URL from the index unless a path is told. */
function entry(recipe: WheelRecipe, written: Written = {}): string {
	const { marker, path, size, kind = "wheels" } = written;
	const url = written.url ?? (path === undefined ? urlOf(recipe) : undefined);
	const fields = [
		...(path === undefined ? [] : [`path = "${path}"`]),
		...(url === undefined ? [] : [`url = "${url}"`]),
		...(size === undefined ? [] : [`size = ${size}`]),
		`hashes = { sha256 = "${written.hash ?? wheelHash(recipe).slice(7)}" }`,
	].join(", ");
	const files = kind === "wheels" ? `wheels = [{ ${fields} }]` : `archive = { ${fields} }`;
	const condition = marker === undefined ? "" : `marker = '${marker}'\n`;
	return `[[packages]]\nname = "${recipe.name}"\nversion = "${recipe.version}"\n${condition}${files}\n`;
}

function lockOf(entries: readonly string[], head = ""): string {
	return `lock-version = "1.0"\ncreated-by = "a test"\n${head}\n${entries.join("\n")}`;
}

interface Locked {
	readonly sandbox: Sandbox;
	run(...words: readonly string[]): Promise<RunResult>;
	[Symbol.dispose](): void;
}

/** An environment beside a lock. */
async function locked(lock: string): Promise<Locked> {
	const sandbox = await preparedSandbox(index);
	sandbox.write("pylock.toml", lock);
	return {
		sandbox,
		run: (...words) => sandbox.run(words, { variables: { UV_HTTP_RETRIES: "0" } }),
		[Symbol.dispose]: () => sandbox[Symbol.dispose](),
	};
}

const INSTALL = ["pip", "install", "-r", "pylock.toml"];

describe("a lock as source", () => {
	test("what it names is installed without asking an index or resolving", async () => {
		using place = await locked(lockOf([entry(ALPHA), entry(BETA)]));
		index.forgetRequests();
		expect(await place.run(...INSTALL)).toEqual(
			told(
				"Prepared 2 packages in [TIME]",
				"Installed 2 packages in [TIME]",
				" + alpha==1.0",
				" + beta==2.0",
			),
		);
		expect(index.count("/simple/")).toBe(0);
		expect(
			existsSync(join(place.sandbox.sitePackages, "alpha-1.0.dist-info/direct_url.json")),
		).toBe(false);
		expect(await place.run(...INSTALL)).toEqual(told("Checked 2 packages in [TIME]"));
		expect(await place.run(...INSTALL, "--dry-run")).toEqual(
			told("Checked 2 packages in [TIME]", "Would make no changes"),
		);
	});

	test("sync removes what it does not name", async () => {
		using place = await locked(lockOf([entry(BETA)]));
		const { sandbox } = place;
		await sandbox.runWell(["pip", "install", "-q", "--no-deps", urlOf(ALPHA)]);
		expect((await place.run("pip", "sync", "pylock.toml")).stderr).toEndWith(
			` - alpha==1.0 (from ${sandbox.filterOutput(urlOf(ALPHA))})\n + beta==2.0\n`,
		);
		expect(installed(sandbox)).toEqual(["beta-2.0"]);
	});

	test("one at a URL is read, and its relative paths lead nowhere", async () => {
		using place = await locked("");
		const lock = lockOf([entry(BETA)]);
		using server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(lock) });
		const url = `http://127.0.0.1:${server.port}/pylock.toml`;
		expect((await place.run("pip", "sync", url)).stderr).toEndWith(" + beta==2.0\n");
		using other = Bun.serve({
			port: 0,
			hostname: "127.0.0.1",
			fetch: () => new Response(lockOf([entry(BETA, { path: "beta-2.0-py3-none-any.whl" })])),
		});
		expect(
			await place.run("pip", "sync", "--reinstall", `http://127.0.0.1:${other.port}/pylock.toml`),
		).toEqual(
			failed(
				2,
				"error: Cannot find `beta-2.0-py3-none-any.whl`: a lock from the network names it by a path",
			),
		);
	});

	test("a path comes before a URL where there is such a file", async () => {
		const entries = [entry(BETA, { path: "wheels/beta-2.0-py3-none-any.whl", url: urlOf(BETA) })];
		using place = await locked(lockOf(entries));
		mkdirSync(join(place.sandbox.work, "wheels"));
		const file = join(place.sandbox.work, "wheels", wheelFileName(BETA));
		writeFileSync(file, buildWheel(BETA));
		index.forgetRequests();
		expect((await place.run(...INSTALL)).status).toBe(0);
		expect(index.count("/files/")).toBe(0);
	});

	test("an archive leaves a record of where it came from", async () => {
		using place = await locked(lockOf([entry(BETA, { kind: "archive" })]));
		expect((await place.run(...INSTALL)).stderr).toEndWith(
			` + beta==2.0 (from ${place.sandbox.filterOutput(urlOf(BETA))})\n`,
		);
		const record = join(place.sandbox.sitePackages, "beta-2.0.dist-info/direct_url.json");
		expect(JSON.parse(readFileSync(record, "utf8"))).toMatchObject({ url: urlOf(BETA) });
	});

	test("markers, extras and groups select", async () => {
		const head = 'extras = ["x"]\ndependency-groups = ["dev", "doc"]\ndefault-groups = ["dev"]\n';
		const entries = [
			entry(ALPHA, { marker: '"x" in extras' }),
			entry(BETA, { marker: '"dev" in dependency_groups' }),
			entry(FOREIGN, { marker: 'sys_platform == "win32"' }),
		];
		using place = await locked(lockOf(entries, head));
		const sync = async (...words: readonly string[]): Promise<readonly string[]> => {
			const { status, stderr } = await place.run("pip", "sync", "pylock.toml", ...words);
			if (status !== 0) throw new Error(stderr);
			return installed(place.sandbox);
		};
		expect(await sync()).toEqual(["beta-2.0"]);
		expect(await sync("--extra", "x")).toEqual(["alpha-1.0", "beta-2.0"]);
		expect(await sync("--all-extras", "--group", "doc")).toEqual(["alpha-1.0"]);
		expect(await sync("--group", "dev")).toEqual(["beta-2.0"]);
		expect(await sync("--python-platform", "windows")).toEqual(["beta-2.0", "foreign-1.0"]);
	});
});

const HEX = "0".repeat(64);

/** What is refused: name, lock, further words, status and the first line of what is said. */
const REFUSALS: readonly (readonly [string, string, readonly string[], 1 | 2, string])[] = [
	[
		"a wrong hash",
		lockOf([entry(BETA, { hash: HEX })]),
		[],
		1,
		"error: Hash mismatch for `beta==2.0`",
	],
	[
		"a wrong size",
		lockOf([entry(BETA, { size: 1 })]),
		[],
		2,
		"error: Could not fetch `http://127.0.0.1:[PORT]/files/beta/beta-2.0-py3-none-any.whl`: it has more than the 1 bytes that were expected",
	],
	[
		"another Python",
		lockOf([entry(BETA)], 'requires-python = ">=3.99"'),
		[],
		2,
		"error: Could not install from the lock: the lock needs Python >=3.99 and this is",
	],
	[
		"other environments",
		lockOf([entry(BETA)], `environments = ["sys_platform == 'win32'"]`),
		[],
		2,
		"error: Could not install from the lock: it is for other environments than this one:",
	],
	[
		"one package twice",
		lockOf([entry(BETA), entry(BETA)]),
		[],
		2,
		"error: Could not install from the lock: two entries of `beta` are meant for this environment",
	],
	[
		"no wheel that fits",
		lockOf([entry(FOREIGN)]),
		[],
		2,
		"error: Could not install from the lock: no wheel of `foreign` fits this environment and there is no source distribution",
	],
	[
		"an archive that does not fit",
		lockOf([entry(FOREIGN, { kind: "archive" })]),
		[],
		2,
		"error: Cannot install `foreign-1.0-py3-none-win_amd64.whl`: it is made for another Python or platform than CPython",
	],
	[
		"an extra it has not",
		lockOf([entry(BETA)]),
		["--extra", "y"],
		2,
		"error: Could not install from the lock: it has no extra `y`",
	],
	[
		"--no-binary",
		lockOf([entry(BETA)]),
		["--no-binary", "beta"],
		2,
		"error: Could not install from the lock: wheels of `beta` may not be used and there is no source distribution",
	],
	[
		"a folder under --require-hashes",
		lockOf(['[[packages]]\nname = "beta"\ndirectory = { path = "beta" }\n']),
		["--require-hashes"],
		2,
		"error: Cannot install `beta` with `--require-hashes`: the lock names a folder, which has no hash",
	],
	[
		"a folder",
		lockOf(['[[packages]]\nname = "beta"\ndirectory = { path = "beta" }\n']),
		[],
		2,
		"error: Cannot install `beta`: the lock names a folder, which needs a build, which this release does not do yet",
	],
	[
		"an address that is none",
		lockOf([entry(BETA, { url: "data:text/plain,beta-2.0-py3-none-any.whl" })]),
		[],
		2,
		"error: ",
	],
	[
		"more than the lock",
		lockOf([]),
		["alpha"],
		2,
		"error: Cannot use `pylock.toml` together with further requirements:",
	],
	[
		"constraints",
		lockOf([]),
		["-c", "c.txt"],
		2,
		"error: Cannot use `pylock.toml` together with constraints:",
	],
	[
		"what is no TOML",
		"lock-version = = 1",
		[],
		2,
		"error: Cannot use `pylock.toml`: it is not a lock that can be read",
	],
	[
		"a later version",
		'lock-version = "2.0"\ncreated-by = "x"\npackages = []\n',
		[],
		2,
		"error: Cannot use `pylock.toml`: it is not a lock that can be read",
	],
];

describe("a lock is refused", () => {
	for (const [name, lock, words, status, message] of REFUSALS) {
		test(`for ${name}`, async () => {
			using place = await locked(lock);
			const result = await place.run(...INSTALL, ...words);
			expect(result.stderr).toStartWith(message);
			expect(result.status).toBe(status);
			expect(installed(place.sandbox)).toEqual([]);
		});
	}

	test("for being gone", async () => {
		using place = await locked("");
		expect(await place.run("pip", "sync", "none/pylock.toml")).toEqual(
			failed(2, "error: Cannot read `none/pylock.toml`: it does not exist"),
		);
	});

	test("extras need a lock or a project", async () => {
		using place = await locked("");
		expect((await place.run("pip", "install", "--extra", "x", "alpha")).stderr).toStartWith(
			"error: Cannot take extras: no `pyproject.toml` is among the sources; extras of a package stand in its requirement, as in `package[extra]`\n",
		);
	});
});
