/** Real projects compiled from wheels, for one platform and for all, beside the newest uv; pip judges what can be installed. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normalizeName } from "../../src/standards/name.ts";
import { pinDifferences, pinLinesOf } from "../support/pins-by-meaning.ts";
import { COMPILE_INPUTS, type CompileInput } from "./compile-inputs.ts";
import { findPythons } from "./find-pythons.ts";
import { PIPPIN, run, succeed } from "./run-program.ts";

const TEN_MINUTES = 600_000;
/** Nothing that is published while the tests run is for one of the two alone. */
const MOMENT = `${new Date().toISOString().slice(0, 19)}Z`;

const pythons = findPythons();
let base: string;
let uv: string;
/** By version of Python: an environment with its pip. */
const judges = new Map<string, string>();

function interpreter(version: string): string {
	const found = pythons.get(version);
	if (found === undefined) throw new Error(`there is no CPython ${version}`);
	return found;
}

beforeAll(async () => {
	base = realpathSync(mkdtempSync(join(tmpdir(), "pippin-live-")));
	const cache = ["--cache-dir", join(base, "cache")];
	for (const version of new Set(COMPILE_INPUTS.map(({ python }) => python))) {
		const root = join(base, `pip-${version}`);
		await succeed(
			[PIPPIN, "venv", "--seed", root, "--python", interpreter(version), ...cache],
			base,
		);
		judges.set(version, join(root, "bin", "python"));
	}
	const python = judges.get("3.12") ?? "";
	await succeed([PIPPIN, "pip", "install", "--python", python, ...cache, "uv", "-U", "pip"], base);
	uv = join(base, "pip-3.12", "bin", "uv");
}, TEN_MINUTES);

afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The pins that a program writes for an input; a failure tells everything. */
async function compile(
	program: string,
	{ name, python, text }: CompileInput,
	form: readonly string[],
): Promise<{ readonly pins: readonly string[]; readonly path: string }> {
	const stem = [program === PIPPIN ? "ours" : "theirs", name, ...form].join("");
	const path = join(base, `${stem}.txt`);
	writeFileSync(join(base, `${name}.in`), text);
	const words = [
		...["pip", "compile", "--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:"],
		...["--prerelease", "if-necessary", "--exclude-newer", MOMENT, ...form],
		...["--python", interpreter(python), "--cache-dir", join(base, `cache-${program === PIPPIN}`)],
		...[`${name}.in`, "-o", path],
	];
	await succeed([program, ...words], base);
	return { pins: pinLinesOf(readFileSync(path, "utf8")), path };
}

async function expectSame(input: CompileInput, form: readonly string[]): Promise<string> {
	const ours = await compile(PIPPIN, input, form);
	const theirs = await compile(uv, input, form);
	expect(theirs.pins.length).toBeGreaterThan(1);
	expect(pinDifferences(ours.pins, theirs.pins, input.python)).toEqual([]);
	return ours.path;
}

interface Report {
	readonly install: readonly {
		readonly metadata: { readonly name: string; readonly version: string };
	}[];
}

/** What pip would install from a compiled file: exactly its pins. */
async function expectAccepted(path: string, { name, python }: CompileInput): Promise<void> {
	const report = join(base, `${name}.json`);
	const words = ["install", "--dry-run", "--ignore-installed", "--quiet", "--report", report];
	const judge = judges.get(python) ?? "";
	const ended = await run(
		[judge, "-m", "pip", ...words, "--only-binary", ":all:", "-r", path],
		base,
	);
	expect({ status: ended.status, stderr: ended.status === 0 ? "" : ended.stderr }).toEqual({
		status: 0,
		stderr: "",
	});
	const { install } = JSON.parse(readFileSync(report, "utf8")) as Report;
	const named = install.map(
		({ metadata }) => `${normalizeName(metadata.name)}==${metadata.version}`,
	);
	expect(named.sort()).toEqual(pinLinesOf(readFileSync(path, "utf8")).sort());
}

for (const input of COMPILE_INPUTS) {
	describe(`${input.name} on ${input.python}`, () => {
		test(
			"has the pins of uv, and pip takes them",
			async () => expectAccepted(await expectSame(input, []), input),
			TEN_MINUTES,
		);

		test(
			"has the pins and markers of uv for all platforms",
			async () => void (await expectSame(input, ["--universal"])),
			TEN_MINUTES,
		);
	});
}
