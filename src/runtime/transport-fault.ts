/** Why an HTTP exchange failed, in words that both runtimes share. */

/** Why an exchange failed. */
export type TransportFaultKind =
	/** The name has no address. */
	| "unresolved"
	/** Nobody listens, or the network does not lead there. */
	| "refused"
	| "connect-timeout"
	/** The connection broke before the answer was whole. */
	| "broken"
	/** The certificate or the handshake was not accepted. */
	| "tls"
	/** The peer does not speak proper HTTP. */
	| "protocol"
	/** The proxy did not open a way. */
	| "proxy";

/** An exchange that failed; the message names no address and no secret. */
export class TransportFault extends Error {
	readonly kind: TransportFaultKind;
	/** The system's or the TLS library's code, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
	readonly faultCode: string;

	constructor(kind: TransportFaultKind, faultCode: string, cause?: unknown) {
		super(`${kind}: ${faultCode}`, cause === undefined ? undefined : { cause });
		this.kind = kind;
		this.faultCode = faultCode;
	}
}

const UNRESOLVED: ReadonlySet<string> = new Set([
	"ENOTFOUND",
	"EAI_AGAIN",
	"ENODATA",
	"DNSException",
]);
const REFUSED: ReadonlySet<string> = new Set([
	"ConnectionRefused",
	"EACCES",
	"EADDRNOTAVAIL",
	"ECONNREFUSED",
	"EHOSTUNREACH",
	"ENETDOWN",
	"ENETUNREACH",
	"EPERM",
]);
const BROKEN: ReadonlySet<string> = new Set([
	"ConnectionClosed",
	"ECONNABORTED",
	"ECONNRESET",
	"EPIPE",
	"ETIMEDOUT",
]);
const TLS_CODE_REGEXP =
	/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CRL_|HOSTNAME_MISMATCH|EPROTO$|INVALID_PURPOSE|ERR_OSSL|PATH_LENGTH_EXCEEDED)/;
const PROXY_CODE_REGEXP = /proxy/i;

/** What kind of fault a runtime's error code stands for. */
export function transportFault(error: unknown): TransportFault {
	if (error instanceof TransportFault) return error;
	const code = String((error as { code?: unknown }).code ?? (error as Error).name);
	return new TransportFault(kindOf(code), code, error);
}

function kindOf(code: string): TransportFaultKind {
	if (UNRESOLVED.has(code)) return "unresolved";
	if (REFUSED.has(code)) return "refused";
	if (BROKEN.has(code)) return "broken";
	if (TLS_CODE_REGEXP.test(code)) return "tls";
	if (PROXY_CODE_REGEXP.test(code)) return "proxy";
	return "protocol";
}
