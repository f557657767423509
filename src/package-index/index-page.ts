/**
 * One project's page from one index: out of the cache while it is fresh, else asked for and kept. The time of the
 * stored file is when the page was fetched or last confirmed.
 */

import type { Cache } from "../cache/cache.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { HttpRequest } from "../http/http-request.ts";
import { errorCode, setTimes } from "../platform/files.ts";
import { type FileBeginning, readBeginning, readPart } from "../platform/read-file.ts";
import type { RowOrigin } from "./file-row.ts";
import { cacheRuleOf, type Freshness, isFresh } from "./freshness.ts";
import {
	decodePage,
	encodePage,
	haveSameRows,
	lengthToDecode,
	type StoredPage,
	USUAL_LENGTH,
} from "./page-columns.ts";
import { pagePath } from "./page-path.ts";
import { type PageBody, readPage } from "./parse-page.ts";
import type { PageFile } from "./stored-rows.ts";

/** An index that answered with a failure of its own. */
export class IndexFailure extends UserError {
	readonly code = "index-failure";
}

export type PageAnswer =
	| {
			readonly kind: "found";
			readonly page: StoredPage;
			/** Whether it lists what was stored before. */
			readonly isUnchanged: boolean;
	  }
	| { readonly kind: "not-found" }
	/** The index wants other credentials, or any. */
	| { readonly kind: "unauthorized"; readonly status: 401 | 403 }
	| { readonly kind: "offline" };

/** What a page is fetched with. */
export interface PageTools {
	readonly http: HttpClient;
	readonly cache: Cache;
	readonly freshness: Freshness;
}

/** JSON is asked for first: it alone tells sizes and times on every index that has it. */
const ACCEPT =
	"application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";
/** Milliseconds. Where the clock is set back, what looks newer than the start of this run may be old. */
const LONGEST_RUN = 600_000;
/** Milliseconds that the clock of the file system may be ahead of ours. */
const CLOCK_TOLERANCE = 1000;
const PAGE_LIMIT = 256 * 1024 * 1024;

/** A stored page, whether fresh or not. */
interface Found {
	readonly page: StoredPage;
	readonly isUsable: boolean;
	/** Whether another process fetched or confirmed it since this run began. */
	readonly isOfThisRun: boolean;
}

function readStored(tools: PageTools, index: PackageIndex, name: string): Found | undefined {
	const { cache, freshness } = tools;
	const parts = pagePath(index, name);
	const path = cache.path("pages", ...parts);
	const stored = readDecodable(path);
	if (stored === undefined) return undefined;
	const storedAt = stored.modified;
	const file = pageFileAt(path, stored.size, () => cache.drop("pages", ...parts));
	const page = decodePage(stored.bytes, { name, index }, file);
	if (page === undefined) {
		cache.drop("pages", ...parts);
		return undefined;
	}
	const isOfThisRun =
		storedAt >= freshness.now &&
		storedAt <= Math.min(Date.now() + CLOCK_TOLERANCE, freshness.now + LONGEST_RUN);
	if (freshness.isOffline) return { page, isUsable: true, isOfThisRun };
	const isUsable =
		!freshness.isRefreshed(name) && isFresh(storedAt, page.header.maxAge, freshness.now);
	return { page, isUsable, isOfThisRun };
}

/** As much of the file as is needed. */
function readDecodable(path: string): FileBeginning | undefined {
	const beginning = readBeginning(path, USUAL_LENGTH);
	if (beginning === undefined) return undefined;
	const wanted = lengthToDecode(beginning.bytes);
	const isEnough = Math.min(wanted, beginning.size) <= beginning.bytes.length;
	return isEnough ? beginning : readBeginning(path, wanted + USUAL_LENGTH);
}

function pageFileAt(path: string, size: number, drop: () => void): PageFile {
	return {
		size,
		path,
		readPart: (part) => readPart(path, part),
		readAll: () => readBeginning(path, PAGE_LIMIT)?.bytes,
		drop,
	};
}

/** The page if the cache has one, and whether it may be used unasked; never waits. */
export function findStoredPage(
	tools: PageTools,
	index: PackageIndex,
	name: string,
): { readonly page: StoredPage; readonly isUsable: boolean } | undefined {
	return readStored(tools, index, name);
}

/** The page if the cache has a fresh one; never waits. */
export function findFreshPage(
	tools: PageTools,
	index: PackageIndex,
	name: string,
): StoredPage | undefined {
	const stored = readStored(tools, index, name);
	return stored?.isUsable === true ? stored.page : undefined;
}

/**
 * The page as the index has it now.
 *
 * @throws IndexFailure where the index answers with a failure, BrokenIndexPage where it answers with no page,
 * and what the HTTP client throws. A page that arrived cut is a failure, never "no newer versions".
 */
export async function fetchPage(
	tools: PageTools,
	index: PackageIndex,
	name: string,
): Promise<PageAnswer> {
	using _turn = await tools.cache.takeTurn(pagePath(index, name).join("-"));
	const stored = readStored(tools, index, name);
	if (stored?.isOfThisRun === true) return { kind: "found", page: stored.page, isUnchanged: false };
	const url = `${index.url}/${name}/`;
	const answer = await tools.http.get(url, {
		accept: ACCEPT,
		limit: PAGE_LIMIT,
		toleratedStatuses: index.ignoredStatuses,
		...(stored === undefined ? {} : confirmation(stored.page)),
	});
	if (answer.kind === "offline") return { kind: "offline" };
	if (answer.status === 304 && stored !== undefined) {
		touch(tools, index, name);
		return { kind: "found", page: stored.page, isUnchanged: true };
	}
	const isIgnored = index.ignoredStatuses?.has(answer.status) === true;
	if (answer.status === 404 || answer.status === 410 || isIgnored) {
		if (stored !== undefined) tools.cache.drop("pages", ...pagePath(index, name));
		return { kind: "not-found" };
	}
	if (answer.status === 401 || answer.status === 403) {
		return { kind: "unauthorized", status: answer.status };
	}
	if (answer.status !== 200) {
		throw new IndexFailure(
			`Cannot read the page of \`${name}\`: ${displayUrl(url)} answered with status ${answer.status}`,
		);
	}
	return { kind: "found", ...(await keepPage(tools, answer, { index, name })) };
}

/** What makes a request one that may be answered by 304. */
function confirmation({ header }: StoredPage): Pick<HttpRequest, "ifNoneMatch" | "headers"> {
	if (header.etag !== undefined) return { ifNoneMatch: header.etag };
	return header.lastModified === undefined
		? {}
		: { headers: [["If-Modified-Since", header.lastModified]] };
}

function touch(tools: PageTools, index: PackageIndex, name: string): void {
	try {
		setTimes(tools.cache.path("pages", ...pagePath(index, name)), tools.freshness.now / 1000);
	} catch (error) {
		// A cache that cannot be written, or an entry that is gone: the next run asks again.
		if (errorCode(error) === undefined) throw error;
	}
}

async function keepPage(
	tools: PageTools,
	answer: PageBody & { readonly headers: ReadonlyMap<string, string> },
	{ index, name }: RowOrigin,
): Promise<{ readonly page: StoredPage; readonly isUnchanged: boolean }> {
	const { headers, url } = answer;
	const read = await readPage(answer, headers.get("content-type"));
	const { rowsOfEntries, rowsOfFiles } = await import("./page-rows.ts");
	const rule = cacheRuleOf(
		index.pageCacheControl === undefined
			? headers
			: new Map([["cache-control", index.pageCacheControl]]),
	);
	const bytes = encodePage(
		{
			etag: headers.get("etag"),
			lastModified: headers.get("last-modified"),
			maxAge: rule.maxAge,
			url,
			status: read.page.status?.status,
		},
		read.kind === "json"
			? rowsOfEntries(read.page.entries, { name, url })
			: rowsOfFiles(read.page.files, name),
	);
	const before = readBeginning(tools.cache.path("pages", ...pagePath(index, name)), PAGE_LIMIT);
	const isUnchanged = before !== undefined && haveSameRows(before.bytes, bytes);
	// What was stored before is older than what the index says now.
	if (rule.isStorable) tools.cache.write("pages", pagePath(index, name), bytes);
	else tools.cache.drop("pages", ...pagePath(index, name));
	const page = decodePage(bytes, { name, index });
	if (page === undefined) throw new Error(`a page that was just written cannot be read: ${name}`);
	return { page, isUnchanged };
}
