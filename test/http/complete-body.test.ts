import { expect, test } from "bun:test";
import type { HttpRequest } from "../../src/http/http-request.ts";
import type { Digest } from "../../src/standards/digest.ts";
import { type Reply, startRawServer, type WireFault } from "../support/raw-http-server.ts";
import { openTestClient, rejection } from "./test-client.ts";

const BODY = new Uint8Array(300_000).map((_, index) => (index * 7919) >> 3);
const ZIPPED = Bun.gzipSync(BODY);
const sha256 = (data: Uint8Array): Digest => ({
	algorithm: "sha256",
	hex: new Bun.CryptoHasher("sha256").update(data).digest("hex"),
});
const DIGESTS = [sha256(BODY)];

const ok = (rest: Partial<Reply> = {}): Reply => ({
	status: 200,
	headers: [["Content-Type", "application/octet-stream"]],
	body: BODY,
	...rest,
});
const gzipped = (rest: Partial<Reply> = {}): Reply =>
	ok({ headers: [["Content-Encoding", "gzip"]], body: ZIPPED, ...rest });
const broken = (fault: WireFault, rest: Partial<Reply> = {}): Reply => ok({ ...rest, fault });

/** What arrives (`whole`), or the code of the error; and whether the length is known. */
async function outcome(reply: Reply, request: HttpRequest): Promise<string> {
	const server = await startRawServer(() => reply);
	try {
		const { client, clock } = openTestClient({ settings: { retries: 1 } });
		const url = `http://127.0.0.1:${server.port}/file`;
		const answer = await client.get(url, request);
		expect(clock.pendingTimers).toBe(0);
		if (answer.kind === "offline") return "offline";
		const isWhole = Buffer.compare(answer.body, BODY) === 0;
		return `${isWhole ? "whole" : "other"}${answer.isLengthKnown ? "" : ", unsure"}`;
	} catch (error) {
		return (error as { code?: string }).code ?? String(error);
	} finally {
		server.stop();
	}
}

interface Case {
	readonly name: string;
	readonly reply: Reply;
	/** Nothing known beforehand. */
	readonly blind: string;
	/** Size and digest known beforehand. */
	readonly verified: string;
}

const VERBATIM = (head: string): WireFault => ({
	kind: "verbatim",
	bytes: `HTTP/1.1 200 OK\r\n${head}\r\n\r\n`,
});

const cases: readonly Case[] = [
	{ name: "with its length", reply: ok(), blind: "whole", verified: "whole" },
	{ name: "in chunks", reply: ok({ framing: "chunked" }), blind: "whole", verified: "whole" },
	{
		name: "ended by the connection",
		reply: ok({ framing: "close" }),
		blind: "whole, unsure",
		verified: "whole",
	},
	{ name: "as gzip", reply: gzipped(), blind: "whole", verified: "whole" },
	{
		name: "as gzip, ended by the connection",
		reply: gzipped({ framing: "close" }),
		blind: "whole",
		verified: "whole",
	},
	{
		name: "cut at 0 %",
		reply: broken({ kind: "cut", at: 0 }),
		blind: "network-failure",
		verified: "network-failure",
	},
	{
		name: "cut at 99 %",
		reply: broken({ kind: "cut", at: 0.99 }),
		blind: "network-failure",
		verified: "network-failure",
	},
	{
		name: "reset at 50 %",
		reply: broken({ kind: "reset", at: 0.5 }),
		blind: "network-failure",
		verified: "network-failure",
	},
	{
		name: "cut, ended by the connection",
		reply: broken({ kind: "cut", at: 0.5 }, { framing: "close" }),
		blind: "other, unsure",
		verified: "incomplete-body",
	},
	{
		name: "in chunks without the last one",
		reply: broken({ kind: "unterminated" }),
		blind: "network-failure",
		verified: "network-failure",
	},
	{
		// All bytes of the body and the mark of its end are there.
		name: "in chunks, cut inside the last line",
		reply: broken({ kind: "half-terminated" }),
		blind: "whole",
		verified: "whole",
	},
	{
		name: "as gzip that is cut under a fitting length",
		reply: gzipped({ body: ZIPPED.subarray(0, ZIPPED.length - 20) }),
		blind: "incomplete-body",
		verified: "incomplete-body",
	},
	{
		name: "as gzip that is cut and ended by the connection",
		reply: gzipped({ body: ZIPPED.subarray(0, ZIPPED.length >> 1), framing: "close" }),
		blind: "incomplete-body",
		verified: "incomplete-body",
	},
	{
		name: "as gzip with a wrong checksum",
		reply: gzipped({ body: ZIPPED.with(-6, (ZIPPED.at(-6) ?? 0) ^ 1) }),
		blind: "incomplete-body",
		verified: "incomplete-body",
	},
	{
		name: "marked as gzip and plain",
		reply: gzipped({ body: BODY }),
		blind: "incomplete-body",
		verified: "whole",
	},
	{
		name: "in a coding nobody asked for",
		reply: ok({ headers: [["Content-Encoding", "br"]] }),
		blind: "invalid-response",
		verified: "invalid-response",
	},
	{
		name: "with two lengths",
		reply: broken(VERBATIM("Content-Length: 5\r\nContent-Length: 6")),
		blind: "invalid-response",
		verified: "invalid-response",
	},
	{
		name: "with a length and in chunks",
		reply: broken({
			kind: "verbatim",
			bytes:
				"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		}),
		blind: "invalid-response",
		verified: "invalid-response",
	},
	{
		name: "with a length that is too long",
		reply: ok({ announcedLength: BODY.length + 9, fault: { kind: "cut", at: 1 } }),
		blind: "network-failure",
		verified: "incomplete-body",
	},
	{
		name: "with a length that is too short",
		reply: ok({ announcedLength: BODY.length - 9 }),
		blind: "other",
		verified: "incomplete-body",
	},
	{
		name: "empty",
		reply: ok({ body: new Uint8Array(0) }),
		blind: "other",
		verified: "incomplete-body",
	},
	{
		name: "with one wrong bit",
		reply: ok({ body: BODY.with(1000, (BODY[1000] ?? 0) ^ 1) }),
		blind: "other",
		verified: "hash-mismatch",
	},
	{
		name: "that is not HTTP",
		reply: broken({ kind: "verbatim", bytes: "hello\r\n\r\n" }),
		blind: "network-failure",
		verified: "network-failure",
	},
];

test.each(cases.map((entry) => [entry.name, entry] as const))(
	"a body %s gives the right bytes or an error",
	async (_name, { reply, blind, verified }) => {
		expect(await outcome(reply, {})).toBe(blind);
		const expected = { size: BODY.length, digests: DIGESTS };
		expect(await outcome(reply, { expect: expected })).toBe(verified);
		// With a digest alone nothing wrong may pass either.
		const byDigest = await outcome(reply, { expect: { digests: DIGESTS } });
		expect(byDigest.startsWith("other")).toBe(false);
	},
);

test("a file that is marked as gzip and meant as it is stays as it is", async () => {
	const server = await startRawServer(() => gzipped());
	const { client } = openTestClient();
	const url = `http://127.0.0.1:${server.port}/source-1.0.tar.gz`;
	const expected = await client.get(url, { expect: { digests: [sha256(ZIPPED)] } });
	expect(expected.kind === "answered" && Buffer.compare(expected.body, ZIPPED)).toBe(0);
	const unknown = await client.get(url, { encoding: "identity" });
	expect(unknown.kind === "answered" && Buffer.compare(unknown.body, ZIPPED)).toBe(0);
	server.stop();
});

test("a body beyond its limit is refused before it is read, while it is read, and while it is inflated", async () => {
	const bomb = Bun.gzipSync(new Uint8Array(8_000_000));
	const replies: Reply[] = [
		ok(),
		ok({ framing: "chunked" }),
		ok({ framing: "close" }),
		gzipped({ body: bomb }),
	];
	for (const reply of replies) {
		const server = await startRawServer(() => reply);
		const { client } = openTestClient();
		const url = `http://127.0.0.1:${server.port}/`;
		const error = await rejection(client.get(url, { limit: 100_000 }));
		expect(error.code).toBe("body-too-large");
		server.stop();
	}
});

test("a digest is computed on the way where one is wanted", async () => {
	const server = await startRawServer(() => ok({ framing: "chunked" }));
	const { client } = openTestClient();
	const answer = await client.get(`http://127.0.0.1:${server.port}/`, { digest: "sha256" });
	expect(answer.kind === "answered" && answer.digests).toEqual(DIGESTS);
	server.stop();
});

test("progress tells the bytes so far and the total", async () => {
	const server = await startRawServer(() => ok());
	const { client } = openTestClient();
	const seen: [number, number | undefined][] = [];
	await client.get(`http://127.0.0.1:${server.port}/`, {
		onProgress: (received, total) => seen.push([received, total]),
	});
	expect(seen.at(-1)).toEqual([BODY.length, BODY.length]);
	server.stop();
});
