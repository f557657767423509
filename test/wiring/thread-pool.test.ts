import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_LIMITS } from "../../src/archive/archive-limits.ts";
import type { UnpackPayload } from "../../src/archive/unpack-task.ts";
import type { LinkPayload } from "../../src/wheel/link-task.ts";
import { ThreadPool } from "../../src/wiring/thread-pool.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "pippin-test-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Answered by `bad-archive`. */
const unpacking = (): UnpackPayload => ({
	source: { kind: "bytes", bytes: Uint8Array.of(1, 2, 3) },
	name: "no.zip",
	limits: DEFAULT_LIMITS,
	directory: FOLDER,
	counter: undefined,
	faults: undefined,
});

/** Answered by `linked`. */
const linking = (): LinkPayload => ({
	sources: [],
	units: [],
	next: new SharedArrayBuffer(4),
	mode: "hardlink",
	faults: undefined,
});

const kindOf = (answer: unknown): string => (answer as { readonly kind: string }).kind;

test("each task is given its own answer, whichever comes first", async () => {
	const pool = new ThreadPool(1);
	const names = Array.from({ length: 20 }, (_, index) => (index % 3 === 0 ? "unpack" : "link"));
	const answers = await Promise.all(
		names.map((name) =>
			name === "unpack" ? pool.run("unpack", unpacking()) : pool.run("link", linking()),
		),
	);
	pool.end();
	expect(answers.map(kindOf)).toEqual(
		names.map((name) => (name === "unpack" ? "bad-archive" : "linked")),
	);
});

test("of the tasks that wait, the heaviest is done first", async () => {
	const pool = new ThreadPool(1);
	// The first task loads the module; until then answers come in any order.
	await pool.run("link", linking());
	const done: number[] = [];
	const weights = [1, 2, 3, 9, 4, 9, 5];
	await Promise.all(
		weights.map(async (weight, index) => {
			await pool.run("link", linking(), { weight });
			done.push(index);
		}),
	);
	pool.end();
	// Two were given at once; the others waited.
	expect(done.slice(0, 2).sort()).toEqual([0, 1]);
	expect(done.slice(2)).toEqual([3, 5, 6, 4, 2]);
});

test("memory that is moved is gone here", async () => {
	const pool = new ThreadPool(1);
	const payload = unpacking();
	const bytes = payload.source.kind === "bytes" ? payload.source.bytes : new Uint8Array(0);
	const answer = pool.run("unpack", payload, { transfer: [bytes.buffer as ArrayBuffer] });
	expect(bytes).toHaveLength(0);
	expect(kindOf(await answer)).toBe("bad-archive");
	pool.end();
});

test("a task that throws is a bug that is told, and the thread goes on", async () => {
	const pool = new ThreadPool(1);
	const failure = pool.run("link", { units: 7 }).then(
		() => "no failure",
		(error: Error) => error.message,
	);
	expect(await failure).toStartWith("a background task threw: ");
	expect(kindOf(await pool.run("link", linking()))).toBe("linked");
	pool.end();
});
