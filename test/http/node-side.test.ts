/** The transport of Node keeps the same promises as Bun's. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { type RawRequest, type Reply, startRawServer } from "../support/raw-http-server.ts";
import { certificate } from "./test-client.ts";

const NODE = new URL("../../node_modules/.bin/node", import.meta.url).pathname;
const PROGRAM = new URL("node-program.ts", import.meta.url).pathname;
const BODY = Buffer.from("x".repeat(300_000));
const ZIPPED = Bun.gzipSync(BODY);
const TLS = {
	key: readFileSync(certificate("server.key"), "utf8"),
	cert: readFileSync(certificate("server.pem"), "utf8"),
};

const ok = (rest: Partial<Reply> = {}): Reply => ({
	status: 200,
	headers: [],
	body: BODY,
	...rest,
});
const gzip: Reply["headers"] = [["Content-Encoding", "gzip"]];
const verbatim = (head: string): Reply => ok({ fault: { kind: "verbatim", bytes: head } });

const replies = new Map<string, (request: RawRequest) => Reply>([
	["plain", () => ok()],
	["chunked", () => ok({ framing: "chunked" })],
	["close", () => ok({ framing: "close" })],
	["gzip", () => ok({ headers: gzip, body: ZIPPED })],
	["gzip-cut", () => ok({ headers: gzip, body: ZIPPED.subarray(0, ZIPPED.length - 12) })],
	["gzip-cut-close", () => ok({ headers: gzip, body: ZIPPED.subarray(0, 100), framing: "close" })],
	["cut", () => ok({ fault: { kind: "cut", at: 0.5 } })],
	["reset", () => ok({ fault: { kind: "reset", at: 0.5 } })],
	["unterminated", () => ok({ fault: { kind: "unterminated" } })],
	["half-terminated", () => ok({ fault: { kind: "half-terminated" } })],
	["no-answer", () => ok({ fault: { kind: "no-answer" } })],
	[
		"two-lengths",
		() => verbatim("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello1"),
	],
	[
		"length-and-chunks",
		() =>
			verbatim(
				"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			),
	],
	["junk", () => verbatim("hello\r\n\r\n")],
	["coded", () => ok({ headers: [["Content-Encoding", "br"]] })],
	["missing", () => ok({ status: 404 })],
	["moved", () => ok({ status: 302, headers: [["Location", "/plain"]] })],
	["who", ({ headers }) => ok({ body: Buffer.from(headers.get("authorization") ?? "nobody") })],
	[
		"range",
		({ headers }) =>
			ok({
				status: 206,
				headers: [["Content-Range", "bytes 299990-299999/300000"]],
				body: Buffer.from(headers.get("range") ?? "none"),
			}),
	],
]);

const respond = (request: RawRequest): Reply =>
	replies.get(request.target.replace(/^.*\//, ""))?.(request) ?? ok({ status: 404 });

async function runNode(tasks: unknown, environment: Record<string, string>): Promise<unknown> {
	const child = Bun.spawn(
		[NODE, "--experimental-strip-types", "--no-warnings", PROGRAM, JSON.stringify(tasks)],
		{ env: { PATH: process.env["PATH"] ?? "", ...environment }, stdout: "pipe", stderr: "pipe" },
	);
	const [output, errors] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
	]);
	if ((await child.exited) !== 0) throw new Error(errors);
	return JSON.parse(output);
}

test("Node gives the right bytes or an error, and hears nothing of its environment", async () => {
	const plain = await startRawServer(respond);
	const secure = await startRawServer(respond, { tls: TLS });
	const proxySaw: RawRequest[] = [];
	const proxy = await startRawServer(
		(request) => {
			proxySaw.push(request);
			return ok({ body: Buffer.from(`proxied ${request.target}`) });
		},
		{
			onConnect: (request, near: Socket) => {
				proxySaw.push(request);
				const far = connect(Number(request.target.split(":")[1]), "127.0.0.1", () => {
					near.write("HTTP/1.1 200 OK\r\n\r\n");
					near.pipe(far);
					far.pipe(near);
				});
				far.on("error", () => near.destroy());
			},
		},
	);
	const origin = `http://127.0.0.1:${plain.port}`;
	const safe = `https://127.0.0.1:${secure.port}`;
	const authority = { certificateFile: certificate("authority.pem") };
	const through = {
		HTTP_PROXY: `http://me:pw@127.0.0.1:${proxy.port}`,
		HTTPS_PROXY: `http://me:pw@127.0.0.1:${proxy.port}`,
	};
	const tasks = [
		...[...replies.keys()].map((name) => ({ name, url: `${origin}/${name}` })),
		{ name: "suffix", url: `${origin}/range`, range: { suffix: 10 } },
		{ name: "user", url: `${origin.replace("//", "//u:p@")}/who` },
		{ name: "refused", url: "http://127.0.0.1:1/" },
		{ name: "unresolved", url: "http://nowhere.invalid/" },
		{ name: "untrusted", url: `${safe}/plain` },
		{ name: "trusted", url: `${safe}/plain`, options: authority },
		{ name: "insecure", url: `${safe}/plain`, options: { insecureHosts: ["127.0.0.1"] } },
		{ name: "by-proxy", url: "http://example.com/x", options: { variables: through } },
		{ name: "by-tunnel", url: `${safe}/plain`, options: { ...authority, variables: through } },
		{ name: "untrusted-by-tunnel", url: `${safe}/plain`, options: { variables: through } },
	];
	const results = await runNode(tasks, {
		NODE_TLS_REJECT_UNAUTHORIZED: "0",
		HTTP_PROXY: "http://127.0.0.1:1",
		NODE_USE_ENV_PROXY: "1",
	});
	const x = "x".repeat(40);
	expect(results).toEqual({
		plain: `200 300000 ${x}`,
		chunked: `200 300000 ${x}`,
		close: `200 300000, unsure ${x}`,
		gzip: `200 300000 ${x}`,
		"gzip-cut": "incomplete-body",
		"gzip-cut-close": "incomplete-body",
		cut: "network-failure",
		reset: "network-failure",
		unterminated: "network-failure",
		"half-terminated": "network-failure",
		"no-answer": "network-failure",
		"two-lengths": "invalid-response",
		"length-and-chunks": "invalid-response",
		junk: "invalid-response",
		coded: "invalid-response",
		missing: "404 0",
		moved: `200 300000 ${x}`,
		who: "200 6 nobody",
		range: "206 0",
		suffix: "206 9 bytes=-10",
		user: `200 8 Basic ${btoa("u:p")}`.replace("200 8", `200 ${`Basic ${btoa("u:p")}`.length}`),
		refused: "network-failure",
		unresolved: "network-failure",
		untrusted: "tls-failure",
		trusted: `200 300000 ${x}`,
		insecure: `200 300000 ${x}`,
		"by-proxy": "200 28 proxied http://example.com/x",
		"by-tunnel": `200 300000 ${x}`,
		"untrusted-by-tunnel": "tls-failure",
	});
	const told = new Set(proxySaw.map(({ headers }) => headers.get("proxy-authorization")));
	expect([...told]).toEqual([`Basic ${btoa("me:pw")}`]);
	plain.stop();
	secure.stop();
	proxy.stop();
});

test("Bun hears nothing of its environment either", async () => {
	const secure = await startRawServer(respond, { tls: TLS });
	const plain = await startRawServer(respond);
	const tasks = [
		{ name: "untrusted", url: `https://127.0.0.1:${secure.port}/plain` },
		{ name: "plain", url: `http://127.0.0.1:${plain.port}/missing` },
	];
	const child = Bun.spawn([process.execPath, PROGRAM, JSON.stringify(tasks)], {
		env: {
			PATH: process.env["PATH"] ?? "",
			NODE_TLS_REJECT_UNAUTHORIZED: "0",
			HTTP_PROXY: "http://127.0.0.1:1",
		},
		stdout: "pipe",
		stderr: "ignore",
	});
	expect(JSON.parse(await new Response(child.stdout).text())).toEqual({
		untrusted: "tls-failure",
		plain: "404 0",
	});
	secure.stop();
	plain.stop();
});
