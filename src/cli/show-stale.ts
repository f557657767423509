/** That a compiled file is not what would be written, and how it differs. */
import type { Output } from "./output.ts";
import { paint } from "./painted-text.ts";

export interface ShownStale {
	readonly given: string;
	readonly isMissing: boolean;
	readonly difference: readonly string[];
}

/** As a failure: only `-qq` silences it. */
export function showStale({ given, isMissing, difference }: ShownStale, output: Output): void {
	const state = isMissing ? "does not exist yet" : "is not what would be written";
	output.failure([paint("bold-red", "error"), paint("bold", ":"), ` \`${given}\` ${state}`]);
	for (const line of difference) output.failure(line);
	output.failure([
		"\n",
		paint("bold-cyan", "hint"),
		paint("bold", ":"),
		" Run the same command without `--check` to write it",
	]);
}
