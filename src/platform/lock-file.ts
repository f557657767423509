/**
 * One process at a time. On Bun the kernel's `flock` on a file (the one that uv locks too), freed
 * when its holder dies however it dies. Where that is not to be had (Node, some network file
 * systems) a lease file beside it, with the holder's process and the boot it belongs to. Each side
 * looks for the other's sign, so that both kinds of holder exclude each other on Linux.
 */
import { closeSync, fstatSync, readFileSync, statSync } from "node:fs";
import { UserError } from "../errors/user-error.ts";
import { libc } from "../runtime/libc.ts";
import { isAlive, processId } from "../runtime/this-process.ts";
import {
	errorCode,
	linkFile,
	openLockFile,
	removeFileIfThere,
	temporaryNameFor,
	writeNewFile,
} from "./files.ts";

/** Somebody else holds the lock and did not let go in time. */
export class LockTimeout extends UserError {
	readonly code = "lock-timeout";
}

export interface HeldLock extends Disposable {
	release(): void;
}

export interface LockOptions {
	/** Milliseconds to wait for another holder. */
	readonly timeout: number;
	/** Shared locks exclude exclusive ones only. A lease is always exclusive. */
	readonly isShared?: boolean;
	/** Called once, when the first attempt found the lock taken. */
	readonly onWait?: () => void;
}

const LOCK_SHARED = 1;
const LOCK_EXCLUSIVE = 2;
const LOCK_NO_WAIT = 4;
const AGAIN = new Set([11, 35]);
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 100;

/** Takes the lock on `path`, waiting for others. Throws `LockTimeout`. The file stays behind: removing it would race. */
export async function acquireLock(path: string, options: LockOptions): Promise<HeldLock> {
	const deadline = performance.now() + options.timeout;
	let pause = FIRST_PAUSE;
	for (;;) {
		const held = tryLock(path, options);
		if (held !== undefined) return held;
		if (pause === FIRST_PAUSE) options.onWait?.();
		if (performance.now() >= deadline) throw timeoutError(path, options.timeout);
		await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
		pause = Math.min(pause * 2, LONGEST_PAUSE);
	}
}

function timeoutError(path: string, timeout: number): LockTimeout {
	const holder = findHolder(path);
	const who = holder === undefined ? "another process" : `process ${holder}`;
	return new LockTimeout(
		`Cannot lock \`${path}\`: ${who} has held it for ${Math.round(timeout / 1000)} seconds`,
		{ hints: ["Wait for the other process, or set `UV_LOCK_TIMEOUT` to more seconds"] },
	);
}

/** The lock if nobody holds it now. */
function tryLock(path: string, options: LockOptions): HeldLock | undefined {
	const library = libc();
	if (library === undefined) return tryLease(path);
	const descriptor = openLockFile(path);
	const kind = options.isShared === true ? LOCK_SHARED : LOCK_EXCLUSIVE;
	if (library.flock(descriptor, kind | LOCK_NO_WAIT) !== 0) {
		const isTaken = AGAIN.has(library.errorNumber());
		closeSync(descriptor);
		return isTaken ? undefined : tryLease(path);
	}
	if (liveLeaseHolder(path) !== undefined || !isStillAt(path, descriptor)) {
		closeSync(descriptor);
		return undefined;
	}
	return heldUntil(() => closeSync(descriptor));
}

/** False where the file was removed or replaced since it was opened: a lock on it would exclude nobody. */
function isStillAt(path: string, descriptor: number): boolean {
	const there = statSync(path, { bigint: true, throwIfNoEntry: false });
	const locked = fstatSync(descriptor, { bigint: true });
	return there !== undefined && there.ino === locked.ino && there.dev === locked.dev;
}

function heldUntil(release: () => void): HeldLock {
	let isHeld = true;
	const releaseOnce = (): void => {
		if (isHeld) release();
		isHeld = false;
	};
	return { release: releaseOnce, [Symbol.dispose]: releaseOnce };
}

function leasePath(path: string): string {
	return `${path}.lease`;
}

function tryLease(path: string): HeldLock | undefined {
	const lease = leasePath(path);
	if (liveHolder(lease) !== undefined) return undefined;
	// A link appears with its whole content: no reader ever meets an empty lease.
	const draft = temporaryNameFor(lease);
	writeNewFile(draft, `${describeHolder(processId())}\n`);
	try {
		if (!putLease(draft, lease)) return undefined;
	} finally {
		removeFileIfThere(draft);
	}
	if (findFlockHolder(path) !== undefined) {
		removeFileIfThere(lease);
		return undefined;
	}
	return heldUntil(() => removeFileIfThere(lease));
}

/**
 * A lease that its dead holder left is in the way. Two who find it might each remove it, the second one the lease
 * that the first has put in its place meanwhile: so only who holds the guard, for these few calls, may remove it.
 */
function putLease(draft: string, lease: string): boolean {
	if (linkIfFree(draft, lease)) return true;
	const guard = `${lease}.guard`;
	if (!linkIfFree(draft, guard)) {
		if (liveHolder(guard) === undefined) removeFileIfThere(guard);
		return false;
	}
	try {
		if (liveHolder(lease) !== undefined) return false;
		removeFileIfThere(lease);
		return linkIfFree(draft, lease);
	} finally {
		removeFileIfThere(guard);
	}
}

function linkIfFree(draft: string, path: string): boolean {
	try {
		linkFile(draft, path);
		return true;
	} catch (error) {
		if (errorCode(error) !== "EEXIST") throw error;
		return false;
	}
}

function liveLeaseHolder(path: string): number | undefined {
	return liveHolder(leasePath(path));
}

/** The process that a lease names, if it is alive and still the same one. */
function liveHolder(lease: string): number | undefined {
	const text = readText(lease)?.trim();
	if (text === undefined) return undefined;
	const holder = Number(text.split(" ")[0]);
	const isSame = Number.isInteger(holder) && holder > 0 && text === describeHolder(holder);
	return isSame && isAlive(holder) ? holder : undefined;
}

/** Number, boot and time of start: numbers come again, in a later boot or after many other processes. */
function describeHolder(pid: number): string {
	// The name in parentheses may hold anything; the start is the twentieth field after it (proc(5)).
	const fields = readText(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ");
	return `${pid} ${bootId()} ${fields?.[19] ?? "-"}`;
}

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}

function bootId(): string {
	return readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "-";
}

function findHolder(path: string): number | undefined {
	return liveLeaseHolder(path) ?? findFlockHolder(path);
}

/** The process that holds a `flock` on the file, as Linux tells it in `/proc/locks`. */
function findFlockHolder(path: string): number | undefined {
	const table = readText("/proc/locks");
	if (table === undefined) return undefined;
	let inode: string;
	try {
		inode = `:${statSync(path, { bigint: true }).ino}`;
	} catch {
		return undefined;
	}
	for (const line of table.split("\n")) {
		const words = line.trim().split(/\s+/);
		if (words[1] === "FLOCK" && words[5]?.endsWith(inode) === true) return Number(words[4]);
	}
	return undefined;
}
