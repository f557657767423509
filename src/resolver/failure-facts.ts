/** What is known of a failed resolution beyond its proof: names, versions, inputs, and why versions cannot be used. */
import type { PackageId } from "../solver/dependency-provider.ts";
import { isSubset, type OrdinalSet } from "../solver/ordinal-set.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";
import type { Candidate, Objection } from "./candidate.ts";
import type { InputRequirement } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { ProviderParts, PythonProvider } from "./python-provider.ts";
import { describeVersions } from "./version-set-text.ts";

/** Looking at thousands of releases only to say that they are all alike helps nobody. */
const MOST_LOOKED_AT = 200;

/** Why a version cannot be used. */
export type Obstacle = Objection | { readonly kind: "prerelease" } | { readonly kind: "no-files" };

/** One version out of a set without usable ones. */
export interface Obstructed {
	readonly version: Version;
	readonly obstacles: readonly Obstacle[];
}

export class FailureFacts {
	readonly parts: ProviderParts;
	readonly #provider: PythonProvider;

	constructor(provider: PythonProvider, parts: ProviderParts) {
		this.parts = parts;
		this.#provider = provider;
	}

	/** Undefined for the root. */
	projectOf(id: PackageId): Project | undefined {
		const found = this.#provider.packages.of(id);
		return found.kind === "root" ? undefined : this.parts.projects.at(found.name);
	}

	isRoot(id: PackageId): boolean {
		return this.#provider.packages.of(id).kind === "root";
	}

	/** `flask[async]>=2.0,<3.0` in backticks. */
	label(id: PackageId, versions: OrdinalSet): string {
		const label = this.#provider.packages.label(id);
		const all = this.projectOf(id)?.versions ?? [];
		return describeVersions(label, all, versions)
			.split(" or ")
			.map((part) => part.replace(/^\S+/, "`$&`"))
			.join(" or ");
	}

	/** The inputs that ask for this. */
	inputsFor(dependency: PackageId, allowed: OrdinalSet): readonly InputRequirement[] {
		return this.parts.facts.requirements.filter(({ requirement }) =>
			this.#says(requirement, dependency, allowed),
		);
	}

	/** The overrides that make others ask for this. */
	overridesFor(dependency: PackageId, allowed: OrdinalSet): readonly InputRequirement[] {
		const found = this.#provider.packages.of(dependency);
		if (found.kind === "root") return [];
		const overrides = this.parts.facts.overridesOf(found.name) ?? [];
		return overrides.filter(({ requirement }) => this.#says(requirement, dependency, allowed));
	}

	/** The requirement as all of these versions write it; undefined where they differ. */
	requirementFor(
		{ id, versions }: { readonly id: PackageId; readonly versions: OrdinalSet },
		dependency: PackageId,
		allowed: OrdinalSet,
	): Requirement | undefined {
		const found = this.#provider.packages.of(id);
		if (found.kind === "root") return undefined;
		const extra = found.kind === "extra" ? found.extra : undefined;
		let same: Requirement | undefined;
		for (const ordinal of this.#known(found.name, versions)) {
			const metadata = this.#provider.metadataOf(found.name, ordinal);
			if (metadata === undefined) continue;
			const requirement = this.parts.selection
				.of(metadata, extra)
				.find((one) => this.#says(one, dependency, allowed));
			if (requirement === undefined) return undefined;
			if (same !== undefined && `${same.specifiers}` !== `${requirement.specifiers}`)
				return undefined;
			same = requirement;
		}
		return same;
	}

	/** Those of a set in which nothing can be used, newest first; at most some hundred. */
	obstructed(project: Project, versions: OrdinalSet): readonly Obstructed[] {
		const result: Obstructed[] = [];
		for (const ordinal of this.#known(project.name, versions))
			result.push({
				version: project.versions.at(ordinal) as Version,
				obstacles: this.#obstacles(project, ordinal),
			});
		return result;
	}

	#obstacles(project: Project, ordinal: number): readonly Obstacle[] {
		const candidate = project.candidate(ordinal);
		if (candidate.kind === "rejected")
			return candidate.objections.length === 0 ? [{ kind: "no-files" }] : candidate.objections;
		const requiresPython = requiredPython(candidate);
		const { python } = this.parts.scope;
		if (requiresPython !== undefined && !python.acceptsText(requiresPython))
			return [{ kind: "requires-python", requiresPython }];
		const version = project.versions.at(ordinal) as Version;
		const isClosed = this.parts.choice.prereleaseTurn(project) === "never";
		return version.isPrerelease && isClosed ? [{ kind: "prerelease" }] : [];
	}

	/** `the target is 3.12.4`; of an answer for all platforms, the oldest Python. */
	get target(): string {
		const { scope, manifest } = this.parts;
		return "forkStrategy" in manifest.target
			? `the answer is for Pythons from ${scope.python.version} on`
			: `the target is ${scope.python.version}`;
	}

	#known(name: string, set: OrdinalSet): readonly number[] {
		const { versions } = this.parts.projects.at(name);
		const ordinals: number[] = [];
		for (let place = set.length - 2; place >= 0; place -= 2) {
			const from = set[place] as number;
			const to = Math.min(set[place + 1] as number, versions.length);
			for (let ordinal = to - 1; ordinal >= from; ordinal--) {
				if (ordinals.length === MOST_LOOKED_AT) return ordinals;
				ordinals.push(ordinal);
			}
		}
		return ordinals;
	}

	/** Whether the requirement asks for exactly these versions of the package. */
	#says(requirement: Requirement, dependency: PackageId, allowed: OrdinalSet): boolean {
		const target = this.#provider.packages.of(dependency);
		if (target.kind === "root" || requirement.name !== target.name) return false;
		if (target.kind === "extra" && !requirement.extras.includes(target.extra)) return false;
		const asked = this.parts.projects.at(target.name).ordinalsOf(requirement.specifiers);
		return isSubset(asked, allowed) && isSubset(allowed, asked);
	}
}

/** In an answer for all platforms the file is a candidate for some Pythons only. */
function requiredPython({ distribution }: Candidate): string | undefined {
	const isListed = distribution.kind === "registry-wheel" || distribution.kind === "registry-sdist";
	return isListed ? distribution.requiresPython : undefined;
}
