/** The URL or path in a requirement as it was written. Pure. */

/** `name[a] @ ./folder ; marker` and `./folder[a]` → `./folder`. */
export function placeIn(given: string): string {
	const place = given.replace(/\s;.*$/s, "").trimEnd();
	const at = /^[A-Za-z0-9._-]+(?:\s*\[[^\]]*\])?\s*@\s*/.exec(place);
	if (at !== null) return place.slice(at[0].length);
	return place.replace(/(?<=.)\[[^[\]]*\]$/, "").trimEnd();
}

/** Whether a place is a URL, not a path. */
export function isUrl(place: string): boolean {
	return /^[a-z][a-z0-9+.-]+:/i.test(place);
}
