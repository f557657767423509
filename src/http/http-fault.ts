/** One try that failed, before it is known whether another one follows. */
import { TransportFault, type TransportFaultKind } from "../runtime/transport-fault.ts";
import {
	BodyTooLarge,
	HashMismatch,
	type HttpFailure,
	IncompleteBody,
	InvalidResponse,
	NetworkFailure,
	ServerFailure,
	TlsFailure,
} from "./http-failure.ts";

export type HttpFaultKind =
	| TransportFaultKind
	/** No byte for too long. */
	| "stalled"
	/** Too few bytes for too long. */
	| "slow"
	/** The body ended early. */
	| "incomplete"
	| "too-large"
	| "hash"
	/** A status that stands for trouble at the server. */
	| "status";

export interface HttpFaultDetails {
	/** What went wrong, as the end of a sentence. */
	readonly reason: string;
	readonly status?: number;
	/** Milliseconds that the server asks to wait. */
	readonly retryAfter?: number | undefined;
	/** Overrides what the kind says about another try. */
	readonly isFinal?: boolean;
	readonly mismatch?: { readonly expected: string; readonly actual: string };
	readonly cause?: unknown;
}

/** Never leaves `http/`. */
export class HttpFault extends Error {
	readonly kind: HttpFaultKind;
	readonly details: HttpFaultDetails;

	constructor(kind: HttpFaultKind, details: HttpFaultDetails) {
		super(details.reason, details.cause === undefined ? undefined : { cause: details.cause });
		this.kind = kind;
		this.details = details;
	}

	/** Whether the next try may go better. */
	get isTransient(): boolean {
		if (this.details.isFinal === true) return false;
		return TRANSIENT.has(this.kind);
	}
}

const TRANSIENT: ReadonlySet<HttpFaultKind> = new Set<HttpFaultKind>([
	"unresolved",
	"refused",
	"connect-timeout",
	"broken",
	"stalled",
	"slow",
	"incomplete",
	"status",
]);

/** The fault that a failure of the transport is; anything else is a bug and is thrown on. */
export function asHttpFault(error: unknown): HttpFault {
	if (error instanceof HttpFault) return error;
	if (!(error instanceof TransportFault)) throw error;
	return new HttpFault(error.kind, { reason: reasonOf(error), cause: error });
}

function reasonOf(fault: TransportFault): string {
	switch (fault.kind) {
		case "unresolved":
			return "the host name could not be resolved";
		case "refused":
			return `no connection could be made (${fault.faultCode})`;
		case "connect-timeout":
			return "the connection timed out";
		case "broken":
			return "the connection was closed before the answer was complete";
		case "tls":
			return (
				TLS_REASONS.get(fault.faultCode) ?? `the secure connection failed (${fault.faultCode})`
			);
		case "protocol":
			return `the answer is not valid HTTP (${fault.faultCode})`;
		case "proxy":
			return `the proxy refused to connect (${fault.faultCode})`;
	}
}

const TLS_REASONS: ReadonlyMap<string, string> = new Map([
	["CERT_HAS_EXPIRED", "the certificate of the server has expired"],
	["CERT_NOT_YET_VALID", "the certificate of the server is not valid yet"],
	["CERT_REVOKED", "the certificate of the server was revoked"],
	["DEPTH_ZERO_SELF_SIGNED_CERT", "the certificate of the server is signed by itself"],
	["ERR_TLS_CERT_ALTNAME_INVALID", "the certificate of the server is for another host"],
	["SELF_SIGNED_CERT_IN_CHAIN", "the certificate of the server is signed by an unknown authority"],
	["UNABLE_TO_GET_ISSUER_CERT", "the certificate of the server is signed by an unknown authority"],
	[
		"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
		"the certificate of the server is signed by an unknown authority",
	],
	[
		"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
		"the certificate of the server is signed by an unknown authority",
	],
]);

/** The failure that ends the request; `tries` counts all of them. */
export function httpFailure(fault: HttpFault, url: string, tries: number): HttpFailure {
	const { reason, mismatch, status } = fault.details;
	const told = tries > 1 ? `${reason} (tried ${tries} times)` : reason;
	const host = new URL(url).hostname;
	switch (fault.kind) {
		case "tls":
			return new TlsFailure(url, told, { hints: tlsHints(host) });
		case "status":
			return new ServerFailure(url, { status: status ?? 0, reason: told });
		case "incomplete":
			return new IncompleteBody(url, told);
		case "too-large":
			return new BodyTooLarge(url, told);
		case "hash":
			return new HashMismatch(url, mismatch ?? { expected: "", actual: "" });
		case "protocol":
			return new InvalidResponse(url, told);
		case "unresolved":
			return new NetworkFailure(url, told, {
				hints: [
					`Check the spelling of \`${host}\` and the network connection; \`--offline\` uses the cache alone`,
				],
			});
		case "refused":
		case "connect-timeout":
			return new NetworkFailure(url, told, {
				hints: [
					`Check that \`${host}\` can be reached from here, by way of a proxy where one is needed`,
				],
			});
		case "stalled":
			return new NetworkFailure(url, told, {
				hints: ["Raise `UV_HTTP_TIMEOUT` (seconds) where the server is known to be slow"],
			});
		case "proxy":
			return new NetworkFailure(url, told, {
				hints: ["Check `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`"],
			});
		case "broken":
		case "slow":
			return new NetworkFailure(url, told);
	}
}

function tlsHints(host: string): readonly string[] {
	return [
		"Use `--system-certs` to trust the certificates of the system, or name a bundle in `SSL_CERT_FILE`",
		`Use \`--allow-insecure-host ${host}\` only where the network in between is trusted`,
	];
}
