/** Canaries: nothing secret in any message, event, answer or header that others see. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFault } from "../support/index-world.ts";
import { startRawServer } from "../support/raw-http-server.ts";
import { certificate, openTestClient } from "./test-client.ts";

const CANARY = "c4n4ry";
const WORLD = worldOf([["a", [{ filename: "a.whl", bytes: new Uint8Array(500_000) }]]]);

/** Everything that could reach a person, as one text. */
async function everythingSaid(url: string, options: { cert?: boolean } = {}): Promise<string> {
	const { client, events, warnings, credentials } = openTestClient({
		settings: { retries: 1 },
		...(options.cert === true ? { certificateFile: certificate("authority.pem") } : {}),
		netrc: `machine localhost login me password ${CANARY}`,
	});
	let outcome: unknown;
	try {
		credentials.addIndex({ url });
		const answer = await client.get(url, { expect: { size: 500_000 } });
		outcome = answer.kind === "answered" ? { ...answer, body: undefined } : answer;
	} catch (error) {
		const failure = error as Error & { hints?: readonly string[] };
		outcome = [failure.message, failure.hints, Bun.inspect(error), failure.cause, failure.stack];
	}
	return Bun.inspect([outcome, events, warnings, credentials, client], { depth: 12 });
}

const faults: readonly Omit<IndexFault, "match">[] = [
	{},
	{ status: 500 },
	{ status: 401 },
	{ status: 404 },
	{ status: 429, headers: { "Retry-After": "999" } },
	{ wire: { kind: "no-answer" } },
	{ wire: { kind: "cut", at: 0.5 } },
	{ wire: { kind: "verbatim", bytes: "junk\r\n\r\n" } },
	{ body: "short" },
	{ headers: { "Content-Encoding": "br" } },
	{ redirect: "/loop" },
	{ redirect: `http://evil:${CANARY}@127.0.0.1:1/x?token=${CANARY}` },
	{ redirect: `file://user:${CANARY}@host/x` },
	{ redirect: `http://${CANARY}@[bad` },
];

test.each(faults.map((fault) => [JSON.stringify(fault), fault] as const))(
	"nothing secret is said about %s",
	async (_name, fault) => {
		await using index = await startIndexServer(WORLD, { faults: [{ match: "/", ...fault }] });
		const places = [
			`${index.origin.replace("//", `//user:${CANARY}@`)}/files/a/a.whl`,
			`${index.origin.replace("//", `//${CANARY}@`)}/files/a/a.whl`,
			`${index.origin}/files/a/a.whl?X-Amz-Signature=${CANARY}&token=${CANARY}`,
			index.origin.replace("127.0.0.1", "localhost"),
		];
		for (const url of places) {
			const said = await everythingSaid(url);
			expect(said.length).toBeGreaterThan(100);
			const isInQuery = url.includes("?");
			// The answer names its URL for the caller, who must show it by `displayUrl`.
			const text = isInQuery ? said.replaceAll(/\burl: "[^"]*"/g, "") : said;
			expect(text).not.toContain(CANARY);
		}
		expect(index.requests.length).toBeGreaterThan(0);
		expect(index.requests.map(({ target }) => target).join()).not.toContain("user:");
	},
);

test("nothing secret is said about unreachable, unsafe and unreadable places", async () => {
	const closed = await startRawServer(() => ({
		status: 200,
		headers: [],
		body: new Uint8Array(0),
	}));
	closed.stop();
	const unsafe = await startRawServer(
		() => ({ status: 200, headers: [], body: new Uint8Array(0) }),
		{
			tls: {
				key: readFileSync(certificate("other-host.key"), "utf8"),
				cert: readFileSync(certificate("other-host.pem"), "utf8"),
			},
		},
	);
	for (const url of [
		`http://user:${CANARY}@127.0.0.1:${closed.port}/`,
		`https://user:${CANARY}@127.0.0.1:${unsafe.port}/`,
		`http://user:${CANARY}@nowhere.invalid/`,
		`http://user/x:${CANARY}@example.com/`,
		`ftp://user:${CANARY}@example.com/`,
		`http://user:${CANARY}@exa mple.com/`,
	]) {
		expect(await everythingSaid(url, { cert: true })).not.toContain(CANARY);
	}
	unsafe.stop();
});
