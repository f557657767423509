/** One try: from the first hop to the answer that is neither a redirect nor a call for credentials. */
import { PRODUCT_NAME, PRODUCT_VERSION } from "../runtime/product.ts";
import { send } from "../runtime/transport.ts";
import type { TransportRequest, TransportResponse } from "../runtime/transport-request.ts";
import type { Clock } from "./clock.ts";
import type { CredentialStore } from "./credential-store.ts";
import { TooManyRedirects } from "./http-failure.ts";
import { HttpFault } from "./http-fault.ts";
import type { ByteRange, HttpRequest } from "./http-request.ts";
import type { HttpSettings } from "./http-settings.ts";
import type { ProxyTable } from "./proxy.ts";
import { isRedirect, MOST_REDIRECTS, nextHop } from "./redirect.ts";
import { basicAuthorization, type Credentials } from "./secret.ts";
import type { TlsPolicy } from "./tls-policy.ts";
import { Watchdog } from "./watchdog.ts";

/** What every try of a client shares. */
export interface ExchangeContext {
	readonly settings: HttpSettings;
	readonly clock: Clock;
	readonly proxies: ProxyTable;
	readonly tls: TlsPolicy;
	readonly credentials: CredentialStore;
}

/** An answer whose body has not been read. Whoever holds it reads it, or calls `close`. */
export interface OpenAnswer {
	/** Where it came from, without credentials. */
	readonly url: string;
	readonly response: TransportResponse;
	readonly watchdog: Watchdog;
	readonly isGzipAskedFor: boolean;
	/** Ends the watch; call it once the body is read or given up. */
	close(): void;
}

type Header = readonly [name: string, value: string];

/**
 * Follows redirects by our own rules and answers a refusal with credentials that `keyring` has.
 *
 * @throws HttpFault, TransportFault, and UserErrors for redirects that must not be followed.
 */
export async function openAnswer(
	context: ExchangeContext,
	request: HttpRequest & { readonly url: string; readonly resume: readonly Header[] },
): Promise<OpenAnswer> {
	let { url } = request;
	let hasSentCredentials = false;
	const isVerifiable = (request.expect?.digests ?? []).length > 0;
	for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
		const { answer, hasAuthorization } = await askHop(context, { request, url });
		hasSentCredentials ||= hasAuthorization;
		const { status, headers } = answer.response;
		const location = headers.get("location");
		if (!isRedirect(status) || location === undefined) {
			if (!isRedirect(status)) return answer;
			answer.response.cancel();
			answer.close();
			throw new HttpFault("protocol", { reason: "it redirects without saying where to" });
		}
		await discard(answer);
		url = nextHop({ from: url, location, hasSentCredentials, isVerifiable });
	}
	throw new TooManyRedirects(request.url, `it redirects more than ${MOST_REDIRECTS} times`);
}

interface Hop {
	readonly request: HttpRequest & { readonly url: string; readonly resume: readonly Header[] };
	readonly url: string;
}

async function askHop(
	context: ExchangeContext,
	hop: Hop,
): Promise<{ answer: OpenAnswer; hasAuthorization: boolean }> {
	const known = await context.credentials.find(hop.url);
	const answer = await ask(context, hop, known);
	const { status } = answer.response;
	const hasAuthorization = known !== undefined;
	// Some registries deny that a project exists to whom they do not know.
	if (status !== 401 && status !== 403 && status !== 404) return { answer, hasAuthorization };
	const found = await context.credentials.findAfterRefusal(hop.url);
	if (found === undefined) return { answer, hasAuthorization };
	await discard(answer);
	return { answer: await ask(context, hop, found), hasAuthorization: true };
}

async function ask(
	{ settings, clock, proxies, tls }: ExchangeContext,
	{ request, url }: Hop,
	credentials: Credentials | undefined,
): Promise<OpenAnswer> {
	const parsed = new URL(url);
	const security = tls.settingsFor(parsed);
	if (parsed.protocol === "https:" && security.isVerified && tls.emptyRoots !== undefined) {
		throw new HttpFault("tls", {
			reason: `no certificate is trusted, because \`${tls.emptyRoots}\` names none that can be read`,
		});
	}
	const controller = new AbortController();
	const onAbort = (): void => controller.abort(request.signal?.reason);
	request.signal?.throwIfAborted();
	request.signal?.addEventListener("abort", onAbort, { once: true });
	const watchdog = new Watchdog(clock, settings, (reason) => controller.abort(reason));
	const close = (): void => {
		watchdog.stop();
		request.signal?.removeEventListener("abort", onAbort);
	};
	const isSameOrigin = parsed.origin === new URL(request.url).origin;
	const fields = requestHeaders(request, { isSameOrigin, credentials });
	const sent: TransportRequest = {
		url: withoutFragment(url),
		headers: fields.headers,
		proxy: proxies.route(parsed),
		tls: security,
		connectTimeout: settings.connectTimeout,
		signal: controller.signal,
	};
	try {
		const response = await send(sent);
		watchdog.startBody();
		return { url, response, watchdog, isGzipAskedFor: fields.isGzipAskedFor, close };
	} catch (error) {
		close();
		throw error;
	}
}

function requestHeaders(
	request: Hop["request"],
	{ isSameOrigin, credentials }: { isSameOrigin: boolean; credentials: Credentials | undefined },
): { headers: readonly Header[]; isGzipAskedFor: boolean } {
	const isPlainByNature =
		request.range !== undefined || request.expect !== undefined || request.resume.length > 0;
	const encoding = request.encoding ?? (isPlainByNature ? "identity" : "gzip");
	const isGzipAskedFor = encoding === "gzip" && request.resume.length === 0;
	const headers: Header[] = [
		["User-Agent", `${PRODUCT_NAME}/${PRODUCT_VERSION}`],
		["Accept", request.accept ?? "*/*"],
		["Accept-Encoding", isGzipAskedFor ? "gzip" : "identity"],
		...request.resume,
	];
	if (request.range !== undefined) headers.push(["Range", printRange(request.range)]);
	if (request.ifNoneMatch !== undefined) headers.push(["If-None-Match", request.ifNoneMatch]);
	for (const [name, value] of request.headers ?? []) {
		if (isSameOrigin || !/^(authorization|cookie)$/i.test(name)) headers.push([name, value]);
	}
	if (credentials !== undefined) headers.push(["Authorization", basicAuthorization(credentials)]);
	return { headers, isGzipAskedFor };
}

function printRange(range: ByteRange): string {
	return "suffix" in range ? `bytes=-${range.suffix}` : `bytes=${range.start}-${range.end}`;
}

function withoutFragment(url: string): string {
	const hash = url.indexOf("#");
	return hash === -1 ? url : url.slice(0, hash);
}

/** A body that nobody wants is read where that is cheap, so that the connection can be used again. */
const CHEAP_BODY = 16 * 1024;

/** Gives up the body. */
export async function discard({ response, close }: OpenAnswer): Promise<void> {
	try {
		const length = Number(response.headers.get("content-length") ?? Number.NaN);
		const hasNone = response.status === 304 || response.status === 204;
		if (hasNone || length <= CHEAP_BODY) await response.whole();
		else response.cancel();
	} catch {
		// What happens to an unwanted body concerns nobody.
	} finally {
		close();
	}
}
