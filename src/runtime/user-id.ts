/** Who runs this process. */

/** The number of the effective user; `undefined` where the system has none (Windows). */
export function userId(): number | undefined {
	return process.geteuid?.();
}
