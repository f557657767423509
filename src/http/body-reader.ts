/** Reads one body to its end, or goes on where an earlier try was cut, and checks that it is whole. */
import type { HashAlgorithm } from "../standards/digest.ts";
import {
	type EndedBody,
	findBodyFault,
	isConfirmedBy,
	RunningDigests,
	wantedAlgorithms,
} from "./body-check.ts";
import { contentCoding, decodeBody } from "./content-coding.ts";
import type { OpenAnswer } from "./exchange.ts";
import { HttpFault } from "./http-fault.ts";
import type { BodySink, HttpRequest } from "./http-request.ts";
import { MemorySink } from "./memory-sink.ts";

/** Bodies up to this size are read in one go. */
const SMALL_BODY = 256 * 1024;

/** A body on its way into a sink, over one try or several. */
export class BodyReader {
	readonly #sink: BodySink;
	readonly #request: HttpRequest;
	readonly #limit: number;
	readonly #algorithms: readonly HashAlgorithm[];
	#digests: RunningDigests;
	#received = 0;
	#total: number | undefined;
	#validator: string | undefined;
	/** The body was put together from more than one answer. */
	#isJoined = false;

	constructor(sink: BodySink, request: HttpRequest, limit: number) {
		this.#sink = sink;
		this.#request = request;
		this.#limit = limit;
		this.#algorithms = wantedAlgorithms(request);
		this.#digests = new RunningDigests(this.#algorithms);
	}

	/** Bytes that are in the sink and count. */
	get received(): number {
		return this.#received;
	}

	/** The fields that ask for the rest; empty where the body must be asked for from its beginning. */
	resumeHeaders(): readonly (readonly [string, string])[] {
		if (this.#received === 0 || this.#request.range !== undefined) return [];
		if (this.#validator !== undefined) {
			return [
				["Range", `bytes=${this.#received}-`],
				["If-Range", this.#validator],
			];
		}
		// Without a validator the parts could be of two files: only a digest would tell.
		if ((this.#request.expect?.digests ?? []).length === 0) return [];
		return [["Range", `bytes=${this.#received}-`]];
	}

	/** Forgets what has been received, so that the next try asks for all of it. */
	startOver(): void {
		this.#received = 0;
	}

	/** @throws HttpFault, TransportFault */
	async read(answer: OpenAnswer): Promise<EndedBody> {
		const { headers } = answer.response;
		const announced = announcedLength(headers);
		const isLengthKnown = announced !== undefined || headers.has("transfer-encoding");
		if (contentCoding(headers) === "gzip") {
			return this.#readCoded(answer, { announced, isLengthKnown });
		}
		if (this.#isContinuation(answer, announced)) this.#isJoined = true;
		else this.#begin(answer, announced);
		await this.#pump(answer, announced);
		return this.#finish({
			size: this.#received,
			digests: this.#digests.finish(),
			isLengthKnown,
		});
	}

	#begin(answer: OpenAnswer, announced: number | undefined): void {
		const { status, headers } = answer.response;
		this.#received = 0;
		this.#isJoined = false;
		this.#total = announced;
		this.#digests = new RunningDigests(this.#algorithms);
		const etag = headers.get("etag");
		const isStrong = etag !== undefined && !etag.startsWith("W/");
		this.#validator = status === 200 && isStrong ? etag : undefined;
		this.#sink.start(announced);
	}

	/** Whether the answer is the rest that was asked for; if it is neither that nor a whole body, it is refused. */
	#isContinuation(answer: OpenAnswer, announced: number | undefined): boolean {
		const { status, headers } = answer.response;
		if (status !== 206 || this.#request.range !== undefined) return false;
		const range = parseContentRange(headers.get("content-range"));
		const isRest =
			range !== undefined &&
			range.start === this.#received &&
			range.end + 1 === range.total &&
			(announced === undefined || announced === range.total - range.start) &&
			(this.#total === undefined || range.total === this.#total);
		if (isRest) return true;
		this.startOver();
		throw new HttpFault("incomplete", {
			reason: "the server sent another part than the one asked for",
		});
	}

	async #pump(answer: OpenAnswer, announced: number | undefined): Promise<void> {
		if (announced !== undefined) this.#checkLimit(this.#received + announced);
		const { response, watchdog } = answer;
		let inThisAnswer = 0;
		const take = (chunk: Uint8Array): void => {
			watchdog.saw(chunk.length);
			inThisAnswer += chunk.length;
			this.#checkLimit(this.#received + chunk.length);
			this.#digests.update(chunk);
			this.#sink.write(chunk);
			this.#received += chunk.length;
			this.#request.onProgress?.(this.#received, this.#total);
		};
		if (announced !== undefined && announced <= SMALL_BODY) {
			const whole = await response.whole();
			if (whole.length > 0) take(whole);
		} else {
			for (let chunk = await response.next(); chunk !== undefined; chunk = await response.next()) {
				take(chunk);
			}
		}
		if (announced !== undefined && inThisAnswer !== announced) {
			const reason = `${inThisAnswer} bytes arrived where ${announced} were announced`;
			throw new HttpFault("incomplete", { reason });
		}
	}

	/** A compressed body is undone when it is all there, and never continued. */
	async #readCoded(
		answer: OpenAnswer,
		{ announced, isLengthKnown }: { announced: number | undefined; isLengthKnown: boolean },
	): Promise<EndedBody> {
		const { expect, range } = this.#request;
		if (range !== undefined) {
			throw new HttpFault("protocol", { reason: "the part that was asked for is compressed" });
		}
		const collected = new MemorySink();
		const raw = new BodyReader(collected, { ...progressOf(this.#request) }, this.#limit);
		raw.#begin(answer, announced);
		await raw.#pump(answer, announced);
		const { body, facts } = decodeBody({
			raw: collected.bytes(),
			url: answer.url,
			isAskedFor: answer.isGzipAskedFor,
			limit: this.#limit,
			algorithms: this.#algorithms,
			expect,
			isLengthKnown,
		});
		this.startOver();
		const ended = this.#finish(facts);
		this.#sink.start(body.length);
		if (body.length > 0) this.#sink.write(body);
		return ended;
	}

	#finish(facts: EndedBody): EndedBody {
		const { expect } = this.#request;
		const fault = findBodyFault(facts, expect);
		if (fault === undefined) {
			return { ...facts, isLengthKnown: facts.isLengthKnown || isConfirmedBy(expect) };
		}
		this.startOver();
		// Parts that do not fit together say nothing about the file; only a body from one piece does.
		if (this.#isJoined) throw new HttpFault("incomplete", { reason: fault.message });
		throw fault;
	}

	#checkLimit(size: number): void {
		const expected = this.#request.expect?.size;
		if (expected !== undefined && size > expected) {
			const reason = `it has more than the ${expected} bytes that were expected`;
			throw new HttpFault("incomplete", { reason, isFinal: true });
		}
		if (size <= this.#limit) return;
		throw new HttpFault("too-large", { reason: `it has more than ${this.#limit} bytes` });
	}
}

function progressOf({ onProgress }: HttpRequest): HttpRequest {
	return onProgress === undefined ? {} : { onProgress };
}

/** The length that the server announces. @throws HttpFault where it contradicts itself. */
function announcedLength(headers: ReadonlyMap<string, string>): number | undefined {
	const text = headers.get("content-length");
	if (text === undefined) return undefined;
	if (headers.has("transfer-encoding")) {
		throw new HttpFault("protocol", {
			reason: "the answer names a length and is sent in chunks as well",
		});
	}
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw new HttpFault("protocol", { reason: `the length \`${text.slice(0, 40)}\` is no number` });
}

export interface ContentRange {
	readonly start: number;
	/** Included. */
	readonly end: number;
	/** The size of the whole file. */
	readonly total: number;
}

/** Reads `bytes 0-99/1000`; `undefined` for anything else, an unknown total included. */
export function parseContentRange(text: string | undefined): ContentRange | undefined {
	const match = text?.match(/^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/);
	if (match === undefined || match === null) return undefined;
	const [start = 0, end = 0, total = 0] = match.slice(1).map(Number);
	return start <= end && end < total ? { start, end, total } : undefined;
}
