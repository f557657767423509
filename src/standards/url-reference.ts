/**
 * URLs as text, by RFC 3986: taking apart, joining a reference to a base (§5). Index pages hold thousands of links, and
 * this folder knows no `URL`.
 */

/** A URL's parts; an absent authority, query or fragment is `undefined`, an empty one is "". */
export interface UrlParts {
	/** Lower case, without the colon; "" in a relative reference. */
	readonly scheme: string;
	/** Between `//` and the path: user, host, port. */
	readonly authority: string | undefined;
	readonly path: string;
	readonly query: string | undefined;
	readonly fragment: string | undefined;
}

const SCHEME_REGEXP = /^[A-Za-z][A-Za-z0-9+.-]*$/;

/** Takes any text apart; nothing is decoded. */
export function splitUrl(text: string): UrlParts {
	const hash = text.indexOf("#");
	const fragment = hash === -1 ? undefined : text.slice(hash + 1);
	const beforeFragment = hash === -1 ? text : text.slice(0, hash);
	const question = beforeFragment.indexOf("?");
	const query = question === -1 ? undefined : beforeFragment.slice(question + 1);
	const beforeQuery = question === -1 ? beforeFragment : beforeFragment.slice(0, question);
	const colon = beforeQuery.indexOf(":");
	const hasScheme = colon > 0 && SCHEME_REGEXP.test(beforeQuery.slice(0, colon));
	const scheme = hasScheme ? beforeQuery.slice(0, colon).toLowerCase() : "";
	const rest = hasScheme ? beforeQuery.slice(colon + 1) : beforeQuery;
	if (!rest.startsWith("//")) return { scheme, authority: undefined, path: rest, query, fragment };
	const slash = rest.indexOf("/", 2);
	return {
		scheme,
		authority: slash === -1 ? rest.slice(2) : rest.slice(2, slash),
		path: slash === -1 ? "" : rest.slice(slash),
		query,
		fragment,
	};
}

/** The text of these parts. */
export function printUrl({ scheme, authority, path, query, fragment }: UrlParts): string {
	return (
		(scheme === "" ? "" : `${scheme}:`) +
		(authority === undefined ? "" : `//${authority}`) +
		path +
		(query === undefined ? "" : `?${query}`) +
		(fragment === undefined ? "" : `#${fragment}`)
	);
}

/** What `reference` means on the page at `base`, an absolute URL. Spaces are escaped, dot segments resolved. */
export function resolveUrl(base: string, reference: string): string {
	const escaped = escapeUrl(reference);
	if (/^https?:\/\//.test(escaped) && !escaped.includes("/.")) return escaped;
	const target = splitUrl(escaped);
	if (target.scheme !== "") return printUrl({ ...target, path: removeDotSegments(target.path) });
	const from = splitUrl(base);
	const { scheme } = from;
	if (target.authority !== undefined) {
		return printUrl({ ...target, scheme, path: removeDotSegments(target.path) });
	}
	const { authority } = from;
	if (target.path === "") {
		return printUrl({
			...target,
			scheme,
			authority,
			path: from.path,
			query: target.query ?? from.query,
		});
	}
	const path = target.path.startsWith("/") ? target.path : mergePaths(from, target.path);
	return printUrl({ ...target, scheme, authority, path: removeDotSegments(path) });
}

/** The URL without its fragment. */
export function withoutFragment(url: string): string {
	const hash = url.indexOf("#");
	return hash === -1 ? url : url.slice(0, hash);
}

/** What stands after `#`; `undefined` where there is no `#`. */
export function fragmentOf(url: string): string | undefined {
	const hash = url.indexOf("#");
	return hash === -1 ? undefined : url.slice(hash + 1);
}

/**
 * The last segment of the URL's path, percent-decoded once, where it is a plain file name: not empty, no separator, no
 * control character, not `.` or `..`. Else `undefined`.
 */
export function filenameOfUrl(url: string): string | undefined {
	const { path } = splitUrl(url);
	const segment = path.slice(path.lastIndexOf("/") + 1);
	const filename = segment.includes("%") ? percentDecode(segment) : segment;
	return filename !== undefined && isPlainFilename(filename) ? filename : undefined;
}

/** Whether the text can only be the name of a file inside one folder, whatever the platform. */
export function isPlainFilename(text: string): boolean {
	if (text === "" || text === "." || text === "..") return false;
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		const isSeparator = code === 0x2f || code === 0x5c || code === 0x3a;
		if (code < 0x20 || code === 0x7f || isSeparator) return false;
	}
	return true;
}

/** `%41` → `A`; `undefined` where an escape is broken or is not UTF-8. */
export function percentDecode(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch (error) {
		if (error instanceof URIError) return undefined;
		throw error;
	}
}

function mergePaths(base: UrlParts, path: string): string {
	if (base.authority !== undefined && base.path === "") return `/${path}`;
	return base.path.slice(0, base.path.lastIndexOf("/") + 1) + path;
}

/** RFC 3986 §5.2.4. */
function removeDotSegments(path: string): string {
	if (!path.includes("/.") && !path.startsWith(".")) return path;
	const isRooted = path.startsWith("/");
	const segments = (isRooted ? path.slice(1) : path).split("/");
	const kept: string[] = [];
	for (const [index, segment] of segments.entries()) {
		const isLast = index === segments.length - 1;
		if (segment === "..") kept.pop();
		else if (segment !== ".") kept.push(segment);
		if (isLast && (segment === "." || segment === "..")) kept.push("");
	}
	return (isRooted ? "/" : "") + kept.join("/");
}

/** Space at the ends goes, as do tabs and newlines; inner spaces and characters beyond ASCII are escaped. */
function escapeUrl(text: string): string {
	if (!/[^\u0021-\u007e]/.test(text)) return text;
	return text
		.trim()
		.replace(/[\t\r\n]/g, "")
		.replace(/\p{Surrogate}/gu, "\ufffd")
		.replace(/[^\u0021-\u007e]+/g, encodeURIComponent);
}
