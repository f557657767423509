/** `cache` and its commands. */

import type { Command } from "../option.ts";
import { forceOption, sizeOptions } from "../options/cache-options.ts";
import { continuousIntegrationOption } from "../options/report-options.ts";
import { sharedOptions } from "../shared-options.ts";

export const cacheCommands: readonly Command[] = [
	{
		path: ["cache", "dir"],
		summary: "Tell where the cache is",
		options: () => sharedOptions(undefined),
	},
	{
		path: ["cache", "size"],
		summary: "Tell how big the cache is",
		options: () => [...sizeOptions(), ...sharedOptions(undefined)],
	},
	{
		path: ["cache", "clean"],
		aliases: ["clear"],
		summary: "Remove everything from the cache, or what it holds of some packages",
		positional: {
			name: "PACKAGE",
			help: "The packages to remove; without one, all",
			isRepeatable: true,
		},
		options: () => [forceOption(), ...sharedOptions(undefined)],
		examples: [{ command: "cache clean numpy", purpose: "Forget numpy" }],
	},
	{
		path: ["cache", "prune"],
		summary: "Remove what no command can use any more",
		options: () => [continuousIntegrationOption(), forceOption(), ...sharedOptions(undefined)],
	},
];
