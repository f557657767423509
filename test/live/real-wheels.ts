/** The wheels that the shared vectors name, brought once with pip into a folder outside the project. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What pip made of one wheel. */
export interface WheelRow {
	readonly file: string;
	readonly name: string;
	readonly version: string;
	/** Path below the environment → the file. A script is recorded with `${VENV}` for the environment. */
	readonly files: Readonly<Record<string, RecordedFile>>;
	/** RECORD after the installation. */
	readonly record: readonly (readonly [path: string, digest: string, size: string])[];
}

const VECTORS = join(import.meta.dir, "../../../shared/vectors/install-trees.jsonl");
/** Where the wheels lie. */
export const WHEEL_FOLDER: string =
	process.env["PIPPIN_TEST_WHEELS"] ?? join(tmpdir(), "pippin-test-wheels");
const PLATFORMS = [28, 27, 24, 17, 12, 5].map((minor) => `manylinux_2_${minor}_x86_64`);
const LEGACY_PLATFORMS = ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"];

export interface RecordedFile {
	readonly sha256: string;
	readonly size: number;
	readonly exec: boolean;
}

function readRows(): readonly WheelRow[] {
	if (!existsSync(VECTORS)) {
		console.log(`skipped: there is no ${VECTORS}`);
		return [];
	}
	return readFileSync(VECTORS, "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as WheelRow);
}

/** Whether the wheel has not been brought. */
export function isMissing(row: WheelRow): boolean {
	return !existsSync(join(WHEEL_FOLDER, row.file));
}

/** Runs pip's download; answers what it printed. */
function pipDownload(...words: readonly string[]): string {
	const options = ["--no-deps", "--disable-pip-version-check", "--only-binary", ":all:"];
	const target = ["--implementation", "cp", "--python-version", "3.11"];
	const abis = ["--abi", "cp311", "--abi", "abi3", "--abi", "none"];
	const platforms = [...PLATFORMS, ...LEGACY_PLATFORMS].flatMap((name) => ["--platform", name]);
	const command = ["-m", "pip", "download", ...options, ...target, ...abis, ...platforms];
	const child = spawnSync("python3", [...command, "--dest", WHEEL_FOLDER, ...words], {
		encoding: "utf8",
		maxBuffer: 256 * 1024 * 1024,
	});
	if (child.error !== undefined)
		throw new Error("`python3` must be on PATH", { cause: child.error });
	if (child.status !== 0) throw new Error(`pip download failed:\n${child.stderr}`);
	return child.stdout;
}

/** One version of each project at a time: pip takes no two together. */
function downloadByName(rows: readonly WheelRow[]): void {
	const wanted = new Map(rows.map((row) => [row.name, `${row.name}==${row.version}`]));
	if (wanted.size > 0) pipDownload(...wanted.values());
}

/** pip never chooses this file, because of a newer build of the same version: it is asked for by the address that pip itself shows. */
function downloadByAddress(row: WheelRow): void {
	const shown = pipDownload("-vvv", `${row.name}==${row.version}`);
	const address = shown.split(/\s/).find((word) => word.split("#")[0]?.endsWith(`/${row.file}`));
	if (address === undefined) throw new Error(`the index has no ${row.file}`);
	pipDownload(address);
}

/** All rows; none, with the reason printed, where the vectors are not there. */
export const wheelRows: readonly WheelRow[] = readRows();

/** Downloads what is missing. */
export function bringWheels(): void {
	mkdirSync(WHEEL_FOLDER, { recursive: true });
	downloadByName(wheelRows.filter(isMissing));
	downloadByName(wheelRows.filter(isMissing));
	for (const row of wheelRows.filter(isMissing)) downloadByAddress(row);
}
