/** Which version of a project is tried next. See docs/resolution.md#pre-releases and #resolution-modes. */
import { containsOrdinal, type OrdinalSet } from "../solver/ordinal-set.ts";
import type { Version } from "../standards/version.ts";
import type { InputFacts } from "./input-facts.ts";
import { type Manifest, prereleaseModeOf, selects } from "./manifest.ts";
import type { Project } from "./project.ts";

/** `with`: like other versions. `after`: when no stable one is left. `never`: not at all. */
export type PrereleaseTurn = "with" | "after" | "never";

export class VersionChoice {
	readonly #manifest: Manifest;
	readonly #facts: InputFacts;
	readonly #turns: Map<Project, PrereleaseTurn> = new Map();

	constructor(manifest: Manifest, facts: InputFacts) {
		this.#manifest = manifest;
		this.#facts = facts;
	}

	/** The ordinal out of `allowed` to try next; -1 where none can be used. */
	choose(project: Project, allowed: OrdinalSet): number {
		const preferred = this.#preferred(project, allowed);
		if (preferred !== -1) return preferred;
		const turn = this.prereleaseTurn(project);
		const byVersion = this.#takesLowest(project.name)
			? ascending(allowed, project)
			: descending(allowed, project);
		const order = inOrderOfIndexes(byVersion, project);
		let fallback = -1;
		for (const ordinal of order) {
			const isPrerelease = (project.versions[ordinal] as Version).isPrerelease;
			if (isPrerelease && (turn === "never" || (turn === "after" && fallback !== -1))) continue;
			if (project.candidate(ordinal).kind === "rejected") continue;
			if (!isPrerelease || turn === "with") return ordinal;
			fallback = ordinal;
		}
		return fallback;
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

	/** A version pinned before, which may then be yanked. */
	preferenceOf(name: string): Version | undefined {
		return this.keeps(name) ? this.#manifest.preferences.get(name) : undefined;
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

	#preferred(project: Project, allowed: OrdinalSet): number {
		if (!this.keeps(project.name)) return -1;
		const preference = this.#manifest.preferences.get(project.name);
		const pinned = preference === undefined ? -1 : project.ordinalOf(preference);
		for (const ordinal of [pinned, project.installedOrdinal])
			if (ordinal !== -1 && containsOrdinal(allowed, ordinal) && this.#isKept(project, ordinal))
				return ordinal;
		return -1;
	}

	#isKept(project: Project, ordinal: number): boolean {
		if (project.candidate(ordinal).kind === "rejected") return false;
		const isPrerelease = (project.versions[ordinal] as Version).isPrerelease;
		return !isPrerelease || prereleaseModeOf(this.#manifest.policy, project.name) !== "disallow";
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
