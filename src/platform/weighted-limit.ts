/** So much at a time: like `Limit`, for work of different weights. */

export class WeightedLimit {
	readonly #capacity: number;
	readonly #waiting: { readonly weight: number; readonly start: () => void }[] = [];
	#used = 0;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	/** Runs `work` when its weight fits beside what runs, or alone where it never fits; first come, first served. */
	async run<Value>(weight: number, work: () => Promise<Value>): Promise<Value> {
		if (this.#waiting.length > 0 || !this.#fits(weight)) {
			await new Promise<void>((start) => this.#waiting.push({ weight, start }));
		} else {
			this.#used += weight;
		}
		try {
			return await work();
		} finally {
			this.#used -= weight;
			this.#startNext();
		}
	}

	#fits(weight: number): boolean {
		return this.#used === 0 || this.#used + weight <= this.#capacity;
	}

	#startNext(): void {
		for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
			if (!this.#fits(next.weight)) return;
			this.#waiting.shift();
			this.#used += next.weight;
			next.start();
		}
	}
}
