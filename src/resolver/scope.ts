/** For whom one solve is done: a machine, or one part of all environments. See docs/resolution.md#all-platforms-at-once. */
import type { Marker } from "../standards/marker.ts";
import type { MarkerTree } from "../standards/marker-algebra.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Tag, TagSet } from "../standards/tag.ts";
import type { Target } from "./manifest.ts";
import { PythonRequirement } from "./requires-python.ts";

/** A requirement that holds in the scope. */
export interface ScopedRequirement extends Requirement {
	/** Where in the scope, if that is not everywhere; extras are decided. */
	readonly environments?: MarkerTree;
}

/** What makes a requirement of a release count. */
export interface RequirementCondition {
	/** The one active extra; undefined: none is. */
	readonly extra: string | undefined;
	/** Only what the marker says of extras counts. */
	readonly isOverridden: boolean;
}

export interface Scope {
	/** What a `Requires-Python` is compared with. */
	readonly python: PythonRequirement;
	/** Whether the marker holds for somebody, with no extra. */
	admits(marker: Marker | undefined): boolean;
	/** The requirement where it holds with the extra and not without; undefined where it does not. */
	select(requirement: Requirement, condition: RequirementCondition): ScopedRequirement | undefined;
	/** How well a wheel with these tags fits, 0 best; undefined: not at all. */
	rank(tags: readonly Tag[]): number | undefined;
	/** Whether a wheel fits at all whose name has these tags: `py2.py3-none-any`. */
	fits(tags: string): boolean;
}

/** One machine. */
export class MachineScope implements Scope {
	readonly python: PythonRequirement;
	readonly #markers: MarkerEnvironment;
	readonly #tags: TagSet;

	constructor({ markers, tags, pythonVersion }: Target) {
		this.python = new PythonRequirement(pythonVersion);
		this.#markers = markers;
		this.#tags = tags;
	}

	admits(marker: Marker | undefined): boolean {
		return marker === undefined || marker.evaluate(this.#markers);
	}

	select(
		requirement: Requirement,
		{ extra, isOverridden }: RequirementCondition,
	): ScopedRequirement | undefined {
		const { marker } = requirement;
		const counts = isOverridden && marker?.mentionsExtra() !== true ? undefined : marker;
		return this.#holds(counts, extra) ? requirement : undefined;
	}

	rank(tags: readonly Tag[]): number | undefined {
		return this.#tags.bestRank(tags);
	}

	fits(tags: string): boolean {
		return this.#tags.fits(tags);
	}

	/** With an extra: whether it is this extra that makes the marker hold. */
	#holds(marker: Marker | undefined, extra: string | undefined): boolean {
		if (marker === undefined) return extra === undefined;
		if (extra === undefined) return marker.evaluate(this.#markers, []);
		return marker.evaluate(this.#markers, [extra]) && !marker.evaluate(this.#markers, []);
	}
}
