/** Paths as `file:` URLs and back. `node:url` does the same and costs start-up to load. */
import { resolve } from "node:path";
import { operatingSystem } from "../runtime/this-process.ts";

/** What a path in a URL may not hold as it is; the URL's own parser takes care of the rest. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the parser strips control characters at both ends
const SPECIAL_REGEXP = /[\u0000-\u0020%\\?#]/g;

/** The URL of a path, which is made absolute. */
export function fileUrlOf(path: string): string {
	const absolute = resolve(path);
	const ending = path.endsWith("/") && !absolute.endsWith("/") ? "/" : "";
	if (operatingSystem() === "win32") {
		return new URL(`file:///${encodeSpecial((absolute + ending).replaceAll("\\", "/"))}`).href;
	}
	return new URL(`file://${encodeSpecial(absolute + ending)}`).href;
}

function encodeSpecial(path: string): string {
	return path.replace(SPECIAL_REGEXP, encodeURIComponent);
}

/** The path that a `file:` URL means, absolute. Throws `TypeError` for another scheme, a foreign host or an encoded slash. */
export function pathOfFileUrl(url: string): string {
	const { protocol, hostname, pathname } = new URL(url);
	if (protocol !== "file:") throw new TypeError(`not a file URL: ${url}`);
	if (hostname !== "" && operatingSystem() !== "win32") {
		throw new TypeError(`a file URL of another host: ${url}`);
	}
	if (/%2f/i.test(pathname)) throw new TypeError(`a file URL with an encoded slash: ${url}`);
	const path = decodeURIComponent(pathname);
	return operatingSystem() === "win32" ? path.slice(1).replaceAll("/", "\\") : path;
}
