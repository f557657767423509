/** The proof of a failed solve, taken out of the store. */
import type { Derivation, DerivationStep, Term } from "../derivation.ts";
import type { OrdinalSet } from "../ordinal-set.ts";
import type { IncompatibilityId, IncompatibilityStore } from "./incompatibility-store.ts";

/** Everything that `last` was derived from, causes first. Proofs may be many thousand steps deep, so nothing recurses. */
export function describeFailure(store: IncompatibilityStore, last: IncompatibilityId): Derivation {
	const numbers = new Map<IncompatibilityId, number>();
	const steps: DerivationStep[] = [];
	const open: IncompatibilityId[] = [last];
	while (open.length > 0) {
		const id = open[open.length - 1] as IncompatibilityId;
		const waiting = (store.causes(id) ?? []).filter((cause) => !numbers.has(cause));
		if (numbers.has(id) || waiting.length === 0) {
			open.pop();
			if (numbers.has(id)) continue;
			const cause = store.describe(id, (other) => numbers.get(other) as number);
			numbers.set(id, steps.length);
			steps.push({ terms: termsOf(store, id), cause });
		} else open.push(...waiting.reverse());
	}
	return { steps };
}

function termsOf(store: IncompatibilityStore, id: IncompatibilityId): readonly Term[] {
	const terms: Term[] = [];
	for (let place = store.start(id); place < store.end(id); place++) {
		const signed = store.termPackage[place] as number;
		const versions = store.termVersions[place] as OrdinalSet;
		terms.push({ id: signed >= 0 ? signed : ~signed, isPositive: signed >= 0, versions });
	}
	return terms;
}
