/** What a bench needs before it measures: tools of today, and a recorded index with pins that fit it. */
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../scripts/run.ts";
import { DEFAULT_INDEX_URL } from "../src/distributions/index-url.ts";

export const WORKLOADS: readonly string[] = ["trio", "jupyter"];

export interface Preparation {
	readonly folder: string;
	readonly python: string;
	readonly pythonMinor: string;
	readonly uv: string;
	readonly pip: string;
	/** The simple API that recordings are taken from. */
	readonly upstream: string;
}

function runQuietly(command: readonly string[], env: Record<string, string | undefined>): string {
	const result = Bun.spawnSync([...command], { env, stdout: "pipe", stderr: "pipe" });
	if (result.exitCode !== 0) {
		throw new Error(`${command.join(" ")} failed:\n${result.stderr.toString()}`);
	}
	return result.stdout.toString();
}

/** The first CPython 3.12 that answers: `PIPPIN_BENCH_PYTHON`, pyenv's, PATH's. */
function findPython(): string {
	const versions = join(homedir(), ".pyenv", "versions");
	const installed = existsSync(versions)
		? [...new Bun.Glob("3.12.*/bin/python3.12").scanSync(versions)].map((path) =>
				join(versions, path),
			)
		: [];
	const named = process.env["PIPPIN_BENCH_PYTHON"];
	for (const candidate of [...(named === undefined ? [] : [named]), ...installed, "python3.12"]) {
		const result = Bun.spawnSync([candidate, "-c", "import sys; print(sys.executable)"]);
		if (result.exitCode === 0) return result.stdout.toString().trim();
	}
	throw new Error("the bench needs CPython 3.12: name one in PIPPIN_BENCH_PYTHON");
}

/** The folder of recordings, outside of the project: `PIPPIN_BENCH_STORE`, else the user's cache. */
function storeFolder(): string {
	return process.env["PIPPIN_BENCH_STORE"] ?? join(homedir(), ".cache", "pippin-bench");
}

/** Brings the newest uv and pip into an environment of the bench's own. */
export function prepareTools(): Preparation {
	const folder = storeFolder();
	mkdirSync(folder, { recursive: true });
	const python = findPython();
	const tools = join(folder, "tools");
	if (!existsSync(join(tools, "bin", "uv"))) {
		runQuietly([python, "-m", "venv", tools], process.env);
	}
	const pip = join(tools, "bin", "pip");
	runQuietly(
		[join(tools, "bin", "python"), "-m", "pip", "install", "-q", "-U", "pip", "uv"],
		process.env,
	);
	const upstream = process.env["PIPPIN_BENCH_INDEX"] ?? DEFAULT_INDEX_URL;
	return { folder, python, pythonMinor: "3.12", uv: join(tools, "bin", "uv"), pip, upstream };
}

/** The file with a workload's input lines. */
export function inputFile(workload: string): string {
	return join(ROOT, "..", "shared", "vectors", "requirements", `${workload}.in`);
}

/** The file with a workload's pins, made once, against the index that is being recorded. */
export function pinFile(
	{ folder, uv, python }: Preparation,
	workload: string,
	indexUrl: string,
): string {
	const path = join(folder, `${workload}.pins.txt`);
	if (existsSync(path)) return path;
	const command = [
		uv,
		"pip",
		"compile",
		"--quiet",
		"--no-header",
		"--no-annotate",
		"--only-binary",
		":all:",
	];
	const env = { ...process.env, UV_DEFAULT_INDEX: indexUrl, UV_NO_CACHE: "1" };
	runQuietly([...command, "--python", python, inputFile(workload), "-o", path], env);
	return path;
}

/** Makes an environment without pip; not measured. */
export function makeEnvironment({ uv, python }: Preparation, path: string): void {
	runQuietly([uv, "venv", "--quiet", "--no-cache", "--python", python, path], process.env);
}
