/**
 * `pip compile` killed, or let down by the disk, at each call that changes a file: the output is old or new, and the next
 * run finds nothing in its way.
 */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import { createSandbox, type RunResult, type Sandbox } from "../support/sandbox.ts";

const PROJECTS = Array.from({ length: 40 }, (_, place) => `project-${place}`);
const OLD = "project-0==1.0\n# old, and longer than what is new\n".repeat(200);
const TIMEOUT = 120_000;

let server: IndexServer;

beforeAll(async () => {
	server = await startIndexServer(
		worldOf(PROJECTS.map((name) => [name, [indexFile({ name, version: "1.0" })]])),
	);
});

afterAll(() => server.stop());

function compile(sandbox: Sandbox, fault?: string): Promise<RunResult> {
	const words = ["pip", "compile", "--index-url", server.url, "r.in", "-o", "out.txt", "-q"];
	return sandbox.run(words, {
		variables: fault === undefined ? {} : { PIPPIN_INTERNAL_FAULT: fault },
	});
}

function output(sandbox: Sandbox): string {
	return readFileSync(join(sandbox.work, "out.txt"), "utf8");
}

/** The old output again; nothing else beside the input. */
function restore(sandbox: Sandbox): void {
	for (const name of readdirSync(sandbox.work)) rmSync(join(sandbox.work, name));
	sandbox.write("r.in", `${PROJECTS.join("\n")}\n`);
	writeFileSync(join(sandbox.work, "out.txt"), OLD);
}

/** How many calls change a file, and what the run writes undisturbed. */
async function trace(sandbox: Sandbox): Promise<{ calls: readonly string[]; text: string }> {
	const path = join(sandbox.folder, "trace");
	expect((await compile(sandbox, `TRACE@${path}`)).status).toBe(0);
	const calls = readFileSync(path, "utf8").trimEnd().split("\n");
	rmSync(path);
	return { calls, text: output(sandbox) };
}

test(
	"at no call is the output torn",
	async () => {
		using sandbox = createSandbox();
		restore(sandbox);
		// The first run fills the cache; what is swept is a run of every day.
		await compile(sandbox);
		restore(sandbox);
		const { calls, text } = await trace(sandbox);
		expect(calls.some((call) => call.includes("rename") && call.includes("out.txt"))).toBe(true);
		const tally = { old: 0, new: 0 };
		for (const fault of ["KILL", "ENOSPC", "EIO"]) {
			for (let number = 1; number <= calls.length; number++) {
				restore(sandbox);
				const { status } = await compile(sandbox, `${fault}@${number}`);
				const found = output(sandbox);
				if (found !== OLD) expect(found).toBe(text);
				tally[found === OLD ? "old" : "new"] += 1;
				if (fault === "KILL") expect(status).not.toBe(0);
				else expect(readdirSync(sandbox.work).sort()).toEqual(["out.txt", "r.in"]);
				expect((await compile(sandbox)).status).toBe(0);
				expect(output(sandbox)).toBe(text);
			}
		}
		console.log(`compile killed or let down ${3 * calls.length} times: ${JSON.stringify(tally)}`);
		expect(tally.old).toBeGreaterThan(0);
	},
	TIMEOUT,
);

test(
	"`kill -9` at any moment leaves the old output or the new one",
	async () => {
		using sandbox = createSandbox();
		restore(sandbox);
		await compile(sandbox);
		const text = output(sandbox);
		const found = new Set<string>();
		for (let round = 0; round < 20; round++) {
			restore(sandbox);
			const words = ["pip", "compile", "--index-url", server.url, "r.in", "-o", "out.txt", "-q"];
			const child = sandbox.start(words);
			child.stdin.end();
			await Promise.race([Bun.sleep(round === 19 ? TIMEOUT : 10 * round), child.exited]);
			child.kill("SIGKILL");
			await child.exited;
			expect([OLD, text]).toContain(output(sandbox));
			found.add(output(sandbox));
		}
		expect(found.size).toBe(2);
	},
	TIMEOUT,
);
