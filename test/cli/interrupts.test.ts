import { expect, test } from "bun:test";
import { spawn } from "node:child_process";

const PROGRAM = new URL("programs/wait-for-signal.ts", import.meta.url).pathname;

/** Starts the program, sends the signal once it is ready, and waits for its end. */
function interrupted(
	signal: "SIGINT" | "SIGTERM",
): Promise<{ status: number | null; text: string }> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
		let text = "";
		child.stdout.setEncoding("utf8");
		child.stdout.on("data", (part: string) => {
			const wasReady = text.includes("ready\n");
			text += part;
			if (!wasReady && text.includes("ready\n")) child.kill(signal);
		});
		child.on("error", reject);
		child.on("close", (status) => resolve({ status, text }));
	});
}

test.each([
	["SIGINT", 130],
	["SIGTERM", 143],
] as const)("%s runs the hooks, the latest first, and ends with %i", async (signal, status) => {
	expect(await interrupted(signal)).toEqual({
		status,
		text: "ready\nthird hook\nfailed: Error: of the second hook\nfirst hook\nend\n",
	});
});
