/** Which version of a project is tried next. See docs/resolution.md#pre-releases and #resolution-modes. */
import { containsOrdinal, type OrdinalSet } from "../solver/ordinal-set.ts";
import type { MarkerTree } from "../standards/marker-algebra.ts";
import type { Version } from "../standards/version.ts";
import type { ForkPins } from "./fork-pins.ts";
import { ForkScope } from "./fork-scope.ts";
import type { InputFacts } from "./input-facts.ts";
import { type Manifest, type Preference, prereleaseModeOf, selects } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { Scope } from "./scope.ts";
import { pythonsOf } from "./wheel-environments.ts";

const NONE: readonly Version[] = [];

/** `with`: like other versions. `after`: when no stable one is left. `never`: not at all. */
export type PrereleaseTurn = "with" | "after" | "never";

/** The version to try serves only the later Pythons of the fork: it splits. */
export interface Split {
	readonly kind: "split";
	readonly ordinal: number;
	/** The part with earlier Pythons, and that with later ones. */
	readonly parts: readonly [MarkerTree, MarkerTree];
}

export class VersionChoice {
	readonly #manifest: Manifest;
	readonly #facts: InputFacts;
	readonly #scope: Scope;
	readonly #pins: ForkPins | undefined;
	readonly #turns: Map<Project, PrereleaseTurn> = new Map();

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
	}

	/** The ordinal out of `allowed` to try next; -1 where none can be used. */
	choose(project: Project, allowed: OrdinalSet): number | Split {
		const preferred = this.#preferred(project, allowed);
		if (preferred !== -1) return preferred;
		const turn = this.prereleaseTurn(project);
		const byVersion = this.#takesLowest(project.name)
			? ascending(allowed, project)
			: descending(allowed, project);
		const order = inOrderOfIndexes(byVersion, project);
		let fallback: number | Split = -1;
		for (const ordinal of order) {
			const isPrerelease = (project.versions[ordinal] as Version).isPrerelease;
			if (isPrerelease && (turn === "never" || (turn === "after" && fallback !== -1))) continue;
			const usable = this.#usable(project, ordinal);
			if (usable === -1) continue;
			if (!isPrerelease || turn === "with") return usable;
			fallback = usable;
		}
		return fallback;
	}

	/** The ordinal, or -1; in a fork a version may be for some of its Pythons only. */
	#usable(project: Project, ordinal: number): number | Split {
		const candidate = project.candidate(ordinal);
		if (candidate.kind === "rejected") return -1;
		if (!(this.#scope instanceof ForkScope)) return ordinal;
		const { distribution } = candidate;
		const isListed =
			distribution.kind === "registry-wheel" || distribution.kind === "registry-sdist";
		const requiresPython = isListed ? distribution.requiresPython : undefined;
		if (requiresPython !== undefined && !this.#scope.python.acceptsText(requiresPython))
			return this.splitFor(requiresPython, ordinal) ?? -1;
		const files = project.filesOf(ordinal);
		return files.length === 0 || this.#scope.overlaps(pythonsOf(files)) ? ordinal : -1;
	}

	/** How the fork splits for a version that needs a later Python; undefined: that Python is none of the fork's. */
	splitFor(requiresPython: string, ordinal: number): Split | undefined {
		const { target } = this.#manifest;
		if (!(this.#scope instanceof ForkScope) || !("forkStrategy" in target)) return undefined;
		if (target.forkStrategy === "fewest") return undefined;
		const parts = this.#scope.splitAt(requiresPython);
		return parts === undefined ? undefined : { kind: "split", ordinal, parts };
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
		const preferences = this.#manifest.preferences.get(name) ?? [];
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
				const isAllowed = isNamed || project.versions.every((version) => version.isPrerelease);
				return isAllowed ? "with" : "never";
			}
		}
	}

	#preferred(project: Project, allowed: OrdinalSet): number | Split {
		const given = this.#kept(project, allowed);
		if (given !== -1 || this.#pins === undefined || !(this.#scope instanceof ForkScope))
			return given;
		const isOpen = this.prereleaseTurn(project) === "with";
		for (const version of this.#pins.for(project.name, this.#scope)) {
			if (version.isPrerelease && !isOpen) continue;
			const usable = this.#ifAllowed(project, project.ordinalOf(version), allowed);
			if (usable !== -1) return usable;
		}
		return -1;
	}

	/** What was pinned by an earlier answer, else what is installed. */
	#kept(project: Project, allowed: OrdinalSet): number | Split {
		if (!this.keeps(project.name)) return -1;
		const pinned = this.preferencesOf(project.name).map((one) => project.ordinalOf(one));
		const mayBePrerelease = prereleaseModeOf(this.#manifest.policy, project.name) !== "disallow";
		for (const ordinal of [...pinned, project.installedOrdinal]) {
			if (!mayBePrerelease && this.#isPrerelease(project, ordinal)) continue;
			const usable = this.#ifAllowed(project, ordinal, allowed);
			if (usable !== -1) return usable;
		}
		return -1;
	}

	#isPrerelease({ versions }: Project, ordinal: number): boolean {
		return versions[ordinal]?.isPrerelease === true;
	}

	#ifAllowed(project: Project, ordinal: number, allowed: OrdinalSet): number | Split {
		return ordinal !== -1 && containsOrdinal(allowed, ordinal)
			? this.#usable(project, ordinal)
			: -1;
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
