/** What an HTTP exchange is asked for and what it answers, the same on both runtimes. */

export interface TransportRequest {
	/** `http:` or `https:`, without user information and fragment. */
	readonly url: string;
	readonly headers: readonly (readonly [name: string, value: string])[];
	/** The proxy to go through; the environment of the process is not asked. */
	readonly proxy: TransportProxy | undefined;
	/** Compared by identity: requests that share an object share connections. */
	readonly tls: TlsSettings;
	/** Milliseconds until a connection must stand. */
	readonly connectTimeout: number;
	/** Ends the exchange at any time; the reason is thrown as it is. */
	readonly signal: AbortSignal;
}

export interface TransportProxy {
	/** `http:` or `https:`, without user information. */
	readonly url: string;
	/** The whole value of Proxy-Authorization. */
	readonly authorization: string | undefined;
}

export interface TlsSettings {
	/** PEM texts that replace every other root; or the roots of the runtime or of the system. */
	readonly roots: readonly string[] | "bundled" | "system";
	/** PEM texts of the certificate and key that tell the server who we are. */
	readonly client: { readonly certificate: string; readonly key: string } | undefined;
	/** False accepts any certificate. What the process environment says about it is never heard. */
	readonly isVerified: boolean;
}

export interface TransportResponse {
	readonly status: number;
	/** Names in lower case; values of repeated fields are joined by `, `. */
	readonly headers: ReadonlyMap<string, string>;
	/** The next part of the body as it came over the wire; `undefined` at its end. */
	next(): Promise<Uint8Array | undefined>;
	/** The whole body at once, for small ones; instead of `next`, never beside it. */
	whole(): Promise<Uint8Array>;
	/** Gives the rest of the body up. May cost the connection. */
	cancel(): void;
}

/** The certificates a connection is to trust; `undefined` for those of the runtime. */
export async function trustedRoots(tls: TlsSettings): Promise<string[] | undefined> {
	if (tls.roots === "bundled") return undefined;
	if (tls.roots !== "system") return [...tls.roots];
	const { getCACertificates } = await import("node:tls");
	return getCACertificates("system");
}
