/** Unpacks an archive beside the calling thread: a small one by one thread, a large one by all there are. */
import { statSync } from "node:fs";
import type { Background } from "../platform/background.ts";
import { faultCounter } from "../platform/fault-switch.ts";
import { type ArchiveLimits, DEFAULT_LIMITS } from "./archive-limits.ts";
import { BadArchive } from "./bad-archive.ts";
import { openFileSource } from "./byte-source.ts";
import { joinShares, makeMemberDirectories, newCounter, type UnpackedFile } from "./unpack.ts";
import {
	type UnpackPayload,
	type UnpackResult,
	type UnpackSource,
	unpackTask,
} from "./unpack-task.ts";
import { openZip, type ZipArchive } from "./zip.ts";

export interface UnpackOptions {
	/** The file name of the archive, for messages. */
	readonly name?: string;
	readonly limits?: ArchiveLimits;
	/** Where it is absent, or has no thread, everything runs on the calling thread. */
	readonly background?: Background | undefined;
}

export interface Unpacked {
	/** In the order of the archive. */
	readonly files: readonly UnpackedFile[];
	/** What is odd about the archive and harmless. */
	readonly warnings: readonly string[];
}

/** Below this many packed bytes, opening the archive in every thread costs more than it saves. */
const SHARED_SIZE = 4 * 1024 * 1024;
const MOST_THREADS = 2;

/**
 * Validates an archive and unpacks it into a folder that exists and is empty. Bytes that have a buffer of
 * their own are moved to the other thread: do not use them afterwards. Throws `BadArchive`, or an `Error`
 * with the system's `code`; what was written until then stays.
 */
export async function unpackInBackground(
	source: UnpackSource,
	directory: string,
	options: UnpackOptions = {},
): Promise<Unpacked> {
	const { background, name } = options;
	const payload = wholePayload(source, directory, options);
	if (background === undefined || background.size === 0) {
		return unpacked([unpackTask(payload)], name);
	}
	if (packedSize(source) < SHARED_SIZE) {
		const result = await background.run("unpack", payload, { transfer: movable(source) });
		return unpacked([result as UnpackResult], name);
	}
	const results = await unpackTogether(payload, background);
	return unpacked(results, name);
}

/** The task of unpacking all of an archive. */
export function wholePayload(
	source: UnpackSource,
	directory: string,
	{ name, limits = DEFAULT_LIMITS }: UnpackOptions,
): UnpackPayload {
	return { source, name, limits, directory, counter: undefined, faults: faultCounter() };
}

/** Bytes of the archive. */
export function packedSize(source: UnpackSource): number {
	return source.kind === "bytes" ? source.bytes.length : statSync(source.path).size;
}

/** The memory of a source, where nothing else lies in it. */
export function movable(source: UnpackSource): readonly ArrayBuffer[] {
	if (source.kind === "path") return [];
	const { buffer, byteLength } = source.bytes;
	return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

async function unpackTogether(
	payload: UnpackPayload,
	background: Background,
): Promise<readonly UnpackResult[]> {
	const source = shareable(payload.source);
	prepareDirectories(source, payload);
	const shared: UnpackPayload = { ...payload, source, counter: newCounter() };
	const others = Array.from({ length: Math.min(background.size, MOST_THREADS) }, () =>
		background.run("unpack", shared),
	);
	// A single thread beside this one gets help; with more, this one stays free for the network.
	const own = others.length < MOST_THREADS ? [unpackTask(shared)] : [];
	return [...own, ...((await Promise.all(others)) as UnpackResult[])];
}

/** Memory that all threads see, so that the bytes are copied once and not for each of them. */
function shareable(source: UnpackSource): UnpackSource {
	if (source.kind === "path" || source.bytes.buffer instanceof SharedArrayBuffer) return source;
	const bytes = new Uint8Array(new SharedArrayBuffer(source.bytes.length));
	bytes.set(source.bytes);
	return { kind: "bytes", bytes };
}

function prepareDirectories(
	source: UnpackSource,
	{ limits, name, directory }: UnpackPayload,
): void {
	const options = { limits, ...(name === undefined ? {} : { name }) };
	const prepare = (archive: ZipArchive): void => makeMemberDirectories(archive, directory);
	if (source.kind === "bytes") {
		prepare(openZip(source.bytes, options));
		return;
	}
	using file = openFileSource(source.path);
	prepare(openZip(file, options));
}

/** The whole from the parts; a part that failed speaks for all. */
function unpacked(results: readonly UnpackResult[], name: string | undefined): Unpacked {
	const shares = results.map((result) => {
		if (result.kind === "bad-archive") throw new BadArchive(result.reason, name);
		if (result.kind === "refused") {
			throw Object.assign(new Error(result.message), { code: result.code });
		}
		return result;
	});
	return { files: joinShares(shares), warnings: shares[0]?.warnings ?? [] };
}
