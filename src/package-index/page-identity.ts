/** Whether a stored page is still the one that an answer was made from, without reading it whole. */
import type { Cache } from "../cache/cache.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { readHead } from "../platform/read-file.ts";
import { type Freshness, isFresh } from "./freshness.ts";
import { pagePath } from "./page-path.ts";

/** The first four bytes of a stored page; a new layout takes a new number. The checksum of all that follows is next. */
export const PAGE_MAGIC = 0x34475050;

/** The checksum of a page by its first eight bytes; `undefined` for bytes of another layout. */
export function checksumOf(bytes: Uint8Array): number | undefined {
	if (bytes.length < 8) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
	return view.getUint32(0, true) === PAGE_MAGIC ? view.getUint32(4, true) : undefined;
}

/** Whether the stored page has this checksum and may be used unasked. */
export function isStoredAndFresh(
	{ cache, freshness }: { readonly cache: Cache; readonly freshness: Freshness },
	{ project, index }: { readonly project: string; readonly index: Pick<PackageIndex, "url"> },
	page: { readonly checksum: number; readonly maxAge: number },
): boolean {
	const head = readHead(cache.path("pages", ...pagePath(index, project)), 8);
	if (head === undefined || checksumOf(head.bytes) !== page.checksum) return false;
	if (freshness.isOffline) return true;
	return !freshness.isRefreshed(project) && isFresh(head.modified, page.maxAge, freshness.now);
}
