/** The cache where something is wrong: damaged entries, places that cannot be used, other users, full disks, many processes. */
import { afterAll, describe, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import {
	chmodSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Cache } from "../../src/cache/cache.ts";
import { DIGEST, newRoot, openCache, parentFolder, removeCaches } from "./open-cache.ts";

afterAll(removeCaches);

const MODULE = join(import.meta.dir, "../../src/cache/cache.ts");
const IS_ROOT = process.geteuid?.() === 0;

describe("F17: entries of the wrong kind", () => {
	test("a folder in place of a file is no entry, and is replaced", () => {
		const { cache } = openCache();
		cache.write("metadata", ["a", "k"], "x");
		rmSync(cache.path("metadata", "a", "k"));
		mkdirSync(join(cache.path("metadata", "a", "k"), "inside"), { recursive: true });
		expect(cache.readText("metadata", "a", "k")).toBeUndefined();
		cache.write("metadata", ["a", "k"], "y");
		expect(cache.readText("metadata", "a", "k")).toBe("y");
	});
	test("a file in place of a folder is replaced", async () => {
		const { cache } = openCache();
		cache.write("wheels", ["a", DIGEST], "not a folder");
		await cache.createFolder("wheels", ["a", DIGEST], (draft) => writeFileSync(`${draft}/f`, "x"));
		expect(readdirSync(cache.path("wheels", "a", DIGEST))).toEqual(["f"]);
	});
	test("a file in place of a folder above is replaced", () => {
		const { cache } = openCache();
		cache.write("metadata", ["a"], "not a folder");
		expect(cache.readText("metadata", "a", "k")).toBeUndefined();
		cache.write("metadata", ["a", "k"], "x");
		expect(cache.readText("metadata", "a", "k")).toBe("x");
	});
	test("a missing folder for drafts is made again", () => {
		const { cache } = openCache();
		cache.write("metadata", ["a", "k"], "x");
		rmSync(join(cache.directory, "temporary"), { recursive: true });
		cache.write("metadata", ["a", "k"], "y");
		expect(cache.readText("metadata", "a", "k")).toBe("y");
	});
});

describe("F7: a place that cannot be used", () => {
	test("without a home folder a temporary cache stands in, with one warning", () => {
		const warnings: string[] = [];
		const temporaryParent = mkdtempSync(join(parentFolder(), "stand-in-"));
		const cache = Cache.open(undefined, {
			onWarning: (text) => warnings.push(text),
			temporaryParent,
		});
		cache.write("metadata", ["a", "k"], "x");
		expect(cache.readText("metadata", "a", "k")).toBe("x");
		expect(warnings).toEqual([
			"There is no home folder to keep a cache in; a temporary cache is used for this run",
		]);
		cache[Symbol.dispose]();
		expect(readdirSync(temporaryParent)).toEqual([]);
	});

	test("below a file a temporary cache stands in, with one warning", async () => {
		const file = newRoot();
		writeFileSync(file, "");
		const { cache, warnings, temporaryParent } = openCache(join(file, "cache"));
		cache.write("metadata", ["a", "k"], "x");
		cache.write("metadata", ["b", "k"], "y");
		await cache.createFolder("wheels", ["a", DIGEST], () => undefined);
		expect(cache.readText("metadata", "b", "k")).toBe("y");
		expect(warnings).toHaveLength(1);
		expect(cache.isTemporary).toBe(true);
		using lock = await cache.lockShared();
		expect(lock).toBeDefined();
		cache[Symbol.dispose]();
		expect(readdirSync(temporaryParent)).toEqual([]);
	});

	test("entries of a folder that cannot be written are read, and new ones kept beside", async () => {
		const { cache: writer } = openCache();
		writer.write("metadata", ["a", "k"], "old");
		writer.write("metadata", ["b", "k"], "broken");
		// The effect of a read-only disk, also for the superuser: drafts find a file where their folder was.
		rmSync(join(writer.directory, "temporary"), { recursive: true });
		writeFileSync(join(writer.directory, "temporary"), "");
		const { cache, warnings } = openCache(join(writer.directory, ".."));
		expect(cache.readText("metadata", "a", "k")).toBe("old");
		cache.write("metadata", ["a", "new"], "new");
		expect(warnings).toHaveLength(1);
		expect(cache.readText("metadata", "a", "new")).toBe("new");
		expect(cache.readText("metadata", "a", "k")).toBe("old");
		cache.write("metadata", ["a", "k"], "newer");
		expect(cache.readText("metadata", "a", "k")).toBe("newer");
		expect(readFileSync(join(writer.directory, "metadata/a/k"), "utf8")).toBe("old");
		cache.drop("metadata", "b", "k");
		expect(cache.readText("metadata", "b", "k")).toBeUndefined();
		cache[Symbol.dispose]();
	});

	test.skipIf(IS_ROOT)("a folder without the right to write is read", () => {
		const { cache: writer } = openCache();
		writer.write("metadata", ["a", "k"], "old");
		chmodSync(join(writer.directory, "temporary"), 0o500);
		const { cache, warnings } = openCache(join(writer.directory, ".."));
		cache.write("metadata", ["a", "new"], "new");
		expect(cache.readText("metadata", "a", "k")).toBe("old");
		expect(warnings).toHaveLength(1);
	});

	test("a temporary cache is removed with all that is in it", async () => {
		const temporaryParent = mkdtempSync(join(parentFolder(), "stand-in-"));
		const cache = Cache.openTemporary({ temporaryParent });
		await cache.createFolder("wheels", ["a", DIGEST], (draft) => writeFileSync(`${draft}/f`, ""));
		expect(cache.path("wheels", "a", DIGEST)).toStartWith(temporaryParent);
		cache[Symbol.dispose]();
		expect(readdirSync(temporaryParent)).toEqual([]);
	});
});

describe("T43: a folder that others can change", () => {
	const cases: Readonly<Record<string, (directory: string) => void>> = {
		"is writable for others": (directory) => chmodSync(directory, 0o777),
		"is writable for a group": (directory) => chmodSync(directory, 0o770),
		"is a link": (directory) => {
			rmSync(directory, { recursive: true });
			const elsewhere = mkdtempSync(join(parentFolder(), "elsewhere-"));
			symlinkSync(elsewhere, directory);
		},
		"is a file": (directory) => {
			rmSync(directory, { recursive: true });
			writeFileSync(directory, "");
		},
		...(IS_ROOT
			? {
					"belongs to another user": (directory: string) => {
						spawnSync("chown", ["65534", directory]);
						expect(lstatSync(directory).uid).toBe(65534);
					},
				}
			: {}),
	};
	for (const [what, spoil] of Object.entries(cases)) {
		test(`a folder that ${what} is neither read nor written`, () => {
			const { cache: writer } = openCache();
			writer.write("metadata", ["a", "k"], "poison");
			spoil(writer.directory);
			const { cache, warnings } = openCache(join(writer.directory, ".."));
			expect(cache.readText("metadata", "a", "k")).toBeUndefined();
			cache.write("metadata", ["a", "k"], "own");
			expect(cache.readText("metadata", "a", "k")).toBe("own");
			expect(warnings).toHaveLength(1);
			cache[Symbol.dispose]();
		});
	}

	test("a link in place of the folder is not cleared through", () => {
		const elsewhere = mkdtempSync(join(parentFolder(), "elsewhere-"));
		mkdirSync(join(elsewhere, "wheels"));
		const root = newRoot();
		mkdirSync(root);
		symlinkSync(elsewhere, join(root, "pippin-v1"));
		const { cache } = openCache(root);
		expect(cache.clean().directories + cache.clean(["a"]).files + cache.prune().files).toBe(0);
		expect(cache.size()).toMatchObject({ files: 0, bytes: 0 });
		expect(readdirSync(elsewhere)).toEqual(["wheels"]);
		cache[Symbol.dispose]();
	});
});

describe("faults", () => {
	const script = `
		import { writeFileSync } from "node:fs";
		const { Cache } = await import("${MODULE}");
		const cache = Cache.open(process.argv[1]);
		try {
			cache.write("metadata", ["a", "k"], "content of k");
			await cache.createFolder("wheels", ["a", "${DIGEST}"], (draft) => {
				writeFileSync(draft + "/f", "content of f");
			});
			cache.drop("metadata", "gone", "k");
			console.log("done");
		} catch (error) { console.log(error.code, "|", error.message); }
	`;
	const run = (root: string, fault: string) =>
		spawnSync(process.execPath, ["-e", script, root], {
			encoding: "utf8",
			env: { ...process.env, PIPPIN_INTERNAL_FAULT: fault },
		});

	test("each call that fails or kills leaves whole entries or none, and the next run works", () => {
		const trace = join(parentFolder(), "trace");
		run(newRoot(), `TRACE@${trace}`);
		const calls = readFileSync(trace, "utf8").trim().split("\n").length;
		expect(calls).toBeGreaterThan(15);
		for (let call = 1; call <= calls; call += 1) {
			for (const action of ["KILL", "ENOSPC"]) {
				const root = newRoot();
				const child = run(root, `${action}@${call}`);
				if (action === "ENOSPC" && !child.stdout.startsWith("done")) {
					expect(child.stdout).toStartWith("cache-failure | Cannot write the cache at");
				}
				const { cache, warnings } = openCache(root);
				expect(["content of k", undefined]).toContain(cache.readText("metadata", "a", "k"));
				const folder = cache.path("wheels", "a", DIGEST);
				if (existsSync(folder)) {
					expect(readFileSync(join(folder, "f"), "utf8")).toBe("content of f");
				}
				cache.write("metadata", ["a", "k"], "again");
				expect(cache.readText("metadata", "a", "k")).toBe("again");
				expect(warnings).toEqual([]);
			}
		}
	}, 30_000);
});

test("F12: processes that write and clean one cache at once do not disturb each other", async () => {
	const root = newRoot();
	const writer = `
		import { readFileSync, writeFileSync } from "node:fs";
		const { Cache } = await import("${MODULE}");
		for (let round = 0; round < 40; round += 1) {
			const cache = Cache.open(process.argv[1]);
			using lock = await cache.lockShared();
			const digest = String(round % 4).repeat(64);
			const { path } = await cache.createFolder("wheels", ["a", digest], (draft) => {
				writeFileSync(draft + "/f", digest.repeat(500));
			});
			if (readFileSync(path + "/f", "utf8") !== digest.repeat(500)) throw new Error("torn");
			cache.write("metadata", ["a", "k"], digest.repeat(500));
			const text = cache.readText("metadata", "a", "k");
			if (text?.length !== 32_000) throw new Error("torn: " + text?.length);
		}
	`;
	const cleaner = `
		const { Cache } = await import("${MODULE}");
		for (let round = 0; round < 20; round += 1) {
			const cache = Cache.open(process.argv[1]);
			using lock = await cache.lockExclusive();
			if (round % 2 === 0) cache.clean(); else cache.clean(["a"]);
		}
	`;
	const children = [writer, writer, writer, writer, cleaner].map(
		(script) =>
			new Promise<string>((resolve) => {
				const child = spawn(process.execPath, ["-e", script, root]);
				let errors = "";
				child.stderr.on("data", (data) => {
					errors += String(data);
				});
				child.on("close", (status) => resolve(`${status} ${errors}`));
			}),
	);
	expect(await Promise.all(children)).toEqual(Array(5).fill("0 "));
	expect(readdirSync(join(root, "pippin-v1/temporary"))).toEqual([]);
}, 30_000);
