/** Which version of a project is tried next. See docs/resolution.md#pre-releases and #resolution-modes. */
import { containsOrdinal, type OrdinalSet } from "../solver/ordinal-set.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { Version } from "../standards/version.ts";
import type { ForkPins } from "./fork-pins.ts";
import { ForkScope } from "./fork-scope.ts";
import { ForkSplits, type Split, type VersionQuestion } from "./fork-splits.ts";
import type { InputFacts } from "./input-facts.ts";
import { type Manifest, type Preference, prereleaseModeOf, selects } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { Scope } from "./scope.ts";

const NONE: readonly Version[] = [];

/** `with`: like other versions. `after`: when no stable one is left. `never`: not at all. */
export type PrereleaseTurn = "with" | "after" | "never";

export class VersionChoice {
	readonly #manifest: Manifest;
	readonly #facts: InputFacts;
	readonly #scope: Scope;
	readonly #pins: ForkPins | undefined;
	readonly #turns: Map<Project, PrereleaseTurn> = new Map();
	/** Undefined for one machine. */
	readonly splits: ForkSplits | undefined;

	/** `pins`: what other forks have chosen. */
	constructor(
		{ manifest, scope }: { readonly manifest: Manifest; readonly scope: Scope },
		facts: InputFacts,
		pins?: ForkPins,
	) {
		this.#manifest = manifest;
		this.#facts = facts;
		this.#scope = scope;
		this.#pins = pins;
		const { target } = manifest;
		this.splits =
			scope instanceof ForkScope && "forkStrategy" in target
				? new ForkSplits(scope, target)
				: undefined;
	}

	/** The ordinal out of `allowed` to try next, where the project is `needed`; -1 where none can be used. */
	choose(
		project: Project,
		allowed: OrdinalSet,
		needed: MarkerTree = MarkerTree.always,
	): number | Split {
		const question = { project, allowed, needed };
		const preferred = this.#preferred(question);
		if (preferred !== -1) return preferred;
		const turn = this.prereleaseTurn(project);
		const byVersion = this.#takesLowest(project.name)
			? ascending(allowed, project)
			: descending(allowed, project);
		const order = inOrderOfIndexes(byVersion, project);
		let fallback: number | Split = -1;
		for (const ordinal of order) {
			const isPrerelease = (project.versions.at(ordinal) as Version).isPrerelease;
			if (isPrerelease && (turn === "never" || (turn === "after" && fallback !== -1))) continue;
			const usable = this.#usable(question, ordinal);
			if (usable === -1) continue;
			if (!isPrerelease || turn === "with") return usable;
			fallback = usable;
		}
		return fallback;
	}

	/** The ordinal, or -1; in a fork a version may be for a part only. */
	#usable(question: VersionQuestion, ordinal: number): number | Split {
		if (this.splits !== undefined) return this.splits.judge(question, ordinal);
		return question.project.candidate(ordinal).kind === "rejected" ? -1 : ordinal;
	}

	/** The same for a project from the first question to the last. */
	prereleaseTurn(project: Project): PrereleaseTurn {
		let turn = this.#turns.get(project);
		if (turn === undefined) {
			turn = this.#decideTurn(project);
			this.#turns.set(project, turn);
		}
		return turn;
	}

	/** Whether what is installed or pinned has a say. */
	keeps(name: string): boolean {
		const { upgrade, reinstall } = this.#manifest.policy;
		return !selects(upgrade, name) && !selects(reinstall, name);
	}

	/** Versions pinned before, which may then be yanked. */
	preferencesOf(name: string): readonly Version[] {
		if (!this.keeps(name)) return NONE;
		const preferences = this.#manifest.preferences.get(name);
		if (preferences === undefined) return NONE;
		const isOwn = ({ marker }: Preference): boolean => this.#scope.admits(marker);
		const own = preferences.filter(isOwn).map(({ version }) => version);
		// On one machine a pin for another one says nothing.
		if (!(this.#scope instanceof ForkScope)) return own;
		const others = preferences.filter((one) => !isOwn(one)).map(({ version }) => version);
		return [...own.sort(newestFirst), ...others.sort(newestFirst)];
	}

	#decideTurn(project: Project): PrereleaseTurn {
		const isNamed = this.#facts.mentionsPrerelease(project.name);
		switch (prereleaseModeOf(this.#manifest.policy, project.name)) {
			case "allow":
				return "with";
			case "disallow":
				return "never";
			case "if-necessary":
				return "after";
			case "explicit":
				return isNamed ? "after" : "never";
			case "if-necessary-or-explicit": {
				const isAllowed = isNamed || project.hasOnlyPrereleases;
				return isAllowed ? "with" : "never";
			}
		}
	}

	#preferred(question: VersionQuestion): number | Split {
		const { project } = question;
		const given = this.#kept(question);
		if (given !== -1 || this.#pins === undefined || !(this.#scope instanceof ForkScope))
			return given;
		const isOpen = this.prereleaseTurn(project) === "with";
		for (const version of this.#pins.for(project.name, this.#scope)) {
			if (version.isPrerelease && !isOpen) continue;
			const usable = this.#ifAllowed(question, project.ordinalOf(version));
			if (usable !== -1) return usable;
		}
		return -1;
	}

	/** What was pinned by an earlier answer, else what is installed. */
	#kept(question: VersionQuestion): number | Split {
		const { project } = question;
		if (project.installedOrdinal === -1 && !this.#manifest.preferences.has(project.name)) return -1;
		if (!this.keeps(project.name)) return -1;
		const pinned = this.preferencesOf(project.name).map((one) => project.ordinalOf(one));
		const mayBePrerelease = prereleaseModeOf(this.#manifest.policy, project.name) !== "disallow";
		for (const ordinal of [...pinned, project.installedOrdinal]) {
			if (!mayBePrerelease && this.#isPrerelease(project, ordinal)) continue;
			const usable = this.#ifAllowed(question, ordinal);
			if (usable !== -1) return usable;
		}
		return -1;
	}

	#isPrerelease({ versions }: Project, ordinal: number): boolean {
		return versions.at(ordinal)?.isPrerelease === true;
	}

	#ifAllowed(question: VersionQuestion, ordinal: number): number | Split {
		const isAllowed = ordinal !== -1 && containsOrdinal(question.allowed, ordinal);
		return isAllowed ? this.#usable(question, ordinal) : -1;
	}

	#takesLowest(name: string): boolean {
		switch (this.#manifest.policy.mode) {
			case "highest":
				return false;
			case "lowest":
				return true;
			case "lowest-direct":
				return this.#facts.isRequired(name);
		}
	}
}

function newestFirst(a: Version, b: Version): number {
	return b.compare(a);
}

/** The version that is tried next, whether it splits the fork or not. */
export function ordinalOf(choice: number | Split): number {
	return typeof choice === "number" ? choice : choice.ordinal;
}

/** Under `unsafe-first-match` what an earlier index has comes before what a later one has. */
function inOrderOfIndexes(ordinals: Iterable<number>, project: Project): Iterable<number> {
	const { merged } = project;
	if (merged?.isInOrder !== true) return ordinals;
	const placeOf = (ordinal: number): number => {
		const candidate = project.candidate(ordinal);
		if (candidate.kind === "rejected" || !("index" in candidate.distribution)) return 0;
		// Links count beside the first index.
		return Math.max(0, merged.indexes.indexOf(candidate.distribution.index.url));
	};
	return [...ordinals].sort((one, other) => placeOf(one) - placeOf(other));
}

function* descending(allowed: OrdinalSet, { versions }: Project): Iterable<number> {
	for (let place = allowed.length - 2; place >= 0; place -= 2) {
		const from = allowed[place] as number;
		const to = Math.min(allowed[place + 1] as number, versions.length);
		for (let ordinal = to - 1; ordinal >= from; ordinal--) yield ordinal;
	}
}

function* ascending(allowed: OrdinalSet, { versions }: Project): Iterable<number> {
	for (let place = 0; place < allowed.length; place += 2) {
		const to = Math.min(allowed[place + 1] as number, versions.length);
		for (let ordinal = allowed[place] as number; ordinal < to; ordinal++) yield ordinal;
	}
}
