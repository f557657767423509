/**
 * The HTTP client: bodies that are whole or an error, tried again where that may help, over few connections, with
 * credentials only where they belong. `get` gives a body as bytes, `download` streams it into a sink.
 */
import { displayUrl } from "../errors/display-url.ts";
import type { Reporter } from "../progress/reporter.ts";
import { SILENT_REPORTER } from "../progress/reporter.ts";
import { BodyReader } from "./body-reader.ts";
import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import { discard, type ExchangeContext, openAnswer } from "./exchange.ts";
import { HostGate } from "./host-gate.ts";
import { asHttpFault, HttpFault, httpFailure } from "./http-fault.ts";
import type {
	AnswerHead,
	BodySink,
	DownloadAnswer,
	HttpAnswer,
	HttpRequest,
} from "./http-request.ts";
import { MemorySink } from "./memory-sink.ts";
import {
	backOff,
	isRetryableStatus,
	LONGEST_RETRY_AFTER,
	parseRetryAfter,
} from "./retry-policy.ts";
import { parseUrl } from "./url-credentials.ts";

export interface HttpOptions extends Omit<ExchangeContext, "clock"> {
	readonly clock?: Clock;
	/** In [0, 1); spreads the tries of many clients. */
	readonly random?: () => number;
	/** Hears one `detail` for each answer and each further try. */
	readonly reporter?: Reporter;
}

const DEFAULT_GET_LIMIT = 256 * 1024 * 1024;
/** Times that a broken download is taken up where it was cut, besides the tries that got nowhere. */
const MOST_RESUMES = 5;
/** Further tries of all requests together: beyond them the network is down and waiting helps nobody. */
const RETRY_BUDGET = 200;

export class HttpClient {
	readonly #context: ExchangeContext;
	readonly #gate: HostGate;
	readonly #random: () => number;
	readonly #reporter: Reporter;
	#retriesLeft = RETRY_BUDGET;

	constructor(options: HttpOptions) {
		const clock = options.clock ?? SYSTEM_CLOCK;
		this.#context = { ...options, clock };
		const { concurrency, concurrencyPerHost } = options.settings;
		this.#gate = new HostGate({ all: concurrency, perHost: concurrencyPerHost }, clock);
		this.#random = options.random ?? Math.random;
		this.#reporter = options.reporter ?? SILENT_REPORTER;
	}

	/**
	 * The answer with its whole body. User information in the URL is used and remembered for its origin.
	 *
	 * @throws HttpFailure where no complete answer could be had, InvalidUrl, UnusableProxy.
	 */
	async get(url: string, request: HttpRequest = {}): Promise<HttpAnswer> {
		const sink = new MemorySink();
		sink.start(0);
		const retrieved = await this.#retrieve(url, request, {
			sink,
			limit: request.limit ?? DEFAULT_GET_LIMIT,
		});
		if (retrieved === undefined) return { kind: "offline" };
		return { ...retrieved.head, body: sink.bytes() };
	}

	/**
	 * Streams the body of a 200 into the sink. A body that is cut goes on where it was cut if the server can do that,
	 * and otherwise starts again; when the promise is fulfilled, the sink has seen all of it.
	 *
	 * @throws HttpFailure, InvalidUrl, UnusableProxy, and whatever the sink throws.
	 */
	async download(url: string, sink: BodySink, request: HttpRequest = {}): Promise<DownloadAnswer> {
		const retrieved = await this.#retrieve(
			url,
			{ encoding: "identity", ...request },
			{
				sink,
				limit: request.limit ?? Number.POSITIVE_INFINITY,
			},
		);
		if (retrieved === undefined) return { kind: "offline" };
		return { ...retrieved.head, size: retrieved.size };
	}

	async #retrieve(
		given: string,
		request: HttpRequest,
		{ sink, limit }: { sink: BodySink; limit: number },
	): Promise<Retrieved | undefined> {
		const url = this.#context.credentials.addUrl(given);
		const { origin } = parseUrl(url);
		if (this.#context.settings.isOffline) return undefined;
		const body = new BodyReader(sink, request, limit);
		let failures = 0;
		let resumes = 0;
		for (let tries = 1; ; tries++) {
			const before = body.received;
			try {
				return await this.#gate.run(
					origin,
					() => this.#attempt(url, request, body),
					request.signal,
				);
			} catch (error) {
				const fault = asHttpFault(error);
				const hasAdvanced = body.received > before && body.resumeHeaders().length > 0;
				if (hasAdvanced && resumes < MOST_RESUMES) resumes += 1;
				else failures += 1;
				if (!fault.isTransient || failures > this.#context.settings.retries) {
					throw httpFailure(fault, url, tries);
				}
				await this.#waitBeforeRetry(fault, {
					url,
					origin,
					tries,
					failures,
					signal: request.signal,
				});
			}
		}
	}

	async #attempt(url: string, request: HttpRequest, body: BodyReader): Promise<Retrieved> {
		const resume = body.resumeHeaders();
		const answer = await openAnswer(this.#context, { ...request, url, resume });
		const { status, headers } = answer.response;
		this.#detail(`${status} ${displayUrl(answer.url)}`);
		const isWanted = status === (request.range === undefined ? 200 : 206);
		if (isWanted || (status === 206 && resume.length > 0)) {
			try {
				const { size, isLengthKnown, digests } = await body.read(answer);
				const head: AnswerHead = {
					kind: "answered",
					status: request.range === undefined ? 200 : 206,
					headers,
					url: answer.url,
					isLengthKnown,
					digests,
				};
				return { head, size };
			} catch (error) {
				answer.response.cancel();
				throw error;
			} finally {
				answer.close();
			}
		}
		await discard(answer);
		if (status === 416 && resume.length > 0) {
			body.startOver();
			throw new HttpFault("incomplete", { reason: "the server has no such part of it any more" });
		}
		const isTolerated = request.toleratedStatuses?.has(status) === true;
		if (!isTolerated && (isRetryableStatus(status) || status >= 500)) {
			throw this.#statusFault(status, headers);
		}
		const head: AnswerHead = {
			kind: "answered",
			status,
			headers,
			url: answer.url,
			isLengthKnown: true,
			digests: [],
		};
		return { head, size: 0 };
	}

	#statusFault(status: number, headers: ReadonlyMap<string, string>): HttpFault {
		const retryAfter = parseRetryAfter(headers.get("retry-after"), this.#context.clock.wall());
		const isTooLong = retryAfter !== undefined && retryAfter > LONGEST_RETRY_AFTER;
		const wish = isTooLong
			? ` and asks to wait ${Math.ceil(retryAfter / 1000)} seconds, which is too long`
			: "";
		return new HttpFault("status", {
			reason: `the server answered ${status}${wish}`,
			status,
			retryAfter,
			isFinal: isTooLong || !isRetryableStatus(status),
		});
	}

	async #waitBeforeRetry(fault: HttpFault, retry: Retry): Promise<void> {
		this.#retriesLeft -= 1;
		if (this.#retriesLeft < 0) throw httpFailure(fault, retry.url, retry.tries);
		const asked = fault.details.retryAfter ?? 0;
		// Who asks one request to wait means all of them.
		if (asked > 0) this.#gate.close(retry.origin, asked);
		const own = backOff(Math.max(1, retry.failures), this.#random());
		const wait = Math.max(asked, own);
		this.#detail(`${displayUrl(retry.url)}: ${fault.message}; next try in ${Math.round(wait)} ms`);
		await this.#context.clock.sleep(wait, retry.signal);
	}

	#detail(message: string): void {
		this.#reporter.report({ kind: "detail", scope: "http", message });
	}
}

interface Retrieved {
	readonly head: AnswerHead;
	readonly size: number;
}

interface Retry {
	readonly url: string;
	readonly origin: string;
	readonly tries: number;
	readonly failures: number;
	readonly signal: AbortSignal | undefined;
}
