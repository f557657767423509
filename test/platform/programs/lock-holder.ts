/** Takes a lock (`path [shared]`), says so, and keeps it until its input ends; runs on Bun and on Node. */
import { acquireLock } from "../../../src/platform/lock-file.ts";

const [path = "", mode = "", timeout = "10000"] = process.argv.slice(2);
try {
	const lock = await acquireLock(path, { timeout: Number(timeout), isShared: mode === "shared" });
	process.stdout.write("held\n");
	process.stdin.on("end", () => {
		lock.release();
		process.exit(0);
	});
	process.stdin.resume();
} catch (error) {
	process.stdout.write(`${(error as { code?: string }).code}\n`);
	process.exit(1);
}
