/** Brings a wheel or a source distribution whole, and hands it over once its digests were found right. */
import type { UnpackSource } from "../archive/unpack-task.ts";
import type { Cache } from "../cache/cache.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { Digest } from "../standards/digest.ts";
import { tryDownload } from "./download-distribution.ts";
import { readLocal } from "./read-local.ts";
import { type ComputedDigests, DigestVerifier } from "./verify-digests.ts";
import { linkName, localPathOf, type WholeFile } from "./wheel-links.ts";
import { WheelSink } from "./wheel-sink.ts";

export interface BringTools {
	readonly http: HttpClient;
	readonly cache: Cache;
	readonly reporter: Reporter;
	/** The digests that the user wrote for a project; empty for none. */
	allowedDigests(name: string): readonly Digest[];
	/** Bytes of a file that are kept in memory, above which it goes through a file; 32 MiB unless told. */
	readonly memoryWheelSize?: number;
}

/** A file as it came. */
export interface ArrivedFile {
	/** What was checked; there as long as it is used. */
	source(): UnpackSource;
	readonly digests: ComputedDigests;
	/** The name of the link from where it came from. */
	readonly link: string;
}

/**
 * `undefined` where the network may not be used.
 *
 * @throws UnavailableDistribution, HashMismatch, HttpFailure, and the system's errors
 */
export async function bringFile<Result>(
	file: WholeFile,
	tools: BringTools,
	use: (arrived: ArrivedFile) => Promise<Result>,
): Promise<Result | undefined> {
	const { cache, memoryWheelSize: memorySize } = tools;
	// As the file is now: one that changes while it is read is not taken for what it becomes.
	const link = linkName(file);
	const verifier = new DigestVerifier({
		promised: file.digests,
		allowed: tools.allowedDigests(file.name),
	});
	using sink = new WheelSink({
		cache,
		verifier,
		...(memorySize === undefined ? {} : { memorySize }),
	});
	const path = localPathOf(file);
	if (path !== undefined) readLocal(path, file, sink);
	else if (!(await tryDownload(file, { ...tools, sink, verifier }))) return undefined;
	const digests = verifier.finish(file);
	return await use({ source: () => sink.source(), digests, link });
}
