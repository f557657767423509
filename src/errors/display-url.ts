/** A URL as it may be shown: no password, no token, no signature. String work in linear time, so that pure code may use it. */

const HIDDEN = "****";
const END_OF_AUTHORITY_REGEXP = /[/?#]/g;
const SECRET_PARAMETER_REGEXP =
	/([?&](?:x-amz-[a-z-]+|x-goog-[a-z-]+|signature|sig|token|access_token|key|password|se|sp|sv|sr|spr|skoid|sktid)=)[^&#]*/gi;

/** Replaces the password (and a lone user name, which may be a token) and signed parameters by `****`. */
export function displayUrl(url: string): string {
	const colon = url.indexOf("://");
	if (colon === -1) return url.replace(SECRET_PARAMETER_REGEXP, `$1${HIDDEN}`);
	const start = colon + 3;
	const end = indexOf(url, END_OF_AUTHORITY_REGEXP, start);
	const at = url.lastIndexOf("@", end - 1);
	const rest = url
		.slice(at < start ? start : at + 1)
		.replace(SECRET_PARAMETER_REGEXP, `$1${HIDDEN}`);
	if (at < start) return url.slice(0, start) + rest;
	return `${url.slice(0, start)}${displayUserInfo(url.slice(0, colon), url.slice(start, at))}@${rest}`;
}

/** The account of ssh is part of the address; elsewhere a name without a password may be a token. */
function displayUserInfo(scheme: string, userInfo: string): string {
	const colon = userInfo.indexOf(":");
	if (colon !== -1) return `${userInfo.slice(0, colon)}:${HIDDEN}`;
	return scheme === "ssh" || scheme === "git+ssh" ? userInfo : HIDDEN;
}

function indexOf(text: string, pattern: RegExp, from: number): number {
	pattern.lastIndex = from;
	return pattern.exec(text)?.index ?? text.length;
}
