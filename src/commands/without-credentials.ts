/** A URL as it may be written down. Pure. */

/** The URL without user and password; anything that is no URL stays as it is. */
export function withoutCredentials(url: string): string {
	return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
}
