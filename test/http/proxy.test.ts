import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { readProxyTable } from "../../src/http/proxy.ts";
import { type RawRequest, type RawServer, startRawServer } from "../support/raw-http-server.ts";
import { certificate, openTestClient, rejection } from "./test-client.ts";

const route = (url: string, variables: Record<string, string>): string | undefined =>
	readProxyTable(variables).route(new URL(url))?.url;

describe("the proxy of a URL", () => {
	test("comes from the variable of its scheme, then from ALL_PROXY", () => {
		const variables = {
			HTTP_PROXY: "http://a:1",
			HTTPS_PROXY: "http://b:2",
			ALL_PROXY: "http://c:3",
		};
		expect(route("http://example.com/", variables)).toBe("http://a:1");
		expect(route("https://example.com/", variables)).toBe("http://b:2");
		expect(route("https://example.com/", { ALL_PROXY: "http://c:3" })).toBe("http://c:3");
		expect(route("https://example.com/", { HTTP_PROXY: "http://a:1" })).toBeUndefined();
		expect(route("https://example.com/", { HTTPS_PROXY: "" })).toBeUndefined();
	});

	test("may be spelled in lower case, which wins, and without a scheme", () => {
		expect(route("http://example.com/", { http_proxy: "low:1", HTTP_PROXY: "high:2" })).toBe(
			"http://low:1",
		);
	});

	test.each([
		["example.com", "http://example.com/", true],
		["example.com", "http://sub.example.com/", true],
		["example.com", "http://notexample.com/", false],
		[".example.com", "http://sub.example.com/", true],
		["*.example.com", "http://sub.example.com/", true],
		["example.com:8080", "http://example.com:8080/", true],
		["example.com:8080", "http://example.com/", false],
		["example.com:443", "https://example.com/", true],
		["EXAMPLE.com , other", "http://example.com/", true],
		["*", "http://example.org/", true],
		["10.0.0.0/8", "http://10.9.8.7/", true],
		["10.0.0.0/8", "http://11.0.0.1/", false],
		["10.0.0.0/99", "http://10.0.0.1/", false],
		["127.0.0.1", "http://127.0.0.1:99/", true],
		["[::1]", "http://[::1]:99/", true],
		["::1", "http://[::1]/", true],
		["[::1]:98", "http://[::1]:99/", false],
		["", "http://example.com/", false],
	])("is none under NO_PROXY=`%s` for %s: %p", (exceptions, url, isDirect) => {
		const found = route(url, { ALL_PROXY: "http://p:1", NO_PROXY: exceptions });
		expect(found === undefined).toBe(isDirect);
	});

	test("is refused where it speaks SOCKS or nothing known, without its password", () => {
		for (const address of ["socks5://me:s3cret@host:1", "ftp://me:s3cret@host:1"]) {
			const table = readProxyTable({ ALL_PROXY: address });
			let message = "";
			try {
				table.route(new URL("https://example.com"));
			} catch (error) {
				message = (error as Error).message;
			}
			expect(message).toContain("Could not use the proxy");
			expect(message).not.toContain("s3cret");
		}
	});
});

/** A proxy that works: absolute targets and CONNECT; it writes down what it was asked. */
async function startProxy(): Promise<{ proxy: RawServer; seen: RawRequest[] }> {
	const seen: RawRequest[] = [];
	const proxy = await startRawServer(
		(request) => {
			seen.push(request);
			return { status: 200, headers: [], body: Buffer.from(`proxied ${request.target}`) };
		},
		{
			onConnect: (request, near: Socket) => {
				seen.push(request);
				const [host = "", port = ""] = request.target.split(":");
				const far = connect(Number(port), host, () => {
					near.write("HTTP/1.1 200 OK\r\n\r\n");
					near.pipe(far);
					far.pipe(near);
				});
				far.on("error", () => near.destroy());
			},
		},
	);
	return { proxy, seen };
}

test("plain requests ask the proxy for the whole address, with its credentials and not the index's", async () => {
	const { proxy, seen } = await startProxy();
	const variables = { HTTP_PROXY: `http://me:pr0xy@127.0.0.1:${proxy.port}` };
	const { client } = openTestClient({ variables });
	const answer = await client.get("http://user:s3cret@index.example.com/simple/");
	const body = answer.kind === "answered" ? Buffer.from(answer.body).toString() : "";
	expect(body).toBe("proxied http://index.example.com/simple/");
	expect(seen[0]?.headers.get("proxy-authorization")).toBe(`Basic ${btoa("me:pr0xy")}`);
	expect(seen[0]?.headers.get("authorization")).toBe(`Basic ${btoa("user:s3cret")}`);
	proxy.stop();
});

test("secure requests go through a tunnel that hides them from the proxy", async () => {
	const { proxy, seen } = await startProxy();
	const index = await startRawServer(
		({ headers }) => ({
			status: 200,
			headers: [],
			body: Buffer.from(headers.get("authorization") ?? ""),
		}),
		{
			tls: {
				key: readFileSync(certificate("server.key"), "utf8"),
				cert: readFileSync(certificate("server.pem"), "utf8"),
			},
		},
	);
	const { client } = openTestClient({
		variables: { HTTPS_PROXY: `http://me:pr0xy@127.0.0.1:${proxy.port}` },
		certificateFile: certificate("authority.pem"),
	});
	const answer = await client.get(`https://user:s3cret@127.0.0.1:${index.port}/`);
	const body = answer.kind === "answered" ? Buffer.from(answer.body).toString() : "";
	expect(body).toBe(`Basic ${btoa("user:s3cret")}`);
	expect(seen).toHaveLength(1);
	expect(seen[0]?.target).toBe(`127.0.0.1:${index.port}`);
	expect(seen[0]?.headers.get("proxy-authorization")).toBe(`Basic ${btoa("me:pr0xy")}`);
	expect([...(seen[0]?.headers.values() ?? [])].join()).not.toContain(btoa("user:s3cret"));
	proxy.stop();
	index.stop();
});

test("a proxy that cannot be reached is an error, never a direct connection", async () => {
	const index = await startRawServer(() => ({
		status: 200,
		headers: [],
		body: Buffer.from("direct"),
	}));
	const closed = await startRawServer(() => ({ status: 200, headers: [], body: Buffer.from("") }));
	closed.stop();
	const variables = { HTTP_PROXY: `http://127.0.0.1:${closed.port}` };
	const { client } = openTestClient({ variables, settings: { retries: 0 } });
	const error = await rejection(client.get(`http://127.0.0.1:${index.port}/`));
	expect(error.code).toBe("network-failure");
	expect(index.connections).toBe(0);
	index.stop();
});

test("the proxies of the process environment are not heard", async () => {
	const index = await startRawServer(() => ({
		status: 200,
		headers: [],
		body: Buffer.from("direct"),
	}));
	const source = `
		import { openTestClient } from ${JSON.stringify(new URL("test-client.ts", import.meta.url).pathname)};
		const answer = await openTestClient({ settings: { retries: 0 } }).client.get("http://127.0.0.1:${index.port}/");
		console.log(Buffer.from(answer.body).toString());`;
	const child = Bun.spawn([process.execPath, "-e", source], {
		env: { ...process.env, HTTP_PROXY: "http://127.0.0.1:1", http_proxy: "http://127.0.0.1:1" },
		stdout: "pipe",
	});
	expect((await new Response(child.stdout).text()).trim()).toBe("direct");
	index.stop();
});
