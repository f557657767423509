/** Linux's calls that take a folder that is open and a path from there: the way to a file is looked up once and not for each. */
import { bindLibc } from "./libc.ts";

/** Answers are 0, or -1 for any failure: the call of Node's API tells which. Paths are addresses of bytes that end with 0. */
export interface LinkCalls {
	/** Describes the file, or the link itself, in `facts`. */
	statx(folder: number, path: number): number;
	/** Gives the file a second name: the same path from another folder. */
	linkat(from: number, to: number, path: number): number;
	/** What `statx` found: read it by the places below. */
	readonly facts: Uint32Array;
	/** Where these bytes lie, as long as they are referred to. */
	addressOf(bytes: Uint8Array): number;
}

/** Places in `facts` (statx(2), `struct statx`): two halves of a number, the lower first. */
export const SIZE_AT = 10;
export const SECONDS_AT = 28;
export const NANOSECONDS_AT = 30;

const FACTS_SIZE = 256;
/** `AT_SYMLINK_NOFOLLOW`, `STATX_SIZE | STATX_MTIME`. */
const NO_FOLLOW = 0x100;
const WANTED = 0x200 | 0x40;

let opened: LinkCalls | undefined | "not tried" = "not tried";

/** The calls, bound on first use; `undefined` where this system or its C library does not have them. */
export function linkCalls(): LinkCalls | undefined {
	if (opened === "not tried") opened = process.platform === "linux" ? bindCalls() : undefined;
	return opened;
}

function bindCalls(): LinkCalls | undefined {
	return bindLibc((ffi, name) => {
		const { symbols } = ffi.dlopen(name, {
			statx: { args: ["i32", "ptr", "i32", "u32", "ptr"], returns: "i32" },
			linkat: { args: ["i32", "ptr", "i32", "ptr", "i32"], returns: "i32" },
		});
		const facts = new Uint32Array(FACTS_SIZE / 4);
		const addressOf = (bytes: NodeJS.TypedArray): number => ffi.ptr(bytes) as unknown as number;
		const factsAddress = addressOf(facts);
		const { statx, linkat } = symbols as unknown as RawSymbols;
		return {
			statx: (folder, path) => statx(folder, path, NO_FOLLOW, WANTED, factsAddress),
			linkat: (from, to, path) => linkat(from, path, to, path, 0),
			facts,
			addressOf,
		};
	});
}

interface RawSymbols {
	statx(folder: number, path: number, flags: number, mask: number, facts: number): number;
	linkat(from: number, fromPath: number, to: number, toPath: number, flags: number): number;
}
