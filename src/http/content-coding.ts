/** Undoing gzip, and deciding whether it was meant to be undone. */
import { gunzip, gunzipBody } from "../runtime/compression.ts";
import type { HashAlgorithm } from "../standards/digest.ts";
import { digestsOf, type EndedBody, findBodyFault, isConfirmedBy } from "./body-check.ts";
import { HttpFault } from "./http-fault.ts";
import type { Expectation } from "./http-request.ts";

/** How the body is coded. @throws HttpFault for a coding that nobody asked for. */
export function contentCoding(headers: ReadonlyMap<string, string>): "identity" | "gzip" {
	const coding = (headers.get("content-encoding") ?? "identity").trim().toLowerCase();
	if (coding === "identity" || coding === "" || coding === "aws-chunked") return "identity";
	if (coding === "gzip" || coding === "x-gzip") return "gzip";
	throw new HttpFault("protocol", {
		reason: `the body is coded as \`${coding}\`, which was not asked for`,
	});
}

export interface CodedBody {
	readonly raw: Uint8Array;
	readonly url: string;
	/** Whether `gzip` was asked for. */
	readonly isAskedFor: boolean;
	readonly limit: number;
	readonly algorithms: readonly HashAlgorithm[];
	readonly expect: Expectation | undefined;
	readonly isLengthKnown: boolean;
}

/**
 * The body that was meant, of one that is marked as gzip. Some servers mark every `.tar.gz` so, and mean the file as
 * it is: with something expected, whichever form fits is taken; else a file that bears gzip in its name stays as it is.
 */
export function decodeBody(coded: CodedBody): { body: Uint8Array; facts: EndedBody } {
	const { raw, algorithms, expect } = coded;
	const isExpected = isConfirmedBy(expect);
	const asIs = (): { body: Uint8Array; facts: EndedBody } => ({
		body: raw,
		facts: {
			size: raw.length,
			digests: digestsOf(algorithms, raw),
			isLengthKnown: coded.isLengthKnown,
		},
	});
	if (!coded.isAskedFor) {
		const whole = asIs();
		if (isExpected ? findBodyFault(whole.facts, expect) === undefined : isGzipFile(coded.url)) {
			return whole;
		}
	}
	const body = inflate(raw, coded.limit);
	// The trailer of gzip holds length and checksum, so its end is the end of the body.
	const facts = { size: body.length, digests: digestsOf(algorithms, body), isLengthKnown: true };
	if (coded.isAskedFor && isExpected && findBodyFault(facts, expect) !== undefined) {
		const whole = asIs();
		if (findBodyFault(whole.facts, expect) === undefined) return whole;
	}
	return { body, facts };
}

function isGzipFile(url: string): boolean {
	return /\.t?gz$/i.test(new URL(url).pathname);
}

/** No deflate stream grows by more. */
const LARGEST_RATIO = 1032;

function inflate(raw: Uint8Array, limit: number): Uint8Array {
	if (raw.length === 0) return raw;
	try {
		// The fast call knows no limit, so it is kept for what cannot exceed it.
		if (raw.length * LARGEST_RATIO <= limit) {
			return gunzipBody(raw as Uint8Array<ArrayBuffer>, limit);
		}
		return gunzip(raw, limit);
	} catch (cause) {
		if (isBeyondLimit(cause)) {
			const reason = `it holds more than ${limit} bytes when decompressed`;
			throw new HttpFault("too-large", { reason, cause });
		}
		throw new HttpFault("incomplete", { reason: "its gzip data is damaged or cut", cause });
	}
}

function isBeyondLimit(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const isHere = "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
	return isHere || isBeyondLimit(error.cause);
}
