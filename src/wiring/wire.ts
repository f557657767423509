/** Settings in, tools out: the one place that joins ports and parts. What needs the network is joined when it is needed. */
import { Cache } from "../cache/cache.ts";
import type { SupplyNeeds, Tools } from "../commands/tools.ts";
import { UserError } from "../errors/user-error.ts";
import type { ProbeCache } from "../interpreter/probe.ts";
import { findCacheRoot } from "../platform/user-folders.ts";
import type { Network } from "./network.ts";
import type { Settings } from "./settings.ts";
import { ThreadPool } from "./thread-pool.ts";

/** A lock time that is no number. */
export class InvalidLockTimeout extends UserError {
	readonly code = "invalid-lock-timeout";
}

/** Tools that hold things: dispose of them at the end. */
export interface WiredTools extends Tools, Disposable {}

/** Threads beside the main one. */
const THREADS = 2;
const DEFAULT_LOCK_TIMEOUT = 300;

export function wire(settings: Settings): WiredTools {
	const { reporter, workingDirectory, variables, signal } = settings;
	const cache = openCache(settings);
	const background = new ThreadPool(THREADS);
	let network: Promise<Network> | undefined;
	const openNetwork = (): Promise<Network> => {
		network ??= import("./network.ts").then(({ connect }) => connect(settings));
		return network;
	};
	return {
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
		lockTimeout: readLockTimeout(variables),
		now: () => performance.now(),
		openSupply: async (needs: SupplyNeeds) => {
			const { openSupply } = await import("./supply.ts");
			return openSupply(needs, { settings, cache, background, network: await openNetwork() });
		},
		fetchText: async (url) => (await openNetwork()).fetchText(url),
		hideCredentials: async (url) => (await openNetwork()).credentials.addUrl(url),
		readStandardInput,
		[Symbol.dispose]: () => cache[Symbol.dispose](),
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
		write: (key, text) => cache.write("interpreters", [`${key}.json`], text),
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
