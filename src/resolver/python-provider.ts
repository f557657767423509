/** Answers the solver's questions about Python packages from a package source. See docs/resolution.md#solver-packages. */
import type { DirectDistribution } from "../distributions/distribution.ts";
import type {
	Dependencies,
	Dependency,
	DependencyProvider,
	PackageId,
	Restriction,
	Stop,
} from "../solver/dependency-provider.ts";
import { difference, type OrdinalSet } from "../solver/ordinal-set.ts";
import { InvalidDirectReference, parseDirectReference } from "../standards/direct-reference.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";
import type { Candidate } from "./candidate.ts";
import { ForkScope } from "./fork-scope.ts";
import type { Split } from "./fork-splits.ts";
import { type InputFacts, isPin } from "./input-facts.ts";
import type { InputRequirement, Manifest } from "./manifest.ts";
import type { Answer, MetadataAnswer, ResolutionMetadata } from "./package-source.ts";
import type { Prefetcher } from "./prefetcher.ts";
import { Priorities } from "./priorities.ts";
import type { Project } from "./project.ts";
import type { ProjectTable } from "./project-table.ts";
import type { RequirementSelection } from "./requirement-selection.ts";
import { UnpinnedRequirement, UrlFromRegistry } from "./resolution-errors.ts";
import type { Scope, ScopedRequirement } from "./scope.ts";
import { PackageTable, type SolverPackage } from "./solver-package.ts";
import { splitEnvironments } from "./split-environments.ts";
import type { VersionChoice } from "./version-choice.ts";

/** Why versions of a project cannot be used; comes back in the derivation. */
export type Unavailability =
	| { readonly kind: "constraint"; readonly input: InputRequirement }
	| { readonly kind: "requires-python"; readonly requiresPython: string }
	| { readonly kind: "invalid-metadata"; readonly reason: string }
	| { readonly kind: "offline" }
	| { readonly kind: "depends-on-itself"; readonly requirement: Requirement };

/** The solve stopped: only a build could tell what this depends on. */
export interface NeedsBuild {
	readonly kind: "needs-build";
	readonly candidate: Candidate;
}

/** The solve stopped: the answer is not the same in all environments of its scope. */
export interface Fork {
	readonly kind: "fork";
	/** The parts, in the order in which they are to be solved. */
	readonly environments: readonly MarkerTree[];
	/** What was learned so far is not to hold in the parts. */
	readonly isAnew?: true;
}

/** Who answers what. */
export interface ProviderParts {
	readonly manifest: Manifest;
	readonly scope: Scope;
	readonly facts: InputFacts;
	readonly projects: ProjectTable;
	readonly choice: VersionChoice;
	readonly selection: RequirementSelection;
	readonly prefetcher: Prefetcher;
}

const NOTHING: Dependencies = { kind: "known", requires: [] };

export class PythonProvider implements DependencyProvider {
	readonly packages: PackageTable;
	readonly #parts: ProviderParts;
	readonly #priorities: Priorities;
	readonly #known: Map<PackageId, Map<number, Dependencies>> = new Map();
	readonly #metadata: Map<string, Map<number, ResolutionMetadata>>;
	/** Where each project is needed, by what was learned so far; kept where a target asks for it. */
	readonly #places: Map<string, MarkerTree>;

	/** `from`: the provider of a wider scope, whose packages, priorities and metadata are taken over. */
	constructor(parts: ProviderParts, from?: PythonProvider) {
		this.#parts = parts;
		this.packages = from === undefined ? new PackageTable() : from.packages;
		this.#priorities = new Priorities(from === undefined ? undefined : from.#priorities);
		this.#metadata = from === undefined ? new Map() : from.#metadata;
		this.#places = new Map(from === undefined ? [] : from.#places);
	}

	priority(id: PackageId): number {
		return this.#priorities.of(id, this.packages.of(id));
	}

	reorder(id: PackageId, place: "sooner" | "later"): boolean {
		const found = this.packages.of(id);
		return found.kind !== "root" && this.#priorities.reorder(found.name, place);
	}

	baseOf(id: PackageId): PackageId | undefined {
		const found = this.packages.of(id);
		return found.kind === "extra" ? found.base : undefined;
	}

	restrictionsOf(id: PackageId): readonly Restriction[] {
		const found = this.packages.of(id);
		if (found.kind !== "project") return [];
		const project = this.#project(found.name);
		return this.#parts.facts.constraintsOf(found.name).map((input) => {
			const allowed = project.ordinalsOf(input.requirement.specifiers);
			const reason: Unavailability = { kind: "constraint", input };
			return { forbidden: difference(project.everything, allowed), reason };
		});
	}

	chooseVersion(id: PackageId, allowed: OrdinalSet): number | Stop {
		const found = this.packages.of(id);
		if (found.kind === "root") return 0;
		const choice = this.#parts.choice.choose(
			this.#project(found.name),
			allowed,
			this.#places.get(found.name),
		);
		return typeof choice === "number" ? choice : split(choice);
	}

	dependenciesOf(id: PackageId, ordinal: number): Answer<Dependencies> {
		const known = this.#known.get(id)?.get(ordinal);
		if (known !== undefined) return known;
		const answer = this.#find(id, ordinal);
		if (answer instanceof Promise)
			return answer.then((dependencies) => this.#remember(id, ordinal, dependencies));
		return this.#remember(id, ordinal, answer);
	}

	/** The metadata of a version that was decided; undefined under `--no-deps`. */
	metadataOf(name: string, ordinal: number): ResolutionMetadata | undefined {
		return this.#metadata.get(name)?.get(ordinal);
	}

	#remember(id: PackageId, ordinal: number, dependencies: Dependencies): Dependencies {
		const known = this.#known.get(id) ?? new Map<number, Dependencies>();
		this.#known.set(id, known.set(ordinal, dependencies));
		return dependencies;
	}

	#find(id: PackageId, ordinal: number): Answer<Dependencies> {
		const { projects, manifest, prefetcher, selection } = this.#parts;
		const found = this.packages.of(id);
		if (found.kind === "root") return this.#require(found, selection.ofInputs());
		if (!manifest.policy.withDependencies) return NOTHING;
		const project = this.#project(found.name);
		prefetcher.tried(project, ordinal);
		const answer = projects.metadata(project, ordinal);
		return answer instanceof Promise
			? prefetcher.whileWaiting(answer).then((late) => this.#read(found, ordinal, late))
			: this.#read(found, ordinal, answer);
	}

	#read(
		asker: Exclude<SolverPackage, { kind: "root" }>,
		ordinal: number,
		answer: MetadataAnswer,
	): Answer<Dependencies> {
		const { scope, selection, choice } = this.#parts;
		switch (answer.kind) {
			case "needs-build": {
				const candidate = this.#project(asker.name).candidate(ordinal) as Candidate;
				const reason: NeedsBuild = { kind: "needs-build", candidate };
				return { kind: "stop", reason };
			}
			case "invalid":
				return unavailable({ kind: "invalid-metadata", reason: answer.reason });
			case "offline":
				return unavailable({ kind: "offline" });
			case "known": {
				const { metadata } = answer;
				const { requiresPython } = metadata;
				if (requiresPython !== undefined && !scope.python.accepts(requiresPython)) {
					const parts = choice.splits?.byPython(`${requiresPython}`, ordinal);
					return parts === undefined
						? unavailable({ kind: "requires-python", requiresPython: `${requiresPython}` })
						: split(parts);
				}
				const known = this.#metadata.get(asker.name) ?? new Map<number, ResolutionMetadata>();
				this.#metadata.set(asker.name, known.set(ordinal, metadata));
				const extra = asker.kind === "extra" ? asker.extra : undefined;
				const required = selection.of(metadata, extra);
				const version = this.#project(asker.name).versions.at(ordinal) as Version;
				const itself = required.find(
					({ name, specifiers }) => name === asker.name && !specifiers.contains(version),
				);
				return itself === undefined ? this.#require(asker, required) : this.#refuseItself(itself);
			}
		}
	}

	/**
	 * Who asks for another version of itself cannot be used where that holds. Whether it is needed there shows when the
	 * parts are solved by themselves: one that is asked for elsewhere only is not asked for in them.
	 */
	#refuseItself(requirement: ScopedRequirement): Dependencies {
		const { scope } = this.#parts;
		const { environments = MarkerTree.always } = requirement;
		const rest = environments.negate();
		if (!(scope instanceof ForkScope) || !scope.overlaps(rest))
			return unavailable({ kind: "depends-on-itself", requirement });
		const parts = [scope.narrow(rest).tree, scope.narrow(environments).tree];
		const reason: Fork = { kind: "fork", environments: parts, isAnew: true };
		return { kind: "stop", reason };
	}

	/** Waits for the projects that are named for the first time, if need be. */
	#require(asker: SolverPackage, given: readonly ScopedRequirement[]): Answer<Dependencies> {
		const { projects, prefetcher, scope, manifest } = this.#parts;
		let required = given;
		if (scope instanceof ForkScope && "forkStrategy" in manifest.target) {
			required = given.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
			const environments = splitEnvironments(required, scope, manifest.target.forkStrategy);
			if (environments.length > 1) return { kind: "stop", reason: { kind: "fork", environments } };
		}
		for (const requirement of required) this.#refuse(asker, requirement);
		const late = projects.ask(required);
		if (late === undefined) return this.#link(asker, required);
		return prefetcher.whileWaiting(late).then(() => this.#link(asker, required));
	}

	#link(asker: SolverPackage, required: readonly ScopedRequirement[]): Dependencies {
		this.#place(asker, required);
		const requires: Dependency[] = [];
		for (const { name, extras, specifiers } of required) {
			const project = this.#project(name);
			this.#name(name, specifiers.specifiers.some(isPin));
			const versions = project.ordinalsOf(specifiers);
			for (const extra of extras)
				if (asker.kind !== "extra" || asker.extra !== extra || asker.name !== name)
					requires.push({ id: this.packages.extra(name, extra), versions });
			if (asker.kind === "root" || asker.name !== name)
				requires.push({ id: this.packages.project(name), versions });
		}
		return { kind: "known", requires };
	}

	#place(asker: SolverPackage, required: readonly ScopedRequirement[]): void {
		const { target } = this.#parts.manifest;
		if (!("forkStrategy" in target) || target.requiredEnvironments.length === 0) return;
		const own = asker.kind === "root" ? undefined : this.#places.get(asker.name);
		for (const { name, environments = MarkerTree.always } of required) {
			const where = own === undefined ? environments : own.and(environments);
			this.#places.set(name, this.#places.get(name)?.or(where) ?? where);
		}
	}

	#name(name: string, isPinnedHere: boolean): void {
		const { facts } = this.#parts;
		if (facts.directOf(name) !== undefined) this.#priorities.name(name, "direct");
		else {
			const isPinned = isPinnedHere || facts.constraintsOf(name).some(pins);
			this.#priorities.name(name, isPinned ? "pinned" : "plain");
		}
	}

	#refuse(asker: SolverPackage, requirement: Requirement): void {
		const { facts, manifest } = this.#parts;
		const { name, url } = requirement;
		if (asker.kind === "root") return;
		if (url !== undefined && !leadsTo(url, facts.directOf(name)))
			throw new UrlFromRegistry(asker.name, name, url);
		if (manifest.policy.requireHashes && facts.hashesOf(name) === undefined)
			throw new UnpinnedRequirement(name, "input", asker.name);
	}

	#project(name: string): Project {
		return this.#parts.projects.at(name);
	}
}

/** Fragment and credentials do not tell two places apart. */
function leadsTo(url: string, direct: DirectDistribution | undefined): boolean {
	if (direct === undefined) return false;
	if ("path" in direct && (url === direct.path || pathOf(url) === direct.path)) return true;
	const place = "url" in direct ? direct.url : direct.given;
	return plainUrl(url) === plainUrl(place);
}

/** Where a `file:` URL leads to; undefined: it is none. */
function pathOf(url: string): string | undefined {
	if (!/^file:/i.test(url)) return undefined;
	try {
		const reference = parseDirectReference(url);
		return reference.kind === "local" ? plainPath(reference.path) : undefined;
	} catch (error) {
		if (error instanceof InvalidDirectReference) return undefined;
		throw error;
	}
}

/** Without a slash at its end, and without `.` and `..` on the way. */
function plainPath(path: string): string {
	const parts: string[] = [];
	for (const part of path.split("/")) {
		if (part === "..") parts.pop();
		else if (part !== "." && part !== "") parts.push(part);
	}
	return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}

function plainUrl(url: string): string {
	return url.replace(/#.*$/s, "").replace(/^([a-z+]+:\/\/)[^/@]*@/i, "$1");
}

function pins({ requirement }: InputRequirement): boolean {
	return requirement.specifiers.specifiers.some(isPin);
}

/** Later Pythons first: they can have the newest versions. */
function split({ parts: [earlier, later] }: Split): Stop {
	const reason: Fork = { kind: "fork", environments: [later, earlier] };
	return { kind: "stop", reason };
}

function unavailable(reason: Unavailability): Dependencies {
	return { kind: "unavailable", reason };
}
