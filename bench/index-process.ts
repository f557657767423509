/** Index servers in processes of their own, since the bench waits for what it measures. */
import { join } from "node:path";

export interface IndexProcess {
	readonly url: string;
	/** Ends the server; gives what it was asked for and had not recorded. */
	stop(): Promise<readonly string[]>;
}

/** Starts a server of this folder, which prints its address, and at the end of its input what it missed. */
export async function startIndexProcess(
	program: "recorded-index.ts" | "synthetic-index.ts",
	words: readonly string[],
): Promise<IndexProcess> {
	const child = Bun.spawn([process.execPath, join(import.meta.dir, program), ...words], {
		stdin: "pipe",
		stdout: "pipe",
		stderr: "inherit",
	});
	const reader = child.stdout.getReader();
	const readLine = async (): Promise<string> =>
		new TextDecoder().decode((await reader.read()).value).trim();
	return {
		url: await readLine(),
		stop: async () => {
			await child.stdin.end();
			return JSON.parse(await readLine()) as string[];
		},
	};
}
