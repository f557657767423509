/** Options about the cache: where it is, and whether what it holds is good enough. */
import type { Option } from "../option.ts";

/** Every command takes these. */
export function cacheOptions(): readonly Option[] {
	return [
		{
			name: "no-cache",
			kind: "flag",
			short: "n",
			aliases: ["no-cache-dir"],
			variables: ["UV_NO_CACHE"],
			settingsKey: "no-cache",
			help: "Use an empty cache that is removed at the end",
			heading: "Cache options",
		},
		{
			name: "cache-dir",
			kind: "value",
			valueName: "DIR",
			variables: ["UV_CACHE_DIR"],
			settingsKey: "cache-dir",
			completes: "directory",
			help: "Where the cache is",
			heading: "Cache options",
		},
	];
}

/** Whether cached answers are asked again; for commands that read an index. */
export function refreshOptions(): readonly Option[] {
	return [
		{
			name: "refresh",
			kind: "flag",
			negative: "no-refresh",
			help: "Ask again for everything the cache holds",
			heading: "Cache options",
		},
		{
			name: "refresh-package",
			kind: "list",
			valueName: "PACKAGE",
			help: "Ask again for what the cache holds of this package",
			heading: "Cache options",
		},
	];
}

/** `cache clean` and `cache prune`. */
export function forceOption(): Option {
	return {
		name: "force",
		kind: "flag",
		help: "Do not wait for other processes that use the cache",
	};
}

/** `cache size`. */
export function sizeOptions(): readonly Option[] {
	return [
		{
			name: "output-format",
			kind: "value",
			valueName: "FORMAT",
			choices: [{ value: "auto" }, { value: "human" }, { value: "machine" }],
			default: "auto",
			help: "How to write the size: `1.2GiB`, bytes, or by whether a person reads it",
		},
		{
			name: "human",
			kind: "flag",
			short: "H",
			aliases: ["human-readable"],
			conflicts: ["output-format"],
			help: "The same as `--output-format human`",
		},
	];
}
