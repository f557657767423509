/**
 * Which open package is decided next: a binary heap by priority. Entries go stale when their package
 * is decided, no longer asked for or has another priority; they are dropped when they come to the top.
 */
export class DecisionQueue {
	readonly #keys: number[];
	readonly #ids: number[];
	/** Per package, its priority now. */
	readonly #priorities: number[];

	/** Empty, or as another queue stands. */
	constructor(from?: DecisionQueue) {
		this.#keys = from === undefined ? [] : from.#keys.slice();
		this.#ids = from === undefined ? [] : from.#ids.slice();
		this.#priorities = from === undefined ? [] : from.#priorities.slice();
	}

	priorityOf(id: number): number | undefined {
		return this.#priorities[id];
	}

	/** Enters the package with this priority; entries with another one are stale from now on. */
	push(id: number, priority: number): void {
		this.#priorities[id] = priority;
		const keys = this.#keys;
		const ids = this.#ids;
		let place = keys.length;
		keys.push(priority);
		ids.push(id);
		while (place > 0) {
			const parent = (place - 1) >> 1;
			if ((keys[parent] as number) <= priority) break;
			keys[place] = keys[parent] as number;
			ids[place] = ids[parent] as number;
			place = parent;
		}
		keys[place] = priority;
		ids[place] = id;
	}

	/** The package with the smallest priority of those that `isOpen`, or -1. */
	first(isOpen: (id: number) => boolean): number {
		while (this.#ids.length > 0) {
			const id = this.#ids[0] as number;
			if (this.#keys[0] === this.#priorities[id] && isOpen(id)) return id;
			this.#dropTop();
		}
		return -1;
	}

	#dropTop(): void {
		const keys = this.#keys;
		const ids = this.#ids;
		const key = keys.pop() as number;
		const id = ids.pop() as number;
		const length = keys.length;
		if (length === 0) return;
		let place = 0;
		for (;;) {
			let child = 2 * place + 1;
			if (child >= length) break;
			if (child + 1 < length && (keys[child + 1] as number) < (keys[child] as number)) child++;
			if ((keys[child] as number) >= key) break;
			keys[place] = keys[child] as number;
			ids[place] = ids[child] as number;
			place = child;
		}
		keys[place] = key;
		ids[place] = id;
	}
}
