/** So many at a time. */

export class Limit {
	readonly #capacity: number;
	readonly #waiting: (() => void)[] = [];
	#running = 0;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Runs `work` when fewer than the capacity are running; first come, first served. */
	async run<Value>(work: () => Promise<Value>): Promise<Value> {
		if (this.#running >= this.#capacity) {
			// The place is handed over by the one who leaves, so `#running` stays as it is.
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		} else {
			this.#running += 1;
		}
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next === undefined) this.#running -= 1;
			else next();
		}
	}
}
