/** All reasons of a failure that are independent of each other, and changes of the inputs that were tried and help. */
import type { Version } from "../standards/version.ts";
import { candidateChanges, lastChanges } from "./candidate-changes.ts";
import { applyChange, type Change, describeChange } from "./change.ts";
import type { Explanation } from "./explain.ts";
import { isPin } from "./input-facts.ts";
import type { Manifest } from "./manifest.ts";
import type { PackageSource } from "./package-source.ts";
import { inputsOfProof, type PlacedInput, projectsOfProof, withoutInputs } from "./proof-inputs.ts";
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

/** ``Write `a` in place of `a<2` (requirements.in line 1); that gives `a==2.0```. */
export function describeSuggestion({ changes, would }: Suggestion): string {
	const [first = "", ...others] = changes.map(describeChange);
	const change = [first, ...others.map((one) => one[0]?.toLowerCase() + one.slice(1))].join(
		", and ",
	);
	const pins = would.map(({ name, version }) => `\`${name}==${version}\``).join(", ");
	return pins === ""
		? `${change}; everything else can be installed then`
		: `${change}; that gives ${pins}`;
}

async function findReasons(first: Explanation, trials: Trials): Promise<readonly Explanation[]> {
	const reasons = [first];
	let { manifest } = first.facts.parts;
	let known = inputsOfProof(first.shortest, first.facts);
	while (reasons.length < MOST_REASONS) {
		manifest = withoutInputs(manifest, known.filter(mayBeLeftOut));
		if (manifest.requirements.length === 0) break;
		const outcome = await trials.run(manifest);
		if (outcome?.kind !== "unsatisfiable" || isTied(outcome.explanation, known)) break;
		const { shortest, facts } = outcome.explanation;
		known = [...known, ...inputsOfProof(shortest, facts)];
		reasons.push(outcome.explanation);
	}
	return reasons;
}

/** Without an override other requirements would come back. */
function mayBeLeftOut({ role }: PlacedInput): boolean {
	return role !== "overrides";
}

/** Whether a reason may be none as long as these inputs are there: they allow what is refused without them, or override it. */
function isTied({ shortest, facts }: Explanation, known: readonly PlacedInput[]): boolean {
	const projects = projectsOfProof(shortest, facts);
	return known.some(({ input, role }) => {
		const { name, specifiers } = input.requirement;
		const mayAllow =
			role === "overrides" ||
			input.distribution !== undefined ||
			specifiers.mentionsPrerelease ||
			specifiers.specifiers.some(isPin);
		return mayAllow && projects.includes(name);
	});
}

/** With these changes there is no answer either. */
interface FailedTrial {
	readonly changes: readonly Change[];
	readonly failure: Explanation;
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
		return together === undefined || "failure" in together ? [] : [together];
	}

	async #findFor(
		reason: Explanation,
		manifest: Manifest,
		most: number,
	): Promise<readonly Suggestion[]> {
		const first = await this.#tryEach(candidateChanges(reason), manifest, most);
		if (first.found.length > 0) return first.found;
		const last = await this.#tryEach(lastChanges(reason), manifest, most);
		return last.found.length > 0 ? last.found : this.#findSecond(first.failed, manifest);
	}

	async #tryEach(
		changes: readonly Change[],
		manifest: Manifest,
		most: number,
	): Promise<{ readonly found: readonly Suggestion[]; readonly failed: readonly FailedTrial[] }> {
		const found: Suggestion[] = [];
		const failed: FailedTrial[] = [];
		for (const change of changes) {
			const trial = await this.#try([change], manifest);
			if (trial === undefined) continue;
			if ("failure" in trial) failed.push(trial);
			else if (!isWiderForNothing(trial, found.at(-1))) found.push(trial);
			if (found.length === most) break;
		}
		return { found, failed };
	}

	/** One more change, where the first one has led to another failure. */
	async #findSecond(
		failed: readonly FailedTrial[],
		manifest: Manifest,
	): Promise<readonly Suggestion[]> {
		for (const { changes, failure } of failed)
			for (const second of candidateChanges(failure)) {
				const trial = await this.#try([...changes, second], manifest, failure);
				if (trial !== undefined && !("failure" in trial)) return [trial];
			}
		return [];
	}

	async #try(
		changes: readonly Change[],
		before: Manifest,
		between?: Explanation,
	): Promise<Suggestion | FailedTrial | undefined> {
		let manifest: Manifest | undefined = before;
		for (const change of changes)
			manifest = manifest === undefined ? undefined : applyChange(manifest, change);
		if (manifest === undefined || this.#left === 0) return undefined;
		this.#left--;
		const outcome = await this.#trials.run(manifest);
		switch (outcome?.kind) {
			case "resolved":
				return { changes, would: this.#would(outcome.resolution, between) };
			case "unsatisfiable":
				return { changes, failure: outcome.explanation };
			default:
				return undefined;
		}
	}

	#would({ nodes }: Resolution, between: Explanation | undefined): Suggestion["would"] {
		const told = between === undefined ? this.#reasons : [...this.#reasons, between];
		const names = new Set(told.flatMap(({ shortest, facts }) => projectsOfProof(shortest, facts)));
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
