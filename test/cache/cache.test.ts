/** The cache by itself: entries, folders, clearing and locks. */
import { afterAll, describe, expect, test } from "bun:test";
import {
	existsSync,
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Cache } from "../../src/cache/cache.ts";
import { DIGEST, drafts, newRoot, OTHER_DIGEST, openCache, removeCaches } from "./open-cache.ts";

afterAll(removeCaches);

describe("entries", () => {
	test("opening and reading make nothing", () => {
		const root = newRoot();
		const { cache } = openCache(root);
		expect(cache.readText("metadata", "flask", "k.json")).toBeUndefined();
		expect(cache.size()).toEqual({ files: 0, bytes: 0 });
		cache.drop("metadata", "flask", "k.json");
		expect(cache.clean()).toEqual({ files: 0, directories: 0, bytes: 0 });
		expect(cache.prune()).toEqual({ files: 0, directories: 0, bytes: 0 });
		expect(existsSync(root)).toBe(false);
	});

	test("what was written is read, by this cache and by another", () => {
		const root = newRoot();
		const { cache } = openCache(root);
		cache.write("metadata", ["flask", "k.json"], "one");
		cache.write("metadata", ["flask", "k.json"], "two");
		cache.write("pages", ["index", "flask.page"], Uint8Array.of(1, 2));
		const { cache: other } = openCache(root);
		expect(other.readText("metadata", "flask", "k.json")).toBe("two");
		expect(other.readBytes("pages", "index", "flask.page")).toEqual(Buffer.from([1, 2]));
		expect(drafts(cache)).toEqual([]);
	});

	test("the folder is private and marked as a cache", () => {
		const { cache } = openCache();
		cache.write("interpreters", ["k.json"], "{}");
		expect(statSync(cache.directory).mode & 0o777).toBe(0o700);
		expect(readFileSync(join(cache.directory, "CACHEDIR.TAG"), "utf8")).toStartWith(
			"Signature: 8a477f597d28d172789f06886806bc55\n",
		);
		expect(readFileSync(join(cache.directory, ".gitignore"), "utf8")).toBe("*\n");
	});

	test("a part that is no file name is a bug", () => {
		const { cache } = openCache();
		for (const part of ["", ".", "..", "a/b", "a\\b", "a\0"]) {
			expect(() => cache.path("metadata", part)).toThrow("cannot name a cache entry");
		}
	});

	test("names of JavaScript are names like others", () => {
		const { cache } = openCache();
		cache.write("metadata", ["__proto__", "constructor"], "x");
		expect(cache.readText("metadata", "__proto__", "constructor")).toBe("x");
	});

	test("an entry that is dropped is gone, file or folder", async () => {
		const { cache } = openCache();
		cache.write("metadata", ["a", "k"], "x");
		await cache.createFolder("wheels", ["a", DIGEST], (draft) => writeFileSync(`${draft}/f`, "x"));
		cache.drop("metadata", "a", "k");
		cache.drop("wheels", "a", DIGEST);
		expect(cache.readText("metadata", "a", "k")).toBeUndefined();
		expect(existsSync(cache.path("wheels", "a", DIGEST))).toBe(false);
		expect(drafts(cache)).toEqual([]);
	});
});

describe("folders", () => {
	test("a folder appears whole, with the value of its making", async () => {
		const { cache } = openCache();
		const { path, value, isOurs } = await cache.createFolder("wheels", ["a", DIGEST], (draft) => {
			expect(existsSync(cache.path("wheels", "a", DIGEST))).toBe(false);
			writeFileSync(`${draft}/file`, "x");
			return 42;
		});
		expect({ path, value, isOurs }).toEqual({
			path: cache.path("wheels", "a", DIGEST),
			value: 42,
			isOurs: true,
		});
		expect(readFileSync(join(path, "file"), "utf8")).toBe("x");
	});

	test("who comes second leaves the first one's folder alone", async () => {
		const { cache } = openCache();
		const make = (content: string) =>
			cache.createFolder("wheels", ["a", DIGEST], async (draft) => {
				writeFileSync(`${draft}/file`, content);
				await Promise.resolve();
			});
		const made = await Promise.all([make("first"), make("second")]);
		expect(made.map(({ isOurs }) => isOurs)).toEqual([true, false]);
		expect(readFileSync(join(cache.path("wheels", "a", DIGEST), "file"), "utf8")).toBe("first");
		expect(drafts(cache)).toEqual([]);
	});

	test("a failure while it is filled passes through and leaves nothing", async () => {
		const { cache } = openCache();
		const failure = new Error("the wheel is bad");
		const attempt = cache.createFolder("wheels", ["a", DIGEST], (draft) => {
			writeFileSync(`${draft}/half`, "x");
			throw failure;
		});
		expect(await attempt.catch((error: unknown) => error)).toBe(failure);
		expect(drafts(cache)).toEqual([]);
		expect(existsSync(cache.path("wheels", "a", DIGEST))).toBe(false);
	});
});

describe("clearing", () => {
	async function filled(): Promise<Cache> {
		const { cache } = openCache();
		for (const name of ["flask", "flask-login"]) {
			await cache.createFolder("wheels", [name, DIGEST], (draft) => {
				mkdirSync(`${draft}/tree`);
				writeFileSync(`${draft}/tree/f`, "12345");
			});
			cache.write("wheel-links", [name, "k.json"], JSON.stringify({ sha256: DIGEST }));
			cache.write("metadata", [name, "k.json"], "{}");
			cache.write("pages", ["index", `${name}.page`], "page");
			cache.write("pages", ["index", `${name}.fresh`], "fresh");
		}
		cache.write("interpreters", ["k.json"], "{}");
		return cache;
	}

	test("size counts a file with two names once", async () => {
		const { cache } = openCache();
		await cache.createFolder("wheels", ["a", DIGEST], (draft) => {
			writeFileSync(`${draft}/f`, "1234567890");
			linkSync(`${draft}/f`, `${draft}/g`);
		});
		const markers =
			statSync(join(cache.directory, "CACHEDIR.TAG")).size +
			statSync(join(cache.directory, ".gitignore")).size;
		expect(cache.size()).toEqual({ files: 4, bytes: 10 + markers });
	});

	test("clean removes every entry and tells how many", async () => {
		const cache = await filled();
		writeFileSync(join(cache.directory, "..", "foreign"), "stays");
		mkdirSync(join(cache.directory, "..", "archive-v0"));
		const removed = cache.clean();
		expect(removed.files).toBe(11);
		expect(cache.readText("interpreters", "k.json")).toBeUndefined();
		expect(readdirSync(cache.directory).sort()).toEqual([
			".gitignore",
			"CACHEDIR.TAG",
			"temporary",
		]);
		expect(readdirSync(join(cache.directory, "..")).sort()).toEqual([
			"archive-v0",
			"foreign",
			"pippin-v1",
		]);
	});

	test("clean of a project leaves the others", async () => {
		const cache = await filled();
		expect(cache.clean(["flask", "unheard-of"])).toEqual({
			files: 5,
			directories: 5,
			bytes: 5 + JSON.stringify({ sha256: DIGEST }).length + 2 + 4 + 5,
		});
		expect(cache.readText("pages", "index", "flask.page")).toBeUndefined();
		expect(cache.readText("pages", "index", "flask-login.page")).toBe("page");
		expect(existsSync(cache.path("wheels", "flask"))).toBe(false);
		expect(existsSync(cache.path("wheels", "flask-login", DIGEST))).toBe(true);
		expect(cache.readText("interpreters", "k.json")).toBe("{}");
	});

	test("prune removes what nothing points to, and no more", async () => {
		const cache = await filled();
		const root = join(cache.directory, "..");
		await cache.createFolder("wheels", ["flask", OTHER_DIGEST], (draft) =>
			writeFileSync(`${draft}/f`, "1"),
		);
		const [old, fresh] = [
			join(cache.directory, "temporary/old"),
			join(cache.directory, "temporary/new"),
		];
		mkdirSync(old);
		mkdirSync(fresh);
		const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
		utimesSync(old, twoDaysAgo, twoDaysAgo);
		for (const name of ["pippin-v0", "pippin-v12", "pippin-vault", "wheels-v5"])
			mkdirSync(join(root, name));
		expect(cache.prune()).toEqual({ files: 1, directories: 4, bytes: 1 });
		expect(readdirSync(join(cache.directory, "temporary"))).toEqual(["new"]);
		expect(readdirSync(root).sort()).toEqual(["pippin-v1", "pippin-vault", "wheels-v5"]);
		expect(readdirSync(cache.path("wheels", "flask"))).toEqual([DIGEST]);
		expect(cache.prune()).toEqual({ files: 0, directories: 0, bytes: 0 });
	});
});

describe("locks", () => {
	test("many may share; who wants it alone waits and is told so", async () => {
		const root = newRoot();
		const { cache } = openCache(root);
		const first = await cache.lockShared();
		const { cache: other } = openCache(root);
		const second = await other.lockShared({ timeout: 0 });
		let waits = 0;
		const { cache: cleaner } = openCache(root);
		const exclusive = cleaner.lockExclusive({ onWait: () => (waits += 1) });
		await Promise.resolve();
		expect(waits).toBe(1);
		first.release();
		second.release();
		const held = await exclusive;
		const refused = other.lockShared({ timeout: 0 });
		await expect(refused).rejects.toMatchObject({ code: "lock-timeout" });
		held.release();
		(await other.lockShared({ timeout: 0 })).release();
	});
});
