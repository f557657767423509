/**
 * Sets of ordinals as sorted half-open intervals in one flat array: `[2, 5, 9, 10]` is 2, 3, 4 and 9.
 * Invariants: pairs ascend, no pair is empty, no two touch. Plain arrays of small integers: at one or
 * two intervals they are cheaper to make than typed arrays. See docs/solver.md#words.
 */

/** Immutable. Equal sets need not be the same object. */
export type OrdinalSet = readonly number[];

const END = 0x3fff_ffff;

export const EMPTY: OrdinalSet = [];

/** All ordinals there can be. */
export const EVERY: OrdinalSet = [0, END];

/** The set of one ordinal. */
export function only(ordinal: number): OrdinalSet {
	return [ordinal, ordinal + 1];
}

export function containsOrdinal(set: OrdinalSet, ordinal: number): boolean {
	let low = 0;
	let high = set.length;
	// The number of bounds at or below the ordinal is odd exactly inside an interval.
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((set[middle] as number) <= ordinal) low = middle + 1;
		else high = middle;
	}
	return (low & 1) === 1;
}

export function equalSets(left: OrdinalSet, right: OrdinalSet): boolean {
	if (left === right) return true;
	if (left.length !== right.length) return false;
	for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
	return true;
}

/** `[0, 5) ∩ [3, 9) → [3, 5)` */
export function intersect(left: OrdinalSet, right: OrdinalSet): OrdinalSet {
	if (left === right || right === EVERY) return left;
	if (left === EVERY) return right;
	const result: number[] = [];
	let l = 0;
	let r = 0;
	while (l < left.length && r < right.length) {
		const leftTo = left[l + 1] as number;
		const rightTo = right[r + 1] as number;
		const from = Math.max(left[l] as number, right[r] as number);
		const to = Math.min(leftTo, rightTo);
		if (from < to) result.push(from, to);
		if (leftTo <= rightTo) l += 2;
		if (rightTo <= leftTo) r += 2;
	}
	return result;
}

/** `[0, 5) ∪ [5, 9) → [0, 9)` */
export function union(left: OrdinalSet, right: OrdinalSet): OrdinalSet {
	if (left === right || right.length === 0) return left;
	if (left.length === 0) return right;
	const result: number[] = [];
	let l = 0;
	let r = 0;
	while (l < left.length && r < right.length) {
		if ((left[l] as number) <= (right[r] as number)) l = append(result, left, l);
		else r = append(result, right, r);
	}
	while (l < left.length) l = append(result, left, l);
	while (r < right.length) r = append(result, right, r);
	return result;
}

/** Adds the interval of `set` at `place`, which starts at or after the last one; answers the next place. */
function append(result: number[], set: OrdinalSet, place: number): number {
	const from = set[place] as number;
	const to = set[place + 1] as number;
	const last = result.length - 1;
	if (last < 0 || (result[last] as number) < from) result.push(from, to);
	else if ((result[last] as number) < to) result[last] = to;
	return place + 2;
}

/** `[0, 9) \ [3, 5) → [0, 3) ∪ [5, 9)` */
export function difference(left: OrdinalSet, right: OrdinalSet): OrdinalSet {
	if (right.length === 0 || left.length === 0) return left;
	const result: number[] = [];
	let r = 0;
	for (let l = 0; l < left.length; l += 2) {
		let from = left[l] as number;
		const to = left[l + 1] as number;
		while (r < right.length && (right[r + 1] as number) <= from) r += 2;
		for (let cut = r; cut < right.length && (right[cut] as number) < to; cut += 2) {
			const cutFrom = right[cut] as number;
			if (from < cutFrom) result.push(from, cutFrom);
			from = right[cut + 1] as number;
		}
		if (from < to) result.push(from, to);
	}
	return result;
}

/** Whether everything in `left` is in `right`. */
export function isSubset(left: OrdinalSet, right: OrdinalSet): boolean {
	if (left === right || right === EVERY) return true;
	let r = 0;
	for (let l = 0; l < left.length; l += 2) {
		const from = left[l] as number;
		while (r < right.length && (right[r + 1] as number) <= from) r += 2;
		if (r >= right.length || (right[r] as number) > from) return false;
		if ((right[r + 1] as number) < (left[l + 1] as number)) return false;
	}
	return true;
}

export function isDisjoint(left: OrdinalSet, right: OrdinalSet): boolean {
	let l = 0;
	let r = 0;
	while (l < left.length && r < right.length) {
		if ((left[l + 1] as number) <= (right[r] as number)) l += 2;
		else if ((right[r + 1] as number) <= (left[l] as number)) r += 2;
		else return false;
	}
	return true;
}
