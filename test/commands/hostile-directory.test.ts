/** Nothing in the working folder runs, and nothing in it configures the program but settings files (docs/settings.md). */
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { failed } from "./install-world.ts";

const index: IndexServer = await startIndexServer(
	worldOf([
		["alpha", [indexFile({ name: "alpha", version: "1.0" })]],
		["pip", [indexFile({ name: "pip", version: "24.0" })]],
		["setuptools", [indexFile({ name: "setuptools", version: "70.0" })]],
		["wheel", [indexFile({ name: "wheel", version: "0.43.0" })]],
	]),
	{ dialect: "html" },
);
/** Where the files of the working folder would lead; nobody must ask it. */
const trap: IndexServer = await startIndexServer(worldOf([]));
afterAll(() => {
	index.stop();
	trap.stop();
});

/** Programs of these names leave a mark in `folder` when they are started. */
const PROGRAMS = [
	"python",
	"python3",
	"python3.12",
	"python3.11",
	"git",
	"keyring",
	"uv",
	"sh",
	"pip",
];
/** Python modules that an interpreter might pick up. */
const MODULES = [
	"pip.py",
	"sitecustomize.py",
	"usercustomize.py",
	"json.py",
	"py_compile.py",
	"_manylinux.py",
];
/** JavaScript that the runtime might pick up. */
const SCRIPTS = [
	"canary.ts",
	"wiring/worker-main.js",
	"wiring/worker-main.ts",
	"worker-main.js",
	"node_modules/htmlparser2/index.js",
	"node_modules/smol-toml/index.js",
	"node_modules/evil/index.js",
];

function plantTraps(sandbox: Sandbox): void {
	const mark = (name: string): string => join(sandbox.folder, `ran-${name.replaceAll("/", "-")}`);
	for (const name of PROGRAMS) {
		chmodSync(sandbox.write(name, `#!/bin/sh\n: > '${mark(name)}'\nexit 1\n`), 0o755);
	}
	for (const name of MODULES) sandbox.write(name, `open(${JSON.stringify(mark(name))}, "w")\n`);
	for (const name of SCRIPTS) {
		sandbox.write(name, `require("node:fs").writeFileSync(${JSON.stringify(mark(name))}, "");\n`);
	}
	const settings: Readonly<Record<string, string>> = {
		".env": `PIPPIN_INDEX_URL=${trap.url}\nUV_INDEX_URL=${trap.url}\nUV_EXTRA_INDEX_URL=${trap.url}\nPIPPIN_CACHE_DIR=./evil-cache\nBUN_OPTIONS=--preload ./canary.ts\nNODE_TLS_REJECT_UNAUTHORIZED=0\n`,
		".env.local": `PIPPIN_EXTRA_INDEX_URL=${trap.url}\n`,
		".env.production": `PIPPIN_EXTRA_INDEX_URL=${trap.url}\n`,
		"bunfig.toml": `preload = ["./canary.ts"]\n[install]\nregistry = "${trap.origin}"\n[define]\n"process.env.PIPPIN_INDEX_URL" = "'${trap.url}'"\n`,
		"tsconfig.json": `{"compilerOptions":{"paths":{"*":["./node_modules/evil/*"]},"baseUrl":"."}}`,
		"package.json": `{"type":"commonjs","imports":{"#*":"./node_modules/evil/index.js"},"scripts":{"preinstall":"./sh"}}`,
		"node_modules/htmlparser2/package.json": `{"name":"htmlparser2","main":"index.js"}`,
		"node_modules/smol-toml/package.json": `{"name":"smol-toml","main":"index.js"}`,
		"pip.conf": `[global]\nextra-index-url = ${trap.url}\n`,
		"setup.cfg": `[easy_install]\nindex_url = ${trap.url}\n`,
		".netrc": "machine 127.0.0.1 login evil password evil\n",
	};
	for (const [name, text] of Object.entries(settings)) sandbox.write(name, text);
}

function marks(sandbox: Sandbox): readonly string[] {
	return readdirSync(sandbox.folder).filter((name) => name.startsWith("ran-"));
}

/** The working folder is on the search path, in the spellings that mean whatever folder one works in. */
function pathThrough(sandbox: Sandbox): string {
	return ["", ".", "./", join(sandbox.folder, "programs"), "/usr/bin", "/bin"].join(":");
}

describe("a hostile working folder", () => {
	const commands: readonly (readonly [string, readonly string[]])[] = [
		["venv", ["venv"]],
		["venv --seed", ["venv", "--seed", "--clear", "--index-url", index.url]],
		["pip install", ["pip", "install", "--index-url", index.url, "alpha"]],
		[
			"pip install --compile-bytecode",
			["pip", "install", "--reinstall", "--compile-bytecode", "--index-url", index.url, "alpha"],
		],
		["pip list", ["pip", "list"]],
		["pip freeze", ["pip", "freeze"]],
		["pip uninstall", ["pip", "uninstall", "alpha"]],
		["--version", ["--version"]],
		["help", ["help"]],
	];
	for (const isOnPath of [false, true]) {
		const where = isOnPath ? "that is on the search path" : "that is not on the search path";
		test(`${where} neither runs nor configures any command`, async () => {
			using sandbox = createSandbox();
			plantTraps(sandbox);
			trap.forgetRequests();
			index.forgetRequests();
			const variables = isOnPath ? { PATH: pathThrough(sandbox) } : {};
			for (const [name, words] of commands) {
				const { status, stderr } = await sandbox.run(words, { variables });
				expect({ name, status, marks: marks(sandbox) }).toEqual({ name, status: 0, marks: [] });
				expect(stderr).not.toContain("evil");
			}
			expect(trap.requests).toEqual([]);
			expect(index.requests.length).toBeGreaterThan(0);
			expect(index.requests.some(({ headers }) => headers.has("authorization"))).toBe(false);
			expect(existsSync(join(sandbox.work, "evil-cache"))).toBe(false);
			expect(existsSync(sandbox.cache)).toBe(true);
		});
	}

	test("offers no `keyring`", async () => {
		using sandbox = createSandbox();
		plantTraps(sandbox);
		await sandbox.runWell(["venv", "-q"]);
		const locked = index.url.replace("//", "//joe@");
		await sandbox.run(
			["pip", "install", "--keyring-provider", "subprocess", "-i", locked, "alpha"],
			{
				variables: { PATH: pathThrough(sandbox) },
			},
		);
		expect(marks(sandbox)).toEqual([]);
	});

	test("does not lend its modules to the scripts of the environment's Python", async () => {
		using sandbox = createSandbox();
		plantTraps(sandbox);
		await sandbox.runWell(["venv", "-q"]);
		// Each name of the probe is shadowed in the folder it runs in; a fresh cache makes it run.
		for (const name of [
			"sys.py",
			"os.py",
			"platform.py",
			"sysconfig.py",
			"encodings.py",
			"site.py",
		]) {
			sandbox.write(name, `open(${JSON.stringify(join(sandbox.folder, `ran-${name}`))}, "w")\n`);
		}
		rmSync(sandbox.cache, { recursive: true });
		await sandbox.runWell(["pip", "install", "-q", "-i", index.url, "alpha"]);
		expect(marks(sandbox)).toEqual([]);
	});
});

describe("variables of the runtime", () => {
	test("NODE_TLS_REJECT_UNAUTHORIZED=0 is refused", async () => {
		using sandbox = createSandbox();
		const variables = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
		expect(await sandbox.run(["venv"], { variables })).toEqual(
			failed(
				2,
				"error: Cannot go on: `NODE_TLS_REJECT_UNAUTHORIZED=0` turns the checks of all certificates off",
				"",
				"hint: Unset the variable; for one host that you trust use `--allow-insecure-host`, for a certificate of your own `--cert`",
			),
		);
		expect(existsSync(sandbox.environment)).toBe(false);
	});

	test("are not handed on to the programs that are started, and neither are secrets", async () => {
		using sandbox = createSandbox();
		const dump = join(sandbox.folder, "variables");
		const wrapper = sandbox.write(
			"wrapped-python",
			`#!/bin/sh\nenv >> '${dump}'\nexec '${sandbox.python}' "$@"\n`,
		);
		chmodSync(wrapper, 0o755);
		const variables = {
			BUN_OPTIONS: "--smol",
			NODE_OPTIONS: "--max-old-space-size=512",
			UV_INDEX_CORP_PASSWORD: "sesame",
			PYTHONSTARTUP: "/nowhere/startup.py",
			MARKER: "handed-on",
		};
		await sandbox.runWell(["venv", "-q", "--python", wrapper], { variables });
		const words = ["pip", "install", "-q", "--compile-bytecode", "-i", index.url, "alpha"];
		await sandbox.runWell(words, { variables });
		const seen = readFileSync(dump, "utf8");
		expect(seen).toContain("MARKER=handed-on");
		expect(seen).not.toMatch(/BUN_OPTIONS|BUN_JSC|NODE_OPTIONS|sesame|PYTHONSTARTUP/);
	});
});
