/**
 * Eighty real wheels, each installed alone and removed again: the same files, modes and RECORD rows as pip wrote, and nothing
 * left afterwards. What differs by design is named here, and in docs/compatibility.md.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import {
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Limit } from "../../src/platform/limit.ts";
import { isScriptGroup, parseEntryPoints } from "../../src/standards/entry-points.ts";
import { parseRecord } from "../../src/standards/record.ts";
import { treeOf } from "../support/wheel-store.ts";
import { findPythons } from "./find-pythons.ts";
import {
	bringWheels,
	type RecordedFile,
	WHEEL_FOLDER,
	type WheelRow,
	wheelRows,
} from "./real-wheels.ts";
import { PIPPIN, succeed } from "./run-program.ts";

const TEN_MINUTES = 600_000;
/** The wheels were recorded on it. */
const PYTHON = "3.11";
// biome-ignore lint/suspicious/noTemplateCurlyInString: the vectors write it so.
const VENV = "${VENV}";
const ENTRY_POINTS_REGEXP = /^lib\/[^/]+\/site-packages\/[^/]+\.dist-info\/entry_points\.txt$/;
const NOTHING: ReadonlySet<string> = new Set();
const atOnce = new Limit(2);

const python = findPythons().get(PYTHON) ?? "";

let base: string;

beforeAll(() => {
	if (python === "") throw new Error(`the wheels were recorded on CPython ${PYTHON}`);
	bringWheels();
	base = realpathSync(mkdtempSync(join(tmpdir(), "pippin-trees-")));
}, TEN_MINUTES);

afterAll(() => rmSync(base, { recursive: true, force: true }));

/** An environment, and a folder of links with this one wheel. */
async function makeEnvironment({ file }: WheelRow): Promise<{ root: string; links: string }> {
	// A long path, or one with a space, would make other scripts.
	const root = join(base, createHash("md5").update(file).digest("hex").slice(0, 8));
	const links = `${root}-links`;
	mkdirSync(links);
	symlinkSync(join(WHEEL_FOLDER, file), join(links, file));
	await succeed([PIPPIN, "venv", root, "--python", python, ...cache()], base);
	return { root, links };
}

function cache(): readonly string[] {
	return ["--cache-dir", join(base, "cache")];
}

function digestOf(content: string | Uint8Array): string {
	return createHash("sha256").update(content).digest("hex");
}

interface SeenFile {
	readonly isExecutable: boolean;
	readonly content: string;
}

/** How a recorded file is compared: by its digest. */
function wantedFile(path: string, file: RecordedFile, launchers: ReadonlySet<string>): SeenFile {
	const content = isOurOwn(path, launchers) ? "ours" : file.sha256;
	return { isExecutable: file.exec, content };
}

/** In a script the environment's path gives way to its name in the vectors before the digest is taken. */
function seenFile(root: string, path: string, launchers: ReadonlySet<string>): SeenFile {
	const whole = join(root, path);
	const isExecutable = (lstatSync(whole).mode & 0o111) !== 0;
	if (isOurOwn(path, launchers)) return { isExecutable, content: "ours" };
	const bytes = readFileSync(whole);
	const isScript = path.startsWith("bin/") && bytes.subarray(0, 2).toString() === "#!";
	return {
		isExecutable,
		content: digestOf(isScript ? bytes.toString("utf8").replaceAll(root, VENV) : bytes),
	};
}

/** What an entry point makes: the same at the same place, in the words of the program that installed it. */
function launchersOf(row: WheelRow, root: string): ReadonlySet<string> {
	const path = Object.keys(row.files).find((one) => ENTRY_POINTS_REGEXP.test(one));
	if (path === undefined) return new Set();
	const scripts = parseEntryPoints(readFileSync(join(root, path), "utf8")).filter(({ group }) =>
		isScriptGroup(group),
	);
	return new Set(scripts.map(({ name }) => `bin/${name}`));
}

/** INSTALLER names the program that installed, and RECORD has its digest: other content than pip's, at the same place. */
function isOurOwn(path: string, launchers: ReadonlySet<string>): boolean {
	return launchers.has(path) || /\.dist-info\/(?:INSTALLER|RECORD)$/.test(path);
}

/** `bin/x` and `lib/…/x` of an environment as RECORD names them. */
function recordName(path: string): string {
	const site = `lib/python${PYTHON}/site-packages/`;
	return path.startsWith(site) ? path.slice(site.length) : `../../../${path}`;
}

describe("install trees", () => {
	for (const row of wheelRows) {
		test.concurrent(
			`${row.file} is laid out as pip does it, and leaves nothing`,
			() => atOnce.run(() => compareTree(row)),
			TEN_MINUTES,
		);
	}
});

async function compareTree(row: WheelRow): Promise<void> {
	const { root, links } = await makeEnvironment(row);
	const environment = ["--python", join(root, "bin", "python"), ...cache()];
	const pristine = treeOf(root, { mayDiffer: /^\.lock$/ });
	const offer = ["--no-index", "--find-links", links, "--no-deps"];
	await succeed([PIPPIN, "pip", "install", ...environment, ...offer, row.name], base);
	const added = [...treeOf(root)].filter(
		([path, shown]) => !pristine.has(path) && shown !== "folder" && path !== ".lock",
	);
	const launchers = launchersOf(row, root);
	const seen = Object.fromEntries(added.map(([path]) => [path, seenFile(root, path, launchers)]));
	const wanted = Object.fromEntries(
		Object.entries(row.files).map(([path, file]) => [path, wantedFile(path, file, launchers)]),
	);
	expect(seen).toEqual(wanted);
	expect(Object.keys(seen).filter((path) => path.includes("__pycache__"))).toEqual([]);
	compareRecord(row, root, Object.keys(seen));
	await succeed([PIPPIN, "pip", "uninstall", ...environment, row.name], base);
	expect(treeOf(root, { mayDiffer: /^\.lock$/ })).toEqual(pristine);
}

function compareRecord(row: WheelRow, root: string, paths: readonly string[]): void {
	const recordPath = paths.find((path) =>
		/^lib\/[^/]+\/site-packages\/[^/]+\.dist-info\/RECORD$/.test(path),
	);
	const rows = parseRecord(readFileSync(join(root, recordPath ?? ""), "utf8"));
	const own = new Map(
		rows.map(({ path, digest, size }) => [
			path,
			`${digest?.algorithm ?? ""}=${digest?.base64 ?? ""} ${size ?? ""}`,
		]),
	);
	expect([...own.keys()].sort()).toEqual(paths.map(recordName).sort());
	for (const [path, digest, size] of row.record) {
		const seen = own.get(path);
		// Rows of metadata folders inside the wheel were recorded too; files that name the environment differ with it.
		if (seen === undefined || isOurOwn(path, NOTHING) || path.startsWith("../../../bin/")) continue;
		expect([path, seen]).toEqual([path, `${digest || "="} ${size}`]);
	}
}
