/** `1 package`, `2 packages`. */

/** The number with its noun. */
export function formatCount(
	count: number,
	singular: string,
	plural: string = `${singular}s`,
): string {
	return `${count} ${count === 1 ? singular : plural}`;
}
