/**
 * Which incompatibilities speak of a package, and which of them cannot matter for now: a contradicted one
 * is left out until the level at which it became so is undone.
 */
import { containsOrdinal, type OrdinalSet } from "../ordinal-set.ts";
import type { IncompatibilityId, IncompatibilityStore } from "./incompatibility-store.ts";
import type { PartialSolution } from "./partial-solution.ts";

/** How an incompatibility stands; 0 and above is the place of the only term that is not yet settled. */
export const Relation = { satisfied: -1, contradicted: -2, inconclusive: -3 } as const;

/** As many terms as a number of 32 bits has room for. */
const MOST_PARKED_TERMS = 30;

/** Shorter lists are not worth tidying. */
const SHORT_LIST = 64;

export class Watch {
	readonly #store: IncompatibilityStore;
	readonly #trail: PartialSolution;
	readonly #byPackage: IncompatibilityId[][];
	/** Per incompatibility: whether it is contradicted. */
	readonly #contradicted: boolean[];
	/** Per package: the length at which its list is tidied next. */
	readonly #tidyAt: number[];
	/** Per incompatibility: a bit for each of its terms whose package's list has let go of it. */
	readonly #parked: number[];
	/** Per package: whether something came back to its list, out of order. */
	readonly #isUnsorted: boolean[];
	/** Per level: what became contradicted there. */
	readonly #atLevel: IncompatibilityId[][];

	/** `from`: the watch over what the store and the trail were copied from. */
	constructor(store: IncompatibilityStore, trail: PartialSolution, from?: Watch) {
		this.#store = store;
		this.#trail = trail;
		this.#byPackage = from === undefined ? [] : from.#byPackage.map((list) => list.slice());
		this.#contradicted = from === undefined ? [] : from.#contradicted.slice();
		this.#tidyAt = from === undefined ? [] : from.#tidyAt.slice();
		this.#parked = from === undefined ? [] : from.#parked.slice();
		this.#isUnsorted = from === undefined ? [] : from.#isUnsorted.slice();
		this.#atLevel = from === undefined ? [] : from.#atLevel.map((list) => list.slice());
	}

	/** Makes room for a package; may be called again. */
	admit(id: number): void {
		while (this.#byPackage.length <= id) this.#byPackage.push([]);
	}

	/** Those that can matter, in the order in which they were added. Not to be changed. */
	on(id: number): readonly IncompatibilityId[] {
		const list = this.#byPackage[id] as IncompatibilityId[];
		if (this.#isUnsorted[id]) {
			this.#isUnsorted[id] = false;
			list.sort((a, b) => a - b);
		}
		return list;
	}

	add(incompatibility: IncompatibilityId): void {
		const store = this.#store;
		for (let place = store.start(incompatibility); place < store.end(incompatibility); place++) {
			const signed = store.termPackage[place] as number;
			(this.#byPackage[signed >= 0 ? signed : ~signed] as IncompatibilityId[]).push(
				incompatibility,
			);
		}
	}

	/** The versions of a dependency's first term: those that depend. */
	subject(incompatibility: IncompatibilityId): OrdinalSet {
		return this.#store.termVersions[this.#store.start(incompatibility)] as OrdinalSet;
	}

	/** More versions have the same dependency: what was contradicted may no longer be. */
	widen(incompatibility: IncompatibilityId, versions: OrdinalSet): void {
		this.#store.termVersions[this.#store.start(incompatibility)] = versions;
		this.#reinstate(incompatibility);
	}

	isContradicted(incompatibility: IncompatibilityId): boolean {
		return this.#contradicted[incompatibility] === true;
	}

	/** Lets go of what is contradicted until it no longer is, whenever the list has doubled. */
	tidy(id: number): void {
		const list = this.#byPackage[id] as IncompatibilityId[];
		if (list.length < (this.#tidyAt[id] ?? SHORT_LIST)) return;
		let kept = 0;
		for (const incompatibility of list)
			if (!this.#park(incompatibility, id)) list[kept++] = incompatibility;
		list.length = kept;
		this.#tidyAt[id] = Math.max(SHORT_LIST, 2 * kept);
	}

	/** One of its terms cannot hold from `level` on. */
	contradict(incompatibility: IncompatibilityId, level: number): void {
		this.#contradicted[incompatibility] = true;
		while (this.#atLevel.length <= level) this.#atLevel.push([]);
		(this.#atLevel[level] as IncompatibilityId[]).push(incompatibility);
	}

	backtrack(level: number): void {
		while (this.#atLevel.length > level + 1) {
			const undone = this.#atLevel.pop() as IncompatibilityId[];
			for (const incompatibility of undone) this.#reinstate(incompatibility);
		}
	}

	/** Marks what it finds contradicted. */
	relation(incompatibility: IncompatibilityId): number {
		const store = this.#store;
		const trail = this.#trail;
		let open = -1;
		for (let place = store.start(incompatibility); place < store.end(incompatibility); place++) {
			const signed = store.termPackage[place] as number;
			const versions = store.termVersions[place] as OrdinalSet;
			const latest = trail.latest(signed >= 0 ? signed : ~signed);
			if (latest !== -1 && trail.satisfies(latest, signed >= 0, versions)) continue;
			if (latest !== -1 && trail.satisfies(latest, signed < 0, versions)) {
				const first = trail.firstSatisfying(~signed, versions);
				this.contradict(incompatibility, trail.levelAt[first] as number);
				return Relation.contradicted;
			}
			if (open !== -1) return Relation.inconclusive;
			open = place;
		}
		return open === -1 ? Relation.satisfied : open;
	}

	/** Whether all terms would hold with the package at this ordinal. */
	wouldConflict(incompatibility: IncompatibilityId, id: number, ordinal: number): boolean {
		const store = this.#store;
		for (let place = store.start(incompatibility); place < store.end(incompatibility); place++) {
			const signed = store.termPackage[place] as number;
			const versions = store.termVersions[place] as OrdinalSet;
			if (signed === id || ~signed === id) {
				if (containsOrdinal(versions, ordinal) !== signed >= 0) return false;
				continue;
			}
			const latest = this.#trail.latest(signed >= 0 ? signed : ~signed);
			if (latest === -1 || !this.#trail.satisfies(latest, signed >= 0, versions)) return false;
		}
		return true;
	}

	/** True where the list of the package need not hold it for now. */
	#park(incompatibility: IncompatibilityId, id: number): boolean {
		if (!this.#contradicted[incompatibility]) return false;
		const term = this.#store.termOn(incompatibility, id) - this.#store.start(incompatibility);
		if (term >= MOST_PARKED_TERMS) return false;
		this.#parked[incompatibility] = (this.#parked[incompatibility] ?? 0) | (1 << term);
		return true;
	}

	/** It is no longer contradicted: the lists that let go of it get it back. */
	#reinstate(incompatibility: IncompatibilityId): void {
		this.#contradicted[incompatibility] = false;
		let bits = this.#parked[incompatibility] ?? 0;
		if (bits === 0) return;
		this.#parked[incompatibility] = 0;
		for (let place = this.#store.start(incompatibility); bits !== 0; place++, bits >>>= 1) {
			if ((bits & 1) === 0) continue;
			const signed = this.#store.termPackage[place] as number;
			const id = signed >= 0 ? signed : ~signed;
			(this.#byPackage[id] as IncompatibilityId[]).push(incompatibility);
			this.#isUnsorted[id] = true;
		}
	}
}
