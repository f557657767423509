/** The solve of a manifest in a scope: all who answer the solver's questions, put together. */
import type { PackageId } from "../solver/dependency-provider.ts";
import { Solve } from "../solver/solve.ts";
import { followUrls } from "./direct-lookahead.ts";
import type { ForkPins } from "./fork-pins.ts";
import { InputFacts } from "./input-facts.ts";
import type { Manifest } from "./manifest.ts";
import type { Answer, PackageSource } from "./package-source.ts";
import { Prefetcher } from "./prefetcher.ts";
import { ProjectTable } from "./project-table.ts";
import { type ProviderParts, PythonProvider } from "./python-provider.ts";
import { RequirementSelection } from "./requirement-selection.ts";
import type { Scope } from "./scope.ts";
import { ROOT } from "./solver-package.ts";
import { VersionChoice } from "./version-choice.ts";

/** What is solved, and for whom. */
export interface SolveQuestion {
	readonly manifest: Manifest;
	readonly scope: Scope;
	readonly source: PackageSource;
	/** What other forks have chosen. */
	readonly pins?: ForkPins;
}

/** Where a solve of a wider scope stopped. */
export interface StoppedSolve extends StartedSolve {
	/** What it had chosen, and found to part. */
	readonly chosen: { readonly id: PackageId; readonly ordinal: number } | undefined;
}

/** A solve under way. */
export interface StartedSolve {
	readonly solve: Solve;
	readonly provider: PythonProvider;
	readonly parts: ProviderParts;
}

/** From the beginning, or, with `from`, from where the solve of a wider scope stopped. */
export function startSolve(question: SolveQuestion, from?: StoppedSolve): Answer<StartedSolve> {
	const { manifest, scope, source } = question;
	const facts = new InputFacts(manifest, scope);
	const selection = new RequirementSelection(scope, facts);
	const followed = manifest.policy.withDependencies
		? followUrls(facts, selection, source)
		: undefined;
	const start = () => join({ ...question, facts, selection }, from);
	return followed instanceof Promise ? followed.then(start) : start();
}

function join(
	{
		manifest,
		scope,
		source,
		pins,
		facts,
		selection,
	}: SolveQuestion & Pick<ProviderParts, "facts" | "selection">,
	from: StoppedSolve | undefined,
): StartedSolve {
	const choice = new VersionChoice({ manifest, scope }, facts, pins);
	const table = { manifest, scope, facts, choice, source };
	const projects = new ProjectTable(table, from?.parts.projects);
	const prefetcher = new Prefetcher({ facts, projects, choice, selection });
	const parts: ProviderParts = { manifest, scope, facts, projects, choice, selection, prefetcher };
	if (from === undefined || !projects.agreesWith(from.parts.projects)) {
		const provider = new PythonProvider(parts);
		return { solve: Solve.start(provider, ROOT), provider, parts };
	}
	const provider = new PythonProvider(parts, from.provider);
	return { solve: from.solve.fork(provider, from.chosen), provider, parts };
}
