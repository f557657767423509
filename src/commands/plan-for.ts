/** The plan by which an environment comes to hold a resolution. */
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import { type InstalledFacts, type Plan, type PlanPolicy, planChanges } from "../installer/plan.ts";
import type { Resolution } from "../resolver/resolution.ts";
import { factsOf } from "./installed.ts";

/** As `planChanges`, of a resolution that was made, or read, under the same policy. */
export function planFor(
	resolution: Resolution,
	installed: readonly InstalledDistribution[],
	policy: PlanPolicy,
): Plan<InstalledFacts> {
	const outcome = planChanges(resolution, installed.map(factsOf), policy);
	if (outcome.kind === "planned") return outcome.plan;
	// What is to be reinstalled is chosen among the files of indexes alone.
	throw new Error(`\`${outcome.distribution.name}\` cannot be installed afresh`);
}
