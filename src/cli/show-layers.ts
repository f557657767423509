/** What became of the outputs of `pip compile --layers`. */
import { formatCount } from "./format-count.ts";
import type { Output } from "./output.ts";
import { type ShownStale, showStale } from "./show-stale.ts";

interface ShownLayer {
	readonly output: string;
	readonly count: number;
	readonly stale: ShownStale | undefined;
}

/** A line for each output; where outputs are compared, how each one differs. Answers the exit status. */
export function showLayers(layers: readonly ShownLayer[], output: Output): number {
	let isStale = false;
	for (const { output: file, count, stale } of layers) {
		if (stale === undefined) {
			output.message(`${file}: ${formatCount(count, "package")}`);
			continue;
		}
		isStale = true;
		showStale(stale, output);
	}
	return isStale ? 1 : 0;
}
