/** What the loopback index holds and how it behaves. */
import type { WireFault } from "./raw-http-server.ts";

/** One file of a project. Everything that is announced can be made to lie. */
export interface IndexFile {
	readonly filename: string;
	readonly bytes: Uint8Array;
	/** Listed in `versions` of the JSON page. */
	readonly version?: string;
	/** The text of the `.metadata` file; without it there is none. */
	readonly metadata?: string | Uint8Array;
	/** The hash that the page announces for `.metadata`, where it is not the true one. */
	readonly metadataHash?: string;
	readonly requiresPython?: string;
	readonly yanked?: boolean | string;
	/** As the page writes it: `2024-05-01T10:00:00.000000Z`. */
	readonly uploadTime?: string;
	/** Announced instead of the true SHA-256. */
	readonly hashes?: Readonly<Record<string, string>>;
	/** Announced instead of the true size. */
	readonly announcedSize?: number;
}

/** Projects by normalized name. */
export type IndexWorld = ReadonlyMap<string, readonly IndexFile[]>;

/** How ranges are answered. Everything but `yes` and `no` is a lie or a weakness seen in the wild. */
export type RangeBehaviour =
	| "yes"
	/** 200 and the whole file. */
	| "no"
	/** Announces `Accept-Ranges: bytes`, answers 200 and the whole file. */
	| "announced-only"
	/** 206 with the bytes from somewhere else, honestly labelled. */
	| "wrong-offset"
	/** 206 labelled as asked, with fewer bytes. */
	| "short"
	/** 206 with a total size that is not the file's. */
	| "wrong-total"
	/** 206 without Content-Range. */
	| "unlabelled"
	/** 416 to every range. */
	| "unsatisfiable"
	/** 404 to ranges that count from the end, 206 to others. */
	| "no-suffix"
	/** Treats `-n` as `0-n`. */
	| "suffix-from-start"
	/** 206 with the whole file. */
	| "whole";

/** A fault for the requests whose path matches. */
export interface IndexFault {
	/** A part of the path, or an expression on it. */
	readonly match: string | RegExp;
	/** The first so many matching requests fail, later ones succeed; all of them where absent. */
	readonly times?: number;
	/** Matching requests that succeed first. */
	readonly after?: number;
	/** Answers this instead. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** The body instead of the true one. */
	readonly body?: string | Uint8Array;
	/** Where to redirect; relative targets stay relative. Status 302 unless told. */
	readonly redirect?: string;
	readonly framing?: "length" | "chunked" | "close";
	/** Announced instead of the true length. */
	readonly announcedLength?: number;
	/** What goes wrong below HTTP. */
	readonly wire?: WireFault;
	/** Milliseconds before the answer. */
	readonly delay?: number;
}

export interface SiteOptions {
	/** `negotiated` (the default) answers what Accept prefers; the others know one dialect. */
	readonly dialect?: "negotiated" | "json" | "html";
	/** Serves and announces `.metadata` files; true unless told. */
	readonly metadataFiles?: boolean;
	readonly hashes?: boolean;
	readonly uploadTimes?: boolean;
	readonly sizes?: boolean;
	readonly ranges?: RangeBehaviour;
	/** Sends ETag on pages and answers 304 to If-None-Match; true unless told. */
	readonly etags?: boolean;
	/** Cache-Control of pages; `max-age=600` unless told. Empty: none is sent. */
	readonly cacheControl?: string;
	/** Compresses pages where the client accepts gzip; true unless told. */
	readonly gzip?: boolean;
	/** Everything below the site needs these. */
	readonly credentials?: { readonly username: string; readonly password: string };
	/** Whether pages name files by absolute addresses; false unless told. */
	readonly absoluteUrls?: boolean;
	/** Where files are served, such as another site's `…/files`; this site unless told. */
	readonly filesUrl?: string;
}

/** One index of several on a server. */
export interface IndexSite extends SiteOptions {
	readonly world: IndexWorld;
}

/** Milliseconds for each request: always the same, or drawn from a seeded sequence. */
export type Latency =
	| number
	| { readonly from: number; readonly to: number; readonly seed: number };

export interface IndexServerOptions extends SiteOptions {
	/** Further indexes, each below its own prefix: `private` is at `/private/simple/`. */
	readonly sites?: ReadonlyMap<string, IndexSite>;
	readonly latency?: Latency;
	readonly faults?: readonly IndexFault[];
	readonly tls?: { readonly key: string; readonly cert: string };
}

/** One request that reached the server. */
export interface RequestRecord {
	readonly method: string;
	/** Path and query. */
	readonly target: string;
	readonly headers: ReadonlyMap<string, string>;
	readonly connection: number;
	/** Of the answer that was tried. */
	readonly status: number;
}
