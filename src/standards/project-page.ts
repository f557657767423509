/**
 * What an index says of a project: the files of its page, whichever form the page had. See simple-api.ts for JSON and
 * simple-html.ts for HTML, by the packaging specification "Simple repository API".
 */
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import type { Digest } from "./digest.ts";

/** A page that cannot be read as a whole. One bad file is no such thing: it is left out. */
export class InvalidIndexPage extends UserError {
	readonly code = "invalid-index-page";
	override readonly exitStatus = 1;
}

/** A file that an index lists. */
export interface ProjectFile {
	/** One path component, nothing else is known of it. */
	readonly filename: string;
	/** Absolute, without fragment. */
	readonly url: string;
	readonly digests: readonly Digest[];
	/** As given, unparsed. */
	readonly requiresPython: string | undefined;
	/** The reason, "" where none was given; `undefined`: not yanked. */
	readonly yanked: string | undefined;
	/** Bytes. */
	readonly size: number | undefined;
	/** Milliseconds since 1970. */
	readonly uploadTime: number | undefined;
	/** Present where METADATA is served as a file of its own, at the URL followed by `.metadata`. */
	readonly metadata: { readonly digests: readonly Digest[] } | undefined;
	/** Where attestations are served. */
	readonly provenance: string | undefined;
}

/** The state of a project (PEP 792): `archived`, `quarantined`, `deprecated` or any other word; `active` is left out. */
export interface ProjectStatus {
	readonly status: string;
	readonly reason: string | undefined;
}

/** A project's page. */
export interface ProjectPage {
	/** As the page has it; an HTML page does not say. */
	readonly name: string | undefined;
	/** In the order of the page. */
	readonly files: readonly ProjectFile[];
	/** All versions, also those without files; `undefined` where the page does not list them. */
	readonly versions: readonly string[] | undefined;
	readonly status: ProjectStatus | undefined;
	/** Such as `1.1`. */
	readonly apiVersion: string;
	/** Whether the end of the document was seen. A page cut short must not be taken for all there is. */
	readonly isComplete: boolean;
}

/** The version to assume where a page does not say. */
export const FIRST_API_VERSION = "1.0";

/**
 * Whether the page's version can be read: minor steps add, major steps break.
 *
 * @throws InvalidIndexPage
 */
export function requireApiVersion(version: string, pageUrl: string): string {
	if (version === "1" || version.startsWith("1.")) return version;
	throw new InvalidIndexPage(
		`Could not read ${displayUrl(pageUrl)}: its API version is \`${version}\` and only \`1.x\` is known`,
	);
}

/** Whether a page at `pageUrl` may link to `url`: http(s) always, local files only from a local page. */
export function isAllowedLink(url: string, pageUrl: string): boolean {
	if (url.startsWith("https://") || url.startsWith("http://")) return hasHost(url);
	return url.startsWith("file:") && pageUrl.startsWith("file:");
}

/** Whether something stands between `//`, or the `@` behind a user, and the path. */
function hasHost(url: string): boolean {
	const start = url.indexOf("//") + 2;
	let last = 0x40;
	for (let index = start; index < url.length; index++) {
		const code = url.charCodeAt(index);
		if (code === 0x2f || code === 0x3f || code === 0x23) break;
		// A port alone is no host.
		if (code === 0x3a && last === 0x40) return false;
		last = code;
	}
	return last !== 0x40;
}
