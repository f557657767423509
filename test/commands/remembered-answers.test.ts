/** Answers that are given again, on the built executable. See docs/resolution.md#remembered-answers. */
import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexFile } from "../support/index-file.ts";
import { type IndexServer, startIndexServer, worldOf } from "../support/index-server.ts";
import type { IndexFile, IndexServerOptions } from "../support/index-world.ts";
import { createSandbox, type Sandbox } from "../support/sandbox.ts";
import { seededRandom } from "../support/seeded-random.ts";

const ALL = ["pip", "compile", "--no-header", "--no-annotate"];

function start(options: IndexServerOptions = {}): Promise<IndexServer> {
	return startIndexServer(
		worldOf([
			["one", [indexFile({ name: "one", version: "1.0", requires: ["two"] })]],
			["two", [indexFile({ name: "two", version: "1.0" })]],
		]),
		options,
	);
}

function answersOf({ cache }: Sandbox): readonly string[] {
	const folder = join(cache, "pippin-v1", "answers");
	try {
		return readdirSync(folder).map((name) => join(folder, name));
	} catch {
		return [];
	}
}

/** Puts another version into the one answer that is kept, so that it can be told from a fresh one. */
function mark(sandbox: Sandbox, isDamaged = false): void {
	const [path = "", ...others] = answersOf(sandbox);
	expect(others).toEqual([]);
	const json = readFileSync(path, "utf8").split("\n")[1]?.replace("two==1.0", "two==9.9") ?? "";
	const digest = createHash("sha256")
		.update(isDamaged ? "" : json)
		.digest("hex");
	writeFileSync(path, `${digest}\n${json}`);
}

const FRESH = "one==1.0\ntwo==1.0\n";
const MARKED = "one==1.0\ntwo==9.9\n";

describe("an answer", () => {
	const ask = async (
		index: IndexServer,
		sandbox: Sandbox,
		words: readonly string[] = [],
	): Promise<string> => {
		const all = [...ALL, "--index-url", index.url, ...words, "r.in"];
		const { stdout, stderr, status } = await sandbox.run(all);
		return status === 0 ? stdout : stderr;
	};

	test("is given again to the same question, and told as any other", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		expect(await ask(index, sandbox)).toBe(FRESH);
		mark(sandbox);
		index.forgetRequests();
		const { stdout, stderr } = await sandbox.runWell([...ALL, "--index-url", index.url, "r.in"]);
		expect(stdout).toBe(MARKED);
		expect(stderr).toBe("Resolved 2 packages in [TIME]\n");
		expect(index.requests).toEqual([]);
	});

	test("is written, compared and headed as any other", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		const all = ["pip", "compile", "--no-annotate", "--index-url", index.url, "r.in"];
		await sandbox.runWell([...all, "-o", "out.txt"]);
		const written = readFileSync(join(sandbox.work, "out.txt"), "utf8");
		expect(await sandbox.run([...all, "-o", "out.txt", "--check"])).toMatchObject({ status: 0 });
		// The first one was asked without pins.
		expect(answersOf(sandbox).length).toBe(2);
		await sandbox.runWell([...all, "-o", "out.txt"]);
		expect(readFileSync(join(sandbox.work, "out.txt"), "utf8")).toBe(written);
		expect(answersOf(sandbox).length).toBe(2);
	});

	const others: readonly (readonly [string, readonly string[], string])[] = [
		["--no-memo", ["--no-memo"], "one\n"],
		["--refresh", ["--refresh"], "one\n"],
		["--refresh-package", ["--refresh-package", "two"], "one\n"],
		["another option", ["--resolution", "lowest"], "one\n"],
		["another target", ["--python-platform", "windows"], "one\n"],
		["another Python", ["--python-version", "3.99"], "one\n"],
		["all platforms", ["--universal"], "one\n"],
		["another requirement", [], "one>=1\n"],
		["another place of the same requirement", [], "\none\n"],
	];
	for (const [what, words, text] of others) {
		test(`is not given with ${what}`, async () => {
			await using index = await start();
			using sandbox = createSandbox();
			sandbox.write("r.in", "one\n");
			await ask(index, sandbox);
			mark(sandbox);
			sandbox.write("r.in", text);
			expect(await ask(index, sandbox, words)).toBe(FRESH);
		});
	}

	test("is not given where a page has changed", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		await ask(index, sandbox);
		mark(sandbox);
		index.setWorld(
			worldOf([
				["one", [indexFile({ name: "one", version: "1.0", requires: ["two"] })]],
				["two", ["1.0", "2.0"].map((version) => indexFile({ name: "two", version }))],
			]),
		);
		expect(await ask(index, sandbox)).toBe(MARKED);
		sandbox.write("other.in", "two\n");
		const all = [...ALL, "--index-url", index.url, "--refresh", "other.in"];
		expect((await sandbox.runWell(all)).stdout).toBe("two==2.0\n");
		expect(await ask(index, sandbox)).toBe("one==1.0\ntwo==2.0\n");
	});

	test("is not given where pages have to be confirmed", async () => {
		await using index = await start({ cacheControl: "max-age=0" });
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		await ask(index, sandbox);
		// Only an answer from pages that were there is kept.
		await ask(index, sandbox);
		mark(sandbox);
		expect(await ask(index, sandbox)).toBe(FRESH);
	});

	test("that is damaged is found afresh", async () => {
		await using index = await start();
		using sandbox = createSandbox();
		sandbox.write("r.in", "one\n");
		await ask(index, sandbox);
		mark(sandbox, true);
		expect(await ask(index, sandbox)).toBe(FRESH);
		mark(sandbox);
		expect(await ask(index, sandbox)).toBe(MARKED);
	});

	test("keeps its warnings", async () => {
		await using index = await startIndexServer(
			worldOf([["one", [indexFile({ name: "one", version: "1.0" }, { yanked: "broken" })]]]),
		);
		using sandbox = createSandbox();
		sandbox.write("r.in", "one==1.0\n");
		const all = [...ALL, "--index-url", index.url, "r.in"];
		const first = await sandbox.runWell(all);
		expect(first.stderr).toContain("broken");
		expect(answersOf(sandbox).length).toBe(1);
		expect((await sandbox.runWell(all)).stderr).toBe(first.stderr);
	});

	const never: readonly (readonly [string, readonly string[], IndexServerOptions])[] = [
		["the index lists no digests", [], { hashes: false }],
		["a cutoff moves", ["--exclude-newer", "1 day"], { uploadTimes: false }],
		["links are searched, too", ["--find-links", "links"], {}],
		["nobody wants it", ["--no-memo"], {}],
	];
	for (const [why, words, options] of never) {
		test(`is not kept where ${why}`, async () => {
			await using index = await start(options);
			using sandbox = createSandbox();
			sandbox.write("r.in", "one\n");
			sandbox.write("links/readme.txt", "");
			await ask(index, sandbox, words);
			expect(answersOf(sandbox)).toEqual([]);
		});
	}
});

/** Of every project, versions that need some of the others. */
function randomWorld(seed: number): ReadonlyMap<string, readonly IndexFile[]> {
	const random = seededRandom(seed);
	const names = ["a", "b", "c", "d"];
	return worldOf(
		names.map((name) => {
			const versions = ["1.0", "1.1", "2.0", "3.0a1"].filter(() => random.below(4) > 0);
			const files = versions.map((version) => {
				const needs = names.filter((other) => other > name && random.below(3) === 0);
				const bound = random.pick(["", "<2", ">=1.1", "; sys_platform == 'win32'"]);
				return indexFile({ name, version, requires: needs.map((need) => need + bound) });
			});
			return [name, files] as const;
		}),
	);
}

describe("random edits", () => {
	test("give with and without memory the same", async () => {
		const random = seededRandom(20);
		await using index = await startIndexServer(randomWorld(0));
		using sandbox = createSandbox();
		const asked = new Set<string>();
		let [again, differing] = [0, 0];
		for (let step = 0; step < 150; step++) {
			const wishes = ["a", "a<2", "b", "b>=1.1", "c==1.0", "d; python_version < '4'"];
			const text = wishes.filter(() => random.below(3) === 0).join("\n");
			const words = random.pick([[], [], ["--universal"], ["--resolution", "lowest"], ["--pre"]]);
			sandbox.write("r.in", `${text}\n`);
			if (random.below(8) === 0) {
				// The page of one project becomes what it is in another world; those of others stay for now.
				index.setWorld(randomWorld(step));
				sandbox.write("one.in", `${random.pick(["a", "b", "c", "d"])}\n`);
				await sandbox.run([...ALL, "--index-url", index.url, "--refresh", "--no-deps", "one.in"]);
				asked.clear();
			}
			const all = ["pip", "compile", "--no-header", "--index-url", index.url, ...words, "r.in"];
			const remembered = await sandbox.run(all);
			const fresh = await sandbox.run([...all, "--no-memo"]);
			if (JSON.stringify(remembered) !== JSON.stringify(fresh)) differing++;
			const question = `${text} ${words}`;
			if (asked.has(question)) again++;
			asked.add(question);
		}
		expect(differing).toBe(0);
		expect(again).toBeGreaterThan(5);
		expect(answersOf(sandbox).length).toBeGreaterThan(30);
	}, 120_000);
});
