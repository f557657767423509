/**
 * Real wheels from the index: every one that is named in the shared vectors is opened and unpacked, and what
 * comes out is what was recorded when it was installed. They are downloaded once, with pip, into a folder outside the project.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSource } from "../../src/archive/byte-source.ts";
import { unpackZip } from "../../src/archive/unpack.ts";
import { openZip } from "../../src/archive/zip.ts";

interface Row {
	readonly file: string;
	readonly name: string;
	readonly version: string;
	/** RECORD after the installation. */
	readonly record: readonly (readonly [path: string, digest: string, size: string])[];
}

const VECTORS = join(import.meta.dir, "../../../shared/vectors/install-trees.jsonl");
const FOLDER = process.env["PIPPIN_TEST_WHEELS"] ?? join(tmpdir(), "pippin-test-wheels");
const PLATFORMS = [28, 27, 24, 17, 12, 5].map((minor) => `manylinux_2_${minor}_x86_64`);
const LEGACY_PLATFORMS = ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"];
const TEN_MINUTES = 600_000;

function readRows(): readonly Row[] {
	if (!existsSync(VECTORS)) {
		console.log(`skipped: there is no ${VECTORS}`);
		return [];
	}
	return readFileSync(VECTORS, "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as Row);
}

function isMissing(row: Row): boolean {
	return !existsSync(join(FOLDER, row.file));
}

/** Runs pip's download; answers what it printed. */
function pipDownload(...words: readonly string[]): string {
	const options = ["--no-deps", "--disable-pip-version-check", "--only-binary", ":all:"];
	const target = ["--implementation", "cp", "--python-version", "3.11"];
	const abis = ["--abi", "cp311", "--abi", "abi3", "--abi", "none"];
	const platforms = [...PLATFORMS, ...LEGACY_PLATFORMS].flatMap((name) => ["--platform", name]);
	const command = ["-m", "pip", "download", ...options, ...target, ...abis, ...platforms];
	const child = spawnSync("python3", [...command, "--dest", FOLDER, ...words], {
		encoding: "utf8",
		maxBuffer: 256 * 1024 * 1024,
	});
	if (child.error !== undefined)
		throw new Error("`python3` must be on PATH", { cause: child.error });
	if (child.status !== 0) throw new Error(`pip download failed:\n${child.stderr}`);
	return child.stdout;
}

/** One version of each project at a time: pip takes no two together. */
function downloadByName(rows: readonly Row[]): void {
	const wanted = new Map(rows.map((row) => [row.name, `${row.name}==${row.version}`]));
	if (wanted.size > 0) pipDownload(...wanted.values());
}

/** pip never chooses this file, because of a newer build of the same version: it is asked for by the address that pip itself shows. */
function downloadByAddress(row: Row): void {
	const shown = pipDownload("-vvv", `${row.name}==${row.version}`);
	const address = shown.split(/\s/).find((word) => word.split("#")[0]?.endsWith(`/${row.file}`));
	if (address === undefined) throw new Error(`the index has no ${row.file}`);
	pipDownload(address);
}

const rows = readRows();

beforeAll(() => {
	mkdirSync(FOLDER, { recursive: true });
	downloadByName(rows.filter(isMissing));
	downloadByName(rows.filter(isMissing));
	for (const row of rows.filter(isMissing)) downloadByAddress(row);
}, TEN_MINUTES);

describe("real wheels", () => {
	for (const row of rows) {
		test(`${row.file} is accepted, and unpacks to what pip installed`, () => {
			const folder = mkdtempSync(join(tmpdir(), "pippin-unpacked-"));
			try {
				using source = openFileSource(join(FOLDER, row.file));
				const archive = openZip(source, { name: row.file });
				expect(archive.warnings).toEqual([]);
				const files = unpackZip(archive, folder);
				const digests = new Map(files.map(({ path, digest }) => [path, `sha256=${digest}`]));
				let compared = 0;
				for (const [path, digest] of row.record) {
					const own = digests.get(path);
					if (own === undefined || path.endsWith(".dist-info/RECORD")) continue;
					expect([path, own]).toEqual([path, digest]);
					compared += 1;
				}
				expect(compared).toBeGreaterThan(1);
				for (const { path, size } of files) expect(statSync(join(folder, path)).size).toBe(size);
			} finally {
				rmSync(folder, { recursive: true });
			}
		});
	}
	test("all of them are there", () => {
		expect(rows.filter(isMissing).map(({ file }) => file)).toEqual([]);
		if (rows.length > 0) expect(rows.length).toBe(80);
	});
});
