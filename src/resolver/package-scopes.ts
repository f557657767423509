/** What the inputs change in the requirements of single packages. See docs/resolution.md#constraints-and-overrides. */
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";
import type { InputRequirement, PackageScope } from "./manifest.ts";
import type { ResolutionMetadata } from "./package-source.ts";

type Overrides = ReadonlyMap<string, readonly InputRequirement[]>;

/** What is changed in one release. */
export interface ScopedChanges {
	isExcluded(name: string): boolean;
	/** Undefined: nothing is said of the project. Empty: none of what is said holds for the target. */
	overridesOf(name: string): readonly InputRequirement[] | undefined;
	/** Overrides on projects that the release does not name at all: it requires them then. */
	readonly added: readonly InputRequirement[];
}

export class PackageScopes {
	readonly #scopes: readonly PackageScope[];
	readonly #markers: MarkerEnvironment;

	constructor(scopes: readonly PackageScope[], markers: MarkerEnvironment) {
		this.#scopes = scopes;
		this.#markers = markers;
	}

	/** Undefined where nothing is changed. */
	of({ name, version, requiresDist }: ResolutionMetadata): ScopedChanges | undefined {
		const scopes = this.#scopes.filter((scope) => scope.name === name);
		if (scopes.length === 0) return undefined;
		const overrides = this.#overridesIn(nearest(scopes, version, ({ overrides }) => overrides));
		const excludes = new Set(nearest(scopes, version, ({ excludes }) => excludes));
		const named = new Set(requiresDist.map((requirement) => requirement.name));
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
		for (const { overrides } of this.#scopes)
			for (const input of overrides) if (input.requirement === requirement) return input;
		return undefined;
	}

	#overridesIn(inputs: readonly InputRequirement[]): Overrides {
		const byName = new Map<string, readonly InputRequirement[]>();
		for (const input of inputs) {
			const { name, marker } = input.requirement;
			const doesApply = marker?.evaluate(this.#markers) ?? true;
			byName.set(name, [...(byName.get(name) ?? []), ...(doesApply ? [input] : [])]);
		}
		return byName;
	}
}

/** What is said of the one version; else what is said of all. */
function nearest<Value>(
	scopes: readonly PackageScope[],
	version: Version,
	of: (scope: PackageScope) => readonly Value[],
): readonly Value[] {
	const own = scopes.filter((scope) => scope.version?.equals(version) === true).flatMap(of);
	if (own.length > 0) return own;
	return scopes.filter((scope) => scope.version === undefined).flatMap(of);
}
