/** Fetches a wheel or a source distribution into a sink, and tells how far it is. */
import { isSdist } from "../distributions/distribution.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError, type UserErrorOptions } from "../errors/user-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import { HashMismatch as HttpHashMismatch } from "../http/http-failure.ts";
import type { BodySink, DownloadAnswer } from "../http/http-request.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { DigestVerifier } from "./verify-digests.ts";
import type { WholeFile } from "./wheel-links.ts";

/** A distribution that could not be brought. */
export class UnavailableDistribution extends UserError {
	readonly code = "unavailable-distribution";
	override readonly exitStatus = 1;
	/** What the server answered, where it did. */
	readonly status: number | undefined;

	constructor(message: string, options: UserErrorOptions & { readonly status?: number } = {}) {
		super(message, options);
		this.status = options.status;
	}
}

export interface DownloadTools {
	readonly http: HttpClient;
	readonly reporter: Reporter;
	readonly sink: BodySink;
	/** What the sink hands its bytes to. */
	readonly verifier: DigestVerifier;
}

const GIBIBYTE = 1024 * 1024 * 1024;
/** The index says how large a wheel is; one that says nothing may send this much. */
const WHEEL_LIMIT = 8 * GIBIBYTE;
/** Nobody publishes larger source distributions. */
const SDIST_LIMIT = GIBIBYTE;

let downloadCount = 0;

/** For what is missing while the network may not be used. */
export function offlineFailure(distribution: WholeFile): UnavailableDistribution {
	return new UnavailableDistribution(
		`Cannot fetch ${describe(distribution)}: it is not in the cache and the network may not be used until the command is run without \`--offline\``,
	);
}

/** False where the network may not be used. @throws UnavailableDistribution, HashMismatch, HttpFailure */
export async function tryDownload(distribution: WholeFile, tools: DownloadTools): Promise<boolean> {
	const answer = await request(distribution, tools);
	if (answer.kind === "offline") return false;
	const { status } = answer;
	if (status === 200) return true;
	throw new UnavailableDistribution(
		`Cannot fetch ${describe(distribution)}: the server answered with status ${status}`,
		{ status },
	);
}

function describe(distribution: WholeFile): string {
	const { name, version } = distribution;
	return `\`${name}==${version}\` from ${displayUrl(urlOf(distribution))}`;
}

function urlOf(distribution: WholeFile): string {
	return "path" in distribution ? distribution.path : distribution.url;
}

async function request(
	distribution: WholeFile,
	{ http, sink, reporter, verifier }: DownloadTools,
): Promise<DownloadAnswer> {
	const { name } = distribution;
	const size = "size" in distribution ? distribution.size : undefined;
	let id: number | undefined;
	let seen = 0;
	const telling: BodySink = {
		start: (total) => {
			if (id === undefined) {
				downloadCount += 1;
				id = downloadCount;
				reporter.report({ kind: "download-started", id, name, size: size ?? total });
			}
			sink.start(total);
		},
		write: (chunk) => sink.write(chunk),
	};
	try {
		return await http.download(urlOf(distribution), telling, {
			limit: isSdist(distribution) ? SDIST_LIMIT : WHEEL_LIMIT,
			// With a size no cut goes unnoticed; without one only the digest tells, so that it is tried again.
			expect: size === undefined ? { digests: distribution.digests } : { size },
			onProgress: (received) => {
				if (id !== undefined) {
					reporter.report({ kind: "download-advanced", id, bytes: received - seen });
				}
				seen = received;
			},
		});
	} catch (error) {
		// All bytes are here: the verifier says the same with every digest that was expected.
		if (error instanceof HttpHashMismatch) verifier.finish(distribution);
		throw error;
	} finally {
		if (id !== undefined) reporter.report({ kind: "download-finished", id });
	}
}
