/**
 * A package index on loopback. It speaks JSON and HTML, serves `.metadata` files and byte ranges, protects itself
 * with credentials, misbehaves where told, and remembers every request.
 *
 *     await using index = await startIndexServer(worldOf([["flask", [file]]]), { dialect: "html" });
 *     … index.url … index.count("/simple/flask/") …
 *
 * Paths: `/simple/<project>/`, `/files/<project>/<filename>[.metadata]`, `/flat/` (all files on one page); a further
 * site has the same below `/<prefix>`.
 */
import type {
	IndexFault,
	IndexFile,
	IndexServerOptions,
	IndexSite,
	IndexWorld,
	Latency,
	RequestRecord,
} from "./index-world.ts";
import { type RawRequest, type Reply, startRawServer } from "./raw-http-server.ts";
import { answerSite } from "./site-answer.ts";

export interface IndexServer extends AsyncDisposable {
	/** `http://127.0.0.1:<port>`; everything is below it. */
	readonly origin: string;
	/** The index at the root: `<origin>/simple`. */
	readonly url: string;
	/** `<origin>/flat/`, for `--find-links`. */
	readonly flatUrl: string;
	/** The index of a further site: `<origin>/<prefix>/simple`. */
	siteUrl(prefix: string): string;
	/** All requests so far, oldest first. */
	readonly requests: readonly RequestRecord[];
	/** Requests whose path contains, or matches, the pattern. */
	count(pattern: string | RegExp): number;
	/** Connections opened so far. */
	readonly connections: number;
	/** Most requests that were being answered at the same time. */
	readonly peak: number;
	/** Forgets all requests, but not what faults have counted. */
	forgetRequests(): void;
	/** Replaces the world of the root site from now on. */
	setWorld(world: IndexWorld): void;
	/** Replaces all faults from now on; their counts start again. */
	setFaults(faults: readonly IndexFault[]): void;
	stop(): void;
}

/** A world from pairs of normalized name and files. */
export function worldOf(projects: Iterable<readonly [string, readonly IndexFile[]]>): IndexWorld {
	return new Map(projects);
}

/** Starts an index on a free port of 127.0.0.1. Stop it, or use `await using`. */
export async function startIndexServer(
	world: IndexWorld,
	options: IndexServerOptions = {},
): Promise<IndexServer> {
	let rootWorld = world;
	const requests: RequestRecord[] = [];
	let faults = new FaultList(options.faults ?? []);
	const nextLatency = latencySequence(options.latency);
	let running = 0;
	let peak = 0;
	let origin = "";

	const plan = (request: RawRequest): { reply: Reply; delay: number } => {
		const { site, prefix, path } = findSite(request.target, { ...options, world: rootWorld });
		const fault = faults.take(request.target);
		const honest = answerSite({ request, site, path, base: `${origin}${prefix}` });
		return { reply: spoil(honest, fault), delay: nextLatency() + (fault?.delay ?? 0) };
	};
	const raw = await startRawServer(
		async (request) => {
			running += 1;
			peak = Math.max(peak, running);
			const { reply, delay } = plan(request);
			const { method, target, headers, connection } = request;
			requests.push({ method, target, headers, connection, status: reply.status });
			if (delay > 0) await Bun.sleep(delay);
			running -= 1;
			return reply;
		},
		options.tls === undefined ? {} : { tls: options.tls },
	);
	origin = `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${raw.port}`;

	return {
		origin,
		url: `${origin}/simple`,
		flatUrl: `${origin}/flat/`,
		siteUrl: (prefix) => `${origin}/${prefix}/simple`,
		requests,
		count: (pattern) => requests.filter((request) => matches(request.target, pattern)).length,
		get connections() {
			return raw.connections;
		},
		get peak() {
			return peak;
		},
		forgetRequests: () => {
			requests.length = 0;
		},
		setWorld: (next) => {
			rootWorld = next;
		},
		setFaults: (next) => {
			faults = new FaultList(next);
		},
		stop: raw.stop,
		[Symbol.asyncDispose]: async () => raw.stop(),
	};
}

interface FoundSite {
	readonly site: IndexSite;
	/** Empty, or `/private`. */
	readonly prefix: string;
	/** The rest of the path, from its slash on, without a query. */
	readonly path: string;
}

function findSite(target: string, root: IndexServerOptions & IndexSite): FoundSite {
	const path = target.split("?")[0] ?? "/";
	const first = path.split("/")[1] ?? "";
	const site = root.sites?.get(first);
	if (site === undefined) return { site: root, prefix: "", path };
	return { site, prefix: `/${first}`, path: path.slice(first.length + 1) };
}

function matches(target: string, pattern: string | RegExp): boolean {
	return typeof pattern === "string" ? target.includes(pattern) : pattern.test(target);
}

/** Faults with their counts. */
class FaultList {
	readonly #faults: readonly { readonly fault: IndexFault; seen: number }[];

	constructor(faults: readonly IndexFault[]) {
		this.#faults = faults.map((fault) => ({ fault, seen: 0 }));
	}

	/** The fault for this request, the first that applies. */
	take(target: string): IndexFault | undefined {
		for (const entry of this.#faults) {
			if (!matches(target, entry.fault.match)) continue;
			entry.seen += 1;
			const from = entry.fault.after ?? 0;
			const to = from + (entry.fault.times ?? Number.POSITIVE_INFINITY);
			if (entry.seen > from && entry.seen <= to) return entry.fault;
		}
		return undefined;
	}
}

function spoil(reply: Reply, fault: IndexFault | undefined): Reply {
	if (fault === undefined) return reply;
	const body = typeof fault.body === "string" ? Buffer.from(fault.body) : fault.body;
	const names = new Set(Object.keys(fault.headers ?? {}).map((name) => name.toLowerCase()));
	const isNewBody = body !== undefined;
	const kept = reply.headers.filter(([name]) => {
		const lower = name.toLowerCase();
		return !names.has(lower) && !(isNewBody && lower === "content-encoding");
	});
	const headers = [...kept, ...Object.entries(fault.headers ?? {})];
	if (fault.redirect !== undefined) {
		headers.push(["Location", fault.redirect]);
		return { ...reply, status: fault.status ?? 302, headers, body: body ?? new Uint8Array(0) };
	}
	return {
		...reply,
		status: fault.status ?? reply.status,
		headers,
		body: body ?? reply.body,
		...(fault.framing === undefined ? {} : { framing: fault.framing }),
		announcedLength: fault.announcedLength,
		fault: fault.wire,
	};
}

/** Milliseconds for one request after the other; the same sequence for the same seed. */
export function latencySequence(latency: Latency | undefined): () => number {
	if (latency === undefined) return () => 0;
	if (typeof latency === "number") return () => latency;
	let state = latency.seed >>> 0;
	return () => {
		// A linear congruential generator is random enough to shuffle arrivals.
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return latency.from + ((latency.to - latency.from) * state) / 2 ** 32;
	};
}
