/** What scenarios are run on, and what they are. */
import { join } from "node:path";
import type { Place } from "./file-systems.ts";
import type { MeasureOptions, Sample } from "./measure.ts";
import type { Preparation } from "./preparation.ts";
import type { Tool } from "./tools.ts";

/** The recorded index as it is near; far away; and far away with pages that are fresh for no time at all. */
export type IndexKind = "near" | "far" | "far and expired";

export interface Ground {
	readonly preparation: Preparation;
	readonly place: Place;
	pins(workload: string): string;
	/** Runs one command, in the way of this round. */
	execute(
		command: readonly string[],
		options: MeasureOptions,
	): Sample & { readonly stdout: string };
}

export interface Scenario {
	readonly name: string;
	/** The largest ratio to uv that we promise. */
	readonly target: number;
	/** The largest ratio of peak memory; absent: none is promised. */
	readonly memoryTarget?: number;
	readonly rounds: number;
	/** Near unless told. */
	readonly index?: IndexKind;
	/** `undefined`: this tool does not take part. What two tools answer must be equal. */
	run(tool: Tool, ground: Ground): (Sample & { readonly answer: string }) | undefined;
	/** Whether two answers are equal; unless told, where they are letter by letter. */
	isSame?(left: string, right: string): boolean;
}

let folderCount = 0;

/** A path that nothing had before. */
export function freshPath(place: Place, name: string): string {
	folderCount += 1;
	return join(place.folder, `${name}-${folderCount}`);
}

/** The variables that a tool is run with: its own, and none of the user's. */
export function variables(tool: Tool, cache: string): Record<string, string> {
	return {
		PATH: process.env["PATH"] ?? "",
		HOME: "/nonexistent",
		LC_ALL: "C.UTF-8",
		...tool.variables(cache),
	};
}

/** The cache that a tool keeps from round to round. */
export function sharedCache(tool: Tool, place: Place): string {
	return join(place.folder, `cache-${tool.name.replace(" ", "-")}`);
}
