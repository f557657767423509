/** A file on this machine, through the sink that takes what is fetched: what is read later are the bytes that were checked. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { isSdist } from "../distributions/distribution.ts";
import type { BodySink } from "../http/http-request.ts";
import { errorCode } from "../platform/files.ts";
import { systemReason } from "../platform/system-reason.ts";
import { UnavailableDistribution } from "./download-distribution.ts";
import type { WholeFile } from "./wheel-links.ts";

/** Bytes that are read at a time. */
const CHUNK_SIZE = 4 * 1024 * 1024;

/** `file` is at the path. @throws UnavailableDistribution */
export function readLocal(path: string, file: WholeFile, sink: BodySink): void {
	try {
		readInto(sink, path);
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		const what = isSdist(file) ? "source distribution" : "wheel";
		throw new UnavailableDistribution(
			`Cannot read the ${what} \`${path}\`: ${systemReason(code)}`,
			{
				cause: error,
			},
		);
	}
}

function readInto(sink: BodySink, path: string): void {
	const size = statSync(path).size;
	const descriptor = openSync(path, "r");
	try {
		// The size is no promise: the file may be growing.
		sink.start(undefined);
		for (;;) {
			const chunk = new Uint8Array(Math.min(CHUNK_SIZE, Math.max(size, 1)));
			const count = readSync(descriptor, chunk, 0, chunk.length, null);
			if (count === 0) return;
			sink.write(count === chunk.length ? chunk : chunk.subarray(0, count));
		}
	} finally {
		closeSync(descriptor);
	}
}
