/** The "unpack" task of background threads. Expected failures come back as values: an error's class does not survive the way between threads. */

import { adoptFaultCounter } from "../platform/fault-switch.ts";
import { errorCode } from "../platform/files.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import { BadArchive } from "./bad-archive.ts";
import { openFileSource } from "./byte-source.ts";
import { makeMemberDirectories, newCounter, type UnpackedShare, unpackShare } from "./unpack.ts";
import { openZip } from "./zip.ts";

/** The archive as bytes, which may be shared between threads, or as a file that each thread opens. */
export type UnpackSource =
	| { readonly kind: "bytes"; readonly bytes: Uint8Array }
	| { readonly kind: "path"; readonly path: string };

export interface UnpackPayload {
	readonly source: UnpackSource;
	/** What messages call the archive. */
	readonly name: string | undefined;
	readonly limits: ArchiveLimits;
	/** An empty folder that exists. */
	readonly directory: string;
	/** Shared with other threads that unpack the same archive into folders that were made; `undefined`: this task does all. */
	readonly counter: SharedArrayBuffer | undefined;
	/** From `faultCounter()`. */
	readonly faults: SharedArrayBuffer | undefined;
}

export type UnpackResult =
	| ({ readonly kind: "unpacked"; readonly warnings: readonly string[] } & UnpackedShare)
	| { readonly kind: "bad-archive"; readonly reason: string }
	/** The system refused; `code` is its own, such as `ENOSPC`. */
	| { readonly kind: "refused"; readonly code: string; readonly message: string };

/** Unpacks an archive, or this thread's share of it. */
export function unpackTask(payload: UnpackPayload): UnpackResult {
	adoptFaultCounter(payload.faults);
	try {
		return unpackFrom(payload);
	} catch (error) {
		if (error instanceof BadArchive) return { kind: "bad-archive", reason: error.reason };
		const code = errorCode(error);
		if (code === undefined || !(error instanceof Error)) throw error;
		return { kind: "refused", code, message: error.message };
	}
}

function unpackFrom({ source, ...payload }: UnpackPayload): UnpackResult {
	if (source.kind === "bytes") return unpackBytes(source.bytes, payload);
	using file = openFileSource(source.path);
	return unpackBytes(file, payload);
}

function unpackBytes(
	source: Parameters<typeof openZip>[0],
	{ limits, directory, counter }: Omit<UnpackPayload, "source">,
): UnpackResult {
	const archive = openZip(source, { limits });
	if (counter === undefined) makeMemberDirectories(archive, directory);
	const share = unpackShare(archive, directory, counter ?? newCounter());
	return { kind: "unpacked", warnings: archive.warnings, ...share };
}
