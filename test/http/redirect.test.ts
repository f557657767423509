import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { nextHop } from "../../src/http/redirect.ts";
import { Secret } from "../../src/http/secret.ts";
import {
	type RawRequest,
	type RawServer,
	type Reply,
	startRawServer,
} from "../support/raw-http-server.ts";
import { certificate, openTestClient, rejection } from "./test-client.ts";

const TLS = {
	key: readFileSync(certificate("server.key"), "utf8"),
	cert: readFileSync(certificate("server.pem"), "utf8"),
};
const BODY = Buffer.from("the body");
const DIGEST = {
	algorithm: "sha256",
	hex: new Bun.CryptoHasher("sha256").update(BODY).digest("hex"),
} as const;

/** A server that redirects `/from` and answers everything else, and what it saw. */
async function serve(
	location: () => string,
	options: { isSecure?: boolean } = {},
): Promise<{ server: RawServer; seen: RawRequest[]; port: number }> {
	const seen: RawRequest[] = [];
	const respond = (request: RawRequest): Reply => {
		seen.push(request);
		if (!request.target.startsWith("/from")) return { status: 200, headers: [], body: BODY };
		return { status: 302, headers: [["Location", location()]], body: Buffer.from("moved") };
	};
	const server = await startRawServer(respond, options.isSecure === true ? { tls: TLS } : {});
	return { server, seen, port: server.port };
}

/** What gives the credentials for the first server; each form must obey the same rules. */
const sources = ["basic", "netrc", "keyring"] as const;
type Source = (typeof sources)[number];

function clientWith(source: Source, origin: string) {
	const { hostname } = new URL(origin);
	const netrc = source === "netrc" ? `machine ${hostname} login user password s3cret` : undefined;
	const keyring =
		source === "keyring"
			? {
					ask: async (service: string) =>
						service.startsWith(origin)
							? { username: "user", password: new Secret("s3cret") }
							: undefined,
				}
			: undefined;
	const opened = openTestClient({ netrc, keyring, certificateFile: certificate("authority.pem") });
	const withUser = origin.replace("//", source === "basic" ? "//user:s3cret@" : "//");
	const authenticate = source === "keyring" ? "always" : "auto";
	opened.credentials.addIndex({ url: withUser, authenticate });
	return opened;
}

const AUTHORIZATION = `Basic ${btoa("user:s3cret")}`;

describe.each(sources)("credentials from %s after a redirect", (source) => {
	test("go along to the same origin", async () => {
		const a = await serve(() => "/to");
		const { client } = clientWith(source, `http://127.0.0.1:${a.port}`);
		const answer = await client.get(`http://127.0.0.1:${a.port}/from`);
		expect(answer.kind === "answered" && answer.url).toBe(`http://127.0.0.1:${a.port}/to`);
		expect(a.seen.map(({ headers }) => headers.get("authorization"))).toEqual([
			AUTHORIZATION,
			AUTHORIZATION,
		]);
		a.server.stop();
	});

	test("stay behind at another host", async () => {
		const b = await serve(() => "/");
		const a = await serve(() => `http://localhost:${b.port}/to`);
		const { client } = clientWith(source, `http://127.0.0.1:${a.port}`);
		await client.get(`http://127.0.0.1:${a.port}/from`);
		expect(a.seen[0]?.headers.get("authorization")).toBe(AUTHORIZATION);
		expect(b.seen[0]?.headers.has("authorization")).toBe(false);
		a.server.stop();
		b.server.stop();
	});

	test("stay behind at another port, unless netrc names the host", async () => {
		const b = await serve(() => "/");
		const a = await serve(() => `http://127.0.0.1:${b.port}/to`);
		const { client } = clientWith(source, `http://127.0.0.1:${a.port}`);
		await client.get(`http://127.0.0.1:${a.port}/from`);
		expect(a.seen[0]?.headers.get("authorization")).toBe(AUTHORIZATION);
		// A netrc entry is for a host, whatever the port.
		expect(b.seen[0]?.headers.has("authorization")).toBe(source === "netrc");
		a.server.stop();
		b.server.stop();
	});

	test("are never taken from https to http", async () => {
		const b = await serve(() => "/");
		const a = await serve(() => `http://127.0.0.1:${b.port}/to`, { isSecure: true });
		const { client } = clientWith(source, `https://127.0.0.1:${a.port}`);
		const error = await rejection(
			client.get(`https://127.0.0.1:${a.port}/from`, { expect: { digests: [DIGEST] } }),
		);
		expect(error.code).toBe("forbidden-redirect");
		expect(b.seen).toEqual([]);
		a.server.stop();
		b.server.stop();
	});
});

test("credentials are looked up anew for the host of each hop", async () => {
	const b = await serve(() => "/");
	const a = await serve(() => `http://localhost:${b.port}/to`);
	const { client } = openTestClient({
		netrc: "machine 127.0.0.1 login one password 1\nmachine localhost login two password 2",
	});
	await client.get(`http://127.0.0.1:${a.port}/from`);
	expect(a.seen[0]?.headers.get("authorization")).toBe(`Basic ${btoa("one:1")}`);
	expect(b.seen[0]?.headers.get("authorization")).toBe(`Basic ${btoa("two:2")}`);
	a.server.stop();
	b.server.stop();
});

test("credentials inside Location are not used", async () => {
	const b = await serve(() => "/");
	const a = await serve(() => `http://evil:trap@127.0.0.1:${b.port}/to`);
	const { client } = openTestClient();
	const answer = await client.get(`http://127.0.0.1:${a.port}/from`);
	expect(b.seen[0]?.headers.has("authorization")).toBe(false);
	expect(answer.kind === "answered" && answer.url).toBe(`http://127.0.0.1:${b.port}/to`);
	a.server.stop();
	b.server.stop();
});

test("fields of the caller that tell who we are stay behind at another origin", async () => {
	const b = await serve(() => "/");
	const a = await serve(() => `http://localhost:${b.port}/to`);
	const { client } = openTestClient();
	const headers = [
		["Authorization", "Bearer t0ken"],
		["Cookie", "a=b"],
		["X-Trace", "1"],
	] as const;
	await client.get(`http://127.0.0.1:${a.port}/from`, { headers });
	const names = ["authorization", "cookie", "x-trace"];
	expect(names.map((name) => a.seen[0]?.headers.has(name))).toEqual([true, true, true]);
	expect(names.map((name) => b.seen[0]?.headers.has(name))).toEqual([false, false, true]);
	a.server.stop();
	b.server.stop();
});

test("https leads to http only without credentials and for a file whose digest is known", async () => {
	const b = await serve(() => "/");
	const a = await serve(() => `http://127.0.0.1:${b.port}/to`, { isSecure: true });
	const { client } = openTestClient({ certificateFile: certificate("authority.pem") });
	const url = `https://127.0.0.1:${a.port}/from`;
	expect((await rejection(client.get(url))).code).toBe("forbidden-redirect");
	const answer = await client.get(url, { expect: { digests: [DIGEST] } });
	expect(answer.kind === "answered" && Buffer.from(answer.body).toString()).toBe("the body");
	expect(b.seen).toHaveLength(1);
	a.server.stop();
	b.server.stop();
});

test.each([
	"file:///etc/passwd",
	"data:text/plain,x",
	"ftp://127.0.0.1/x",
	"javascript:1",
	"http://",
])("a redirect to `%s` is refused", async (location) => {
	const a = await serve(() => location);
	const { client } = openTestClient();
	const error = await rejection(client.get(`http://127.0.0.1:${a.port}/from`));
	expect(error.code).toBe("forbidden-redirect");
	expect(a.seen).toHaveLength(1);
	a.server.stop();
});

test("a circle of redirects ends after ten", async () => {
	const a = await serve(() => "/from");
	const { client } = openTestClient();
	const error = await rejection(client.get(`http://127.0.0.1:${a.port}/from`));
	expect(error.code).toBe("too-many-redirects");
	expect(a.seen).toHaveLength(11);
	a.server.stop();
});

test("ten redirects are followed, eleven are not", async () => {
	for (const [length, isFollowed] of [
		[10, true],
		[11, false],
	] as const) {
		let hop = 0;
		const a = await serve(() => {
			hop += 1;
			return hop >= length ? "/to" : `/from/${hop}`;
		});
		const { client } = openTestClient();
		const url = `http://127.0.0.1:${a.port}/from`;
		const got = await client.get(url).then(
			() => true,
			() => false,
		);
		expect(got).toBe(isFollowed);
		a.server.stop();
	}
});

test("a redirect without Location is an error", async () => {
	const server = await startRawServer(() => ({ status: 302, headers: [], body: BODY }));
	const { client } = openTestClient();
	const error = await rejection(client.get(`http://127.0.0.1:${server.port}/`));
	expect(error.code).toBe("invalid-response");
	server.stop();
});

test("a relative Location is joined, its fragment dropped, odd characters encoded", () => {
	const hop = (location: string): string =>
		nextHop({
			from: "http://example.com/a/b?c#d",
			location,
			hasSentCredentials: true,
			isVerifiable: false,
		});
	expect(hop("x")).toBe("http://example.com/a/x");
	expect(hop("/x y#z")).toBe("http://example.com/x%20y");
	expect(hop("//example.org/x")).toBe("http://example.org/x");
	expect(hop("?q")).toBe("http://example.com/a/b?q");
});
