/** Resolutions over pages that are stored and have to be confirmed, on the built executable. See docs/resolution.md#old-pages. */
import { describe, expect, test } from "bun:test";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile } from "../support/index-world.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";

/** A chain: each project is known only when the one before it is. */
const CHAIN: readonly (readonly [string, readonly IndexFile[]])[] = [
	["one", [indexFile({ name: "one", version: "1.0", requires: ["two"] })]],
	["two", [indexFile({ name: "two", version: "1.0", requires: ["three"] })]],
	["three", [indexFile({ name: "three", version: "1.0" })]],
];
const NEWER = [
	...CHAIN.slice(0, 2),
	[
		"three",
		[...(CHAIN[2]?.[1] ?? []), indexFile({ name: "three", version: "2.0", requires: ["four"] })],
	] as const,
	["four", [indexFile({ name: "four", version: "1.0" })]] as const,
];

/** The server's pages may never be used unasked. */
function start(latency = 0): Promise<IndexServer> {
	return startIndexServer(worldOf(CHAIN), { cacheControl: "max-age=0", latency });
}

async function compile(sandbox: Sandbox, index: IndexServer, ...words: string[]): Promise<string> {
	const all = ["pip", "compile", "-q", "--no-header", "--no-annotate", "--index-url", index.url];
	const { stdout, stderr, status } = await sandbox.run([...all, ...words, "r.in"]);
	return status === 0 ? stdout : `${status} ${stderr}`;
}

describe("pages that are old", () => {
	test("are confirmed once each, all at once", async () => {
		await using index = await start(50);
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		const first = await compile(sandbox, index);
		index.forgetRequests();
		expect(await compile(sandbox, index)).toBe(first);
		expect(index.requests.map(({ target, status }) => `${target} ${status}`).sort()).toEqual([
			"/simple/one/ 304",
			"/simple/three/ 304",
			"/simple/two/ 304",
		]);
		expect(index.peak).toBeGreaterThan(1);
	});

	test("give way to what the index has now", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		await compile(sandbox, index);
		index.setWorld(worldOf(NEWER));
		expect(await compile(sandbox, index)).toBe("four==1.0\none==1.0\nthree==2.0\ntwo==1.0\n");
	});

	test("that are gone are gone", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		await compile(sandbox, index);
		index.setWorld(worldOf(CHAIN.slice(0, 2)));
		expect(await compile(sandbox, index)).toContain("`three` was not found");
	});

	test("that the index no longer shows are not used", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		await compile(sandbox, index);
		index.setFaults([{ match: "/simple/three/", status: 403 }]);
		expect(await compile(sandbox, index)).toStartWith("1 error: No solution found");
	});

	test("do not make a failure where the new ones have an answer", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		await compile(sandbox, index);
		sandbox.write("r.in", "one\nthree>=2\n");
		index.setWorld(worldOf(NEWER));
		expect(await compile(sandbox, index)).toBe("four==1.0\none==1.0\nthree==2.0\ntwo==1.0\n");
	});

	test("are used as they are with --offline", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		const first = await compile(sandbox, index);
		index.setWorld(worldOf(NEWER));
		index.forgetRequests();
		expect(await compile(sandbox, index, "--offline")).toBe(first);
		expect(index.requests).toEqual([]);
	});
});
