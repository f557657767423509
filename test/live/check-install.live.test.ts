/** The checker of the shared tools: environments as the newest uv leaves them. */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PIPPIN, run } from "./run-program.ts";

const TOOL = join(import.meta.dir, "../../../shared/tools/check_install.py");
const TEN_MINUTES = 600_000;

if (existsSync(TOOL)) {
	test(
		"all recorded environments are as they were recorded",
		async () => {
			const python = Bun.which("python3") ?? "python3";
			const { stdout, stderr } = await run([python, TOOL, PIPPIN, "--index", "default"], "/");
			const last = stdout.trimEnd().split("\n").at(-1) ?? "";
			console.log(`check_install: ${last}`);
			expect(`${stdout}${stderr}`).not.toContain("skipped");
			const [, passed, all] = /^pass (\d+)\/(\d+)/.exec(last) ?? [];
			expect([passed, all, stdout]).toEqual(["12", "12", stdout]);
		},
		TEN_MINUTES,
	);
} else {
	console.log(`skipped: there is no ${TOOL}`);
}
