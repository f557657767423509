/**
 * What must hold by now: a trail of assignments, each with all that is known of its package after it.
 * Invariants: levels never fall along the trail; along one package's history, the known set only shrinks.
 */
import {
	difference,
	intersect,
	isDisjoint,
	isSubset,
	type OrdinalSet,
	only,
	union,
} from "../ordinal-set.ts";

/** Instead of a cause: the assignment is a decision. */
export const DECISION = -1;

export class PartialSolution {
	/** The number of decisions that stand. */
	level: number;
	readonly packageAt: number[];
	readonly levelAt: number[];
	readonly causeAt: number[];
	/** The accumulated term: positive or negative … */
	readonly isPositiveAt: boolean[];
	/** … and its versions. */
	readonly versionsAt: OrdinalSet[];
	/** Per package, the places of its assignments on the trail, ascending. */
	readonly #history: number[][];
	/** Per package, the decided ordinal, or -1. */
	readonly #decided: number[];

	/** Empty, or as another one stands. */
	constructor(from?: PartialSolution) {
		this.level = from?.level ?? 0;
		this.packageAt = from?.packageAt.slice() ?? [];
		this.levelAt = from?.levelAt.slice() ?? [];
		this.causeAt = from?.causeAt.slice() ?? [];
		this.isPositiveAt = from?.isPositiveAt.slice() ?? [];
		this.versionsAt = from?.versionsAt.slice() ?? [];
		this.#history = from === undefined ? [] : from.#history.map((places) => places.slice());
		this.#decided = from === undefined ? [] : from.#decided.slice();
	}

	/** Makes room for a package; may be called again. */
	admit(id: number): void {
		while (this.#history.length <= id) {
			this.#history.push([]);
			this.#decided.push(-1);
		}
	}

	/** The place of the package's latest assignment, or -1. */
	latest(id: number): number {
		const history = this.#history[id] as number[];
		return history.length === 0 ? -1 : (history[history.length - 1] as number);
	}

	decisionOn(id: number): number {
		return this.#decided[id] as number;
	}

	/** Asked for, and without a decision. */
	isOpen(id: number): boolean {
		const place = this.latest(id);
		return place !== -1 && this.#decided[id] === -1 && (this.isPositiveAt[place] as boolean);
	}

	isAsked(id: number): boolean {
		const place = this.latest(id);
		return place !== -1 && (this.isPositiveAt[place] as boolean);
	}

	/** Whether what is known after the assignment implies the term. */
	satisfies(place: number, isPositive: boolean, versions: OrdinalSet): boolean {
		const known = this.versionsAt[place] as OrdinalSet;
		if (isPositive) return (this.isPositiveAt[place] as boolean) && isSubset(known, versions);
		return this.isPositiveAt[place] ? isDisjoint(known, versions) : isSubset(versions, known);
	}

	decide(id: number, ordinal: number): void {
		this.level++;
		this.#decided[id] = ordinal;
		this.#push(id, DECISION);
		this.isPositiveAt.push(true);
		this.versionsAt.push(only(ordinal));
	}

	/** The term must hold, because of the incompatibility `cause`. `~id` stands for a negative term. */
	derive(signedPackage: number, versions: OrdinalSet, cause: number): void {
		const isPositive = signedPackage >= 0;
		const id = isPositive ? signedPackage : ~signedPackage;
		const before = this.latest(id);
		const known = before === -1 ? undefined : (this.versionsAt[before] as OrdinalSet);
		const wasPositive = before !== -1 && (this.isPositiveAt[before] as boolean);
		this.#push(id, cause);
		this.isPositiveAt.push(isPositive || wasPositive);
		if (known === undefined) this.versionsAt.push(versions);
		// [0, 5) and [3, 9) → [3, 5)
		else if (isPositive && wasPositive) this.versionsAt.push(intersect(known, versions));
		// not [0, 5) and [3, 9) → [5, 9)
		else if (isPositive) this.versionsAt.push(difference(versions, known));
		// [0, 5) and not [3, 9) → [0, 3)
		else if (wasPositive) this.versionsAt.push(difference(known, versions));
		// not [0, 5) and not [3, 9) → not [0, 9)
		else this.versionsAt.push(union(known, versions));
	}

	/** The first assignment of the package after which the term holds; it holds by now. */
	firstSatisfying(signedPackage: number, versions: OrdinalSet): number {
		const isPositive = signedPackage >= 0;
		const history = this.#history[isPositive ? signedPackage : ~signedPackage] as number[];
		let low = 0;
		let high = history.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.satisfies(history[middle] as number, isPositive, versions)) high = middle;
			else low = middle + 1;
		}
		return history[low] as number;
	}

	/** All places of the package's assignments, ascending. Not to be changed. */
	historyOf(id: number): readonly number[] {
		return this.#history[id] as number[];
	}

	/** The level at which the package was decided; it is. */
	levelOfDecision(id: number): number {
		return this.levelAt[this.latest(id)] as number;
	}

	/** Undoes everything above `level`; `reopened` is told of each package that loses its decision. */
	backtrack(level: number, reopened: (id: number) => void): void {
		while (this.packageAt.length > 0 && (this.levelAt[this.levelAt.length - 1] as number) > level) {
			const id = this.packageAt.pop() as number;
			this.levelAt.pop();
			this.isPositiveAt.pop();
			this.versionsAt.pop();
			(this.#history[id] as number[]).pop();
			if (this.causeAt.pop() !== DECISION) continue;
			this.#decided[id] = -1;
			reopened(id);
		}
		this.level = level;
	}

	#push(id: number, cause: number): void {
		(this.#history[id] as number[]).push(this.packageAt.length);
		this.packageAt.push(id);
		this.levelAt.push(this.level);
		this.causeAt.push(cause);
	}
}
