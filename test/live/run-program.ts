/** Runs a program in what the machine offers, without what misleads. */
import { join } from "node:path";
import { type Ended, runProgram, runProgramWell } from "../support/run-program.ts";

const ROOT = join(import.meta.dir, "..", "..");

/** The executable under test. */
export const PIPPIN: string = join(ROOT, "dist", "pippin");

/** What would send a command to another environment or cache than the one that it is told. */
const MISLEADING = new Set([
	"CONDA_PREFIX",
	"PIP_FIND_LINKS",
	"PYTHONHOME",
	"PYTHONPATH",
	"UV_CACHE_DIR",
	"UV_PYTHON",
	"UV_SYSTEM_PYTHON",
	"VIRTUAL_ENV",
]);

/** The variables of this process without what misleads; certificates, proxies and indexes stay. */
export function childVariables(): Record<string, string> {
	const entries = Object.entries(process.env).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && !MISLEADING.has(entry[0]),
	);
	return { ...Object.fromEntries(entries), NO_COLOR: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
}

/** Waits for the end of a program, whatever its status. */
export function run(command: readonly string[], cwd: string): Promise<Ended> {
	return runProgram(command, { cwd, env: childVariables() });
}

/** The same; any status but 0 is an error that tells everything. */
export function succeed(command: readonly string[], cwd: string): Promise<Ended> {
	return runProgramWell(command, { cwd, env: childVariables() });
}
