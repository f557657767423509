/**
 * A switch for the crash sweep: every mutating file call asks it first, and it may kill the process
 * or fail the call. Off unless `PIPPIN_INTERNAL_FAULT` is set; then it counts calls in all threads.
 *
 * `KILL@17` dies before the 17th call; `ENOSPC@17` fails it (any code of `node:fs`); `EXDEV@17` fails
 * it only where it is a rename or a link; `TRACE@path` appends one line for each call to a file.
 */
import { appendFileSync } from "node:fs";
import { dieAtOnce, environmentVariable } from "../runtime/this-process.ts";

export type MutatingCall =
	| "mkdir"
	| "create"
	| "write"
	| "rename"
	| "link"
	| "symlink"
	| "copy"
	| "unlink"
	| "rmdir"
	| "chmod"
	| "utimes"
	| "sync";

interface Fault {
	readonly action: string;
	readonly target: string;
	readonly counter: Int32Array<SharedArrayBuffer>;
}

function readFault(): Fault | undefined {
	const text = environmentVariable("PIPPIN_INTERNAL_FAULT");
	const at = text?.indexOf("@") ?? -1;
	if (text === undefined || at === -1) return undefined;
	const counter = new Int32Array(new SharedArrayBuffer(4));
	return { action: text.slice(0, at), target: text.slice(at + 1), counter };
}

let fault = readFault();

/** What a worker thread must be given so that it counts with the others; `undefined`: the switch is off. */
export function faultCounter(): SharedArrayBuffer | undefined {
	return fault?.counter.buffer;
}

/** Makes this thread count in the counter of another. */
export function adoptFaultCounter(buffer: SharedArrayBuffer | undefined): void {
	if (buffer !== undefined && fault !== undefined) {
		fault = { ...fault, counter: new Int32Array(buffer) };
	}
}

/** Called before each mutating call; dies or throws where the switch says so. */
export function passFaultSwitch(call: MutatingCall, path: string): void {
	if (fault !== undefined) strike(fault, call, path);
}

function strike({ action, target, counter }: Fault, call: MutatingCall, path: string): void {
	const count = Atomics.add(counter, 0, 1) + 1;
	if (action === "TRACE") {
		appendFileSync(target, `${count}\t${call}\t${path}\n`);
		return;
	}
	if (count !== Number(target)) return;
	if (action === "KILL") dieAtOnce();
	if (action === "EXDEV" && call !== "rename" && call !== "link") return;
	const error: NodeJS.ErrnoException = new Error(`${action}: injected fault, ${call} '${path}'`);
	error.code = action;
	error.syscall = call;
	error.path = path;
	throw error;
}
