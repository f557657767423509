import { expect, test } from "bun:test";
import { SYSTEM_CLOCK } from "../../src/http/clock.ts";
import { send } from "../../src/runtime/transport.ts";
import { TransportFault } from "../../src/runtime/transport-fault.ts";
import { startRawServer } from "../support/raw-http-server.ts";
import { rejection } from "./test-client.ts";

const TLS = { roots: "bundled", client: undefined, isVerified: true } as const;

const request = (url: string) =>
	send({
		url,
		headers: [],
		proxy: undefined,
		tls: TLS,
		connectTimeout: 50,
		signal: new AbortController().signal,
	});

/** Listens, accepts nobody, and has its queue full: whoever connects now waits for ever. */
const BLACK_HOLE = `
import socket, sys
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
waiting = []
for _ in range(4):
    client = socket.socket()
    client.setblocking(False)
    client.connect_ex(server.getsockname())
    waiting.append(client)
print(server.getsockname()[1], flush=True)
sys.stdin.read()
`;

test("a host that never takes the connection is left after the connect timeout", async () => {
	const python = Bun.which("python3");
	if (python === null) {
		console.log("skipped: no python3 to make a black hole with");
		return;
	}
	const child = Bun.spawn([python, "-I", "-c", BLACK_HOLE], { stdin: "pipe", stdout: "pipe" });
	const reader = child.stdout.getReader();
	const { value } = await reader.read();
	const port = Number(new TextDecoder().decode(value));
	const error = await rejection(request(`http://127.0.0.1:${port}/`));
	expect(error).toBeInstanceOf(TransportFault);
	expect((error as TransportFault).kind).toBe("connect-timeout");
	child.stdin.end();
	await child.exited;
});

test("a host that takes the connection and thinks for long is waited for", async () => {
	const server = await startRawServer(async () => {
		await SYSTEM_CLOCK.sleep(150, undefined);
		return { status: 204, headers: [], body: new Uint8Array(0) };
	});
	const response = await request(`http://127.0.0.1:${server.port}/`);
	expect(response.status).toBe(204);
	server.stop();
});
