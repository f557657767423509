/**
 * Writing to standard output and standard error with plain system calls: `process.stdout` costs more than
 * the rest of starting up, and what it has not written yet is lost when the process ends.
 */
import { writeSync } from "node:fs";
import { UserError } from "../errors/user-error.ts";

/** Standard output cannot take what was written, as on a full disk. */
export class OutputFailed extends UserError {
	override readonly code: string = "output-failed";
}

/** How writing ended. `closed`: nobody reads any more, which is no failure (`pippin pip list | head -1`). */
export type WriteOutcome = "written" | "closed";

/** What is needed of the system; a parameter so that tests can be a slow or broken reader. */
export type WriteCall = (descriptor: number, bytes: Uint8Array, offset: number) => number;

const PAUSE_MILLISECONDS = 2;
const encoder = new TextEncoder();

/** Writes all of `text`, waiting where the reader is slower. Throws `OutputFailed`. */
export function writeDescriptor(
	descriptor: number,
	text: string,
	write: WriteCall = (to, bytes, offset) => writeSync(to, bytes, offset),
): WriteOutcome {
	const bytes = encoder.encode(text);
	let offset = 0;
	while (offset < bytes.length) {
		try {
			offset += write(descriptor, bytes, offset);
		} catch (error) {
			if (afterFailure(descriptor, error) === "closed") return "closed";
			pause();
		}
	}
	return "written";
}

/** Whether to write again; throws where the failure has to be told. */
function afterFailure(descriptor: number, error: unknown): "again" | "closed" {
	const { code } = error as NodeJS.ErrnoException;
	if (code === undefined) throw error;
	if (code === "EAGAIN") return "again";
	// Where standard error fails there is nobody left to tell.
	if (code === "EPIPE" || code === "EBADF" || descriptor === 2) return "closed";
	throw new OutputFailed(`Cannot write to standard output: ${code}`, { cause: error });
}

/** A full pipe empties at the reader's pace; there is nothing else to do meanwhile. */
function pause(): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS);
}
