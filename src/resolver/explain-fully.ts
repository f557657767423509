/** All reasons of a failure that are independent of each other, and changes of the inputs that were tried and help. */
import type { Version } from "../standards/version.ts";
import { candidateChanges, lastChanges } from "./candidate-changes.ts";
import { applyChange, type Change, describeChange } from "./change.ts";
import type { Explanation } from "./explain.ts";
import type { Manifest } from "./manifest.ts";
import type { PackageSource } from "./package-source.ts";
import { inputsOfProof, projectsOfProof, withoutInputs } from "./proof-inputs.ts";
import type { Resolution } from "./resolution.ts";
import { Trials } from "./trial.ts";

/** More reasons than this are told one by one, when the first are mended. */
const MOST_REASONS = 3;

/** So many changes are tried. */
const MOST_TRIALS = 6;

const MOST_SUGGESTIONS = 3;

/** Changes that were solved again: with all of them together there is an answer. */
export interface Suggestion {
	readonly changes: readonly Change[];
	/** What the answer has of the projects that the proofs speak of, by name. */
	readonly would: readonly { readonly name: string; readonly version: Version }[];
}

export interface FullExplanation {
	/** The first reason, and others that have no input in common with those before. */
	readonly reasons: readonly Explanation[];
	readonly suggestions: readonly Suggestion[];
}

/** Solves several times more, but looks at no more than some thousand versions. */
export async function explainFully(
	first: Explanation,
	source: PackageSource,
): Promise<FullExplanation> {
	const trials = new Trials(source);
	const reasons = await findReasons(first, trials);
	return { reasons, suggestions: await new Adviser(reasons, trials).advise() };
}

/** ``Write `a` in place of `a<2` (requirements.in line 1); tried: that gives `a==2.0```. */
export function describeSuggestion({ changes, would }: Suggestion): string {
	const [first = "", ...others] = changes.map(describeChange);
	const change = [first, ...others.map((one) => one[0]?.toLowerCase() + one.slice(1))].join(
		", and ",
	);
	const pins = would.map(({ name, version }) => `\`${name}==${version}\``).join(", ");
	return pins === ""
		? `${change}; tried: everything else can be installed`
		: `${change}; tried: that gives ${pins}`;
}

async function findReasons(first: Explanation, trials: Trials): Promise<readonly Explanation[]> {
	const reasons = [first];
	let { manifest } = first.facts.parts;
	for (let last = first; reasons.length < MOST_REASONS; ) {
		manifest = withoutInputs(manifest, inputsOfProof(last.shortest, last.facts));
		if (manifest.requirements.length === 0) break;
		const outcome = await trials.run(manifest);
		if (outcome?.kind !== "unsatisfiable") break;
		last = outcome.explanation;
		reasons.push(last);
	}
	return reasons;
}

class Adviser {
	readonly #reasons: readonly Explanation[];
	readonly #manifest: Manifest;
	readonly #trials: Trials;
	#left = MOST_TRIALS;

	constructor(reasons: readonly Explanation[], trials: Trials) {
		this.#reasons = reasons;
		this.#manifest = (reasons[0] as Explanation).facts.parts.manifest;
		this.#trials = trials;
	}

	async advise(): Promise<readonly Suggestion[]> {
		const [first, ...others] = this.#reasons;
		if (first === undefined) return [];
		if (others.length === 0) return this.#findFor(first, this.#manifest, MOST_SUGGESTIONS);
		// Each reason by itself, then what helps against each of them together.
		const changes = new Map<string, Change>();
		for (const reason of this.#reasons) {
			const inputs = this.#reasons
				.filter((other) => other !== reason)
				.flatMap(({ shortest, facts }) => inputsOfProof(shortest, facts));
			const found = await this.#findFor(reason, withoutInputs(this.#manifest, inputs), 1);
			if (found[0] === undefined) return [];
			for (const change of found[0].changes) changes.set(describeChange(change), change);
		}
		this.#left = 1;
		const together = await this.#try([...changes.values()], this.#manifest);
		return together === undefined ? [] : [together];
	}

	async #findFor(
		reason: Explanation,
		manifest: Manifest,
		most: number,
	): Promise<readonly Suggestion[]> {
		const found: Suggestion[] = [];
		for (const change of candidateChanges(reason)) {
			const suggestion = await this.#try([change], manifest);
			if (suggestion !== undefined && !isWiderForNothing(suggestion, found.at(-1)))
				found.push(suggestion);
			if (found.length === most) return found;
		}
		for (const change of found.length > 0 ? [] : lastChanges(reason)) {
			const suggestion = await this.#try([change], manifest);
			if (suggestion !== undefined) found.push(suggestion);
			if (found.length === most) return found;
		}
		return found;
	}

	async #try(changes: readonly Change[], before: Manifest): Promise<Suggestion | undefined> {
		let manifest: Manifest | undefined = before;
		for (const change of changes)
			manifest = manifest === undefined ? undefined : applyChange(manifest, change);
		if (manifest === undefined || this.#left === 0) return undefined;
		this.#left--;
		const outcome = await this.#trials.run(manifest);
		if (outcome?.kind !== "resolved") return undefined;
		return { changes, would: this.#would(outcome.resolution) };
	}

	#would({ nodes }: Resolution): Suggestion["would"] {
		const names = new Set(
			this.#reasons.flatMap(({ shortest, facts }) => projectsOfProof(shortest, facts)),
		);
		return nodes
			.filter(({ name }) => names.has(name))
			.map(({ name, version }) => ({ name, version }));
	}
}

/** Pre-releases of all for the same answer as with those of one. */
function isWiderForNothing(suggestion: Suggestion, before: Suggestion | undefined): boolean {
	const isAlike = [suggestion, before].every((one) => one?.changes[0]?.kind === "prereleases");
	if (!isAlike || before === undefined) return false;
	return suggestion.would.every(({ name, version }, place) => {
		const other = before.would[place];
		return other?.name === name && other.version.equals(version);
	});
}
