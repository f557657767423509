/** Caches in folders that are removed after the tests of a file. */

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cache } from "../../src/cache/cache.ts";

export const DIGEST: string = "ab".repeat(32);
export const OTHER_DIGEST: string = "cd".repeat(32);

let folder: string | undefined;

/** The folder for the caches of one test file. */
export function parentFolder(): string {
	folder ??= mkdtempSync(join(tmpdir(), "pippin-cache-test-"));
	return folder;
}

/** To be called after the tests of a file. */
export function removeCaches(): void {
	if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
	folder = undefined;
}

let count = 0;

/** A cache root that does not exist yet. */
export function newRoot(): string {
	count += 1;
	return join(parentFolder(), `root${count}`);
}

/** A cache that puts what stands in for it where the test can see it. */
export function openCache(root: string | undefined = newRoot()): {
	readonly cache: Cache;
	readonly warnings: readonly string[];
	readonly temporaryParent: string;
} {
	const warnings: string[] = [];
	const temporaryParent = mkdtempSync(join(parentFolder(), "stand-in-"));
	const cache = Cache.open(root, {
		onWarning: (message) => warnings.push(message),
		temporaryParent,
	});
	return { cache, warnings, temporaryParent };
}

/** What is being made. */
export function drafts(cache: Cache): readonly string[] {
	return readdirSync(join(cache.directory, "temporary"));
}
