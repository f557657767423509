/** Did-you-mean: the known name nearest to a misspelt one, by Damerau–Levenshtein distance. */

/** Longer names are not compared: nobody misspells sixty characters by one. */
const MAXIMUM_LENGTH = 60;

/**
 * The candidate that `given` most probably means, or undefined. A third of its letters may be wrong, missing, added
 * or swapped; beyond that, a candidate that begins with `given` (three letters or more) counts.
 */
export function suggestName(given: string, candidates: Iterable<string>): string | undefined {
	if (given.length > MAXIMUM_LENGTH) return undefined;
	let nearest: string | undefined;
	let least = Math.max(1, Math.floor(given.length / 3)) + 1;
	let completed: string | undefined;
	for (const candidate of candidates) {
		const distance = editDistance(given, candidate);
		if (distance < least) {
			least = distance;
			nearest = candidate;
		}
		if (given.length >= 3 && candidate.startsWith(given)) completed ??= candidate;
	}
	return nearest ?? completed;
}

/**
 * How many insertions, deletions, replacements and swaps of neighbours turn one text into the other, no part being
 * changed twice: `ca` to `abc` is 3.
 */
export function editDistance(from: string, to: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			let least = Math.min(
				at(last, column) + 1,
				at(current, column - 1) + 1,
				at(last, column - 1) + (isSame ? 0 : 1),
			);
			if (isSwap(from, to, { row, column }))
				least = Math.min(least, at(beforeLast, column - 2) + 1);
			current.push(least);
		}
		beforeLast = last;
		last = current;
	}
	return at(last, to.length);
}

function isSwap(
	from: string,
	to: string,
	{ row, column }: { row: number; column: number },
): boolean {
	return (
		row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
	);
}

function at(distances: readonly number[], index: number): number {
	return distances[index] ?? Number.POSITIVE_INFINITY;
}
