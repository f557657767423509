/** `cache dir|size|clean|prune` of the built executable. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { acquireLock } from "../../src/platform/lock-file.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { preparedSandbox, told } from "./install-world.ts";
import { printed, startReportIndex } from "./report-world.ts";

const index = await startReportIndex();
afterAll(() => index.stop());

const OURS = "[FOLDER]/cache/pippin-v1";

function bucket(sandbox: Sandbox, name: string): readonly string[] {
	const folder = join(sandbox.cache, "pippin-v1", name);
	return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Counts and sizes depend on the machine's Python. */
function withoutCounts(text: string): string {
	return text.replace(/\d+ files? \([\d.]+[KM]?i?B\)/, "[N] files ([SIZE])");
}

describe("cache dir", () => {
	test("tells the root that options and variables name, and makes nothing", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["cache", "dir"])).toEqual(printed("[FOLDER]/cache"));
		expect(await sandbox.run(["cache", "dir", "--cache-dir", "mine"])).toEqual(
			printed("[FOLDER]/work/mine"),
		);
		const variables = { PIPPIN_CACHE_DIR: "", UV_CACHE_DIR: join(sandbox.folder, "uv") };
		expect(await sandbox.run(["cache", "dir"], { variables })).toEqual(printed("[FOLDER]/uv"));
		expect(readdirSync(sandbox.folder).sort()).toEqual(["home", "programs", "work"]);
	});
});

describe("cache size", () => {
	test("writes bytes for programs and units for people, also under -q", async () => {
		using sandbox = createSandbox();
		expect(await sandbox.run(["cache", "size", "-q"])).toEqual(printed("0"));
		mkdirSync(join(sandbox.cache, "pippin-v1", "metadata", "a"), { recursive: true, mode: 0o700 });
		writeFileSync(join(sandbox.cache, "pippin-v1", "metadata", "a", "x.json"), "x".repeat(1536));
		// What is not ours does not count.
		writeFileSync(join(sandbox.cache, "foreign"), "x".repeat(9000));
		expect(await sandbox.run(["cache", "size"])).toEqual(printed("1536"));
		for (const words of [["-H"], ["--human"], ["--output-format", "human"]]) {
			expect(await sandbox.run(["cache", "size", ...words])).toEqual(printed("1.5KiB"));
		}
		expect((await sandbox.run(["cache", "size", "-H", "--output-format", "auto"])).status).toBe(2);
	});
});

describe("cache clean", () => {
	test("removes everything of ours, and nothing beside it", async () => {
		using sandbox = await preparedSandbox(index, "app", "base==0.1");
		writeFileSync(join(sandbox.cache, "foreign"), "x");
		const { stdout, stderr, status } = await sandbox.run(["cache", "clean"]);
		expect([stdout, withoutCounts(stderr), status]).toEqual([
			"",
			`Clearing cache at: ${OURS}\nRemoved [N] files ([SIZE])\n`,
			0,
		]);
		expect(readdirSync(join(sandbox.cache, "pippin-v1")).sort()).toEqual([
			".gitignore",
			".lock",
			"CACHEDIR.TAG",
			"temporary",
		]);
		expect(existsSync(join(sandbox.cache, "foreign"))).toBe(true);
		// What was installed is whole without the cache.
		expect((await sandbox.run(["pip", "check"])).status).toBe(0);
		await sandbox.runWell(["cache", "clear"]);
		expect(await sandbox.run(["cache", "clear"])).toEqual(
			told(`Clearing cache at: ${OURS}`, "No cache entries found"),
		);
	});

	test("removes what it holds of single projects", async () => {
		using sandbox = await preparedSandbox(index, "app", "base==0.1");
		expect(bucket(sandbox, "wheels")).toEqual(["app", "base", "lib"]);
		const { stderr } = await sandbox.runWell(["cache", "clean", "APP", "lib"]);
		expect(withoutCounts(stderr)).toBe(`Clearing cache at: ${OURS}\nRemoved [N] files ([SIZE])\n`);
		for (const name of ["wheels", "wheel-links", "metadata"]) {
			expect(bucket(sandbox, name).filter((project) => project !== "base")).toEqual([]);
		}
		const pages = bucket(sandbox, "pages").flatMap((key) => bucket(sandbox, `pages/${key}`));
		expect(pages.filter((file) => !file.startsWith("base."))).toEqual([]);
		expect(await sandbox.run(["cache", "clean", "nothing"])).toEqual(
			told(`Clearing cache at: ${OURS}`, "No cache entries found"),
		);
		expect((await sandbox.run(["cache", "clean", "../x"])).status).toBe(2);
	});

	test("has nothing to do where there is no cache, and makes none", async () => {
		using sandbox = createSandbox();
		for (const verb of ["clean", "prune"]) {
			expect(await sandbox.run(["cache", verb])).toEqual(told(`No cache found at: ${OURS}`));
		}
		expect(existsSync(sandbox.cache)).toBe(false);
	});

	test("waits for others that use the cache, and says so; --force does not", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		const lock = join(sandbox.cache, "pippin-v1", ".lock");
		using held = await acquireLock(lock, { timeout: 1000, isShared: true });
		const child = sandbox.start(["cache", "clean"]);
		child.stdin.end();
		const reader = child.stderr.getReader();
		let said = "";
		while (!said.includes("Waiting")) {
			const { value, done } = await reader.read();
			if (done) break;
			said += new TextDecoder().decode(value);
		}
		expect(sandbox.filterOutput(said)).toBe(
			`Clearing cache at: ${OURS}\nWaiting for other processes that use the cache (\`--force\` does not wait for them)\n`,
		);
		expect(bucket(sandbox, "wheels")).toEqual(["base"]);
		const { stderr } = await sandbox.runWell(["cache", "clean", "--force", "base"]);
		expect(stderr).not.toContain("Waiting");
		expect(bucket(sandbox, "wheels")).toEqual([]);
		held.release();
		expect(await child.exited).toBe(0);
		expect(bucket(sandbox, "interpreters")).toEqual([]);
	});

	test("ends with an error where it waits in vain", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		const lock = join(sandbox.cache, "pippin-v1", ".lock");
		using _held = await acquireLock(lock, { timeout: 1000, isShared: true });
		const { stderr, status } = await sandbox.run(["cache", "prune"], {
			variables: { UV_LOCK_TIMEOUT: "0" },
		});
		expect(status).toBe(2);
		expect(stderr).toContain("error: Cannot lock `[FOLDER]/cache/pippin-v1/.lock`");
	});
});

describe("cache prune", () => {
	test("keeps what can be used again, and removes the rest", async () => {
		using sandbox = await preparedSandbox(index, "app", "base==0.1");
		expect(await sandbox.run(["cache", "prune"])).toEqual(
			told(`Pruning cache at: ${OURS}`, "No unused entries found"),
		);
		const ours = join(sandbox.cache, "pippin-v1");
		const unlinked = join(ours, "wheels", "app", "0".repeat(64));
		mkdirSync(join(unlinked, "tree"), { recursive: true });
		writeFileSync(join(unlinked, "tree", "app.py"), "x".repeat(2048));
		const old = join(ours, "temporary", "old");
		writeFileSync(old, "x".repeat(1024));
		utimesSync(old, 1, 1);
		const young = join(ours, "temporary", "young");
		writeFileSync(young, "");
		mkdirSync(join(ours, "answers"));
		const [oldAnswer, answer] = [join(ours, "answers", "0.json"), join(ours, "answers", "1.json")];
		writeFileSync(oldAnswer, "x".repeat(1024));
		utimesSync(oldAnswer, 1, 1);
		writeFileSync(answer, "");
		mkdirSync(join(sandbox.cache, "pippin-v0"));
		expect(await sandbox.run(["cache", "prune"])).toEqual(
			told(`Pruning cache at: ${OURS}`, "Removed 3 files (4.0KiB)"),
		);
		expect([unlinked, old, oldAnswer].map((path) => existsSync(path))).toEqual([
			false,
			false,
			false,
		]);
		expect([young, answer].map((path) => existsSync(path))).toEqual([true, true]);
		expect(bucket(sandbox, "wheels")).toEqual(["app", "base", "lib"]);
		expect(existsSync(join(sandbox.cache, "pippin-v0"))).toBe(false);
	});

	test("tells directories where no file went", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		mkdirSync(join(sandbox.cache, "pippin-v0", "wheels"), { recursive: true });
		expect(await sandbox.run(["cache", "prune"])).toEqual(
			told(`Pruning cache at: ${OURS}`, "Removed 2 directories"),
		);
	});

	test("drops with --ci the wheels that the network can bring again", async () => {
		using sandbox = await preparedSandbox(index, "base==0.1");
		const { stderr } = await sandbox.runWell(["cache", "prune", "--ci"]);
		expect(withoutCounts(stderr)).toBe(`Pruning cache at: ${OURS}\nRemoved [N] files ([SIZE])\n`);
		expect([bucket(sandbox, "wheels"), bucket(sandbox, "wheel-links")]).toEqual([[], []]);
		expect(bucket(sandbox, "metadata")).toEqual(["base"]);
	});
});
