/**
 * Bun's engine optimizes a function that has run a thousand times, and collects garbage every few megabytes, in threads
 * of its own. A command that is over after a tenth of a second throws most of that work away, and where processors are few
 * it is in the way of the work itself. The engine takes other limits from variables only, when it starts.
 */
import { isCompiledIn } from "./detect.ts";
import { processorCount } from "./this-process.ts";

/** Optimizing a hundred times later than usual, and not never: what runs for seconds still becomes fast. Bytes for the heap. */
const LIMITS: Readonly<Record<string, string>> = {
	BUN_JSC_thresholdForOptimizeAfterWarmUp: "100000",
	BUN_JSC_thresholdForOptimizeAfterLongWarmUp: "100000",
	BUN_JSC_thresholdForOptimizeSoon: "100000",
	BUN_JSC_largeHeapSize: String(64 * 1024 * 1024),
};

/** With more, the engine's threads have processors to themselves. */
const FEW_PROCESSORS = 4;

/**
 * Puts the same program with the same arguments in the place of this process, its engine told to optimize late; that takes
 * four milliseconds. Returns where it has happened already, and where there is no need or no way. Call it before anything
 * is done.
 */
export function restartTuned(): void {
	const { env } = process;
	if (Object.keys(LIMITS).every((name) => env[name] !== undefined)) {
		// They are not meant for the programs that this one starts.
		for (const name of Object.keys(LIMITS)) delete env[name];
		return;
	}
	const isTunedByUser = Object.keys(env).some((name) => name.startsWith("BUN_JSC_"));
	if (!isCompiledIn(import.meta.url) || isTunedByUser || processorCount() > FEW_PROCESSORS) return;
	// Where the call fails, Bun would tell the user a moment later that it is experimental.
	process.removeAllListeners("warning");
	try {
		const words = process.argv.slice(2);
		process.execve?.(process.execPath, [process.argv0, ...words], { ...env, ...LIMITS });
	} catch {
		// It saves time, no more.
	}
}
