/** Settings in, tools out: the one place that joins ports and parts. What needs the network is joined when it is needed. */
import { Cache } from "../cache/cache.ts";
import { CacheFailure } from "../cache/cache-failure.ts";
import type { SupplyNeeds, Tools } from "../commands/tools.ts";
import { UserError } from "../errors/user-error.ts";
import type { ProbeCache } from "../interpreter/probe.ts";
import type { HeldLock } from "../platform/lock-file.ts";
import { findCacheRoot } from "../platform/user-folders.ts";
import type { Network } from "./network.ts";
import type { Settings } from "./settings.ts";
import { ThreadPool } from "./thread-pool.ts";

/** A lock time that is no number. */
export class InvalidLockTimeout extends UserError {
	readonly code = "invalid-lock-timeout";
}

/** Tools that hold things: dispose of them at the end. */
export interface WiredTools extends Tools, Disposable {
	/** Settles when no step is under way that must come to its end; at once where there is none. */
	whenSafe(): Promise<void>;
	/** For programs that live on: ends the threads. The executable, whose process ends, saves the time. */
	endThreads(): void;
}

/** Threads beside the main one. */
const THREADS = 2;
const DEFAULT_LOCK_TIMEOUT = 300;

export function wire(settings: Settings): WiredTools {
	const { reporter, workingDirectory, variables, signal } = settings;
	const cache = openCache(settings);
	const background = new ThreadPool(THREADS);
	const lockTimeout = readLockTimeout(variables);
	let network: Promise<Network> | undefined;
	let cacheLock: HeldLock | undefined;
	let locking: Promise<void> | undefined;
	const openNetwork = (): Promise<Network> => {
		network ??= import("./network.ts").then(({ connect }) => connect(settings));
		return network;
	};
	const lockCache = async (): Promise<void> => {
		cacheLock = await lockShared(cache, { lockTimeout, reporter });
		cache.dropAbandoned();
	};
	const tools: WiredTools = {
		reporter,
		workingDirectory,
		variables,
		signal,
		cache,
		background,
		discovery: {
			variables,
			workingDirectory,
			cache: probeCacheOver(cache),
			preference: settings.pythonPreference,
		},
		lockTimeout,
		now: () => performance.now(),
		openMemory: async (needs) => {
			const { openMemory } = await import("./memory.ts");
			return openMemory(needs, { settings, cache });
		},
		openSupply: async (needs: SupplyNeeds) => {
			const { openSupply } = await import("./supply.ts");
			// From here on entries are used that `cache clean` of another process must not take away.
			locking ??= lockCache();
			await locking;
			const network = await openNetwork();
			return openSupply(needs, { settings, cache, background, network, tools });
		},
		fetchText: async (url) => (await openNetwork()).fetchText(url),
		hideCredentials: async (url) => (await openNetwork()).credentials.addUrl(url),
		readStandardInput,
		...protectedSteps(),
		endThreads: () => background.end(),
		[Symbol.dispose]: () => {
			cacheLock?.release();
			cache[Symbol.dispose]();
		},
	};
	return tools;
}

function lockShared(
	cache: Cache,
	{ lockTimeout, reporter }: Pick<Tools, "lockTimeout" | "reporter">,
): Promise<HeldLock> {
	const message = `Waiting for another process that clears the cache at ${cache.directory}`;
	return cache.lockShared({
		timeout: lockTimeout,
		onWait: () => reporter.report({ kind: "note", message }),
	});
}

function protectedSteps(): Pick<WiredTools, "protect" | "whenSafe"> {
	const steps = new Set<Promise<unknown>>();
	return {
		protect: async (step) => {
			const running = step();
			steps.add(running);
			try {
				return await running;
			} finally {
				steps.delete(running);
			}
		},
		whenSafe: async () => {
			await Promise.allSettled(steps);
		},
	};
}

function openCache({ hasNoCache, cacheDirectory, reporter, variables }: Settings): Cache {
	const onWarning = (message: string): void => reporter.report({ kind: "warning", message });
	if (hasNoCache) return Cache.openTemporary({ onWarning });
	return Cache.open(cacheDirectory ?? findCacheRoot(variables), { onWarning });
}

function probeCacheOver(cache: Cache): ProbeCache {
	return {
		read: (key) => cache.readText("interpreters", `${key}.json`),
		write: (key, text) => {
			try {
				cache.write("interpreters", [`${key}.json`], text);
			} catch (error) {
				// What an interpreter said is asked again next time; a full disk is told where it matters.
				if (!(error instanceof CacheFailure)) throw error;
			}
		},
	};
}

function readLockTimeout(variables: Readonly<Record<string, string>>): number {
	const text = variables["UV_LOCK_TIMEOUT"] ?? "";
	if (text === "") return DEFAULT_LOCK_TIMEOUT * 1000;
	const seconds = Number(text);
	if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
	throw new InvalidLockTimeout(
		`Could not use \`UV_LOCK_TIMEOUT\`: its value \`${text}\` is not a number of seconds`,
	);
}

async function readStandardInput(): Promise<Uint8Array> {
	const { readFileSync } = await import("node:fs");
	return readFileSync(0);
}
