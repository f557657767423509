/** Sizes as people read them, in powers of 1024: `512B`, `15.0MiB`. */

const UNITS: readonly string[] = ["KiB", "MiB", "GiB", "TiB", "PiB"];

/** One decimal from a kibibyte on; bytes have none. */
export function formatBytes(bytes: number): string {
	if (bytes < 1024) return `${Math.max(0, Math.floor(bytes))}B`;
	let size = bytes;
	let unit = "";
	for (unit of UNITS) {
		size /= 1024;
		// 1023.96 would be written as 1024.0.
		if (size < 1023.95) break;
	}
	return `${size.toFixed(1)}${unit}`;
}
