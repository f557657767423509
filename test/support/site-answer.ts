/** What one site of the loopback index answers to one request, before any fault. */
import {
	flatPage,
	HTML_TYPE,
	htmlPage,
	JSON_TYPE,
	jsonPage,
	type PageOptions,
} from "./index-pages.ts";
import type { IndexFile, IndexSite, RangeBehaviour } from "./index-world.ts";
import type { RawRequest, Reply } from "./raw-http-server.ts";

export interface SiteRequest {
	readonly request: RawRequest;
	readonly site: IndexSite;
	/** Below the prefix of the site, without a query. */
	readonly path: string;
	/** The address of the site itself, without a final slash. */
	readonly base: string;
}

type Headers = readonly (readonly [string, string])[];

export function answerSite(asked: SiteRequest): Reply {
	const { site, path, request } = asked;
	if (site.credentials !== undefined && !isAuthorized(request, site.credentials)) {
		return text(401, "credentials wanted", [["WWW-Authenticate", 'Basic realm="index"']]);
	}
	const parts = path.split("/").filter((part) => part !== "");
	if (parts[0] === "flat" && parts.length === 1) return answerFlat(asked);
	if (parts[0] === "simple" && parts.length === 2) return answerProject(asked, parts[1] ?? "");
	if (parts[0] === "files" && parts.length === 3) {
		return answerFile(asked, {
			project: parts[1] ?? "",
			filename: decodeURIComponent(parts[2] ?? ""),
		});
	}
	return text(404, "not found");
}

function isAuthorized(
	request: RawRequest,
	{ username, password }: { username: string; password: string },
): boolean {
	const wanted = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
	return request.headers.get("authorization") === wanted;
}

function text(status: number, body: string, headers: Headers = []): Reply {
	return {
		status,
		headers: [["Content-Type", "text/plain"], ...headers],
		body: Buffer.from(body),
	};
}

function answerProject(asked: SiteRequest, name: string): Reply {
	const { site, request } = asked;
	const files = site.world.get(name);
	if (files === undefined) return text(404, "no such project");
	const isJson = speaksJson(site.dialect ?? "negotiated", request.headers.get("accept") ?? "");
	const options = pageOptions(asked, name);
	const page = isJson ? jsonPage(name, files, options) : htmlPage(name, files, options);
	return answerPage(asked, { page, type: isJson ? JSON_TYPE : pageType(request) });
}

function answerFlat(asked: SiteRequest): Reply {
	const anchors = [...asked.site.world].flatMap(([name, files]) =>
		files.map((file) => ({ name, file })),
	);
	const names = new Map(anchors.map(({ name, file }) => [file, name]));
	const page = flatPage(
		anchors.map(({ file }) => file),
		{
			...pageOptions(asked, ""),
			// The flat page is one folder nearer to the files than a project page.
			fileUrl: (file) =>
				pageOptions(asked, names.get(file) ?? "")
					.fileUrl(file)
					.replace(/^\.\.\/\.\.\//, "../"),
		},
	);
	return answerPage(asked, { page, type: "text/html" });
}

function pageType(request: RawRequest): string {
	return request.headers.get("accept")?.includes(HTML_TYPE) === true ? HTML_TYPE : "text/html";
}

function speaksJson(dialect: "negotiated" | "json" | "html", accept: string): boolean {
	if (dialect !== "negotiated") return dialect === "json";
	return preference(accept, JSON_TYPE) > preference(accept, "text/html");
}

/** The `q` of a type in Accept; 0 where it is not named. */
function preference(accept: string, type: string): number {
	for (const item of accept.split(",")) {
		const [name, ...parameters] = item.split(";").map((part) => part.trim());
		if (name !== type) continue;
		const quality = parameters.find((parameter) => parameter.startsWith("q="));
		return quality === undefined ? 1 : Number(quality.slice(2));
	}
	return 0;
}

function pageOptions({ site, base }: SiteRequest, name: string): PageOptions {
	const isRelative = site.filesUrl === undefined && site.absoluteUrls !== true;
	const folder = isRelative ? "../../files" : (site.filesUrl ?? `${base}/files`);
	return {
		hasHashes: site.hashes ?? true,
		hasMetadataFiles: site.metadataFiles ?? true,
		hasUploadTimes: site.uploadTimes ?? true,
		hasSizes: site.sizes ?? true,
		fileUrl: (file) => `${folder}/${name}/${encodeURIComponent(file.filename)}`,
	};
}

function answerPage(
	{ site, request }: SiteRequest,
	{ page, type }: { page: string; type: string },
): Reply {
	const bytes = Buffer.from(page);
	const headers: [string, string][] = [
		["Content-Type", type],
		["Vary", "Accept, Accept-Encoding"],
	];
	const cacheControl = site.cacheControl ?? "max-age=600, public";
	if (cacheControl !== "") headers.push(["Cache-Control", cacheControl]);
	if (site.etags ?? true) {
		const etag = `"${Bun.hash(bytes).toString(16)}"`;
		headers.push(["ETag", etag]);
		if (request.headers.get("if-none-match") === etag) {
			return { status: 304, headers, body: new Uint8Array(0) };
		}
	}
	const isZipped =
		(site.gzip ?? true) && request.headers.get("accept-encoding")?.includes("gzip") === true;
	if (!isZipped) return { status: 200, headers, body: bytes };
	headers.push(["Content-Encoding", "gzip"]);
	return { status: 200, headers, body: Bun.gzipSync(bytes) };
}

function answerFile(
	{ site, request }: SiteRequest,
	{ project, filename }: { project: string; filename: string },
): Reply {
	const files = site.world.get(project) ?? [];
	const whole = files.find((file) => file.filename === filename);
	if (whole !== undefined) return answerBytes(whole, { site, request });
	const described = files.find((file) => `${file.filename}.metadata` === filename);
	if (described?.metadata === undefined || site.metadataFiles === false) {
		return text(404, "no such file");
	}
	return {
		status: 200,
		headers: [["Content-Type", "application/octet-stream"]],
		body: Buffer.from(described.metadata as string),
	};
}

function answerBytes(
	file: IndexFile,
	{ site, request }: { site: IndexSite; request: RawRequest },
): Reply {
	const behaviour = site.ranges ?? "yes";
	const headers: [string, string][] = [["Content-Type", "application/octet-stream"]];
	if (behaviour !== "no") headers.push(["Accept-Ranges", "bytes"]);
	const range = parseRange(request.headers.get("range"), file.bytes.length, behaviour);
	if (range === undefined || behaviour === "no" || behaviour === "announced-only") {
		return { status: 200, headers, body: file.bytes };
	}
	return answerRange(file.bytes, { range, behaviour, headers });
}

interface ByteRange {
	readonly start: number;
	/** Inclusive, as the header writes it. */
	readonly end: number;
	readonly isSuffix: boolean;
}

function parseRange(
	header: string | undefined,
	size: number,
	behaviour: RangeBehaviour,
): ByteRange | undefined {
	const match = header?.match(/^bytes=(\d*)-(\d*)$/);
	if (match === null || match === undefined) return undefined;
	const [, from = "", to = ""] = match;
	if (from === "" && behaviour !== "suffix-from-start") {
		return { start: Math.max(0, size - Number(to)), end: size - 1, isSuffix: true };
	}
	const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
	return { start: Number(from === "" ? 0 : from), end, isSuffix: from === "" };
}

function answerRange(
	bytes: Uint8Array,
	{ range, behaviour, headers }: { range: ByteRange; behaviour: RangeBehaviour; headers: Headers },
): Reply {
	const total = bytes.length;
	const label = (start: number, end: number, size = total): Headers => [
		...headers,
		["Content-Range", `bytes ${start}-${end}/${size}`],
	];
	const { start, end } = range;
	const body = bytes.subarray(start, end + 1);
	if (behaviour === "unsatisfiable" || start >= total) {
		return {
			status: 416,
			headers: [["Content-Range", `bytes */${total}`]],
			body: new Uint8Array(0),
		};
	}
	if (behaviour === "no-suffix" && range.isSuffix) return text(404, "no such file");
	if (behaviour === "wrong-offset") {
		const shift = Math.min(7, start);
		const moved = bytes.subarray(start - shift, end + 1 - shift);
		return { status: 206, headers: label(start - shift, end - shift), body: moved };
	}
	if (behaviour === "short") {
		return { status: 206, headers: label(start, end), body: body.subarray(0, body.length >> 1) };
	}
	if (behaviour === "wrong-total") {
		return { status: 206, headers: label(start, end, total + 1000), body };
	}
	if (behaviour === "unlabelled") return { status: 206, headers, body };
	if (behaviour === "whole") return { status: 206, headers: label(0, total - 1), body: bytes };
	return { status: 206, headers: label(start, end), body };
}
