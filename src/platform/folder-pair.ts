/** Links from one folder tree into another, many in a row: both are opened once, and paths start from there. */
import { closeSync, constants, linkSync, openSync } from "node:fs";
import {
	type LinkCalls,
	linkCalls,
	NANOSECONDS_AT,
	SECONDS_AT,
	SIZE_AT,
} from "../runtime/link-calls.ts";
import { passFaultSwitch } from "./fault-switch.ts";
import { errorCode } from "./files.ts";

/** Files of one folder of both trees, and what they are known to be. */
export interface LinkRun {
	/** Relative to both trees; "" for themselves, else it ends with `/`. */
	readonly folder: string;
	/** Of these, from `next` to `end`; `sizes` (bytes) and `modified` (milliseconds since 1970) are numbered as they are. */
	readonly names: readonly string[];
	readonly sizes: Float64Array;
	readonly modified: Float64Array;
	/** Exclusive. */
	readonly end: number;
	/** Goes forward with each file that is linked. */
	next: number;
}

/** Two trees that are open. */
export class FolderPair implements Disposable {
	readonly #calls: LinkCalls;
	readonly #paths: readonly [from: string, to: string];
	readonly #from: number;
	readonly #to: number;

	private constructor(calls: LinkCalls, paths: readonly [from: string, to: string]) {
		this.#calls = calls;
		this.#paths = paths;
		this.#from = openFolder(paths[0]);
		try {
			this.#to = openFolder(paths[1]);
		} catch (error) {
			closeSync(this.#from);
			throw error;
		}
	}

	/** `undefined` where the system has no such calls, or one of the two cannot be opened. */
	static open(from: string, to: string): FolderPair | undefined {
		const calls = linkCalls();
		if (calls === undefined) return undefined;
		try {
			return new FolderPair(calls, [from, to]);
		} catch (error) {
			if (errorCode(error) === undefined) throw error;
			return undefined;
		}
	}

	/**
	 * Links files as long as they are what the run says; stops before one that seems not to be, for the caller to look at.
	 * Throws the system's errors, with `next` at the file.
	 */
	link(run: LinkRun): void {
		const { folder, names, end } = run;
		const [fromPath, toPath] = this.#paths;
		const paths = encodePaths(folder, names.slice(run.next, end), this.#calls);
		for (let place = paths.start; run.next < end; run.next++) {
			const name = names[run.next] ?? "";
			if (!this.#isAsKnown(place, run)) return;
			passFaultSwitch("link", `${toPath}/${folder}${name}`);
			if (this.#calls.linkat(this.#from, this.#to, place) !== 0) {
				// It says why, or succeeds after all.
				linkSync(`${fromPath}/${folder}${name}`, `${toPath}/${folder}${name}`);
			}
			place += paths.folderLength + (paths.isAscii ? name.length : Buffer.byteLength(name)) + 1;
		}
	}

	#isAsKnown(place: number, { sizes, modified, next }: LinkRun): boolean {
		const { facts } = this.#calls;
		if (this.#calls.statx(this.#from, place) !== 0) return false;
		const milliseconds = Math.floor((facts[NANOSECONDS_AT] ?? 0) / 1e6);
		return (
			wholeNumber(facts, SIZE_AT) === sizes[next] &&
			wholeNumber(facts, SECONDS_AT) * 1000 + milliseconds === modified[next]
		);
	}

	[Symbol.dispose](): void {
		closeSync(this.#from);
		closeSync(this.#to);
	}
}

function openFolder(path: string): number {
	return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
}

function wholeNumber(facts: Uint32Array, place: number): number {
	return (facts[place] ?? 0) + (facts[place + 1] ?? 0) * 2 ** 32;
}

let buffer = new Uint8Array(64 * 1024);

/** Paths one after the other, each with a 0 behind it; valid until the next call. */
function encodePaths(
	folder: string,
	names: readonly string[],
	calls: LinkCalls,
): { readonly start: number; readonly folderLength: number; readonly isAscii: boolean } {
	const text = `${folder}${names.join(`\0${folder}`)}\0`;
	if (text.length * 3 > buffer.length) buffer = new Uint8Array(text.length * 3);
	const { written } = new TextEncoder().encodeInto(text, buffer);
	return {
		start: calls.addressOf(buffer),
		folderLength: Buffer.byteLength(folder),
		isAscii: written === text.length,
	};
}
