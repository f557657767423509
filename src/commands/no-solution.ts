/** The failure that tells why there is no resolution, and what would help. */
import { UserError } from "../errors/user-error.ts";
import type { Explanation } from "../resolver/explain.ts";
import { describeSuggestion, explainFully, type Suggestion } from "../resolver/explain-fully.ts";
import type { PackageSource } from "../resolver/package-source.ts";

/** No set of versions meets everything that is asked. */
export class NoSolution extends UserError {
	readonly code = "no-solution";
	override readonly exitStatus = 1;
	/** Why, one paragraph each; the same as the chain of causes. */
	readonly reasons: readonly string[];
	/** Changes that were solved again, and help. */
	readonly suggestions: readonly Suggestion[];
	/** The marker of the environments without a solution; undefined: all. */
	readonly environments: string | undefined;

	constructor(told: Pick<NoSolution, "hints" | "reasons" | "suggestions" | "environments">) {
		const { environments, hints, reasons, suggestions } = told;
		const where = environments === undefined ? "" : ` for \`${environments}\``;
		const cause = reasons.reduceRight<Error | undefined>(
			(next, text) => new Error(text, next === undefined ? undefined : { cause: next }),
			undefined,
		);
		super(`No solution found when resolving dependencies${where}`, {
			cause,
			hints,
			remedies: suggestions.map(describeSuggestion),
		});
		this.reasons = reasons;
		this.suggestions = suggestions;
		this.environments = environments;
	}
}

/** Solves again to find what would help. */
export async function failureOf(
	explanation: Explanation,
	source: PackageSource,
): Promise<NoSolution> {
	const { reasons, suggestions } = await explainFully(explanation, source);
	return new NoSolution({
		environments: explanation.environments,
		reasons: reasons.map(({ text }) => text),
		hints: reasons.flatMap(({ hints }) => hints),
		suggestions,
	});
}
