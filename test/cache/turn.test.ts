/** Turns at bringing an entry, and what a process that gives up leaves. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeTurn } from "../../src/cache/turn.ts";
import { temporaryFolder } from "../support/wheel-store.ts";
import { DIGEST, drafts, openCache, removeCaches } from "./open-cache.ts";

let folder: string;
let path: string;

beforeEach(() => {
	folder = temporaryFolder();
	path = join(folder, "page.turn");
});

afterAll(removeCaches);

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The number of a process that has ended. */
function deadProcess(): number {
	return Bun.spawnSync(["true"]).pid;
}

describe("a turn", () => {
	test("is taken at once where nobody has it, and leaves nothing", async () => {
		const turn = await takeTurn(path);
		expect(turn.hasWaited).toBe(false);
		expect(readlinkSync(path)).toBe(String(process.pid));
		turn[Symbol.dispose]();
		expect(existsSync(folder)).toBe(true);
		expect(() => readlinkSync(path)).toThrow("ENOENT");
	});

	test("is waited for, and whoever waited knows it", async () => {
		const first = await takeTurn(path);
		const second = takeTurn(path);
		const order: string[] = [];
		const waiting = second.then((turn) => {
			order.push("second");
			return turn;
		});
		await Promise.resolve();
		order.push("first ends");
		first[Symbol.dispose]();
		const turn = await waiting;
		expect(order).toEqual(["first ends", "second"]);
		expect(turn.hasWaited).toBe(true);
		turn[Symbol.dispose]();
	});

	test("of a process that is gone counts for nothing", async () => {
		symlinkSync(String(deadProcess()), path);
		using turn = await takeTurn(path);
		expect(readlinkSync(path)).toBe(String(process.pid));
		expect(turn.hasWaited).toBe(true);
	});

	test("that is no number counts for nothing", async () => {
		symlinkSync("somewhere", path);
		using _turn = await takeTurn(path);
		expect(readlinkSync(path)).toBe(String(process.pid));
	});

	test("where none can be taken is granted all the same", async () => {
		using turn = await takeTurn(join(folder, "missing", "page.turn"));
		expect(turn.hasWaited).toBe(false);
	});

	test("of ten that want it, one at a time has it", async () => {
		let running = 0;
		let most = 0;
		const work = async (): Promise<void> => {
			using _turn = await takeTurn(path);
			running += 1;
			most = Math.max(most, running);
			await Bun.sleep(0);
			running -= 1;
		};
		await Promise.all(Array.from({ length: 10 }, work));
		expect(most).toBe(1);
	});
});

describe("a process that ends before all of its work has", () => {
	test("takes along what it was making, and nothing that is there", async () => {
		const { cache } = openCache();
		cache.write("metadata", ["a", "k"], "x");
		const { promise, resolve } = Promise.withResolvers<void>();
		const unfinished = cache.createFolder("wheels", ["a", DIGEST], (draft) => {
			writeFileSync(join(draft, "part"), "x");
			return promise;
		});
		const large = cache.makeDraft();
		expect(drafts(cache)).toHaveLength(2);
		cache.dropDrafts();
		expect(drafts(cache)).toEqual([]);
		expect(existsSync(large)).toBe(false);
		expect(cache.readText("metadata", "a", "k")).toBe("x");
		resolve();
		expect((await unfinished.catch((error: Error) => error)) instanceof Error).toBe(true);
		expect(existsSync(cache.path("wheels", "a", DIGEST))).toBe(false);
	});
});
