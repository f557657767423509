import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import type { TlsFailure } from "../../src/http/http-failure.ts";
import { readTlsPolicy } from "../../src/http/tls-policy.ts";
import { type RawServer, startRawServer } from "../support/raw-http-server.ts";
import { certificate, openTestClient, type TestClientOptions } from "./test-client.ts";

const read = (name: string): string => readFileSync(certificate(name), "utf8");
const AUTHORITY = certificate("authority.pem");

const start = (name: string): Promise<RawServer> =>
	startRawServer(() => ({ status: 200, headers: [], body: Buffer.from("safe") }), {
		tls: { key: read(`${name}.key`), cert: read(`${name}.pem`) },
	});

/** `safe`, or why not. */
async function fetchFrom(server: RawServer, options: TestClientOptions): Promise<string> {
	const { client, clock } = openTestClient(options);
	const url = `https://127.0.0.1:${server.port}/`;
	try {
		const answer = await client.get(url);
		return answer.kind === "answered" ? Buffer.from(answer.body).toString() : "offline";
	} catch (error) {
		// A certificate does not get better by asking again.
		expect(clock.sleeps).toEqual([]);
		expect((error as TlsFailure).code).toBe("tls-failure");
		expect((error as TlsFailure).hints).toHaveLength(2);
		return (error as Error).message.replace(`Could not fetch \`${url}\`: `, "");
	}
}

const UNKNOWN = "the certificate of the server is signed by an unknown authority";

test.each([
	["server", {}, UNKNOWN],
	["server", { certificateFile: AUTHORITY }, "safe"],
	["server", { variables: { SSL_CERT_FILE: AUTHORITY } }, "safe"],
	["server", { variables: { SSL_CERT_DIR: `/nowhere:${certificate("")}` } }, "safe"],
	["server", { certificateFile: certificate("self-signed.pem") }, UNKNOWN],
	["server", { insecureHosts: ["127.0.0.1"] }, "safe"],
	["server", { insecureHosts: ["127.0.0.1:1", "other.example.org"] }, UNKNOWN],
	[
		"other-host",
		{ certificateFile: AUTHORITY },
		"the certificate of the server is for another host",
	],
	["other-host", { insecureHosts: ["127.0.0.1"] }, "safe"],
	["expired", { certificateFile: AUTHORITY }, "the certificate of the server has expired"],
	["self-signed", {}, "the certificate of the server is signed by itself"],
	["self-signed", { certificateFile: certificate("self-signed.pem") }, "safe"],
] as const)("a server with the certificate `%s` and %j: %s", async (name, options, expected) => {
	const server = await start(name);
	expect(await fetchFrom(server, options)).toBe(expected);
	server.stop();
});

test("an insecure host may be named with its port", async () => {
	const server = await start("self-signed");
	const insecureHosts = [`127.0.0.1:${server.port}`];
	expect(await fetchFrom(server, { insecureHosts })).toBe("safe");
	server.stop();
});

test("a broken SSL_CERT_FILE trusts nobody, instead of everybody's authorities", async () => {
	const server = await start("server");
	const variables = { SSL_CERT_FILE: "/nonexistent/roots.pem" };
	expect(await fetchFrom(server, { variables })).toBe(
		"no certificate is trusted, because `SSL_CERT_FILE` names none that can be read",
	);
	const { warnings } = openTestClient({ variables });
	expect(warnings).toEqual([
		"No certificate was found by `SSL_CERT_FILE`; no server will be trusted",
	]);
	// Who said that this host need not be verified meant it.
	expect(await fetchFrom(server, { variables, insecureHosts: ["127.0.0.1"] })).toBe("safe");
	server.stop();
});

test("`--cert` comes before the variables, and must be usable", () => {
	const warn = (): never => {
		throw new Error("nothing to warn of");
	};
	const variables = { SSL_CERT_FILE: "/nonexistent" };
	const policy = readTlsPolicy({ variables, certificateFile: AUTHORITY, warn });
	expect(policy.settingsFor(new URL("https://example.com")).roots).toHaveLength(1);
	expect(() => readTlsPolicy({ variables, certificateFile: "/nonexistent", warn })).toThrow(
		"Could not read the certificates of `--cert /nonexistent`",
	);
	const key = certificate("server.key");
	expect(() => readTlsPolicy({ variables, certificateFile: key, warn })).toThrow(
		"the file holds no certificate in PEM form",
	);
});

test("the system's roots are used where asked for and not replaced", () => {
	const warn = (): void => undefined;
	const asked = readTlsPolicy({ variables: {}, usesSystemRoots: true, warn });
	expect(asked.settingsFor(new URL("https://example.com")).roots).toBe("system");
	const replaced = readTlsPolicy({
		variables: { SSL_CERT_FILE: AUTHORITY },
		usesSystemRoots: true,
		warn,
	});
	expect(replaced.settingsFor(new URL("https://example.com")).roots).toHaveLength(1);
});

test("a server that wants to know us gets the client certificate", async () => {
	const server = createServer(
		{
			key: read("server.key"),
			cert: read("server.pem"),
			ca: read("authority.pem"),
			requestCert: true,
			rejectUnauthorized: false,
		},
		(socket: TLSSocket) => {
			socket.on("error", () => undefined);
			socket.on("data", () => {
				const name = String(socket.getPeerCertificate().subject?.CN ?? "nobody");
				socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);
			});
		},
	);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as { port: number };
	const folder = mkdtempSync(join(tmpdir(), "client-"));
	const path = join(folder, "both.pem");
	writeFileSync(path, `${read("client.pem")}${read("client.key")}`);
	for (const [variables, name] of [
		[{}, "nobody"],
		[{ SSL_CLIENT_CERT: path }, "client"],
	] as const) {
		const { client } = openTestClient({ variables, certificateFile: AUTHORITY });
		const answer = await client.get(`https://127.0.0.1:${port}/`);
		expect(answer.kind === "answered" && Buffer.from(answer.body).toString()).toBe(name);
	}
	expect(() => openTestClient({ variables: { SSL_CLIENT_CERT: AUTHORITY } })).toThrow(
		"it must hold a certificate and its private key",
	);
	rmSync(folder, { recursive: true });
	server.close();
});
