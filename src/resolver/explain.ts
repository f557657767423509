/** Tells why there is no resolution. See docs/resolution.md#why-there-is-none. */
import type { Derivation } from "../solver/derivation.ts";
import { FailureFacts } from "./failure-facts.ts";
import { reduceProof } from "./proof-reduction.ts";
import { tellProof } from "./proof-text.ts";
import type { ProviderParts, PythonProvider } from "./python-provider.ts";
import { type PackageTable, ROOT } from "./solver-package.ts";
import { suggest } from "./suggest.ts";

/** Why a resolution failed, in words and as data. */
export interface Explanation {
	/** Sentences of the form `Because …, we can conclude that ….`, on one line. */
	readonly text: string;
	/** What is likely to help, one sentence each, without a period. */
	readonly hints: readonly string[];
	/** The proof that was found, in full. */
	readonly derivation: Derivation;
	/** The proof that is told. */
	readonly shortest: Derivation;
	/** What the numbers in the proofs mean. */
	readonly packages: PackageTable;
}

/** The explanation of a failed solve of the provider's packages. */
export function explainFailure(
	derivation: Derivation,
	provider: PythonProvider,
	parts: ProviderParts,
): Explanation {
	const shortest = reduceProof(derivation, ROOT, (id) => provider.baseOf(id));
	const facts = new FailureFacts(provider, parts);
	return {
		text: tellProof(shortest, facts),
		hints: suggest(shortest, facts),
		derivation,
		shortest,
		packages: provider.packages,
	};
}
