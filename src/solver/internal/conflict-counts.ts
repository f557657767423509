/** Which packages keep meeting in conflicts. See docs/solver.md#conflict-counts. */

/** So many conflicts make a package stand out. */
const THRESHOLD = 5;

export class ConflictCounts {
	readonly #affected: number[];
	readonly #culprit: number[];
	/** Packages that reached the threshold since these lists were emptied last. */
	readonly sooner: number[];
	readonly later: number[];

	/** None yet, or those of another solve. */
	constructor(from?: ConflictCounts) {
		this.#affected = from === undefined ? [] : from.#affected.slice();
		this.#culprit = from === undefined ? [] : from.#culprit.slice();
		this.sooner = from?.sooner.slice() ?? [];
		this.later = from?.later.slice() ?? [];
	}

	/** A conflict ended in `affected`; `others` are the further packages of what it came down to. */
	record(affected: number, others: readonly number[]): void {
		if (others.length === 0) return;
		for (const id of others) {
			const count = (this.#culprit[id] ?? 0) + 1;
			this.#culprit[id] = count;
			if (count === THRESHOLD) this.later.push(id);
		}
		const count = (this.#affected[affected] ?? 0) + 1;
		this.#affected[affected] = count;
		if (count === THRESHOLD) this.sooner.push(affected);
	}
}
