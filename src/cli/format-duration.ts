/** How long something took: `0.42ms`, `12ms`, `1.23s`, `1m 05s`. */

/** The words for a number of milliseconds. */
export function formatDuration(milliseconds: number): string {
	const time = Math.max(0, milliseconds);
	if (time < 1) return `${time.toFixed(2)}ms`;
	if (time < 1000) return `${Math.floor(time)}ms`;
	if (time < 60_000) return `${(Math.floor(time / 10) / 100).toFixed(2)}s`;
	const seconds = Math.floor(time / 1000);
	return `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, "0")}s`;
}
