/** `cache clean` and `cache prune`: the line that tells what went. */
import type { ClearAnswer } from "../commands/cache.ts";
import { formatBytes } from "./format-bytes.ts";
import { formatCount } from "./format-count.ts";
import { type PaintedText, paint } from "./painted-text.ts";

/** `Removed 12 files (3.4MiB)`; `nothing` is said where nothing went. */
export function clearedLine(
	answer: ClearAnswer,
	{ directory, nothing }: { readonly directory: string; readonly nothing: string },
): PaintedText {
	if (answer.kind === "absent") return `No cache found at: ${directory}`;
	const { files, directories, bytes } = answer.removed;
	if (files === 0 && directories === 0) return nothing;
	const what =
		files === 0 ? formatCount(directories, "directory", "directories") : formatCount(files, "file");
	const size = files === 0 ? [] : [" ", paint("dim", `(${formatBytes(bytes)})`)];
	return [paint("dim", "Removed"), " ", paint("bold", what), ...size];
}
