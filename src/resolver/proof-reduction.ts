/**
 * A failed solve's proof made short: the facts it used are put together by pair of packages, as generally as they still
 * contradict, those that are not needed are left out, and what stays is solved again. See docs/resolution.md#why-there-is-none.
 */

import type {
	Dependencies,
	Dependency,
	DependencyProvider,
	PackageId,
	Restriction,
} from "../solver/dependency-provider.ts";
import type { Cause, Derivation } from "../solver/derivation.ts";
import {
	containsOrdinal,
	difference,
	EMPTY,
	type OrdinalSet,
	union,
} from "../solver/ordinal-set.ts";
import { solve } from "../solver/solve.ts";

/** Of more groups than this, those that are not needed are not looked for. */
const MOST_GROUPS = 150;

/** With more facts than this, only the most general form is tried. */
const MOST_FACTS = 3000;

interface DependencyFact {
	readonly versions: OrdinalSet;
	readonly allowed: OrdinalSet;
}

/** Everything a proof says of one thing. */
type FactGroup =
	| {
			readonly kind: "dependency";
			readonly id: PackageId;
			readonly dependency: PackageId;
			readonly facts: DependencyFact[];
	  }
	| Extract<Cause, { readonly kind: "no-versions" | "unavailable" }>;

/** A proof of the same that is as short as can be found cheaply. */
export function reduceProof(
	derivation: Derivation,
	root: PackageId,
	baseOf: (id: PackageId) => PackageId | undefined,
): Derivation {
	const prove: Prove = (groups) => proveFrom(groups, root, baseOf);
	const groups = gatherGroups(derivation);
	const found = generalizeAll(groups, prove) ?? generalizeSome(groups, prove);
	if (found === undefined) return derivation;
	return groups.length > MOST_GROUPS ? found.proof : leaveOut(found, prove);
}

/** A proof from these facts alone; undefined where they leave a way. */
type Prove = (groups: readonly FactGroup[]) => Derivation | undefined;

interface Reduced {
	readonly groups: readonly FactGroup[];
	readonly proof: Derivation;
}

function generalizeAll(groups: readonly FactGroup[], prove: Prove): Reduced | undefined {
	const general = groups.map((group) => generalize(group) ?? group);
	const proof = prove(general);
	return proof === undefined ? undefined : { groups: general, proof };
}

/** One group after the other, as long as what comes out still contradicts. */
function generalizeSome(groups: readonly FactGroup[], prove: Prove): Reduced | undefined {
	const count = groups.reduce((sum, group) => sum + countFacts(group), 0);
	if (count > MOST_FACTS) return undefined;
	const proof = prove(groups);
	let best = proof === undefined ? undefined : { groups, proof };
	for (let index = 0; best !== undefined && index < groups.length; index++) {
		const general = generalize(groups[index] as FactGroup);
		if (general === undefined) continue;
		const next = best.groups.with(index, general);
		const shorter = prove(next);
		if (shorter !== undefined) best = { groups: next, proof: shorter };
	}
	return best;
}

/** Without the groups that are not needed. */
function leaveOut(found: Reduced, prove: Prove): Derivation {
	let best = found;
	for (let index = found.groups.length - 1; index >= 0; index--) {
		const groups = best.groups.toSpliced(index, 1);
		const proof = prove(groups);
		if (proof !== undefined) best = { groups, proof };
	}
	return best.proof;
}

function countFacts(group: FactGroup): number {
	return group.kind === "dependency" ? group.facts.length : 1;
}

function gatherGroups({ steps }: Derivation): readonly FactGroup[] {
	const groups = new Map<string, FactGroup>();
	const reasons = new Map<unknown, number>();
	for (const { cause } of steps) {
		if (cause.kind === "unavailable" && !reasons.has(cause.reason))
			reasons.set(cause.reason, reasons.size);
		const key = groupKey(cause, reasons);
		const group = key === undefined ? undefined : extend(groups.get(key), cause);
		if (key !== undefined && group !== undefined) groups.set(key, group);
	}
	return [...groups.values()];
}

/** Undefined: no fact to put in a group. */
function groupKey(cause: Cause, reasons: ReadonlyMap<unknown, number>): string | undefined {
	switch (cause.kind) {
		case "dependency":
			return `${cause.id} needs ${cause.dependency}`;
		case "no-versions":
			return `${cause.id} is missing`;
		case "unavailable":
			return `${cause.id} is unavailable ${reasons.get(cause.reason)}`;
		case "root":
		case "mirror":
		case "derived":
			return undefined;
	}
}

function extend(group: FactGroup | undefined, cause: Cause): FactGroup | undefined {
	switch (cause.kind) {
		case "dependency": {
			const { kind, id, dependency, versions, allowed } = cause;
			// Groups grow in place: there may be a fact for each of thousands of versions.
			const facts = group?.kind === kind ? group.facts : [];
			facts.push({ versions, allowed });
			return { kind, id, dependency, facts };
		}
		case "no-versions":
		case "unavailable": {
			const before = group?.kind === cause.kind ? group.versions : EMPTY;
			return { ...cause, versions: union(before, cause.versions) };
		}
		case "root":
		case "mirror":
		case "derived":
			return undefined;
	}
}

/** `a 1 needs b 1, a 2 needs b 2 → a 1 or 2 needs b 1 or 2`; undefined where there is but one fact. */
function generalize(group: FactGroup): FactGroup | undefined {
	if (group.kind !== "dependency" || group.facts.length < 2) return undefined;
	let versions = EMPTY;
	let allowed = EMPTY;
	for (const fact of group.facts) {
		versions = union(versions, fact.versions);
		allowed = union(allowed, fact.allowed);
	}
	return { ...group, facts: [{ versions, allowed }] };
}

/** A proof from these facts alone; undefined where they leave a way. */
function proveFrom(
	groups: readonly FactGroup[],
	root: PackageId,
	baseOf: (id: PackageId) => PackageId | undefined,
): Derivation | undefined {
	const outcome = solve(new FactProvider(groups, baseOf), root);
	if (outcome instanceof Promise) throw new Error("facts are at hand");
	return outcome.kind === "failed" ? outcome.derivation : undefined;
}

/** A world in which nothing holds but the facts: what they do not rule out can be had. */
class FactProvider implements DependencyProvider {
	readonly #dependencies: Map<PackageId, { dependency: PackageId; fact: DependencyFact }[]> =
		new Map();
	readonly #missing: Map<PackageId, OrdinalSet> = new Map();
	readonly #forbidden: Map<PackageId, Restriction[]> = new Map();
	readonly baseOf: (id: PackageId) => PackageId | undefined;

	constructor(groups: readonly FactGroup[], baseOf: (id: PackageId) => PackageId | undefined) {
		this.baseOf = baseOf;
		for (const group of groups) this.#enter(group);
	}

	#enter(group: FactGroup): void {
		const { id } = group;
		switch (group.kind) {
			case "no-versions":
				this.#missing.set(id, group.versions);
				return;
			case "unavailable": {
				const { versions: forbidden, reason } = group;
				this.#forbidden.set(id, [...(this.#forbidden.get(id) ?? []), { forbidden, reason }]);
				return;
			}
			case "dependency": {
				const known = this.#dependencies.get(id) ?? [];
				this.#dependencies.set(id, known);
				for (const fact of group.facts) known.push({ dependency: group.dependency, fact });
			}
		}
	}

	priority(id: PackageId): number {
		return id;
	}

	chooseVersion(id: PackageId, allowed: OrdinalSet): number {
		return difference(allowed, this.#missing.get(id) ?? EMPTY)[0] ?? -1;
	}

	dependenciesOf(id: PackageId, ordinal: number): Dependencies {
		const requires = (this.#dependencies.get(id) ?? [])
			.filter(({ fact }) => containsOrdinal(fact.versions, ordinal))
			.map(({ dependency, fact }): Dependency => {
				return { id: dependency, versions: fact.allowed, sharedBy: fact.versions };
			});
		return { kind: "known", requires };
	}

	restrictionsOf(id: PackageId): readonly Restriction[] {
		return this.#forbidden.get(id) ?? [];
	}

	reorder(): boolean {
		return false;
	}
}
