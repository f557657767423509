/** Runs a program of node_modules/.bin, or any other, with the terminal of this process. */
import { join } from "node:path";

export const ROOT: string = join(import.meta.dir, "..");

/** The path of a program that `npm ci` brought. */
export function tool(name: string): string {
	return join(ROOT, "node_modules", ".bin", name);
}

/** Waits for the end of a program; ends this process with the same status where that is not 0. */
export async function run(command: readonly string[]): Promise<void> {
	const status = await runForStatus(command);
	if (status !== 0) {
		console.error(`failed with status ${status}: ${command.join(" ")}`);
		process.exit(status);
	}
}

/** Waits for the end of a program and gives its status. */
export async function runForStatus(command: readonly string[]): Promise<number> {
	const child = Bun.spawn([...command], {
		cwd: ROOT,
		stdin: "ignore",
		stdout: "inherit",
		stderr: "inherit",
	});
	return child.exited;
}
