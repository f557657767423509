/** Commands that install start over with an engine that optimizes late: the same process, the same words. */
import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";

const EXECUTABLE = join(import.meta.dir, "..", "..", "dist", "pippin");
const VARIABLE = "BUN_JSC_thresholdForOptimizeAfterWarmUp";
const WORDS = ["pip", "install", "--no-index", "-r", "-"];

const areFew = navigator.hardwareConcurrency <= 4;
if (!areFew) console.log("skipped: with more than four processors nothing is restarted");

interface Seen {
	/** As they were when the program last started. */
	readonly variables: readonly string[];
	readonly words: readonly string[];
	readonly status: number;
}

/** Looks at the command while it waits for its standard input. */
async function lookAt(sandbox: Sandbox, variables: Record<string, string>): Promise<Seen> {
	const child = sandbox.start(WORDS, { variables });
	const read = (file: string): readonly string[] =>
		readFileSync(`/proc/${child.pid}/${file}`, "utf8").split("\0").slice(0, -1);
	// It waits for input in its second life, or in its only one.
	for (let isWaiting = false; !isWaiting; await sleep(5)) {
		isWaiting = /^0 0x0 /.test(readFileSync(`/proc/${child.pid}/syscall`, "utf8"));
	}
	const seen = { variables: read("environ"), words: read("cmdline").slice(1) };
	child.stdin.end();
	await child.exited;
	return { ...seen, status: child.exitCode ?? 128 };
}

const named = ({ variables }: Seen): readonly string[] =>
	variables.filter((line) => line.startsWith("BUN_JSC_")).sort();

test.if(areFew)("the process stays and its words do, its engine is told to wait", async () => {
	using sandbox = createSandbox();
	await sandbox.runWell(["venv", "-q"]);
	const seen = await lookAt(sandbox, {});
	expect(named(seen)).toContain(`${VARIABLE}=100000`);
	expect(seen.words).toEqual(WORDS);
	expect(seen.status).toBe(0);
});

test.if(areFew)("a program that cannot start again goes on, and says nothing of it", () => {
	using sandbox = createSandbox();
	// Between its start and the restart the program loses its file: a shell holds it open and removes it.
	const copy = `${sandbox.folder}/copy`;
	copyFileSync(EXECUTABLE, copy);
	const script = `exec 9<"$0"; rm "$0"; exec /proc/self/fd/9 pip install anything`;
	const { status, stderr } = spawnSync("sh", ["-c", script, copy], {
		cwd: sandbox.work,
		env: { HOME: sandbox.home, PATH: "/usr/bin:/bin", PIPPIN_CACHE_DIR: sandbox.cache },
		encoding: "utf8",
	});
	expect(stderr).toStartWith("error: Could not find a virtual environment");
	expect(stderr.trimEnd().split("\n")).toHaveLength(1);
	expect(status).toBe(2);
});

test("an engine that the user tunes is left alone", async () => {
	using sandbox = createSandbox();
	await sandbox.runWell(["venv", "-q"]);
	const seen = await lookAt(sandbox, { BUN_JSC_useConcurrentGC: "0" });
	expect(named(seen)).toEqual(["BUN_JSC_useConcurrentGC=0"]);
	expect(seen.words).toEqual(WORDS);
	expect(seen.status).toBe(0);
});
