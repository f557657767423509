/** Which requirements of a release hold: by its extras, the scope's markers, the overrides and constraints with markers. */
import type { Requirement } from "../standards/requirement.ts";
import type { InputFacts } from "./input-facts.ts";
import type { InputRequirement } from "./manifest.ts";
import type { ReleaseChanges } from "./package-rules.ts";
import type { ResolutionMetadata } from "./package-source.ts";
import type { Scope, ScopedRequirement } from "./scope.ts";

const NONE: readonly ScopedRequirement[] = [];

interface Selected {
	readonly base: readonly ScopedRequirement[];
	readonly extras: Map<string, readonly ScopedRequirement[]>;
}

export class RequirementSelection {
	readonly #scope: Scope;
	readonly #facts: InputFacts;
	readonly #selected: Map<ResolutionMetadata, Selected> = new Map();

	constructor(scope: Scope, facts: InputFacts) {
		this.#scope = scope;
		this.#facts = facts;
	}

	/** What the release needs with no extra; with one: what that extra adds. In the order of the metadata. */
	of(metadata: ResolutionMetadata, extra: string | undefined): readonly ScopedRequirement[] {
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

	/** The requirements of the root, or those that these inputs bring. */
	ofInputs(inputs?: ReadonlySet<InputRequirement>): readonly ScopedRequirement[] {
		return this.#facts
			.requirementsOf(inputs)
			.flatMap(({ requirement }) => this.#scoped(requirement));
	}

	#select(metadata: ResolutionMetadata, extra: string | undefined): readonly ScopedRequirement[] {
		const changes = this.#facts.packageRules.of(metadata);
		const result: ScopedRequirement[] = [];
		for (const requirement of metadata.requirementsFor?.(extra) ?? metadata.requiresDist) {
			if (this.#isExcluded(requirement, changes)) continue;
			const overrides = this.#overridesOf(requirement, changes);
			const isOverridden = overrides !== undefined;
			const held = this.#scope.select(requirement, { extra, isOverridden });
			if (held === undefined) continue;
			if (overrides === undefined) result.push(held, ...this.#narrowing(held));
			else for (const override of overrides) result.push(...this.#scoped(override.requirement));
		}
		return extra === undefined && changes !== undefined
			? [...result, ...this.#addedBy(changes).flatMap((added) => this.#scoped(added))]
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

	/** What an input says, where its marker holds. */
	#scoped(requirement: Requirement): readonly ScopedRequirement[] {
		const held = this.#scope.select(requirement, { extra: undefined, isOverridden: false });
		return held === undefined ? [] : [held, ...this.#narrowing(held)];
	}

	/** A constraint that does not hold everywhere comes with each requirement that it narrows. */
	#narrowing({ name, environments }: ScopedRequirement): readonly ScopedRequirement[] {
		const constraints = this.#facts.partialConstraintsOf(name);
		if (constraints.length === 0) return NONE;
		return constraints.flatMap(({ requirement }) => {
			const held = this.#scope.select(
				{ ...requirement, extras: [] },
				{ extra: undefined, isOverridden: false },
			);
			const both = held?.environments?.and(environments ?? held.environments);
			if (held === undefined || both === undefined) return [];
			return both.isNever ? [] : [{ ...held, environments: both }];
		});
	}
}
