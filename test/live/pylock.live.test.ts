/** Locks of ours in the reader of PyPA `packaging`, and locks of pip in ours. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPythons } from "./find-pythons.ts";
import { PIPPIN, succeed } from "./run-program.ts";

const FIVE_MINUTES = 300_000;

/** Prints what `packaging` selects from a lock for the Python that runs it. */
const READER = `
import sys, tomllib
from packaging.pylock import Pylock
lock = Pylock.from_dict(tomllib.loads(open(sys.argv[1]).read()))
lock.validate()
for package, file in lock.select():
    print(package.name, package.version, type(file).__name__, file.filename)
`;

let base: string;
let python: string;

beforeAll(async () => {
	base = realpathSync(mkdtempSync(join(tmpdir(), "pippin-live-")));
	const interpreter = findPythons().get("3.12") ?? findPythons().get("3.13");
	if (interpreter === undefined) throw new Error("there is no Python 3.12 or 3.13");
	python = join(base, "tools", "bin", "python");
	await pippin("venv", "--python", interpreter, join(base, "tools"));
	await pippin("pip", "install", "--python", python, "pip>=25.1", "packaging>=26.1");
}, FIVE_MINUTES);

afterAll(() => rmSync(base, { recursive: true, force: true }));

function pippin(...words: readonly string[]) {
	return succeed([PIPPIN, ...words, "--cache-dir", join(base, "cache")], base);
}

async function makeEnvironment(name: string): Promise<{ root: string; own: string }> {
	const root = join(base, name);
	await pippin("venv", "--python", python, root);
	return { root, own: join(root, "bin", "python") };
}

function distributionsIn(root: string): readonly string[] {
	const [version = ""] = readdirSync(join(root, "lib"));
	return readdirSync(join(root, "lib", version, "site-packages"))
		.filter((name) => name.endsWith(".dist-info"))
		.map((name) => name.replace(/\.dist-info$/, "").toLowerCase())
		.sort();
}

test(
	"packaging reads what we write, and selects what we install from it",
	async () => {
		writeFileSync(join(base, "app.in"), "flask\nhttpx[http2]\nmarkupsafe\npytest\n");
		await pippin("pip", "compile", "--python", python, "-q", "app.in", "-o", "pylock.toml");
		const { stdout } = await succeed([python, "-c", READER, "pylock.toml"], base);
		const selected = stdout
			.trimEnd()
			.split("\n")
			.map((line) => line.split(" "));
		expect(selected.length).toBeGreaterThan(15);
		expect(new Set(selected.map(([, , kind]) => kind))).toEqual(new Set(["PackageWheel"]));
		const { root, own } = await makeEnvironment("ours");
		await pippin("pip", "sync", "--python", own, "pylock.toml");
		const names = selected.map(([name = "", version]) => `${name.replaceAll("-", "_")}-${version}`);
		expect(distributionsIn(root)).toEqual(names.sort());
	},
	FIVE_MINUTES,
);

test(
	"a lock of pip is installed as pip selects it",
	async () => {
		const lock = ["-m", "pip", "lock", "-q", "flask", "--only-binary", ":all:"];
		await succeed([python, ...lock, "-o", "pylock.pip.toml"], base);
		const { root, own } = await makeEnvironment("theirs");
		await pippin("pip", "install", "--python", own, "-r", "pylock.pip.toml");
		const { stdout } = await succeed([python, "-c", READER, "pylock.pip.toml"], base);
		expect(distributionsIn(root)).toEqual(
			stdout
				.trimEnd()
				.split("\n")
				.map((line) => line.split(" "))
				.map(([name = "", version]) => `${name.replaceAll("-", "_")}-${version}`)
				.sort(),
		);
		expect(distributionsIn(root).length).toBeGreaterThan(5);
	},
	FIVE_MINUTES,
);
