import { describe, expect, test } from "bun:test";
import type { ServerFailure } from "../../src/http/http-failure.ts";
import { backOff, isRetryableStatus, parseRetryAfter } from "../../src/http/retry-policy.ts";
import { startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFault } from "../support/index-world.ts";
import { startRawServer } from "../support/raw-http-server.ts";
import { openTestClient, rejection } from "./test-client.ts";

const BYTES = new Uint8Array(700_000).map((_, index) => (index * 31) >> 2);
const WORLD = worldOf([["a", [{ filename: "a-1.0.tar.gz", bytes: BYTES }]]]);
const PATH = "/files/a/a-1.0.tar.gz";

const serve = (fault: Omit<IndexFault, "match">, rest: { etag?: string } = {}) =>
	startIndexServer(WORLD, {
		faults: [
			{ match: "/files/", ...fault },
			...(rest.etag === undefined ? [] : [{ match: "/files/", headers: { ETag: rest.etag } }]),
		],
	});

test("exactly the statuses that may pass are tried again", () => {
	const retried = Array.from({ length: 600 }, (_, status) => status).filter(isRetryableStatus);
	expect(retried).toEqual([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527]);
});

test("waits double from a half second, are capped, and differ by a half", () => {
	expect([1, 2, 3, 4, 20].map((failures) => backOff(failures, 1))).toEqual([
		500, 1000, 2000, 4000, 10_000,
	]);
	expect(backOff(3, 0)).toBe(1000);
});

test.each([
	["7", 7000],
	["0", 0],
	["-5", undefined],
	["1.5", undefined],
	["soon", undefined],
	["", undefined],
	["99999999999", 99_999_999_999_000],
	["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
	["Wed, 31 Dec 2025 23:00:00 GMT", 0],
	["Mon, garbage", undefined],
] as const)("Retry-After `%s` asks for %p milliseconds", (text, wanted) => {
	expect(parseRetryAfter(text, Date.UTC(2026, 0, 1))).toBe(wanted);
});

describe("a server that fails k times", () => {
	test.each([1, 2, 3])("is asked again until it answers (k = %d)", async (times) => {
		for (const fault of [{ status: 503 }, { wire: { kind: "no-answer" } as const }]) {
			await using index = await serve({ ...fault, times });
			const { client, clock } = openTestClient();
			const answer = await client.get(`${index.origin}${PATH}`);
			expect(answer.kind === "answered" && answer.body.length).toBe(BYTES.length);
			expect(clock.sleeps).toEqual([250, 500, 1000].slice(0, times));
		}
	});

	test("is given up after three further tries, with exit status 2", async () => {
		await using index = await serve({ status: 502 });
		const { client } = openTestClient();
		const error = await rejection(client.get(`${index.origin}${PATH}`));
		expect(error.code).toBe("server-failure");
		expect((error as ServerFailure).status).toBe(502);
		expect((error as ServerFailure).exitStatus).toBe(2);
		expect(error.message).toBe(
			`Could not fetch \`${index.origin}${PATH}\`: the server answered 502 (tried 4 times)`,
		);
		expect(index.count(PATH)).toBe(4);
	});

	test.each([501, 505, 511])("is not asked again for %d", async (status) => {
		await using index = await serve({ status });
		const { client } = openTestClient();
		expect((await rejection(client.get(`${index.origin}${PATH}`))).code).toBe("server-failure");
		expect(index.count(PATH)).toBe(1);
	});

	test.each([400, 401, 403, 404, 410, 451])("answers %d, which is an answer", async (status) => {
		await using index = await serve({ status });
		const { client } = openTestClient();
		const answer = await client.get(`${index.origin}${PATH}`);
		expect(answer.kind === "answered" && [answer.status, answer.body.length]).toEqual([status, 0]);
		expect(index.count(PATH)).toBe(1);
	});
});

test("nobody at the other end is tried again and ends with a hint", async () => {
	const server = await startRawServer(() => ({ status: 200, headers: [], body: BYTES }));
	server.stop();
	const { client, clock } = openTestClient();
	const error = await rejection(client.get(`http://127.0.0.1:${server.port}/`));
	expect(error.code).toBe("network-failure");
	expect(error.message).toContain("ECONNREFUSED");
	expect((error as ServerFailure).exitStatus).toBe(2);
	expect((error as ServerFailure).hints).toHaveLength(1);
	expect(clock.sleeps).toHaveLength(3);
});

test("a name without an address says so", async () => {
	const { client } = openTestClient({ settings: { retries: 0 } });
	const error = await rejection(client.get("http://no-such-host.invalid/simple/"));
	expect(error.message).toBe(
		"Could not fetch `http://no-such-host.invalid/simple/`: the host name could not be resolved",
	);
});

describe("Retry-After", () => {
	const headers = (value: string) => ({ "Retry-After": value });

	test("is obeyed where it is longer than the own wait", async () => {
		await using index = await serve({ status: 429, headers: headers("17"), times: 1 });
		const { client, clock } = openTestClient();
		await client.get(`${index.origin}${PATH}`);
		expect(clock.sleeps).toEqual([17_000]);
	});

	test("as a date is obeyed", async () => {
		const date = new Date(Date.UTC(2026, 0, 1, 0, 1)).toUTCString();
		await using index = await serve({ status: 503, headers: headers(date), times: 1 });
		const { client, clock } = openTestClient();
		await client.get(`${index.origin}${PATH}`);
		expect(clock.sleeps).toEqual([60_000]);
	});

	test("that is past or nonsense leaves the own wait", async () => {
		for (const value of ["Wed, 31 Dec 2025 23:00:00 GMT", "-5", "whenever"]) {
			await using index = await serve({ status: 503, headers: headers(value), times: 1 });
			const { client, clock } = openTestClient();
			await client.get(`${index.origin}${PATH}`);
			expect(clock.sleeps).toEqual([250]);
		}
	});

	test("beyond two minutes ends the request and is named", async () => {
		await using index = await serve({ status: 429, headers: headers("3600") });
		const { client, clock } = openTestClient();
		const error = await rejection(client.get(`${index.origin}${PATH}`));
		expect(error.message).toContain("asks to wait 3600 seconds");
		expect(clock.sleeps).toEqual([]);
		expect(index.count(PATH)).toBe(1);
	});

	test("holds back every request to that origin", async () => {
		await using index = await serve({ status: 429, headers: headers("40"), times: 1 });
		const { client, clock } = openTestClient({ settings: { concurrency: 1 } });
		await Promise.all([1, 2, 3].map((n) => client.get(`${index.origin}${PATH}?${n}`)));
		expect(index.count(PATH)).toBe(4);
		expect(clock.now()).toBeGreaterThanOrEqual(40_000);
		expect(clock.now()).toBeLessThan(80_001);
	});
});

describe("a download that is cut", () => {
	const cut = { wire: { kind: "cut", at: 0.5 }, headers: { ETag: '"one"' } } as const;

	test("goes on where it was cut, if the file is still the same", async () => {
		await using index = await serve({ ...cut, times: 1 }, { etag: '"one"' });
		const { client } = openTestClient();
		const answer = await client.get(`${index.origin}${PATH}`);
		expect(answer.kind === "answered" && Buffer.compare(answer.body, BYTES)).toBe(0);
		const [first, second] = index.requests.map(({ headers }) => headers.get("range"));
		expect(first).toBeUndefined();
		expect(second).toMatch(/^bytes=[1-9]\d*-$/);
		expect(index.requests[1]?.headers.get("if-range")).toBe('"one"');
	});

	test("is taken up more often than a dead server is asked", async () => {
		const server = await startRawServer((request) => {
			const from = Number(request.headers.get("range")?.match(/\d+/)?.[0] ?? 0);
			const rest = BYTES.subarray(from);
			const label = `bytes ${from}-${BYTES.length - 1}/${BYTES.length}`;
			return {
				status: from === 0 ? 200 : 206,
				headers: [["ETag", '"x"'], ...(from === 0 ? [] : [["Content-Range", label] as const])],
				body: rest,
				...(rest.length > 300_000 ? { fault: { kind: "stall", at: 0.55 } as const } : {}),
			};
		});
		const { client } = openTestClient({ settings: { retries: 0 } });
		const cuts = [385_000, 558_250];
		const answer = await client.get(`http://127.0.0.1:${server.port}/`, {
			onProgress: (received) => {
				if (received === cuts[0]) {
					cuts.shift();
					server.dropConnections();
				}
			},
		});
		expect(cuts).toEqual([]);
		expect(answer.kind === "answered" && Buffer.compare(answer.body, BYTES)).toBe(0);
		server.stop();
	});

	test("starts again where the server has no validator and nothing is expected", async () => {
		await using index = await serve({ wire: { kind: "cut", at: 0.5 }, times: 1 });
		const { client } = openTestClient();
		const answer = await client.get(`${index.origin}${PATH}`);
		expect(answer.kind === "answered" && Buffer.compare(answer.body, BYTES)).toBe(0);
		expect(index.requests.map(({ headers }) => headers.get("range"))).toEqual([
			undefined,
			undefined,
		]);
	});

	test.each([
		"no",
		"wrong-offset",
		"short",
		"wrong-total",
		"unlabelled",
		"unsatisfiable",
		"whole",
	] as const)("comes out right on a server whose ranges are `%s`", async (ranges) => {
		const etag = { ETag: '"one"' };
		const match = "/files/";
		await using index = await startIndexServer(WORLD, {
			ranges,
			faults: [
				{ match, ...cut, times: 1 },
				{ match, headers: etag },
			],
		});
		const { client } = openTestClient({ settings: { retries: 3 } });
		const digest = new Bun.CryptoHasher("sha256").update(BYTES).digest("hex");
		const parts: Uint8Array[] = [];
		const sink = {
			start: () => {
				parts.length = 0;
			},
			write: (chunk: Uint8Array) => {
				parts.push(chunk.slice());
			},
		};
		const answer = await client.download(`${index.origin}${PATH}`, sink, {
			expect: { size: BYTES.length, digests: [{ algorithm: "sha256", hex: digest }] },
		});
		expect(answer.kind === "answered" && answer.size).toBe(BYTES.length);
		expect(Buffer.compare(Buffer.concat(parts), BYTES)).toBe(0);
	});
});

test("the whole client has a budget of further tries", async () => {
	await using index = await serve({ status: 503 });
	const { client } = openTestClient({ settings: { retries: 3 } });
	const asked = Array.from({ length: 100 }, (_, n) =>
		rejection(client.get(`${index.origin}${PATH}?${n}`)),
	);
	await Promise.all(asked);
	expect(index.count(PATH)).toBe(300);
});

describe("a server that does not go on", () => {
	test.each([0, 0.01, 0.5, 0.99])("after %d of the body is left after 30 seconds", async (at) => {
		const { client, clock } = openTestClient({ settings: { retries: 0 } });
		const server = await startRawServer(() => ({
			status: 200,
			headers: [],
			body: BYTES,
			fault: { kind: "stall", at },
		}));
		let hasElapsed = false;
		const url = `http://127.0.0.1:${server.port}/`;
		const asked = client.get(url, {
			onProgress: (received) => {
				if (received < Math.floor(BYTES.length * at) || hasElapsed) return;
				hasElapsed = true;
				queueMicrotask(() => clock.elapse(30_000));
			},
		});
		const failure = rejection(asked);
		if (at === 0) {
			while (server.connections === 0) await new Promise((resolve) => setImmediate(resolve));
			clock.elapse(30_000);
		}
		const error = await failure;
		expect(error.message).toContain("nothing arrived for 30 seconds");
		expect(clock.now()).toBe(30_000);
		server.stop();
	});

	test("at a crawl is left after a minute", async () => {
		const { client, clock } = openTestClient({ settings: { retries: 0 } });
		const server = await startRawServer(() => ({
			status: 200,
			headers: [],
			body: BYTES,
			fault: { kind: "trickle", interval: 1 },
		}));
		const asked = client.get(`http://127.0.0.1:${server.port}/`, {
			onProgress: () => queueMicrotask(() => clock.elapse(4000)),
		});
		const error = await rejection(asked);
		expect(error.message).toContain("less than 1024 bytes a second arrived for 60 seconds");
		expect(clock.now()).toBeLessThan(90_000);
		server.stop();
	});
});

test("an aborted request ends with the reason of its signal", async () => {
	const { client, clock } = openTestClient();
	const server = await startRawServer(() => ({
		status: 200,
		headers: [],
		body: BYTES,
		fault: { kind: "stall", at: 0.5 },
	}));
	const controller = new AbortController();
	const reason = new Error("Ctrl-C");
	const error = await rejection(
		client.get(`http://127.0.0.1:${server.port}/`, {
			signal: controller.signal,
			onProgress: () => controller.abort(reason),
		}),
	);
	expect(error).toBe(reason);
	expect(clock.pendingTimers).toBe(0);
	server.stop();
});

test("at most so many requests are on their way, in all and to one origin", async () => {
	await using index = await startIndexServer(WORLD, { latency: { from: 1, to: 4, seed: 7 } });
	for (const [settings, peak] of [
		[{ concurrency: 5 }, 5],
		[{ concurrencyPerHost: 3 }, 3],
	] as const) {
		const { client } = openTestClient({ settings });
		await using fresh = await startIndexServer(WORLD, { latency: { from: 1, to: 4, seed: 7 } });
		const urls = Array.from({ length: 30 }, (_, n) => `${fresh.url}/a/?${n}`);
		await Promise.all(urls.map((url) => client.get(url)));
		expect(fresh.peak).toBe(peak);
		expect(fresh.connections).toBeLessThanOrEqual(peak);
	}
	expect(index.requests).toEqual([]);
});

test("offline, nothing is sent", async () => {
	await using index = await startIndexServer(WORLD);
	const { client } = openTestClient({ settings: { isOffline: true } });
	expect(await client.get(`${index.url}/a/`)).toEqual({ kind: "offline" });
	const sink = { start: () => undefined, write: () => undefined };
	expect(await client.download(`${index.url}/a/`, sink)).toEqual({ kind: "offline" });
	expect(index.requests).toEqual([]);
});
