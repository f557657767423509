/** Credentials inside a URL, taken out of it before anything else sees the URL. */
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { type Credentials, Secret } from "./secret.ts";

/** A text that is no `http:` or `https:` URL, or one that hides where it leads. */
export class InvalidUrl extends UserError {
	readonly code = "invalid-url";
}

/** A user name or password with a slash ends the host early: `https://user/name:secret@host/`. */
const AMBIGUOUS_REGEXP = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]+[/?#][^/?#]*:[^/?#]*@/i;

/**
 * The URL without user information, and the credentials that stood there, percent-decoded.
 *
 * @throws InvalidUrl
 */
export function splitCredentials(url: string): {
	readonly url: string;
	readonly credentials: Credentials | undefined;
} {
	const parsed = parseUrl(url);
	if (parsed.username === "" && parsed.password === "") {
		if (AMBIGUOUS_REGEXP.test(url)) {
			throw new InvalidUrl(
				`Could not read \`${hideBeforeAt(url)}\` as a URL: the part before \`@\` holds a slash, so it is unclear what the host is`,
				{ hints: ["Write `/`, `?` and `#` in a user name or password as `%2F`, `%3F` and `%23`"] },
			);
		}
		return { url, credentials: undefined };
	}
	const username = percentDecode(parsed.username);
	const password = percentDecode(parsed.password);
	parsed.username = "";
	parsed.password = "";
	return {
		url: parsed.href,
		credentials: { username, password: password === "" ? undefined : new Secret(password) },
	};
}

/**
 * The URL, which must be `http:` or `https:`.
 *
 * @throws InvalidUrl
 */
export function parseUrl(url: string): URL {
	const parsed = URL.parse(url);
	if (parsed === null || parsed.host === "") {
		throw new InvalidUrl(`Could not read \`${displayUrl(url)}\` as a URL`);
	}
	if (parsed.protocol !== "http:" && parsed.protocol !== "https:") {
		throw new InvalidUrl(
			`Could not fetch \`${displayUrl(url)}\`: \`${parsed.protocol.slice(0, -1)}\` is neither \`http\` nor \`https\``,
		);
	}
	return parsed;
}

function percentDecode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// A lone `%` stands for itself.
		return text;
	}
}

function hideBeforeAt(url: string): string {
	const scheme = url.indexOf("://") + 3;
	return `${url.slice(0, scheme)}****${url.slice(url.lastIndexOf("@"))}`;
}
