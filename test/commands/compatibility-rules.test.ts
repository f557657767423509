/** Rules of docs/compatibility.md about commands, on the built executable; what other tests show is named there. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile } from "../support/index-world.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { buildWheel, wheelFileName } from "../support/wheel-builder.ts";
import { installed } from "./install-world.ts";

type Releases = Readonly<Record<string, readonly string[]>>;

const recorded = JSON.parse(
	readFileSync(new URL("../resolver/starlette-fastapi.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Releases>>;

function filesOf(name: string, releases: Releases): readonly IndexFile[] {
	return Object.entries(releases).map(([version, requires]) =>
		indexFile({ name, version, requires }),
	);
}

/** `chain` 2.0 is there by URL alone and names a further URL. */
const CHAIN = { name: "chain", version: "2.0" };
const further = wheelFileName({ name: "alpha", version: "1.0" });
const index = await startIndexServer(
	worldOf([
		["alpha", filesOf("alpha", { "1.0": [], "1.1": [], "2.0": ["beta>=1"] })],
		["beta", filesOf("beta", { "1.0": [], "2.0": [] })],
		["chain", filesOf("chain", { "1.0": [] })],
		["left", filesOf("left", { "1.0": ["right"], "2.0": ["right<2"] })],
		["right", filesOf("right", { "1.0": [], "2.0": [] })],
		[
			"modern",
			[
				indexFile({ name: "modern", version: "1.0" }),
				indexFile({ name: "modern", version: "2.0", requiresPython: ">=3.13" }),
				indexFile({ name: "modern", version: "3.0", requiresPython: ">=3.13.1" }),
			],
		],
		[
			"hatched",
			[
				indexFile({ name: "hatched", version: "1.0" }),
				indexFile({ name: "hatched", version: "2.0" }, { filename: "hatched-2.0-py3.12.egg" }),
			],
		],
		...Object.entries(recorded).map(([name, releases]) => [name, filesOf(name, releases)] as const),
	]),
	{
		sites: new Map([["private", { world: worldOf([["gamma", filesOf("gamma", { "1.0": [] })]]) }]]),
	},
);
afterAll(() => index.stop());

const NOWHERE = "http://127.0.0.1:1/simple";

async function compiled(
	sandbox: Sandbox,
	words: readonly string[],
	variables: Readonly<Record<string, string>> = { UV_INDEX_URL: index.url },
): Promise<string> {
	const all = ["pip", "compile", "-q", "--no-header", "--no-annotate", ...words];
	const { stdout, stderr, status } = await sandbox.run(all, { variables });
	return status === 0 ? stdout : `${status}: ${stderr}`;
}

describe("rule 1: what pip's users type works", () => {
	test.each([
		["install alpha", ["alpha-2.0", "beta-2.0"]],
		["install alpha==1.0 beta~=1.0", ["alpha-1.0", "beta-1.0"]],
		["install -U --no-cache-dir alpha", ["alpha-2.0", "beta-2.0"]],
		["install --upgrade --no-deps alpha", ["alpha-2.0"]],
		["install -r requirements.txt -c constraints.txt", ["alpha-1.1", "beta-1.0"]],
		[
			"install --requirement requirements.txt --disable-pip-version-check",
			["alpha-1.1", "beta-2.0"],
		],
		["install --no-index --find-links links alpha", ["alpha-1.0"]],
		["install ./links/alpha-1.0-py3-none-any.whl", ["alpha-1.0"]],
		["install --pre alpha<2", ["alpha-1.1"]],
		["install --only-binary :all: --dry-run alpha", []],
	])("pip %s", async (line, expected) => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "-q"]);
		// The second requirement goes on in the next line: pip reads it, uv refuses it.
		sandbox.write("requirements.txt", "alpha<2 # small\nbeta \\\n  >=1\n");
		sandbox.write("constraints.txt", "beta<2\n");
		mkdirSync(join(sandbox.work, "links"));
		writeFileSync(
			join(sandbox.work, "links", further),
			buildWheel({ name: "alpha", version: "1.0" }),
		);
		await sandbox.runWell(["pip", ...line.split(" ")], { variables: { UV_INDEX_URL: index.url } });
		expect(installed(sandbox)).toEqual(expected);
	});
});

test.each([
	["install --ignore-installed alpha", "tip: use `--reinstall`"],
	["install --upgrade-stategy eager alpha", "Unknown option `--upgrade-stategy`"],
	["install --root / alpha", "--root"],
	["download alpha", "download"],
	["wheel alpha", "wheel"],
])("rule 2: what pip has and we have not is refused: pip %s", async (line, advice) => {
	using sandbox = createSandbox();
	await sandbox.runWell(["venv", "-q"]);
	const variables = { UV_INDEX_URL: index.url };
	const { stderr, status } = await sandbox.run(["pip", ...line.split(" ")], { variables });
	expect(status).toBe(2);
	expect(stderr).toStartWith("error: ");
	expect(stderr).toContain(advice);
	expect(installed(sandbox)).toEqual([]);
});

test("rule 3: neither pip.conf nor a variable of pip's is read", async () => {
	using sandbox = createSandbox();
	const text = `[global]\nindex-url = ${NOWHERE}\nno-index = true\n`;
	const configuration = sandbox.write("configuration", text);
	for (const place of [".config/pip/pip.conf", ".pip/pip.conf"]) {
		mkdirSync(dirname(join(sandbox.home, place)), { recursive: true });
		writeFileSync(join(sandbox.home, place), text);
	}
	sandbox.write(".venv/pip.conf", text);
	const variables = {
		...{ UV_INDEX_URL: index.url, PIP_CONFIG_FILE: configuration, PIP_INDEX_URL: NOWHERE },
		...{ PIP_NO_INDEX: "1", PIP_CONSTRAINT: configuration, PIP_REQUIRE_HASHES: "1" },
	};
	sandbox.write("r.in", "beta\n");
	expect(await compiled(sandbox, ["r.in"], variables)).toBe("beta==2.0\n");
});

test("rule 4: own variables and lasting settings, each by itself", async () => {
	const settings = `index-url = "${index.url}"\n`;
	const ways: readonly (readonly [Readonly<Record<string, string>>, string, string])[] = [
		[{ UV_INDEX_URL: index.url }, "none.txt", ""],
		[{ PIPPIN_INDEX_URL: index.url }, "none.txt", ""],
		[{}, "uv.toml", settings],
		[{}, "uv.toml", `[pip]\n${settings}`],
		[{}, "pyproject.toml", `[tool.uv.pip]\n${settings}`],
	];
	for (const [variables, file, text] of ways) {
		using sandbox = createSandbox();
		sandbox.write("r.in", "beta\n");
		sandbox.write(file, text);
		expect(await compiled(sandbox, ["r.in"], variables)).toBe("beta==2.0\n");
	}
});

test("rule 12: a project that is pinned to an index comes from there alone", async () => {
	using sandbox = createSandbox();
	const source = `name = "private"\nurl = "${index.siteUrl("private")}"\nexplicit = true\n`;
	const table = `[project]\nname = "app"\nversion = "1"\n[[tool.uv.index]]\n${source}`;
	const pin = (name: string) => `[tool.uv.sources]\n${name} = { index = "private" }\n`;
	const project = (name: string) =>
		sandbox.write(
			"pyproject.toml",
			`${table.replace('"1"', `"1"\ndependencies = ["${name}"]`)}${pin(name)}`,
		);
	project("gamma");
	expect(await compiled(sandbox, ["pyproject.toml"])).toBe("gamma==1.0\n");
	project("beta");
	expect(await compiled(sandbox, ["pyproject.toml"])).toStartWith("1: error: No solution found");
});

describe("rules 16 to 19: requirements by URL", () => {
	/** A folder of wheels that are on no index. */
	function sandboxOfWheels(requirement: string): Sandbox {
		const sandbox = createSandbox();
		const requires = [`alpha @ file://${join(sandbox.work, further)}`];
		writeFileSync(join(sandbox.work, wheelFileName(CHAIN)), buildWheel({ ...CHAIN, requires }));
		writeFileSync(join(sandbox.work, further), buildWheel({ name: "alpha", version: "1.0" }));
		sandbox.write("r.in", `${requirement}\n`);
		sandbox.write("by-url.txt", `chain @ file://${join(sandbox.work, wheelFileName(CHAIN))}\n`);
		sandbox.write("alpha.txt", `alpha @ file://${join(sandbox.work, further)}\n`);
		return sandbox;
	}

	test("rule 16: are followed where an input names them", async () => {
		using sandbox = sandboxOfWheels("beta");
		const answer = await compiled(sandbox, ["r.in", "by-url.txt"]);
		const folder = "file://[FOLDER]/work";
		expect(answer).toBe(
			`alpha @ ${folder}/alpha-1.0-py3-none-any.whl\nbeta==2.0\nchain @ ${folder}/chain-2.0-py3-none-any.whl\n`,
		);
	});

	test.each(["--constraint", "--override"])(
		"rules 18 and 19: what a URL of %s brings is refused with advice, unless an input names it",
		async (option) => {
			using sandbox = sandboxOfWheels("chain");
			const refused = await compiled(sandbox, ["r.in", option, "by-url.txt"]);
			expect(refused).toMatch(/^1: error: .*`chain` depends on `alpha` by URL/);
			expect(refused).toContain("\nhint: If you trust it, add `alpha @ file://[FOLDER]/");
			const named = await compiled(sandbox, ["r.in", option, "by-url.txt", "alpha.txt"]);
			expect(named).toMatch(/^alpha @ .*\nchain @ .*\n$/);
		},
	);
});

describe("rules 20 and 21: where is installed", () => {
	const variables = { UV_INDEX_URL: index.url };

	test("without an environment install and sync refuse, and make none", async () => {
		using sandbox = createSandbox();
		const pins = sandbox.write("pins.txt", "beta==2.0\n");
		for (const words of [
			["install", "beta"],
			["sync", pins],
		]) {
			const { stderr, status } = await sandbox.run(["pip", ...words], { variables });
			expect(status).toBe(2);
			expect(stderr).toStartWith("error: Could not find a virtual environment: make one with");
		}
		expect(readdirSync(sandbox.work)).toEqual(["pins.txt"]);
	});

	test("the active one, else `.venv` here or above, whether it is active or not", async () => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "-q"]);
		await sandbox.runWell(["venv", "-q", "other"]);
		const directory = join(sandbox.work, "deep", "down");
		mkdirSync(directory, { recursive: true });
		const pins = sandbox.write("pins.txt", "beta==2.0\n");
		await sandbox.runWell(["pip", "sync", pins], { directory, variables });
		expect(installed(sandbox)).toEqual(["beta-2.0"]);
		const active = { ...variables, VIRTUAL_ENV: join(sandbox.work, "other") };
		await sandbox.runWell(["pip", "install", "alpha<2"], { directory, variables: active });
		expect(installed(sandbox)).toEqual(["beta-2.0"]);
		expect(
			existsSync(sandbox.sitePackages.replace("/.venv/", "/other/").concat("/alpha-1.1.dist-info")),
		).toBe(true);
	});

	test("`--python` and `--system` choose another one", async () => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "-q", "other"]);
		const python = join(sandbox.work, "other", "bin", "python");
		await sandbox.runWell(["pip", "install", "--python", python, "beta"], { variables });
		const { stdout } = await sandbox.runWell(["pip", "freeze", "--python", python]);
		expect(stdout).toBe("beta==2.0\n");
		const words = ["pip", "install", "--system", "--dry-run", "-v", "beta"];
		const { stderr, status } = await sandbox.run(words, { variables });
		// The first Python found may be managed by its system, which is an answer too.
		expect(status === 0 || stderr.includes("externally managed")).toBe(true);
	});
});

describe("rules 22 and 23: the order of the inputs", () => {
	/** The pins of the requirements' own projects: in one file, in one file each, and by another command, which must agree. */
	async function pinsOf(sandbox: Sandbox, requirements: readonly string[]): Promise<string> {
		const files = requirements.map((one, place) => {
			sandbox.write(`${place}.in`, `${one}\n`);
			return `${place}.in`;
		});
		sandbox.write("all.in", requirements.map((one) => `${one}\n`).join(""));
		const pins = await compiled(sandbox, ["all.in"]);
		expect(await compiled(sandbox, ["all.in", "--no-memo"])).toBe(pins);
		expect(await compiled(sandbox, [...files, "--refresh"])).toBe(pins);
		const variables = { UV_INDEX_URL: index.url };
		const words = ["pip", "install", "--dry-run", ...requirements];
		const { stderr } = await sandbox.runWell(words, { variables });
		const changes = [...stderr.matchAll(/^ \+ (.*\n)/gm)].map(([, pin]) => pin);
		expect(changes.join("")).toBe(pins);
		return pins.match(/^(fastapi|starlette|left|right)==.*$/gm)?.join(" ") ?? "";
	}

	test.each([
		[["left", "right"], "left==2.0 right==1.0"],
		[["right", "left"], "left==1.0 right==2.0"],
		[["left>=2", "right"], "left==2.0 right==1.0"],
		[["right", "left>=2"], "left==2.0 right==1.0"],
		[["starlette", "fastapi"], "fastapi==0.115.2 starlette==0.39.2"],
		[["fastapi", "starlette"], "fastapi==0.115.2 starlette==0.39.2"],
		[["starlette", "fastapi>=0.110.0,<0.113"], "fastapi==0.112.4 starlette==0.38.6"],
		[["fastapi>=0.110.0,<0.113", "starlette"], "fastapi==0.112.4 starlette==0.38.6"],
	])("%j gives %s, always", async (requirements, expected) => {
		using sandbox = createSandbox();
		await sandbox.runWell(["venv", "-q"]);
		expect(await pinsOf(sandbox, requirements)).toBe(expected);
	});
});

test("rule 25: --user is refused with advice", async () => {
	using sandbox = createSandbox();
	await sandbox.runWell(["venv", "-q"]);
	const variables = { UV_INDEX_URL: index.url };
	const { stderr, status } = await sandbox.run(["pip", "install", "--user", "beta"], { variables });
	expect(status).toBe(2);
	expect(stderr).toStartWith("error: `--user` is not supported: use a virtual environment\n");
	expect(readdirSync(sandbox.home)).not.toContain(".local");
	expect(installed(sandbox)).toEqual([]);
});

test("rule 38: an egg is no candidate", async () => {
	using sandbox = createSandbox();
	sandbox.write("r.in", "hatched\n");
	expect(await compiled(sandbox, ["r.in"])).toBe("hatched==1.0\n");
	sandbox.write("r.in", "hatched==2.0\n");
	const refused = await compiled(sandbox, ["r.in"]);
	expect(refused).toStartWith("1: error: No solution found when resolving dependencies\n");
	expect(refused).toContain("`hatched` has no such version (there is 1.0)");
});

describe("rules 42 to 45: pip compile", () => {
	test("rule 42: only `-o` makes a file", async () => {
		using sandbox = createSandbox();
		sandbox.write("r.in", "alpha\n");
		expect(await compiled(sandbox, ["r.in"])).toBe("alpha==2.0\nbeta==2.0\n");
		expect(readdirSync(sandbox.work)).toEqual(["r.in"]);
		await compiled(sandbox, ["r.in", "-o", "out.txt"]);
		expect(readdirSync(sandbox.work).sort()).toEqual(["out.txt", "r.in"]);
		rmSync(join(sandbox.work, "out.txt"));
	});

	test("rule 44: --emit-index-url names all indexes, the default one first", async () => {
		using sandbox = createSandbox();
		sandbox.write("r.in", "beta\n");
		const words = ["r.in", "--extra-index-url", index.siteUrl("private")];
		expect(await compiled(sandbox, words)).toBe("beta==2.0\n");
		expect(await compiled(sandbox, [...words, "--emit-index-url"])).toBe(
			"--index-url http://127.0.0.1:[PORT]/simple\n--extra-index-url http://127.0.0.1:[PORT]/private/simple\n\nbeta==2.0\n",
		);
	});

	test.each([
		["3.12", "modern==1.0\n"],
		["3.13.0b1", "modern==2.0\n"],
		["3.13", "modern==2.0\n"],
		["3.13.1rc1", "modern==3.0\n"],
	])("rule 45: for Python %s: %s", async (version, expected) => {
		using sandbox = createSandbox();
		sandbox.write("r.in", "modern\n");
		expect(await compiled(sandbox, ["r.in", "--python-version", version])).toBe(expected);
	});
});
