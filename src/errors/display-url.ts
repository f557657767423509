/** A URL as it may be shown: no password, no token, no signature. String work, so that pure code may use it. */

const USER_INFO_REGEXP = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#@]*(?:@[^/?#@]*)*)@/i;
const SECRET_PARAMETER_REGEXP =
	/([?&](?:x-amz-[a-z-]+|x-goog-[a-z-]+|signature|sig|token|access_token|key|password|se|sp|sv|sr|spr|skoid|sktid)=)[^&#]*/gi;

/** Replaces the password (and a lone user name, which may be a token) and signed parameters by `****`. */
export function displayUrl(url: string): string {
	const hidden = url.replace(USER_INFO_REGEXP, (_whole, scheme: string, info: string) => {
		const colon = info.indexOf(":");
		if (colon === -1)
			return scheme.startsWith("git+ssh") || scheme === "ssh://"
				? `${scheme}${info}@`
				: `${scheme}****@`;
		return `${scheme}${info.slice(0, colon)}:****@`;
	});
	return hidden.replace(SECRET_PARAMETER_REGEXP, "$1****");
}

/** The same for every URL inside a longer text, such as an error message of the machine. */
export function displayText(text: string): string {
	return text.replace(/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>`]+/gi, displayUrl);
}
