/** Fetches a wheel into a sink, and tells how far it is. */
import type { WheelDistribution } from "../distributions/distribution.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError, type UserErrorOptions } from "../errors/user-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import { HashMismatch as HttpHashMismatch } from "../http/http-failure.ts";
import type { BodySink, DownloadAnswer } from "../http/http-request.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { DigestVerifier } from "./verify-digests.ts";

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

/** The index says how large a wheel is; one that says nothing may send this much. */
const WHEEL_LIMIT = 8 * 1024 * 1024 * 1024;

let downloadCount = 0;

/** @throws UnavailableDistribution, HashMismatch, HttpFailure */
export async function downloadWheel(
	distribution: WheelDistribution,
	tools: DownloadTools,
): Promise<void> {
	const answer = await request(distribution, tools);
	if (answer.kind === "answered" && answer.status === 200) return;
	const url = urlOf(distribution);
	const what = `\`${distribution.name}==${distribution.version}\` from ${displayUrl(url)}`;
	if (answer.kind === "offline") {
		throw new UnavailableDistribution(
			`Cannot fetch ${what}: it is not in the cache and the network may not be used until the command is run without \`--offline\``,
		);
	}
	throw new UnavailableDistribution(
		`Cannot fetch ${what}: the server answered with status ${answer.status}`,
		{ status: answer.status },
	);
}

function urlOf(distribution: WheelDistribution): string {
	return distribution.kind === "path-wheel" ? distribution.path : distribution.url;
}

async function request(
	distribution: WheelDistribution,
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
			limit: WHEEL_LIMIT,
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
