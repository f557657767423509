/** Starts each piece of work once and shares its promise. */

export class OnceMap<Key, Value> {
	readonly #started = new Map<Key, Promise<Value>>();

	/** The promise for `key`, started by `start` where nobody did before. A failure is shared as well. */
	get(key: Key, start: () => Promise<Value>): Promise<Value> {
		const known = this.#started.get(key);
		if (known !== undefined) return known;
		const started = start();
		this.#started.set(key, started);
		return started;
	}
}
