/** One project's page from one index: out of the cache while it is fresh, else asked for and kept. */
import { statSync } from "node:fs";
import type { Cache } from "../cache/cache.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import { setTimes } from "../platform/files.ts";
import { hashHex } from "../runtime/hasher.ts";
import type { ProjectPage } from "../standards/project-page.ts";
import { cacheRuleOf, isFresh } from "./freshness.ts";
import { groupFiles } from "./group-files.ts";
import { decodePage, encodePage, type StoredPage } from "./page-columns.ts";

/** An index that answered with something that is no page of a project. */
export class BrokenIndexPage extends UserError {
	readonly code = "broken-index-page";
}

/** An index that answered with a failure of its own. */
export class IndexFailure extends UserError {
	readonly code = "index-failure";
	override readonly exitStatus = 1;
}

export type PageAnswer =
	| { readonly kind: "found"; readonly page: StoredPage }
	| { readonly kind: "not-found" }
	/** The index wants other credentials, or any. */
	| { readonly kind: "unauthorized"; readonly status: 401 | 403 }
	| { readonly kind: "offline" };

/** When stored pages may be used. */
export interface Freshness {
	readonly isOffline: boolean;
	/** Milliseconds since 1970: the start of this run. */
	readonly now: number;
	/** Whether what was stored before this run must be confirmed: `--refresh`, `--upgrade`. */
	isRefreshed(name: string): boolean;
}

/** What a page is fetched with. */
export interface PageTools {
	readonly http: HttpClient;
	readonly cache: Cache;
	readonly freshness: Freshness;
}

/** JSON is asked for first: it alone tells sizes and times on every index that has it. */
const ACCEPT =
	"application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";
const PAGE_LIMIT = 256 * 1024 * 1024;

function pagePath(index: PackageIndex, name: string): readonly string[] {
	return [hashHex("sha256", index.url).slice(0, 16), `${name}.page`];
}

/** A stored page, whether fresh or not; `undefined` where there is none that can be read. */
interface Found {
	readonly page: StoredPage;
	readonly isUsable: boolean;
}

function readStored(tools: PageTools, index: PackageIndex, name: string): Found | undefined {
	const { cache, freshness } = tools;
	const parts = pagePath(index, name);
	const bytes = cache.readBytes("pages", ...parts);
	if (bytes === undefined) return undefined;
	const page = decodePage(bytes, { name, index });
	if (page === undefined) {
		cache.drop("pages", ...parts);
		return undefined;
	}
	if (freshness.isOffline) return { page, isUsable: true };
	// The file's own time is when the page was fetched or last confirmed: a 304 touches nothing else.
	const storedAt = statSync(cache.path("pages", ...parts)).mtimeMs;
	const isUsable =
		!freshness.isRefreshed(name) && isFresh(storedAt, page.header.maxAge, freshness.now);
	return { page, isUsable };
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
	const stored = readStored(tools, index, name);
	const url = `${index.url}/${name}/`;
	const etag = stored?.page.header.etag;
	const answer = await tools.http.get(url, {
		accept: ACCEPT,
		limit: PAGE_LIMIT,
		...(etag === undefined ? {} : { ifNoneMatch: etag }),
	});
	if (answer.kind === "offline") return { kind: "offline" };
	if (answer.status === 304 && stored !== undefined) {
		touch(tools, index, name);
		return { kind: "found", page: stored.page };
	}
	if (answer.status === 404 || answer.status === 410) return { kind: "not-found" };
	if (answer.status === 401 || answer.status === 403) {
		return { kind: "unauthorized", status: answer.status };
	}
	if (answer.status !== 200) {
		throw new IndexFailure(
			`Cannot read the page of \`${name}\`: ${displayUrl(url)} answered with status ${answer.status}`,
		);
	}
	const parsed = await parsePage(answer.body, {
		contentType: answer.headers.get("content-type") ?? "",
		url: answer.url,
		isLengthKnown: answer.isLengthKnown,
	});
	return {
		kind: "found",
		page: store(tools, { index, name, parsed, headers: answer.headers, url: answer.url }),
	};
}

function touch(tools: PageTools, index: PackageIndex, name: string): void {
	const parts = pagePath(index, name);
	setTimes(tools.cache.path("pages", ...parts), tools.freshness.now / 1000);
}

interface Arrived {
	readonly index: PackageIndex;
	readonly name: string;
	readonly parsed: ProjectPage;
	readonly headers: ReadonlyMap<string, string>;
	readonly url: string;
}

function store(tools: PageTools, { index, name, parsed, headers, url }: Arrived): StoredPage {
	const rule = cacheRuleOf(headers);
	const bytes = encodePage(
		{
			etag: headers.get("etag"),
			lastModified: headers.get("last-modified"),
			maxAge: rule.maxAge,
			url,
			status: parsed.status?.status,
		},
		groupFiles(parsed.files, name, index),
	);
	if (rule.isStorable) tools.cache.write("pages", pagePath(index, name), bytes);
	const page = decodePage(bytes, { name, index });
	if (page === undefined) throw new Error(`a page that was just written cannot be read: ${name}`);
	return page;
}

/** Reads a page by its declared type. */
export async function parsePage(
	bytes: Uint8Array,
	body: { readonly contentType: string; readonly url: string; readonly isLengthKnown: boolean },
): Promise<ProjectPage> {
	const type = body.contentType.split(";")[0]?.trim().toLowerCase() ?? "";
	const text = new TextDecoder().decode(bytes);
	if (type === "application/vnd.pypi.simple.v1+json" || type === "application/json") {
		const { parseSimpleJson } = await import("../standards/simple-api.ts");
		return parseSimpleJson(text, body.url);
	}
	if (type === "application/vnd.pypi.simple.v1+html" || type === "text/html") {
		const { parseSimpleHtml } = await import("../standards/simple-html.ts");
		const page = parseSimpleHtml(text, body.url);
		if (!page.isComplete && !body.isLengthKnown) {
			throw new BrokenIndexPage(
				`Cannot trust the page at ${displayUrl(body.url)}: it ends before \`</html>\`, and its length was not told`,
			);
		}
		return page;
	}
	throw new BrokenIndexPage(
		`Cannot read the page at ${displayUrl(body.url)}: its type is \`${type}\`, where an index page in JSON or HTML was wanted`,
	);
}
