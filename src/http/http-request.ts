/** What a request may ask for and what it gives. */
import type { Digest, HashAlgorithm } from "../standards/digest.ts";

/** Bytes `start` to `end`, both included; or the last so many. */
export type ByteRange =
	| { readonly start: number; readonly end: number }
	| { readonly suffix: number };

/** What the caller knows of the body before it arrives. */
export interface Expectation {
	/** Bytes. */
	readonly size?: number | undefined;
	/** The body must have one of those of the strongest algorithm among them. */
	readonly digests?: readonly Digest[] | undefined;
}

export interface HttpRequest {
	/** The Accept field; any type unless told. */
	readonly accept?: string;
	/** Further fields. `Authorization` and `Cookie` stay behind where a redirect leads to another origin. */
	readonly headers?: readonly (readonly [name: string, value: string])[];
	/** Asks for a part. Only the body of a 206 is read then; whether it is that part is the caller's to check. */
	readonly range?: ByteRange;
	/** An ETag; the answer may be 304 then. */
	readonly ifNoneMatch?: string | undefined;
	/**
	 * `gzip` saves traffic for pages and is undone here; files are asked for as they are. `identity` where a range
	 * or an expectation is given, otherwise `gzip`, unless told.
	 */
	readonly encoding?: "gzip" | "identity";
	readonly expect?: Expectation;
	/** A digest to compute on the way, whether or not one is expected. */
	readonly digest?: HashAlgorithm;
	/** Most bytes of the body, before and after decompression; 256 MiB for `get`, none for `download`, unless told. */
	readonly limit?: number;
	/** Called as bytes arrive, with their number so far; it falls where a body is begun anew. */
	readonly onProgress?: (received: number, total: number | undefined) => void;
	/** Statuses that are answers like 404, also where they would be failures or tried again. */
	readonly toleratedStatuses?: ReadonlySet<number> | undefined;
	/** Ends everything; its reason is thrown. */
	readonly signal?: AbortSignal;
}

/** The head of an answer. */
export interface AnswerHead {
	readonly kind: "answered";
	/** 2xx, 304, a 4xx that no further try would change, or one that is tolerated. */
	readonly status: number;
	/** Names in lower case. */
	readonly headers: ReadonlyMap<string, string>;
	/** Where the answer came from in the end; without credentials. */
	readonly url: string;
	/**
	 * False where only the end of the connection ended the body and nothing that was expected confirms it: it may
	 * have been cut. Then look for a mark in the body itself, such as `</html>`.
	 */
	readonly isLengthKnown: boolean;
	/** Those that were computed. */
	readonly digests: readonly Digest[];
}

/** Nothing was sent: the network is off by `--offline`. */
export interface OfflineAnswer {
	readonly kind: "offline";
}

export interface WholeAnswer extends AnswerHead {
	/** Complete and decompressed; empty unless the status is 200 (206 where a range was asked for). */
	readonly body: Uint8Array;
}

export type HttpAnswer = WholeAnswer | OfflineAnswer;

export interface StreamedAnswer extends AnswerHead {
	/** Bytes that were written; 0 unless the status is 200. */
	readonly size: number;
}

export type DownloadAnswer = StreamedAnswer | OfflineAnswer;

/** Takes a body as it arrives. */
export interface BodySink {
	/** A body begins; one that began before is void. `total` is absent where the server does not say. */
	start(total: number | undefined): void;
	/** The chunk is not kept by the caller. */
	write(chunk: Uint8Array): void;
}
