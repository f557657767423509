/** HTTP on Node, by `node:http` and `node:https` with connections that are kept alive, directly or through a proxy. */
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TransportFault, transportFault } from "./transport-fault.ts";
import {
	type TlsSettings,
	type TransportProxy,
	type TransportRequest,
	type TransportResponse,
	trustedRoots,
} from "./transport-request.ts";

/** Agents of one set of TLS settings, by what they connect to. */
const agents = new WeakMap<TlsSettings, Map<string, Promise<Agent>>>();

/** Node's side of `send`. */
export async function sendByNode(request: TransportRequest): Promise<TransportResponse> {
	request.signal.throwIfAborted();
	try {
		return await exchange(request);
	} catch (error) {
		if (request.signal.aborted) throw request.signal.reason;
		// A kept connection that the server closed meanwhile says nothing about the server.
		if (error instanceof StaleConnection) return await exchange(request);
		throw transportFault(error);
	}
}

class StaleConnection extends Error {}

async function exchange(request: TransportRequest): Promise<TransportResponse> {
	const url = new URL(request.url);
	const isPlain = url.protocol === "http:";
	const agent = await agentFor(request, isPlain);
	const headers = Object.fromEntries(request.headers);
	const options: RequestOptions = { agent, headers, method: "GET", signal: request.signal };
	// A plain request goes to the proxy itself, with the whole address as its target.
	const outgoing =
		isPlain && request.proxy !== undefined
			? await throughPlainProxy(request.proxy, { url, options })
			: (await client(url)).request(url, options);
	return answerOf(outgoing, request);
}

async function client(url: URL): Promise<typeof import("node:http")> {
	if (url.protocol === "http:") return import("node:http");
	return (await import("node:https")) as unknown as typeof import("node:http");
}

async function throughPlainProxy(
	proxy: TransportProxy,
	{ url, options }: { url: URL; options: RequestOptions },
): Promise<ClientRequest> {
	const target = new URL(proxy.url);
	const headers: Record<string, string> = {
		...(options.headers as Record<string, string>),
		Host: url.host,
		...(proxy.authorization === undefined ? {} : { "Proxy-Authorization": proxy.authorization }),
	};
	return (await client(target)).request(target, { ...options, headers, path: url.href });
}

function answerOf(outgoing: ClientRequest, request: TransportRequest): Promise<TransportResponse> {
	return new Promise((resolve, reject) => {
		watchConnecting(outgoing, request.connectTimeout);
		outgoing.on("error", (error: NodeJS.ErrnoException) => {
			const isStale = outgoing.reusedSocket && error.code === "ECONNRESET";
			reject(isStale ? new StaleConnection("the connection was closed", { cause: error }) : error);
		});
		outgoing.on("response", (incoming) => resolve(wrap(incoming, request)));
		outgoing.end();
	});
}

function watchConnecting(outgoing: ClientRequest, limit: number): void {
	const timer = setTimeout(() => {
		outgoing.destroy(new TransportFault("connect-timeout", "ETIMEDOUT"));
	}, limit);
	const stop = (): void => clearTimeout(timer);
	outgoing.on("close", stop);
	outgoing.on("socket", (socket) => {
		if (socket.connecting) socket.once("connect", stop);
		else stop();
	});
}

function wrap(incoming: IncomingMessage, request: TransportRequest): TransportResponse {
	const iterator = incoming[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
	const next = async (): Promise<Uint8Array | undefined> => {
		try {
			const { done, value } = await iterator.next();
			return done === true ? undefined : value;
		} catch (error) {
			if (request.signal.aborted) throw request.signal.reason;
			throw transportFault(error);
		}
	};
	const headers = new Map<string, string>();
	for (const [name, value] of Object.entries(incoming.headers)) {
		if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
	}
	return {
		status: incoming.statusCode ?? 0,
		headers,
		next,
		whole: async () => {
			const parts: Uint8Array[] = [];
			for (let part = await next(); part !== undefined; part = await next()) parts.push(part);
			return Buffer.concat(parts);
		},
		cancel: () => {
			incoming.destroy();
		},
	};
}

function agentFor(request: TransportRequest, isPlain: boolean): Promise<Agent> {
	const proxy = request.proxy;
	const key = `${isPlain} ${proxy?.url ?? ""} ${proxy?.authorization ?? ""}`;
	const known = agents.get(request.tls) ?? new Map<string, Promise<Agent>>();
	agents.set(request.tls, known);
	const found = known.get(key);
	if (found !== undefined) return found;
	const made = makeAgent(request, isPlain);
	known.set(key, made);
	return made;
}

async function makeAgent({ tls, proxy }: TransportRequest, isPlain: boolean): Promise<Agent> {
	const isPlainConnection =
		proxy === undefined ? isPlain : isPlain && proxy.url.startsWith("http:");
	if (isPlainConnection) {
		const http = await import("node:http");
		return new http.Agent({ keepAlive: true });
	}
	const https = await import("node:https");
	const roots = await trustedRoots(tls);
	const security = {
		rejectUnauthorized: tls.isVerified,
		...(roots === undefined ? {} : { ca: roots }),
		...(tls.client === undefined ? {} : { cert: tls.client.certificate, key: tls.client.key }),
	};
	const agent = new https.Agent({ keepAlive: true, ...security });
	if (proxy !== undefined && !isPlain) {
		const { connect } = await import("node:tls");
		agent.createConnection = (options, callback) => {
			const { host, port } = options as { host: string; port: number };
			openTunnel(proxy, { host, port, security }).then(
				(socket) => {
					const secured = connect({ ...options, socket, ...nameOf(host) } as never);
					callback?.(null, secured);
				},
				(error: unknown) => callback?.(error as Error, undefined as never),
			);
			return undefined;
		};
	}
	return agent;
}

/** The name that TLS asks for; an address has none. */
function nameOf(host: string): { servername: string } {
	const isAddress = /^[\d.]+$/.test(host) || host.includes(":");
	return { servername: isAddress ? "" : host };
}

interface TunnelEnd {
	readonly host: string;
	readonly port: number;
	/** How the proxy itself is trusted, where it is reached by TLS. */
	readonly security: object;
}

/** Asks the proxy for a way to `host:port` and gives its near end. */
async function openTunnel(
	proxy: TransportProxy,
	{ host, port, security }: TunnelEnd,
): Promise<Duplex> {
	const target = new URL(proxy.url);
	const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
	const http = await client(target);
	return new Promise((resolve, reject) => {
		const asking = http.request(target, {
			...security,
			method: "CONNECT",
			path: authority,
			agent: false,
			headers: {
				Host: authority,
				...(proxy.authorization === undefined
					? {}
					: { "Proxy-Authorization": proxy.authorization }),
			},
		});
		asking.on("connect", (response: IncomingMessage, socket: Socket) => {
			if (response.statusCode === 200) resolve(socket);
			else reject(new TransportFault("proxy", `HTTP ${response.statusCode}`));
		});
		asking.on("response", (response) => {
			reject(new TransportFault("proxy", `HTTP ${response.statusCode}`));
		});
		asking.on("error", reject);
		asking.end();
	});
}
