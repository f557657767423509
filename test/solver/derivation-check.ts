/** Checks a proof step by step: facts against a world, derived steps against the resolution of their causes. */
import type { Cause, Derivation, DerivationStep, Term } from "../../src/solver/derivation.ts";
import {
	difference,
	intersect,
	isDisjoint,
	isSubset,
	type OrdinalSet,
	union,
} from "../../src/solver/ordinal-set.ts";

export type Fact = Exclude<Cause, { readonly kind: "derived" | "root" }>;

/** Throws where a step does not follow, a fact is not true, or the last step does not rule out the root. */
export function checkDerivation(
	derivation: Derivation,
	root: number,
	isTrue: (fact: Fact) => boolean,
): void {
	for (const [number, step] of derivation.steps.entries()) {
		const holds =
			step.cause.kind === "derived"
				? follows(derivation.steps, number)
				: statesFact(step, root) && (step.cause.kind === "root" || isTrue(step.cause));
		if (!holds) throw new Error(`Step ${number} does not hold: ${JSON.stringify(step)}`);
	}
	const last = derivation.steps.at(-1);
	const ending = last?.terms ?? [];
	if (last === undefined || ending.length > 1) throw new Error("The proof ends elsewhere");
	if (ending[0] !== undefined && (ending[0].id !== root || !ending[0].isPositive))
		throw new Error("The proof does not end at the root");
}

function follows(steps: readonly DerivationStep[], number: number): boolean {
	const step = steps[number];
	if (step?.cause.kind !== "derived") return false;
	const { left, right, pivot } = step.cause;
	if (left >= number || right >= number) return false;
	const resolvent = resolveTerms(steps[left]?.terms ?? [], steps[right]?.terms ?? [], pivot);
	return resolvent.every((wanted) => step.terms.some((term) => implies(term, wanted)));
}

/** Whether the terms are what the fact says. */
function statesFact({ cause, terms }: DerivationStep, root: number): boolean {
	const [subject, object] = terms;
	if (cause.kind === "derived" || subject === undefined) return false;
	if (cause.kind === "root")
		return terms.length === 1 && subject.id === root && !subject.isPositive;
	if (!subject.isPositive || subject.id !== cause.id) return false;
	if (!same(subject.versions, cause.versions)) return false;
	if (cause.kind === "no-versions" || cause.kind === "unavailable") return terms.length === 1;
	if (terms.length !== 2 || object === undefined || object.isPositive) return false;
	if (cause.kind === "mirror")
		return object.id === cause.base && same(object.versions, cause.versions);
	return object.id === cause.dependency && same(object.versions, cause.allowed);
}

function same(a: OrdinalSet, b: OrdinalSet): boolean {
	return isSubset(a, b) && isSubset(b, a);
}

function resolveTerms(left: readonly Term[], right: readonly Term[], pivot: number): Term[] {
	const result: Term[] = [];
	for (const id of new Set([...left, ...right].map((term) => term.id))) {
		const l = left.find((term) => term.id === id);
		const r = right.find((term) => term.id === id);
		if (l === undefined || r === undefined) result.push((l ?? r) as Term);
		else if (id !== pivot) result.push(conjunction(l, r));
		else {
			const joined = negate(conjunction(negate(l), negate(r)));
			if (joined.isPositive || joined.versions.length > 0) result.push(joined);
		}
	}
	return result;
}

function negate(term: Term): Term {
	return { ...term, isPositive: !term.isPositive };
}

function conjunction(a: Term, b: Term): Term {
	const { id } = a;
	if (a.isPositive && b.isPositive)
		return { id, isPositive: true, versions: intersect(a.versions, b.versions) };
	if (a.isPositive) return { id, isPositive: true, versions: difference(a.versions, b.versions) };
	if (b.isPositive) return { id, isPositive: true, versions: difference(b.versions, a.versions) };
	return { id, isPositive: false, versions: union(a.versions, b.versions) };
}

function implies(a: Term, b: Term): boolean {
	if (a.id !== b.id) return false;
	if (a.isPositive && b.isPositive) return isSubset(a.versions, b.versions);
	if (a.isPositive) return isDisjoint(a.versions, b.versions);
	return !b.isPositive && isSubset(b.versions, a.versions);
}
