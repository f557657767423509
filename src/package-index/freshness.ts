/** How long a stored answer may be used unasked; the part of RFC 9111 that a private cache of GET needs. */

/** When stored pages may be used. */
export interface Freshness {
	readonly isOffline: boolean;
	/** Milliseconds since 1970: the start of this run. */
	readonly now: number;
	/** Whether what was stored before this run must be confirmed: `--refresh`, `--upgrade`. */
	isRefreshed(name: string): boolean;
}

/** What a server's headers allow. */
export interface CacheRule {
	readonly isStorable: boolean;
	/** Seconds; 0 where each use must be confirmed. */
	readonly maxAge: number;
}

/** Longer promises are cut: an index that says "a year" must not hide releases for a year. */
const LONGEST_AGE = 24 * 3600;

/** The rule of a response; header names in lower case. */
export function cacheRuleOf(headers: ReadonlyMap<string, string>): CacheRule {
	const directives = (headers.get("cache-control") ?? "")
		.toLowerCase()
		.split(",")
		.map((directive) => directive.trim());
	if (directives.includes("no-store")) return { isStorable: false, maxAge: 0 };
	if (directives.includes("no-cache")) return { isStorable: true, maxAge: 0 };
	const told = directives.find((directive) => directive.startsWith("max-age="));
	const seconds =
		told === undefined ? 0 : Number(told.slice("max-age=".length).replaceAll('"', ""));
	// An answer that was old when it arrived has less time left (RFC 9111 §4.2.3).
	const age = Number(headers.get("age") ?? 0);
	const left = seconds - (Number.isFinite(age) && age > 0 ? age : 0);
	return { isStorable: true, maxAge: Number.isFinite(left) ? clamp(left) : 0 };
}

function clamp(seconds: number): number {
	return Math.max(0, Math.min(LONGEST_AGE, Math.floor(seconds)));
}

/** Whether something stored at `storedAt` may be used at `now` (both milliseconds). A time in the future is not trusted. */
export function isFresh(storedAt: number, maxAge: number, now: number): boolean {
	return storedAt <= now && now < storedAt + maxAge * 1000;
}
