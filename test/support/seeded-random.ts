/** Random numbers that are the same in every run with the same seed. */

export interface SeededRandom {
	/** A whole number from 0 to `limit` - 1. */
	below(limit: number): number;
	/** One of the items, which must not be none. */
	pick<Item>(items: readonly Item[]): Item;
}

/** Mulberry32. */
export function seededRandom(seed: number): SeededRandom {
	let state = seed >>> 0;
	const below = (limit: number): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
	};
	return { below, pick: (items) => items[below(items.length)] as (typeof items)[number] };
}
