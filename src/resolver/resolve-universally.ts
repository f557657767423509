/**
 * One answer for all environments: solved as a whole, split where no whole answer is wanted or possible, put together again.
 * See docs/resolution.md#all-platforms-at-once.
 */
import type { Outcome } from "../solver/outcome.ts";
import type { Version } from "../standards/version.ts";
import { ForkPins } from "./fork-pins.ts";
import { ForkScope } from "./fork-scope.ts";
import type { Manifest, UniversalTarget } from "./manifest.ts";
import type { Answer, PackageSource } from "./package-source.ts";
import type { Fork, NeedsBuild } from "./python-provider.ts";
import type { ResolutionOutcome } from "./resolution-outcome.ts";
import { type StartedSolve, type StoppedSolve, startSolve } from "./solve-manifest.ts";
import { tellOutcome } from "./tell-outcome.ts";
import { joinForks, type SolvedFork } from "./universal-graph.ts";

/** A part that waits for its turn. */
interface OpenFork {
	readonly scope: ForkScope;
	/** The solve of the wider scope that it goes on from. */
	readonly from: StoppedSolve | undefined;
}

/** Solves the parts one after another; what one chooses, the later ones prefer. */
export function resolveUniversally(
	manifest: Manifest,
	target: UniversalTarget,
	source: PackageSource,
): Answer<ResolutionOutcome> {
	return new UniversalResolution(manifest, target, source).run();
}

class UniversalResolution {
	readonly #manifest: Manifest;
	readonly #source: PackageSource;
	readonly #whole: ForkScope;
	/** The next one last. */
	readonly #open: OpenFork[];
	readonly #pins = new ForkPins();
	readonly #solved: SolvedFork[] = [];

	constructor(manifest: Manifest, target: UniversalTarget, source: PackageSource) {
		this.#manifest = manifest;
		this.#source = source;
		this.#whole = ForkScope.from(target.pythonVersion);
		const scopes = target.environments.map((marker) => this.#whole.narrowTo(marker));
		const inhabited = scopes.filter(({ tree }) => !tree.isNever);
		const first = target.environments.length === 0 ? [this.#whole] : inhabited;
		this.#open = first.toReversed().map((scope) => ({ scope, from: undefined }));
	}

	run(): Answer<ResolutionOutcome> {
		for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) {
			const ended = this.#solve(next);
			if (ended instanceof Promise) return this.#goOn(ended);
			if (ended !== undefined) return ended;
		}
		return { kind: "resolved", resolution: joinForks(this.#solved, this.#whole) };
	}

	async #goOn(pending: Promise<ResolutionOutcome | undefined>): Promise<ResolutionOutcome> {
		return (await pending) ?? this.run();
	}

	/** The outcome of all, where this fork decides it. */
	#solve({ scope, from }: OpenFork): Answer<ResolutionOutcome | undefined> {
		const question = { manifest: this.#manifest, scope, source: this.#source, pins: this.#pins };
		const started = startSolve(question, from);
		return started instanceof Promise
			? started.then((late) => this.#finish(late, scope))
			: this.#finish(started, scope);
	}

	#finish(started: StartedSolve, scope: ForkScope): Answer<ResolutionOutcome | undefined> {
		const outcome = started.solve.run();
		return outcome instanceof Promise
			? outcome.then((late) => this.#learn(late, started, scope))
			: this.#learn(outcome, started, scope);
	}

	#learn(outcome: Outcome, started: StartedSolve, scope: ForkScope): ResolutionOutcome | undefined {
		const { provider, parts } = started;
		switch (outcome.kind) {
			case "solved":
				this.#solved.push({ decisions: outcome.decisions, provider, parts, scope });
				for (const [id, ordinal] of outcome.decisions) {
					const found = provider.packages.of(id);
					if (found.kind !== "project") continue;
					const version = parts.projects.at(found.name).versions.at(ordinal) as Version;
					this.#pins.add(found.name, version, scope.tree);
				}
				return undefined;
			case "failed":
				return tellOutcome(outcome, provider, parts);
			case "stopped": {
				const reason = outcome.reason as Fork | NeedsBuild;
				if (reason.kind === "needs-build") return tellOutcome(outcome, provider, parts);
				const { id, ordinal } = outcome;
				const stopped = { ...started, chosen: ordinal === -1 ? undefined : { id, ordinal } };
				const from = reason.isAnew === true ? undefined : stopped;
				for (const tree of reason.environments.toReversed())
					this.#open.push({ scope: scope.narrow(tree), from });
				return undefined;
			}
		}
	}
}
