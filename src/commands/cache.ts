/** `cache size|clean|prune`: measuring and clearing what is kept between runs. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { CacheUse, Removed } from "../cache/cache-sweep.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import type { Tools } from "./tools.ts";

type CacheTools = Pick<Tools, "cache" | "reporter" | "lockTimeout">;

export interface ClearOptions {
	/** `--force`: other processes that use the cache are not waited for. */
	readonly isForced: boolean;
}

export type ClearAnswer =
	| { readonly kind: "cleared"; readonly removed: Removed }
	/** There is no cache. */
	| { readonly kind: "absent" };

/** The root that the user may name with `--cache-dir`; other programs may keep things in it. */
export function cacheRoot({ cache }: CacheTools): string {
	return dirname(cache.directory);
}

export function cacheSize({ cache }: CacheTools): CacheUse {
	return cache.size();
}

/** Removes everything, or what is kept of these projects (normalized). Reports what it does before it waits. */
export function cleanCache(
	options: ClearOptions & { readonly names: readonly string[] },
	tools: CacheTools,
): Promise<ClearAnswer> {
	const { names } = options;
	tellPlace("Clearing", tools);
	return clear(options, tools, () => tools.cache.clean(names.length === 0 ? undefined : names));
}

/** Removes what nothing will ask for again; `dropsDownloads`: also what the network can bring again. */
export function pruneCache(
	options: ClearOptions & { readonly dropsDownloads: boolean },
	tools: CacheTools,
): Promise<ClearAnswer> {
	tellPlace("Pruning", tools);
	return clear(options, tools, () => tools.cache.prune(options));
}

function tellPlace(verb: string, { cache, reporter }: CacheTools): void {
	if (!existsSync(cache.directory)) return;
	reporter.report({ kind: "note", message: `${verb} cache at: ${cache.directory}` });
}

async function clear(
	{ isForced }: ClearOptions,
	tools: CacheTools,
	remove: () => Removed,
): Promise<ClearAnswer> {
	if (!existsSync(tools.cache.directory)) return { kind: "absent" };
	if (isForced) return { kind: "cleared", removed: remove() };
	using _lock = await lockCache(tools);
	return { kind: "cleared", removed: remove() };
}

function lockCache({ cache, reporter, lockTimeout }: CacheTools): Promise<HeldLock> {
	return cache.lockExclusive({
		timeout: lockTimeout,
		onWait: () =>
			reporter.report({
				kind: "note",
				message:
					"Waiting for other processes that use the cache (`--force` does not wait for them)",
			}),
	});
}
