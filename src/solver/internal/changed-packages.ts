/** Packages whose assignment changed since their incompatibilities were looked at: a stack without duplicates. */
export class ChangedPackages {
	readonly #stack: number[];
	readonly #isWaiting: boolean[];

	/** None, or those of another solve. */
	constructor(from?: ChangedPackages) {
		this.#stack = from === undefined ? [] : from.#stack.slice();
		this.#isWaiting = from === undefined ? [] : from.#isWaiting.slice();
	}

	push(id: number): void {
		if (this.#isWaiting[id]) return;
		this.#isWaiting[id] = true;
		this.#stack.push(id);
	}

	/** The latest, or -1. */
	pop(): number {
		const id = this.#stack.pop();
		if (id === undefined) return -1;
		this.#isWaiting[id] = false;
		return id;
	}

	clear(): void {
		while (this.pop() !== -1);
	}
}
