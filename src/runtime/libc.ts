/** The C library's calls that Node's API lacks, by Bun's foreign function interface. Absent under Node and where the library cannot be opened. */
import { bun } from "./detect.ts";

/** Calls that answer 0, or -1 with `errorNumber()` telling why. */
export interface Libc {
	flock(descriptor: number, operation: number): number;
	isatty(descriptor: number): number;
	ioctl(descriptor: number, request: number, argument: Uint8Array): number;
	syncfs(descriptor: number): number;
	errorNumber(): number;
	/** Ends the process without tidying its memory. */
	exit(status: number): void;
}

interface RawSymbols {
	_exit(status: number): void;
	flock(descriptor: number, operation: number): number;
	isatty(descriptor: number): number;
	ioctl(descriptor: number, request: bigint, argument: number): number;
	syncfs?(descriptor: number): number;
	errnoLocation(): number;
}

type Ffi = typeof import("bun:ffi");

let opened: Libc | undefined | "not tried" = "not tried";

/** The library, opened on first use. */
export function libc(): Libc | undefined {
	if (opened === "not tried") opened = bindLibc(bindCalls);
	return opened;
}

/**
 * Ends the process with this status. Where the C library is open, memory and threads are left to the system, which is
 * faster at it. Call it when everything is written: nothing runs afterwards.
 */
export function endProcess(status: number): never {
	if (opened !== "not tried") opened?.exit(status);
	process.exit(status);
}

function libraryNames(): readonly string[] {
	if (process.platform === "darwin") return ["libSystem.B.dylib"];
	if (process.platform === "linux") {
		return ["libc.so.6", `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`];
	}
	return [];
}

/**
 * Binds calls of the C library; `undefined` under Node, on other systems, and where this library lacks one of them. `bind`
 * is given the foreign function interface, and throws where a symbol is missing.
 */
export function bindLibc<Calls>(bind: (ffi: Ffi, name: string) => Calls): Calls | undefined {
	if (bun === undefined) return undefined;
	// A static import of `bun:ffi` would keep Node from loading this module at all.
	const ffi = process.getBuiltinModule("bun:ffi") as unknown as Ffi;
	for (const name of libraryNames()) {
		try {
			return bind(ffi, name);
		} catch {
			// The other C library may be the one of this system; without any, callers fall back.
		}
	}
	return undefined;
}

function bindCalls(ffi: Ffi, name: string): Libc {
	const errnoName = process.platform === "darwin" ? "__error" : "__errno_location";
	const { symbols } = ffi.dlopen(name, {
		flock: { args: ["i32", "i32"], returns: "i32" },
		isatty: { args: ["i32"], returns: "i32" },
		ioctl: { args: ["i32", "u64", "ptr"], returns: "i32" },
		...(process.platform === "linux" ? { syncfs: { args: ["i32"], returns: "i32" } as const } : {}),
		_exit: { args: ["i32"], returns: "void" },
		[errnoName]: { args: [], returns: "ptr" },
	});
	const raw = symbols as unknown as RawSymbols & Record<string, () => number>;
	return {
		flock: (descriptor, operation) => raw.flock(descriptor, operation),
		isatty: (descriptor) => raw.isatty(descriptor),
		ioctl: (descriptor, request, argument) =>
			raw.ioctl(descriptor, BigInt(request), ffi.ptr(argument) as unknown as number),
		syncfs: (descriptor) => raw.syncfs?.(descriptor) ?? -1,
		exit: (status) => raw._exit(status),
		errorNumber: () => ffi.read.i32(raw[errnoName]?.() as never, 0),
	};
}
