import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireLock } from "../../src/platform/lock-file.ts";
import { rejection } from "../http/test-client.ts";

const ROOT = mkdtempSync(join(tmpdir(), "pippin-lock-"));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));
let count = 0;
const newPath = (): string => join(ROOT, `${count++}.lock`);

const PROGRAM = new URL("programs/lock-holder.ts", import.meta.url).pathname;
const NODE = new URL("../../node_modules/.bin/node", import.meta.url).pathname;
const RUNTIMES = {
	Bun: [process.execPath],
	Node: [NODE, "--experimental-strip-types", "--no-warnings"],
} as const;
type RuntimeName = keyof typeof RUNTIMES;

interface Holder {
	readonly pid: number;
	/** `held`, or the code of the failure. */
	readonly answer: Promise<string>;
	/** Lets go and waits for the end. */
	end(signal?: "SIGKILL"): Promise<void>;
}

/** Another process that wants the lock. */
function startHolder(
	runtime: RuntimeName,
	path: string,
	{ mode = "exclusive", timeout = 10_000 }: { mode?: string; timeout?: number } = {},
): Holder {
	const child = Bun.spawn([...RUNTIMES[runtime], PROGRAM, path, mode, String(timeout)], {
		stdin: "pipe",
		stdout: "pipe",
		stderr: "inherit",
	});
	const reader = child.stdout.getReader();
	return {
		pid: child.pid,
		answer: reader.read().then(({ value }) =>
			Buffer.from(value ?? [])
				.toString()
				.trim(),
		),
		end: async (signal) => {
			if (signal === undefined) await child.stdin.end();
			else child.kill(signal);
			await child.exited;
		},
	};
}

for (const first of ["Bun", "Node"] as const) {
	for (const second of ["Bun", "Node"] as const) {
		test(`while ${first} holds the lock, ${second} does not get it, and gets it afterwards`, async () => {
			const path = newPath();
			const holder = startHolder(first, path);
			expect(await holder.answer).toBe("held");
			const early = startHolder(second, path, { timeout: 60 });
			expect(await early.answer).toBe("lock-timeout");
			const late = startHolder(second, path);
			await holder.end();
			expect(await late.answer).toBe("held");
			await late.end();
		}, 20_000);
	}

	test(`a lock of ${first} is free once its holder was killed, for both runtimes`, async () => {
		for (const second of ["Bun", "Node"] as const) {
			const path = newPath();
			const holder = startHolder(first, path);
			expect(await holder.answer).toBe("held");
			await holder.end("SIGKILL");
			const next = startHolder(second, path, { timeout: 5000 });
			expect(await next.answer).toBe("held");
			await next.end();
			expect(existsSync(`${path}.lease`)).toBe(first === "Node" && second === "Bun");
		}
	}, 20_000);
}

test("the timeout names the process that holds the lock, and who waits is told once", async () => {
	const path = newPath();
	for (const runtime of ["Bun", "Node"] as const) {
		const holder = startHolder(runtime, path);
		expect(await holder.answer).toBe("held");
		let waits = 0;
		const failure = await rejection(
			acquireLock(path, {
				timeout: 30,
				onWait: () => {
					waits += 1;
				},
			}),
		);
		expect(failure).toMatchObject({ code: "lock-timeout", exitStatus: 2 });
		expect(failure.message).toBe(
			`Cannot lock \`${path}\`: process ${holder.pid} has held it for 0 seconds`,
		);
		expect(waits).toBe(1);
		await holder.end();
	}
});

test("shared locks go together and exclude an exclusive one", async () => {
	const path = newPath();
	const one = await acquireLock(path, { timeout: 0, isShared: true });
	const other = await acquireLock(path, { timeout: 0, isShared: true });
	expect(await rejection(acquireLock(path, { timeout: 0 }))).toMatchObject({
		code: "lock-timeout",
	});
	one.release();
	one.release();
	expect(await rejection(acquireLock(path, { timeout: 0 }))).toMatchObject({
		code: "lock-timeout",
	});
	other[Symbol.dispose]();
	using exclusive = await acquireLock(path, { timeout: 0 });
	const shared = acquireLock(path, { timeout: 0, isShared: true });
	expect(await rejection(shared)).toMatchObject({ code: "lock-timeout" });
	exclusive.release();
});

test("a lock file that was taken away under its waiter does not lock the wrong file", async () => {
	const path = newPath();
	using held = await acquireLock(path, { timeout: 0 });
	unlinkSync(path);
	// Whoever comes now locks the new file, and so does everybody after.
	using fresh = await acquireLock(path, { timeout: 0 });
	expect(await rejection(acquireLock(path, { timeout: 0 }))).toMatchObject({
		code: "lock-timeout",
	});
	fresh.release();
	held.release();
});

const BOOT = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

test("a lease of a dead process, of another boot, of a number that was used again, or of nobody is void", async () => {
	const dead = Bun.spawn(["true"]);
	await dead.exited;
	const leases = [
		`${dead.pid} ${BOOT} 1\n`,
		`${process.pid} 00000000-0000-0000-0000-000000000000 1\n`,
		`${process.pid} ${BOOT} 1\n`,
		"",
		"garbage",
		`0 ${BOOT} -`,
		`-1 ${BOOT} -`,
	];
	await Promise.all(
		leases.map(async (lease) => {
			const path = newPath();
			writeFileSync(`${path}.lease`, lease);
			using lock = await acquireLock(path, { timeout: 0 });
			lock.release();
			const node = startHolder("Node", path, { timeout: 3000 });
			expect([lease, await node.answer]).toEqual([lease, "held"]);
			await node.end();
			expect(existsSync(`${path}.lease`)).toBe(false);
		}),
	);
}, 20_000);

test("a guard that somebody left behind keeps nobody out", async () => {
	const path = newPath();
	writeFileSync(`${path}.lease`, `1 elsewhere 1\n`);
	writeFileSync(`${path}.lease.guard`, `1 elsewhere 1\n`);
	const node = startHolder("Node", path, { timeout: 5000 });
	expect(await node.answer).toBe("held");
	await node.end();
	expect(existsSync(`${path}.lease.guard`)).toBe(false);
}, 20_000);

test("what a holder starts does not inherit its lock", async () => {
	const path = newPath();
	const lock = await acquireLock(path, { timeout: 0 });
	const child = Bun.spawn(["sleep", "60"]);
	try {
		lock.release();
		// Until it becomes the other program, the child is a copy of this process with all of its files.
		using again = await acquireLock(path, { timeout: 4000 });
		again.release();
	} finally {
		child.kill();
		await child.exited;
	}
});

test("many who find the lease of a dead process get the lock one after the other", async () => {
	const path = newPath();
	writeFileSync(`${path}.lease`, `1 elsewhere 1\n`);
	let holding = 0;
	let peak = 0;
	const runtimes: readonly RuntimeName[] = ["Node", "Node", "Node", "Bun", "Node", "Bun"];
	await Promise.all(
		runtimes.map(async (runtime) => {
			const holder = startHolder(runtime, path, { timeout: 15_000 });
			expect(await holder.answer).toBe("held");
			holding += 1;
			peak = Math.max(peak, holding);
			// The others have time to be wrong: some turns of the loop, with their processes running.
			for (let turn = 0; turn < 200; turn += 1)
				await new Promise((resolve) => setImmediate(resolve));
			holding -= 1;
			await holder.end();
		}),
	);
	expect(peak).toBe(1);
}, 20_000);
