/** A manifest in; a resolution, or the reason there is none, out. See docs/resolution.md. */

import type { Distribution } from "../distributions/distribution.ts";
import type { Outcome } from "../solver/outcome.ts";
import { solve } from "../solver/solve.ts";
import { checkManifest } from "./check-manifest.ts";
import { followUrls } from "./direct-lookahead.ts";
import { type Explanation, explainFailure } from "./explain.ts";
import { InputFacts } from "./input-facts.ts";
import type { Manifest } from "./manifest.ts";
import type { Answer, PackageSource } from "./package-source.ts";
import { Prefetcher } from "./prefetcher.ts";
import { ProjectTable } from "./project-table.ts";
import { type NeedsBuild, type ProviderParts, PythonProvider } from "./python-provider.ts";
import { RequirementSelection } from "./requirement-selection.ts";
import type { Resolution } from "./resolution.ts";
import { buildResolution } from "./resolution-graph.ts";
import { ROOT } from "./solver-package.ts";
import { VersionChoice } from "./version-choice.ts";

export type ResolutionOutcome =
	| { readonly kind: "resolved"; readonly resolution: Resolution }
	/** No choice of versions meets all that is asked. */
	| { readonly kind: "unsatisfiable"; readonly explanation: Explanation }
	/** Only a build could tell what this distribution depends on. */
	| { readonly kind: "needs-build"; readonly distribution: Distribution };

/**
 * Resolves for one platform. Waits only where the source answers with promises; the outcome never depends on the
 * order in which they are kept.
 *
 * @throws UserError where the inputs contradict themselves, a registry brings a URL, or the source fails
 */
export function resolve(manifest: Manifest, source: PackageSource): Answer<ResolutionOutcome> {
	checkManifest(manifest);
	const facts = new InputFacts(manifest);
	const selection = new RequirementSelection(manifest.target.markers, facts);
	const followed = manifest.policy.withDependencies
		? followUrls(facts, selection, source)
		: undefined;
	const start = () => solveManifest({ manifest, facts, selection, source });
	return followed instanceof Promise ? followed.then(start) : start();
}

interface Problem {
	readonly manifest: Manifest;
	readonly facts: InputFacts;
	readonly selection: RequirementSelection;
	readonly source: PackageSource;
}

function solveManifest({ manifest, facts, selection, source }: Problem): Answer<ResolutionOutcome> {
	const choice = new VersionChoice(manifest, facts);
	const projects = new ProjectTable({ manifest, facts, choice, source });
	const prefetcher = new Prefetcher({ facts, projects, choice, selection });
	const parts: ProviderParts = { manifest, facts, projects, choice, selection, prefetcher };
	const provider = new PythonProvider(parts);
	const outcome = solve(provider, ROOT);
	const tell = (ended: Outcome) => tellOutcome(ended, provider, parts);
	return outcome instanceof Promise ? outcome.then(tell) : tell(outcome);
}

function tellOutcome(
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
