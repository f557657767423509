/** Tells why there is no resolution. See docs/resolution.md#why-there-is-none. */
import type { Derivation } from "../solver/derivation.ts";
import { FailureFacts } from "./failure-facts.ts";
import { ForkScope } from "./fork-scope.ts";
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
	/** The marker of the environments that have no answer; undefined: all that were asked about. */
	readonly environments: string | undefined;
	/** The proof that was found, in full. */
	readonly derivation: Derivation;
	/** The proof that is told. */
	readonly shortest: Derivation;
	/** What the numbers in the proofs mean. */
	readonly packages: PackageTable;
	/** What is known beyond the proofs. */
	readonly facts: FailureFacts;
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
		environments: environmentsOf(parts),
		derivation,
		shortest,
		packages: provider.packages,
		facts,
	};
}

function environmentsOf({ scope }: ProviderParts): string | undefined {
	if (!(scope instanceof ForkScope)) return undefined;
	const text = scope.tree.simplifyFrom(scope.oldest).toUsualText();
	return text === "" ? undefined : text;
}
