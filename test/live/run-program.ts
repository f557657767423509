/** Runs a program and keeps what it says. */
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..", "..");

/** The executable under test. */
export const PIPPIN: string = join(ROOT, "dist", "pippin");

export interface Ended {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

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
export async function run(command: readonly string[], cwd: string): Promise<Ended> {
	const child = Bun.spawn([...command], {
		cwd,
		env: childVariables(),
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const [stdout, stderr, status] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	return { status, stdout, stderr };
}

/** The same; any status but 0 is an error that tells everything. */
export async function succeed(command: readonly string[], cwd: string): Promise<Ended> {
	const ended = await run(command, cwd);
	if (ended.status === 0) return ended;
	throw new Error(
		`status ${ended.status} of \`${command.join(" ")}\`\n${ended.stdout}\n${ended.stderr}`,
	);
}
