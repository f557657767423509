/** What the inputs change in the requirements of single packages. See docs/resolution.md#constraints-and-overrides. */
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";
import type { InputRequirement, PackageRule } from "./manifest.ts";
import type { ResolutionMetadata } from "./package-source.ts";

type Overrides = ReadonlyMap<string, readonly InputRequirement[]>;

/** What is changed in one release. */
export interface ReleaseChanges {
	isExcluded(name: string): boolean;
	/** Undefined: nothing is said of the project. Empty: none of what is said holds for the target. */
	overridesOf(name: string): readonly InputRequirement[] | undefined;
	/** Overrides on projects that the release does not name at all: it requires them then. */
	readonly added: readonly InputRequirement[];
}

export class PackageRules {
	readonly #rules: readonly PackageRule[];
	readonly #applies: (input: InputRequirement) => boolean;

	/** `applies`: whether an override holds for the target. */
	constructor(rules: readonly PackageRule[], applies: (input: InputRequirement) => boolean) {
		this.#rules = rules;
		this.#applies = applies;
	}

	/** Undefined where nothing is changed. */
	of(metadata: ResolutionMetadata): ReleaseChanges | undefined {
		if (this.#rules.length === 0) return undefined;
		const { name, version } = metadata;
		const rules = this.#rules.filter((rule) => rule.name === name);
		if (rules.length === 0) return undefined;
		const overrides = this.#overridesIn(nearest(rules, version, ({ overrides }) => overrides));
		const excludes = new Set(nearest(rules, version, ({ excludes }) => excludes));
		const named = new Set(metadata.requiresDist.map((requirement) => requirement.name));
		return {
			isExcluded: (other) => excludes.has(other),
			overridesOf: (other) => overrides.get(other),
			added: [...overrides].flatMap(([other, inputs]) =>
				named.has(other) || excludes.has(other) ? [] : inputs,
			),
		};
	}

	/** The override that a requirement of the graph is from. */
	inputOf(requirement: Requirement): InputRequirement | undefined {
		for (const { overrides } of this.#rules)
			for (const input of overrides) if (isSame(input.requirement, requirement)) return input;
		return undefined;
	}

	#overridesIn(inputs: readonly InputRequirement[]): Overrides {
		const byName = new Map<string, readonly InputRequirement[]>();
		for (const input of inputs) {
			const { name } = input.requirement;
			byName.set(name, [...(byName.get(name) ?? []), ...(this.#applies(input) ? [input] : [])]);
		}
		return byName;
	}
}

/** A scope may have made a copy of what an input says. */
function isSame(one: Requirement, other: Requirement): boolean {
	return one.name === other.name && one.specifiers === other.specifiers;
}

/** What is said of the one version; else what is said of all. */
function nearest<Value>(
	rules: readonly PackageRule[],
	version: Version,
	of: (rule: PackageRule) => readonly Value[],
): readonly Value[] {
	const own = rules.filter((rule) => rule.version?.equals(version) === true).flatMap(of);
	if (own.length > 0) return own;
	return rules.filter((rule) => rule.version === undefined).flatMap(of);
}
