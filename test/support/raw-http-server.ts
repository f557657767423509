/**
 * An HTTP/1.1 server for loopback tests, written on bare sockets so that it can also break the protocol: cut,
 * stall, reset, lie about lengths. It knows GET and HEAD, and keeps connections alive.
 */
import { createServer as createPlainServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

export interface RawRequest {
	readonly method: string;
	/** Path and query, as the client wrote them. */
	readonly target: string;
	/** Names in lower case. */
	readonly headers: ReadonlyMap<string, string>;
	/** Counts connections from 1; requests on one connection share it. */
	readonly connection: number;
}

/** What goes wrong below HTTP. `at` is a share of the body, 0 to 1. */
export type WireFault =
	/** The connection ends in an orderly way after `at` of the body. */
	| { readonly kind: "cut"; readonly at: number }
	/** The connection is reset after `at` of the body. */
	| { readonly kind: "reset"; readonly at: number }
	/** Nothing arrives after `at` of the body; the connection stays open. */
	| { readonly kind: "stall"; readonly at: number }
	/** One byte of the body each `interval` milliseconds. */
	| { readonly kind: "trickle"; readonly interval: number }
	/** A chunked body without its last chunk. */
	| { readonly kind: "unterminated" }
	/** A chunked body that ends after `0\r\n`, before the last line. */
	| { readonly kind: "half-terminated" }
	/** The connection is reset before anything is answered. */
	| { readonly kind: "no-answer" }
	/** These bytes instead of any answer; then the end of the connection. */
	| { readonly kind: "verbatim"; readonly bytes: string };

export interface Reply {
	readonly status: number;
	readonly headers: readonly (readonly [string, string])[];
	readonly body: Uint8Array;
	/** `length` (the default): Content-Length; `close`: the end of the connection ends the body. */
	readonly framing?: "length" | "chunked" | "close";
	/** Announced instead of the true length. */
	readonly announcedLength?: number | undefined;
	readonly fault?: WireFault | undefined;
}

export type Responder = (request: RawRequest) => Reply | Promise<Reply>;

export interface RawServer {
	readonly port: number;
	/** Connections opened so far. */
	readonly connections: number;
	/** Closes every open connection, whatever is on its way. */
	dropConnections(): void;
	stop(): void;
}

export interface RawServerOptions {
	readonly tls?: { readonly key: string; readonly cert: string };
	/** Takes over a connection that asks for CONNECT; without it such a request is answered 405. */
	readonly onConnect?: (request: RawRequest, socket: Socket) => void;
}

const MAXIMUM_HEAD = 64 * 1024;

/** Starts a server on a free port of 127.0.0.1. */
export async function startRawServer(
	respond: Responder,
	options: RawServerOptions = {},
): Promise<RawServer> {
	const sockets = new Set<Socket>();
	let connections = 0;
	const onSocket = (socket: Socket): void => {
		connections += 1;
		sockets.add(socket);
		socket.on("error", () => undefined);
		socket.on("close", () => sockets.delete(socket));
		serveConnection(socket, { respond, options, connection: connections });
	};
	const server =
		options.tls === undefined
			? createPlainServer({ allowHalfOpen: true }, onSocket)
			: createTlsServer({ ...options.tls }, onSocket);
	if (options.tls !== undefined) server.on("tlsClientError", () => undefined);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	const dropConnections = (): void => {
		for (const socket of sockets) socket.destroy();
	};
	return {
		port: address.port,
		get connections() {
			return connections;
		},
		dropConnections,
		stop: () => {
			server.close();
			dropConnections();
		},
	};
}

interface Serving {
	readonly respond: Responder;
	readonly options: RawServerOptions;
	readonly connection: number;
}

function serveConnection(socket: Socket, serving: Serving): void {
	let pending = "";
	let queue = Promise.resolve();
	const onData = (data: Buffer): void => {
		pending += data.toString("latin1");
		if (pending.length > MAXIMUM_HEAD) socket.destroy();
		for (let end = pending.indexOf("\r\n\r\n"); end !== -1; end = pending.indexOf("\r\n\r\n")) {
			const request = parseHead(pending.slice(0, end), serving.connection);
			pending = pending.slice(end + 4);
			const { onConnect } = serving.options;
			if (request.method === "CONNECT" && onConnect !== undefined) {
				socket.off("data", onData);
				onConnect(request, socket);
				return;
			}
			queue = queue.then(async () => {
				if (!socket.destroyed) await answer(socket, request, await serving.respond(request));
			});
		}
	};
	socket.on("data", onData);
	socket.on("end", () => {
		queue.then(
			() => socket.end(),
			() => socket.destroy(),
		);
	});
}

function parseHead(head: string, connection: number): RawRequest {
	const lines = head.split("\r\n");
	const [method = "", target = ""] = (lines[0] ?? "").split(" ");
	const headers = new Map<string, string>();
	for (const line of lines.slice(1)) {
		const colon = line.indexOf(":");
		headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
	}
	return { method, target, headers, connection };
}

async function answer(socket: Socket, request: RawRequest, reply: Reply): Promise<void> {
	const { fault } = reply;
	if (fault?.kind === "no-answer") return reset(socket);
	if (fault?.kind === "verbatim") {
		socket.end(fault.bytes, "latin1");
		return;
	}
	const hasBody = request.method !== "HEAD" && reply.status !== 304 && reply.status !== 204;
	const head = Buffer.from(printHead(reply), "latin1");
	if (!hasBody) {
		socket.write(head);
		return;
	}
	if (fault !== undefined) return breakBody(socket, { head, reply, fault });
	if (reply.framing === "chunked") {
		socket.write(Buffer.concat([head, chunked(reply.body), Buffer.from("0\r\n\r\n")]));
		return;
	}
	const whole = Buffer.concat([head, reply.body]);
	const isEnd = reply.framing === "close" || request.headers.get("connection") === "close";
	if (isEnd) socket.end(whole);
	else socket.write(whole);
}

function printHead(reply: Reply): string {
	const lines = [`HTTP/1.1 ${reply.status} Reason`];
	for (const [name, value] of reply.headers) lines.push(`${name}: ${value}`);
	const isChunked =
		reply.framing === "chunked" ||
		reply.fault?.kind === "unterminated" ||
		reply.fault?.kind === "half-terminated";
	if (isChunked) lines.push("Transfer-Encoding: chunked");
	else if (reply.framing === "close") lines.push("Connection: close");
	else if (reply.status !== 304 && reply.status !== 204) {
		lines.push(`Content-Length: ${reply.announcedLength ?? reply.body.length}`);
	}
	return `${lines.join("\r\n")}\r\n\r\n`;
}

function chunked(body: Uint8Array): Uint8Array {
	if (body.length === 0) return new Uint8Array(0);
	const parts: Uint8Array[] = [];
	const step = Math.max(1, Math.ceil(body.length / 3));
	for (let offset = 0; offset < body.length; offset += step) {
		const part = body.subarray(offset, offset + step);
		parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n"));
	}
	return Buffer.concat(parts);
}

async function breakBody(
	socket: Socket,
	{ head, reply, fault }: { head: Buffer; reply: Reply; fault: WireFault },
): Promise<void> {
	const { body } = reply;
	if (fault.kind === "unterminated") {
		socket.end(Buffer.concat([head, chunked(body)]));
		return;
	}
	if (fault.kind === "half-terminated") {
		socket.end(Buffer.concat([head, chunked(body), Buffer.from("0\r\n")]));
		return;
	}
	if (fault.kind === "trickle") return trickle(socket, { head, body, interval: fault.interval });
	if (fault.kind !== "cut" && fault.kind !== "reset" && fault.kind !== "stall") return;
	const part = Buffer.concat([head, body.subarray(0, Math.floor(body.length * fault.at))]);
	if (fault.kind === "cut") socket.end(part);
	else if (fault.kind === "reset") socket.write(part, () => reset(socket));
	else socket.write(part);
}

async function trickle(
	socket: Socket,
	{ head, body, interval }: { head: Buffer; body: Uint8Array; interval: number },
): Promise<void> {
	socket.write(head);
	for (let index = 0; index < body.length && !socket.destroyed; index++) {
		socket.write(body.subarray(index, index + 1));
		await Bun.sleep(interval);
	}
}

function reset(socket: Socket): void {
	socket.resetAndDestroy();
}
