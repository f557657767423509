/** HTTP on Bun, by its own `fetch` with one session for each set of TLS settings. */
import { TransportFault, transportFault } from "./transport-fault.ts";
import {
	type TlsSettings,
	type TransportRequest,
	type TransportResponse,
	trustedRoots,
} from "./transport-request.ts";

type Runtime = typeof Bun;

const sessions = new WeakMap<TlsSettings, Promise<Bun.FetchSession>>();

/** Bun's side of `send`. */
export async function sendByFetch(
	runtime: Runtime,
	request: TransportRequest,
): Promise<TransportResponse> {
	const session = await sessionFor(runtime, request.tls);
	const exchange = new AbortController();
	const abort = (): void => exchange.abort(request.signal.reason);
	request.signal.throwIfAborted();
	request.signal.addEventListener("abort", abort, { once: true });
	const connecting = setTimeout(() => {
		abortUnlessReachable(runtime, request, exchange);
	}, request.connectTimeout);
	try {
		const response = await session.fetch(request.url, {
			headers: request.headers as [string, string][],
			redirect: "manual",
			decompress: false,
			// The watchdog of `http/` is exact; Bun's idle timer moves in steps of four seconds.
			timeout: false,
			signal: exchange.signal,
			proxy: proxyOption(request),
		});
		return wrap(response, {
			exchange,
			release: () => request.signal.removeEventListener("abort", abort),
		});
	} catch (error) {
		request.signal.removeEventListener("abort", abort);
		throw failureOf(error, exchange.signal);
	} finally {
		clearTimeout(connecting);
	}
}

function sessionFor(runtime: Runtime, tls: TlsSettings): Promise<Bun.FetchSession> {
	const known = sessions.get(tls);
	if (known !== undefined) return known;
	const opened = trustedRoots(tls).then(
		(roots) =>
			new runtime.FetchSession({
				tls: {
					rejectUnauthorized: tls.isVerified,
					...(roots === undefined ? {} : { ca: roots }),
					...(tls.client === undefined
						? {}
						: { cert: tls.client.certificate, key: tls.client.key }),
				},
			}),
	);
	sessions.set(tls, opened);
	return opened;
}

function proxyOption({ proxy }: TransportRequest): Bun.FetchProxyOption {
	if (proxy === undefined) return false;
	const headers: [string, string][] =
		proxy.authorization === undefined ? [] : [["Proxy-Authorization", proxy.authorization]];
	return { url: proxy.url, headers, respectNoProxy: false };
}

/** `fetch` does not tell when a connection stands, so a second one tells whether the peer can be reached at all. */
function abortUnlessReachable(
	runtime: Runtime,
	request: TransportRequest,
	exchange: AbortController,
): void {
	const { hostname, port, protocol } = new URL(request.proxy?.url ?? request.url);
	const giveUp = (): void => exchange.abort(new TransportFault("connect-timeout", "ETIMEDOUT"));
	const patience = setTimeout(giveUp, REACH_TIMEOUT);
	runtime
		.connect({
			hostname: hostname.replace(/^\[|\]$/g, ""),
			port: port === "" ? DEFAULT_PORTS[protocol === "https:" ? 1 : 0] : Number(port),
			socket: {
				data: () => undefined,
				open: (socket) => {
					clearTimeout(patience);
					socket.end();
				},
			},
		})
		.catch(() => {
			clearTimeout(patience);
			giveUp();
		});
}

const REACH_TIMEOUT = 1000;
const DEFAULT_PORTS = [80, 443] as const;

function wrap(
	response: Response,
	{ exchange, release }: { exchange: AbortController; release: () => void },
): TransportResponse {
	let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
	const guarded = async <Value>(work: () => Promise<Value>): Promise<Value> => {
		try {
			return await work();
		} catch (error) {
			release();
			throw failureOf(error, exchange.signal);
		}
	};
	return {
		status: response.status,
		headers: new Map(response.headers),
		next: () =>
			guarded(async () => {
				if (response.body === null) return undefined;
				reader ??= response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
				const { done, value } = await reader.read();
				if (!done) return value;
				release();
				return undefined;
			}),
		whole: () =>
			guarded(async () => {
				const bytes = await response.bytes();
				release();
				return bytes;
			}),
		cancel: () => {
			release();
			exchange.abort(new TransportFault("broken", "ECONNABORTED"));
		},
	};
}

function failureOf(error: unknown, signal: AbortSignal): unknown {
	if (signal.aborted) return signal.reason;
	return transportFault(error);
}
