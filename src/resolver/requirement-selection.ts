/** Which requirements of a release hold: by its extras, the target's markers and the overrides. */

import type { Marker } from "../standards/marker.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { InputFacts } from "./input-facts.ts";
import type { InputRequirement } from "./manifest.ts";
import type { ReleaseChanges } from "./package-rules.ts";
import type { ResolutionMetadata } from "./package-source.ts";

interface Selected {
	readonly base: readonly Requirement[];
	readonly extras: Map<string, readonly Requirement[]>;
}

export class RequirementSelection {
	readonly #markers: MarkerEnvironment;
	readonly #facts: InputFacts;
	readonly #selected: Map<ResolutionMetadata, Selected> = new Map();

	constructor(markers: MarkerEnvironment, facts: InputFacts) {
		this.#markers = markers;
		this.#facts = facts;
	}

	/** What the release needs with no extra; with one: what that extra adds. In the order of the metadata. */
	of(metadata: ResolutionMetadata, extra: string | undefined): readonly Requirement[] {
		let selected = this.#selected.get(metadata);
		if (selected === undefined) {
			selected = { base: this.#select(metadata, undefined), extras: new Map() };
			this.#selected.set(metadata, selected);
		}
		if (extra === undefined) return selected.base;
		let added = selected.extras.get(extra);
		if (added === undefined) {
			added = this.#select(metadata, extra);
			selected.extras.set(extra, added);
		}
		return added;
	}

	#select(metadata: ResolutionMetadata, extra: string | undefined): readonly Requirement[] {
		const changes = this.#facts.packageRules.of(metadata);
		const result: Requirement[] = [];
		for (const requirement of metadata.requirementsFor?.(extra) ?? metadata.requiresDist) {
			if (this.#isExcluded(requirement, changes)) continue;
			const overrides = this.#overridesOf(requirement, changes);
			if (!this.#holds(markerThatCounts(requirement, overrides !== undefined), extra)) continue;
			if (overrides === undefined) result.push(requirement);
			else for (const override of overrides) result.push(override.requirement);
		}
		return extra === undefined && changes !== undefined
			? [...result, ...this.#addedBy(changes)]
			: result;
	}

	#isExcluded({ name }: Requirement, changes: ReleaseChanges | undefined): boolean {
		return this.#facts.isExcluded(name) || changes?.isExcluded(name) === true;
	}

	/** What is said for the one package outranks what is said for all. */
	#overridesOf(
		{ name }: Requirement,
		changes: ReleaseChanges | undefined,
	): readonly InputRequirement[] | undefined {
		return changes?.overridesOf(name) ?? this.#facts.overridesOf(name);
	}

	#addedBy({ added }: ReleaseChanges): readonly Requirement[] {
		const requirements = added.map(({ requirement }) => requirement);
		return requirements.filter(({ name }) => !this.#facts.isExcluded(name));
	}

	/** With an extra: whether it is this extra that makes the marker hold. */
	#holds(marker: Marker | undefined, extra: string | undefined): boolean {
		if (marker === undefined) return extra === undefined;
		if (extra === undefined) return marker.evaluate(this.#markers, []);
		return marker.evaluate(this.#markers, [extra]) && !marker.evaluate(this.#markers, []);
	}
}

/** Of what is overridden, only a condition on extras stays. */
function markerThatCounts({ marker }: Requirement, isOverridden: boolean): Requirement["marker"] {
	return isOverridden && marker?.mentionsExtra() !== true ? undefined : marker;
}
