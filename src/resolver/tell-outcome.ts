/** The solver's outcome in terms of distributions. */
import type { Outcome } from "../solver/outcome.ts";
import { explainFailure } from "./explain.ts";
import type { NeedsBuild, ProviderParts, PythonProvider } from "./python-provider.ts";
import { buildResolution } from "./resolution-graph.ts";
import type { ResolutionOutcome } from "./resolution-outcome.ts";

/** The outcome of a solve for one machine, or of one that no fork can mend. */
export function tellOutcome(
	outcome: Outcome,
	provider: PythonProvider,
	parts: ProviderParts,
): ResolutionOutcome {
	switch (outcome.kind) {
		case "solved":
			return { kind: "resolved", resolution: buildResolution(outcome.decisions, provider, parts) };
		case "failed":
			return {
				kind: "unsatisfiable",
				explanation: explainFailure(outcome.derivation, provider, parts),
			};
		case "stopped": {
			const { candidate } = outcome.reason as NeedsBuild;
			return { kind: "needs-build", distribution: candidate.distribution };
		}
	}
}
