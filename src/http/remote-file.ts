/**
 * Parts of a file that stays on its server, such as the METADATA of a wheel without the wheel. A server is believed
 * only where the label of a part is the very part that was asked for, of a file of the size that is known.
 */
import { parseContentRange } from "./body-reader.ts";
import type { HttpClient } from "./http-client.ts";
import { InvalidResponse } from "./http-failure.ts";
import type { ByteRange, HttpAnswer } from "./http-request.ts";
import type { RangeSupport } from "./range-support.ts";
import { splitCredentials } from "./url-credentials.ts";

export interface RemoteFileOptions {
	readonly ranges: RangeSupport;
	/** The size that the index announces. */
	readonly size?: number | undefined;
	/** Bytes of the end to fetch at once; 16 KiB unless told, which holds the directory of most wheels. */
	readonly tailLength?: number;
	readonly signal?: AbortSignal;
}

export type RemoteFileAnswer =
	| { readonly kind: "open"; readonly file: RemoteFile }
	/** This server cannot give parts; download the whole file. */
	| { readonly kind: "no-ranges" }
	/** The server refuses the file: 401, 403, 404, … */
	| { readonly kind: "refused"; readonly status: number }
	| { readonly kind: "offline" };

const DEFAULT_TAIL = 16 * 1024;

interface Part {
	readonly bytes: Uint8Array;
	readonly start: number;
	readonly total: number;
	readonly etag: string | undefined;
}

/**
 * Fetches the end of the file, in one request where the server counts from the end.
 *
 * @throws HttpFailure
 */
export async function openRemoteFile(
	client: HttpClient,
	url: string,
	options: RemoteFileOptions,
): Promise<RemoteFileAnswer> {
	const ability = options.ranges.of(splitCredentials(url).url);
	if (ability === "none") return { kind: "no-ranges" };
	const length = options.tailLength ?? DEFAULT_TAIL;
	const opening = new Opening(client, url, options);
	if (ability !== "explicit") {
		const answer = await opening.ask({ suffix: length });
		if (answer.kind !== "unusable") return opening.finish(answer, "suffix");
	}
	const size = options.size ?? (await opening.findSize());
	if (typeof size !== "number") return opening.finish(size, "explicit");
	const range = { start: Math.max(0, size - length), end: size - 1 };
	return opening.finish(await opening.ask(range), "explicit");
}

type Asked =
	| { readonly kind: "part"; readonly part: Part }
	| { readonly kind: "refused"; readonly status: number }
	| { readonly kind: "offline" }
	| { readonly kind: "unusable" }
	| { readonly kind: "no-ranges" };

/** The steps of opening one file. */
class Opening {
	readonly #client: HttpClient;
	readonly #url: string;
	readonly #options: RemoteFileOptions;
	#refusal: number | undefined;

	constructor(client: HttpClient, url: string, options: RemoteFileOptions) {
		this.#client = client;
		this.#url = url;
		this.#options = options;
	}

	/** `unusable`: another way of asking may work; `no-ranges`: none will. */
	async ask(range: ByteRange): Promise<Asked> {
		const answer = await fetchPart(this.#client, this.#url, { range, ...signalOf(this.#options) });
		if (answer === undefined) return { kind: "no-ranges" };
		if (answer.kind === "offline") return answer;
		if (answer.status === 206) {
			const part = checkPart(answer, range, this.#options.size);
			if (part !== undefined) return { kind: "part", part };
			return { kind: "suffix" in range ? "unusable" : "no-ranges" };
		}
		if (answer.status === 200) return { kind: "no-ranges" };
		// Some servers know no suffix and say 404, 416 or 501 to it.
		if ("suffix" in range) {
			this.#refusal = answer.status;
			return { kind: "unusable" };
		}
		return answer.status === 416
			? { kind: "no-ranges" }
			: { kind: "refused", status: answer.status };
	}

	/** The size of the file from the label of its first byte. */
	async findSize(): Promise<number | Asked> {
		const asked = await this.ask({ start: 0, end: 0 });
		return asked.kind === "part" ? asked.part.total : asked;
	}

	finish(asked: Asked, ability: "suffix" | "explicit"): RemoteFileAnswer {
		const { ranges } = this.#options;
		const { url } = splitCredentials(this.#url);
		switch (asked.kind) {
			case "part": {
				ranges.learn(url, ability);
				const context = { client: this.#client, url: this.#url, ranges };
				return { kind: "open", file: new RemoteFile(asked.part, context) };
			}
			case "refused":
			case "offline":
				return asked;
			case "unusable":
			case "no-ranges":
				// A file that is not there says nothing about its server.
				if (this.#refusal !== 404) ranges.learn(url, "none");
				return { kind: "no-ranges" };
		}
	}
}

interface FileContext {
	readonly client: HttpClient;
	readonly url: string;
	readonly ranges: RangeSupport;
}

/** A file of which the end is here and the rest can be asked for. */
export class RemoteFile {
	/** Bytes of the whole file. */
	readonly size: number;
	/** Its last bytes. */
	readonly tail: Uint8Array;
	readonly #etag: string | undefined;
	readonly #context: FileContext;

	constructor(tail: Part, context: FileContext) {
		this.size = tail.total;
		this.tail = tail.bytes;
		this.#etag = tail.etag;
		this.#context = context;
	}

	/**
	 * The bytes from `offset` on, from the tail where they lie in it; `undefined` where the server breaks its word or
	 * the file has changed: then download the whole file.
	 *
	 * @throws HttpFailure; RangeError outside the file.
	 */
	async read(
		{ offset, length }: { readonly offset: number; readonly length: number },
		signal?: AbortSignal,
	): Promise<Uint8Array | undefined> {
		if (offset < 0 || length < 0 || offset + length > this.size) {
			throw new RangeError(`${offset}+${length} is outside a file of ${this.size} bytes`);
		}
		const tailStart = this.size - this.tail.length;
		if (offset >= tailStart)
			return this.tail.subarray(offset - tailStart, offset - tailStart + length);
		if (length === 0) return new Uint8Array(0);
		const { client, url, ranges } = this.#context;
		// What lies in the tail is not fetched again.
		const end = Math.min(offset + length, tailStart) - 1;
		const range = { start: offset, end };
		const answer = await fetchPart(client, url, {
			range,
			...(signal === undefined ? {} : { signal }),
		});
		const part =
			answer?.kind === "answered" && answer.status === 206
				? checkPart(answer, range, this.size)
				: undefined;
		if (part === undefined || part.etag !== this.#etag) {
			ranges.learn(splitCredentials(url).url, "none");
			return undefined;
		}
		if (part.bytes.length === length) return part.bytes;
		const joined = new Uint8Array(length);
		joined.set(part.bytes, 0);
		joined.set(this.tail.subarray(0, length - part.bytes.length), part.bytes.length);
		return joined;
	}
}

function signalOf({ signal }: RemoteFileOptions): { signal?: AbortSignal } {
	return signal === undefined ? {} : { signal };
}

/** `undefined` where the server answers a range with something that cannot be read as one. */
async function fetchPart(
	client: HttpClient,
	url: string,
	request: { range: ByteRange; signal?: AbortSignal },
): Promise<HttpAnswer | undefined> {
	try {
		return await client.get(url, request);
	} catch (error) {
		if (error instanceof InvalidResponse) return undefined;
		throw error;
	}
}

function checkPart(
	answer: Extract<HttpAnswer, { kind: "answered" }>,
	asked: ByteRange,
	size: number | undefined,
): Part | undefined {
	const label = parseContentRange(answer.headers.get("content-range"));
	if (label === undefined || answer.body.length !== label.end - label.start + 1) return undefined;
	if (size !== undefined && label.total !== size) return undefined;
	const start = "suffix" in asked ? Math.max(0, label.total - asked.suffix) : asked.start;
	const end = "suffix" in asked ? label.total - 1 : Math.min(asked.end, label.total - 1);
	if (label.start !== start || label.end !== end) return undefined;
	return {
		bytes: answer.body,
		start,
		total: label.total,
		etag: answer.headers.get("etag"),
	};
}
