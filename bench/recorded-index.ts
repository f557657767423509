/**
 * An index on loopback over recorded answers of the real one, served as PyPI serves: JSON or HTML,
 * `.metadata` files taken from the wheels, byte ranges, `max-age=600`, ETags, gzip. While recording,
 * what is missing is fetched; afterwards a request for something unrecorded fails the bench.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseZipMember } from "./zip-member.ts";

interface RecordedFile {
	readonly filename: string;
	/** Where the real index serves it. */
	readonly upstream: string;
	readonly sha256: string | undefined;
	readonly requiresPython: string | undefined;
	readonly uploadTime: string | undefined;
	readonly yanked: boolean;
}

/** Serves a folder of recorded answers; give `upstream` to record what is missing. */
export interface RecordedIndexOptions {
	readonly folder: string;
	/** The simple API to record from. */
	readonly upstream: string | undefined;
	/** Milliseconds added to every answer. */
	readonly latency?: number;
	/** Seconds for which a page counts as fresh. */
	readonly maxAge?: number;
}

export interface RecordedIndex {
	readonly url: string;
	/** Requests for something that was never recorded. */
	readonly unrecorded: readonly string[];
	stop(): void;
}

const LINK_REGEXP = /<a\s+([^>]*)>([^<]*)<\/a>/g;
/** As the public index has it. */
const MAX_AGE = 600;

function attribute(text: string, name: string): string | undefined {
	const value = new RegExp(`${name}="([^"]*)"`).exec(text)?.[1];
	return value?.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}

function parsePage(html: string, base: string): readonly RecordedFile[] {
	return [...html.matchAll(LINK_REGEXP)].map(([, attributes = "", text = ""]) => {
		const url = new URL(attribute(attributes, "href") ?? "", base);
		return {
			filename: text.trim(),
			upstream: url.href.replace(/#.*/, ""),
			sha256: /sha256=([0-9a-f]+)/.exec(url.hash)?.[1],
			requiresPython: attribute(attributes, "data-requires-python"),
			uploadTime: attribute(attributes, "data-upload-time"),
			yanked: /data-yanked/.test(attributes),
		};
	});
}

class Recorder {
	readonly unrecorded: string[] = [];
	readonly #options: RecordedIndexOptions;
	readonly #pages = new Map<
		string,
		{ json: Uint8Array<ArrayBuffer>; html: Uint8Array<ArrayBuffer> }
	>();

	constructor(options: RecordedIndexOptions) {
		this.#options = options;
	}

	/** The recorded bytes of `name`, fetched from `url` where that is allowed. */
	async bytes(name: string, url: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
		const path = join(this.#options.folder, name);
		if (existsSync(path)) return readFileSync(path) as Uint8Array<ArrayBuffer>;
		if (this.#options.upstream === undefined) {
			this.unrecorded.push(name);
			return undefined;
		}
		const response = await fetch(url, {
			headers: { accept: "application/vnd.pypi.simple.v1+html, text/html;q=0.5, */*;q=0.1" },
		});
		if (response.status === 404) return undefined;
		if (!response.ok) throw new Error(`recording ${name}: the index answered ${response.status}`);
		const data = new Uint8Array(await response.arrayBuffer());
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(`${path}.part`, data);
		renameSync(`${path}.part`, path);
		return data;
	}

	/** What was recorded of a file: the whole of it, or what its `.metadata` says. */
	#contentOf({ filename }: RecordedFile): RecordedContent | undefined {
		const { folder } = this.#options;
		const path = join(folder, "files", filename);
		if (existsSync(path)) {
			const data = readFileSync(path) as Uint8Array<ArrayBuffer>;
			const metadata = filename.endsWith(".whl") ? metadataOf(data) : undefined;
			return { size: data.length, metadata };
		}
		const beside = metadataPath(folder, filename);
		if (!existsSync(beside)) return undefined;
		return { size: undefined, metadata: readFileSync(beside) as Uint8Array<ArrayBuffer> };
	}

	/** METADATA of a wheel, without the wheel where that was never asked for. */
	async metadata(filename: string, url: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
		const whole = join(this.#options.folder, "files", filename);
		if (existsSync(whole)) return metadataOf(readFileSync(whole) as Uint8Array<ArrayBuffer>);
		const known = await this.bytes(`metadata/${filename}.metadata`, `${url}.metadata`);
		if (known !== undefined || this.#options.upstream === undefined) return known;
		const data = await this.bytes(`files/${filename}`, url);
		return data === undefined ? undefined : metadataOf(data);
	}

	async page(
		project: string,
		origin: string,
	): Promise<{ json: Uint8Array<ArrayBuffer>; html: Uint8Array<ArrayBuffer> } | undefined> {
		const known = this.#pages.get(project);
		if (known !== undefined) return known;
		const base = `${this.#options.upstream ?? "http://recorded.invalid/simple"}/${project}/`;
		const html = await this.bytes(`simple/${project}.html`, base);
		if (html === undefined) return undefined;
		// Without an upstream the links are absolute already: a page is recorded as the index gave it.
		const files = parsePage(new TextDecoder().decode(html), base);
		const page = renderPage(project, files, { origin, contentOf: (file) => this.#contentOf(file) });
		this.#pages.set(project, page);
		return page;
	}
}

/** The address under which a file is served: its upstream address below `/files/`. Whole, as the public index writes it. */
function fileUrl(file: RecordedFile, origin: string): string {
	return `${origin}/files/${encodeURIComponent(file.upstream)}/${file.filename}`;
}

interface RecordedContent {
	readonly size: number | undefined;
	readonly metadata: Uint8Array<ArrayBuffer> | undefined;
}

function metadataPath(folder: string, filename: string): string {
	return join(folder, "metadata", `${filename}.metadata`);
}

/** Size and digest of METADATA of the files that were recorded; nobody asks for the others. */
function renderContent(
	file: RecordedFile,
	content: RecordedContent | undefined,
): Record<string, unknown> {
	if (content === undefined) return { "core-metadata": file.filename.endsWith(".whl") };
	const { size, metadata } = content;
	const sha256 =
		metadata === undefined
			? undefined
			: new Bun.CryptoHasher("sha256").update(metadata).digest("hex");
	return {
		"core-metadata": sha256 === undefined ? false : { sha256 },
		...(size === undefined ? {} : { size }),
	};
}

function metadataOf(wheel: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
	return parseZipMember(wheel, /^[^/]+\.dist-info\/METADATA$/);
}

interface Rendering {
	/** Of the server: scheme, host and port. */
	readonly origin: string;
	/** What was recorded of a file. */
	contentOf(file: RecordedFile): RecordedContent | undefined;
}

function renderPage(
	project: string,
	files: readonly RecordedFile[],
	{ origin, contentOf }: Rendering,
): { json: Uint8Array<ArrayBuffer>; html: Uint8Array<ArrayBuffer> } {
	const json = JSON.stringify({
		meta: { "api-version": "1.1" },
		name: project,
		files: files.map((file) => ({
			filename: file.filename,
			url: fileUrl(file, origin),
			hashes: file.sha256 === undefined ? {} : { sha256: file.sha256 },
			...(file.requiresPython === undefined ? {} : { "requires-python": file.requiresPython }),
			...(file.uploadTime === undefined ? {} : { "upload-time": file.uploadTime }),
			...renderContent(file, contentOf(file)),
			yanked: file.yanked,
		})),
	});
	const links = files.map((file) => {
		const escaped = file.requiresPython?.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
		const requires = escaped === undefined ? "" : ` data-requires-python="${escaped}"`;
		const metadata = file.filename.endsWith(".whl") ? ' data-core-metadata="true"' : "";
		const hash = file.sha256 === undefined ? "" : `#sha256=${file.sha256}`;
		return `<a href="${fileUrl(file, origin)}${hash}"${requires}${metadata}>${file.filename}</a><br/>`;
	});
	const html = `<!DOCTYPE html><html><body>\n${links.join("\n")}\n</body></html>`;
	return {
		json: Bun.gzipSync(new TextEncoder().encode(json)),
		html: Bun.gzipSync(new TextEncoder().encode(html)),
	};
}

function pageResponse(
	request: Request,
	page: { json: Uint8Array<ArrayBuffer>; html: Uint8Array<ArrayBuffer> },
	maxAge: number,
): Response {
	const wantsJson = request.headers.get("accept")?.includes("vnd.pypi.simple.v1+json") === true;
	const body = wantsJson ? page.json : page.html;
	const etag = `"${Bun.hash(body).toString(16)}"`;
	const headers = {
		"cache-control": `max-age=${maxAge}, public`,
		"content-type": wantsJson ? "application/vnd.pypi.simple.v1+json" : "text/html",
		etag,
		vary: "Accept, Accept-Encoding",
	};
	if (request.headers.get("if-none-match") === etag)
		return new Response(null, { status: 304, headers });
	return new Response(body, { headers: { ...headers, "content-encoding": "gzip" } });
}

function fileResponse(request: Request, data: Uint8Array<ArrayBuffer>): Response {
	const headers = {
		"accept-ranges": "bytes",
		"cache-control": "max-age=365000000, immutable, public",
		"content-type": "application/octet-stream",
		etag: `"${data.length}"`,
	};
	const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "");
	if (range === null) return new Response(data, { headers });
	const [, from = "", to = ""] = range;
	const start = from === "" ? Math.max(0, data.length - Number(to)) : Number(from);
	const end = from === "" || to === "" ? data.length - 1 : Math.min(Number(to), data.length - 1);
	return new Response(data.subarray(start, end + 1), {
		status: 206,
		headers: { ...headers, "content-range": `bytes ${start}-${end}/${data.length}` },
	});
}

async function answer(
	request: Request,
	recorder: Recorder,
	{ maxAge = MAX_AGE }: RecordedIndexOptions,
): Promise<Response> {
	const { origin, pathname: path } = new URL(request.url);
	const project = /^\/simple\/([^/]+)\/?$/.exec(path)?.[1];
	if (project !== undefined) {
		const page = await recorder.page(project.toLowerCase().replaceAll(/[-_.]+/g, "-"), origin);
		if (page === undefined) return new Response("", { status: 404 });
		return pageResponse(request, page, maxAge);
	}
	const [, upstream = "", filename = ""] = /^\/files\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
	const isMetadata = filename.endsWith(".metadata");
	const name = isMetadata ? filename.slice(0, -".metadata".length) : filename;
	const url = decodeURIComponent(upstream);
	const data = isMetadata
		? await recorder.metadata(name, url)
		: await recorder.bytes(`files/${name}`, url);
	return data === undefined ? new Response("", { status: 404 }) : fileResponse(request, data);
}

/** Starts the server on a free port of loopback. */
export function serveRecordedIndex(options: RecordedIndexOptions): RecordedIndex {
	const recorder = new Recorder(options);
	const server = Bun.serve({
		hostname: "127.0.0.1",
		port: 0,
		idleTimeout: 255,
		async fetch(request) {
			if ((options.latency ?? 0) > 0) await Bun.sleep(options.latency ?? 0);
			return answer(request, recorder, options);
		},
	});
	return {
		url: `http://127.0.0.1:${server.port}/simple`,
		unrecorded: recorder.unrecorded,
		stop: () => {
			server.stop(true).catch(() => undefined);
		},
	};
}

if (import.meta.main) {
	const [folder = "", upstream = "", latency = "0", maxAge = `${MAX_AGE}`] = process.argv.slice(2);
	const index = serveRecordedIndex({
		folder,
		upstream: upstream === "" ? undefined : upstream,
		latency: Number(latency),
		maxAge: Number(maxAge),
	});
	console.log(index.url);
	// The parent closes standard input to end this process and reads what was missed.
	for await (const _chunk of Bun.stdin.stream());
	console.log(JSON.stringify(index.unrecorded));
	process.exit(0);
}
