/** From a conflict back to what is to blame for it. See docs/solver.md#conflicts. */
import { difference, intersect, isSubset, type OrdinalSet, union } from "../ordinal-set.ts";
import type { IncompatibilityId, IncompatibilityStore } from "./incompatibility-store.ts";
import { DECISION, type PartialSolution } from "./partial-solution.ts";

/** A term as two values: the package, or its complement where negative, and the versions. */
interface SignedTerm {
	readonly signed: number;
	readonly versions: OrdinalSet;
}

/** The assignment that completed a conflict, and where its other terms already held. */
interface Satisfier {
	readonly place: number;
	readonly previousLevel: number;
}

/** What a conflict came down to: after going back to `level`, it forces something on `pivot`. */
export interface Blame {
	readonly incompatibility: IncompatibilityId;
	readonly pivot: number;
	readonly level: number;
	readonly isNew: boolean;
}

/** The facts at hand; `root` is the package that must be chosen. */
export interface Evidence {
	readonly store: IncompatibilityStore;
	readonly trail: PartialSolution;
	readonly root: number;
}

/** `conflict` holds in full. Answers the incompatibility that rules out the root where nothing can be mended. */
export function resolveConflict(
	evidence: Evidence,
	conflict: IncompatibilityId,
): Blame | { readonly failed: IncompatibilityId } {
	const { store, trail } = evidence;
	let current = conflict;
	for (;;) {
		if (rulesOutRoot(evidence, current)) return { failed: current };
		const satisfier = findSatisfier(evidence, current);
		const level = trail.levelAt[satisfier.place] as number;
		const cause = trail.causeAt[satisfier.place] as number;
		const pivot = trail.packageAt[satisfier.place] as number;
		if (cause === DECISION || satisfier.previousLevel < level)
			return {
				incompatibility: current,
				pivot,
				level: satisfier.previousLevel,
				isNew: current !== conflict,
			};
		current = resolve(store, [current, cause], pivot);
	}
}

function rulesOutRoot({ store, root }: Evidence, id: IncompatibilityId): boolean {
	const start = store.start(id);
	const count = store.end(id) - start;
	return count === 0 || (count === 1 && store.termPackage[start] === root);
}

function findSatisfier({ store, trail }: Evidence, id: IncompatibilityId): Satisfier {
	let place = -1;
	let term = -1;
	// The root's decision is level 1; nothing is ever taken back beyond it.
	let previousLevel = 1;
	for (let at = store.start(id); at < store.end(id); at++) {
		const found = trail.firstSatisfying(
			store.termPackage[at] as number,
			store.termVersions[at] as OrdinalSet,
		);
		const earlier = Math.min(found, place);
		if (earlier !== -1) previousLevel = Math.max(previousLevel, trail.levelAt[earlier] as number);
		if (found <= place) continue;
		place = found;
		term = at;
	}
	const before = levelWithoutSatisfier({ store, trail }, place, term);
	return { place, previousLevel: Math.max(previousLevel, before) };
}

/**
 * The satisfier may need help from earlier assignments of its own package: the level of the first of
 * them that, together with what the satisfier alone says, implies the term; 0 where it needs none.
 */
function levelWithoutSatisfier(
	{ store, trail }: Pick<Evidence, "store" | "trail">,
	place: number,
	term: number,
): number {
	const cause = trail.causeAt[place] as number;
	if (cause === DECISION) return 0;
	const id = trail.packageAt[place] as number;
	const at = store.termOn(cause, id);
	const said = {
		signed: ~(store.termPackage[at] as number),
		versions: store.termVersions[at] as OrdinalSet,
	};
	const wanted = {
		signed: store.termPackage[term] as number,
		versions: store.termVersions[term] as OrdinalSet,
	};
	if (implies(said, wanted)) return 0;
	const history = trail.historyOf(id);
	let low = 0;
	let high = history.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		const known = knownAt(trail, history[middle] as number);
		if (implies(both(known, said), wanted)) high = middle;
		else low = middle + 1;
	}
	return trail.levelAt[history[low] as number] as number;
}

function knownAt(trail: PartialSolution, place: number): SignedTerm {
	const id = trail.packageAt[place] as number;
	return {
		signed: trail.isPositiveAt[place] ? id : ~id,
		versions: trail.versionsAt[place] as OrdinalSet,
	};
}

/** The resolution of two incompatibilities: the pivot's terms are united, all others intersected. */
function resolve(
	store: IncompatibilityStore,
	[left, right]: readonly [IncompatibilityId, IncompatibilityId],
	pivot: number,
): IncompatibilityId {
	const rightTerms: SignedTerm[] = [];
	for (let at = store.start(right); at < store.end(right); at++) rightTerms.push(termAt(store, at));
	const terms: SignedTerm[] = [];
	for (let at = store.start(left); at < store.end(left); at++) {
		const term = termAt(store, at);
		const index = rightTerms.findIndex((other) => idOf(other) === idOf(term));
		const other = index === -1 ? undefined : rightTerms.splice(index, 1)[0];
		if (other === undefined) terms.push(term);
		else if (idOf(term) !== pivot) terms.push(both(term, other));
		else {
			const joined = either(term, other);
			// "not among none of them" says nothing.
			if (joined.signed >= 0 || joined.versions.length > 0) terms.push(joined);
		}
	}
	for (const term of terms.concat(rightTerms)) store.term(term.signed, term.versions);
	return store.derived(left, right, pivot);
}

function termAt(store: IncompatibilityStore, at: number): SignedTerm {
	return {
		signed: store.termPackage[at] as number,
		versions: store.termVersions[at] as OrdinalSet,
	};
}

function idOf({ signed }: SignedTerm): number {
	return signed >= 0 ? signed : ~signed;
}

function both(a: SignedTerm, b: SignedTerm): SignedTerm {
	if (a.signed < 0 && b.signed < 0)
		return { signed: a.signed, versions: union(a.versions, b.versions) };
	if (a.signed < 0) return { signed: b.signed, versions: difference(b.versions, a.versions) };
	if (b.signed < 0) return { signed: a.signed, versions: difference(a.versions, b.versions) };
	return { signed: a.signed, versions: intersect(a.versions, b.versions) };
}

function either(a: SignedTerm, b: SignedTerm): SignedTerm {
	if (a.signed >= 0 && b.signed >= 0)
		return { signed: a.signed, versions: union(a.versions, b.versions) };
	if (a.signed >= 0) return { signed: b.signed, versions: difference(b.versions, a.versions) };
	if (b.signed >= 0) return { signed: a.signed, versions: difference(a.versions, b.versions) };
	return { signed: a.signed, versions: intersect(a.versions, b.versions) };
}

function implies(a: SignedTerm, b: SignedTerm): boolean {
	if (a.signed >= 0 && b.signed >= 0) return isSubset(a.versions, b.versions);
	// [0, 3) implies not [5, 9); a negative term never implies a positive one.
	if (a.signed >= 0) return intersect(a.versions, b.versions).length === 0;
	return b.signed < 0 && isSubset(b.versions, a.versions);
}
