/** The projects of a resolution, each asked for once. */
import {
	type DirectDistribution,
	isWheel,
	type KeptDistribution,
} from "../distributions/distribution.ts";
import type { Requirement } from "../standards/requirement.ts";
import {
	bestCandidate,
	type Candidate,
	type FileRules,
	type Rejection,
	TagFilter,
} from "./candidate.ts";
import { ForkScope } from "./fork-scope.ts";
import type { InputFacts } from "./input-facts.ts";
import { type Manifest, selects } from "./manifest.ts";
import type { Answer, MetadataAnswer, PackageSource, ProjectAnswer } from "./package-source.ts";
import { asCandidate, type Judge, Project } from "./project.ts";
import type { Scope } from "./scope.ts";
import type { VersionChoice } from "./version-choice.ts";

/** Who answers what. */
export interface ProjectTableParts {
	readonly manifest: Manifest;
	readonly scope: Scope;
	readonly facts: InputFacts;
	readonly choice: VersionChoice;
	readonly source: PackageSource;
}

export class ProjectTable {
	readonly #parts: ProjectTableParts;
	readonly #rules: FileRules;
	readonly #filter: TagFilter;
	readonly #projects: Map<string, Answer<Project>> = new Map();

	/** `from`: a table whose projects are taken over, but for those that a URL names here or there. */
	constructor(parts: ProjectTableParts, from?: ProjectTable) {
		const { scope, manifest } = parts;
		this.#parts = parts;
		const isUniversal = scope instanceof ForkScope;
		this.#rules = {
			...manifest.policy,
			rank: (tags) => scope.rank(tags),
			fits: (tags) => scope.fits(tags),
			// The files of a version serve several forks: which Pythons each takes is asked when it is chosen.
			acceptsPython: (text) => isUniversal || scope.python.acceptsText(text),
		};
		this.#filter = new TagFilter(this.#rules);
		if (from !== undefined) this.#share(from);
	}

	/** Whether a solve with the one table can go on with the other: each project has the same versions. */
	agreesWith(other: ProjectTable): boolean {
		return [...other.#projects.keys()].every((name) => this.#hasSameSource(name, other));
	}

	/** Asks for all that are named and not known; undefined where nothing has to be waited for. */
	ask(required: readonly Pick<Requirement, "name">[]): Promise<unknown> | undefined {
		const names = required.map(({ name }) => name).filter((name) => !this.#projects.has(name));
		if (names.length > 0) this.#parts.source.expect([...new Set(names)]);
		const late: Promise<Project>[] = [];
		for (const { name } of required) {
			const project = this.find(name);
			if (project instanceof Promise) late.push(project);
		}
		return late.length === 0 ? undefined : Promise.all(late);
	}

	/** The project of a normalized name. */
	find(name: string): Answer<Project> {
		const known = this.#projects.get(name);
		if (known !== undefined) return known;
		const direct = this.#parts.facts.directOf(name);
		if (direct !== undefined) return this.#enter(name, this.#direct(name, direct));
		const answer = this.#parts.source.project(name);
		if (!(answer instanceof Promise)) return this.#enter(name, this.#listed(name, answer));
		const late = answer.then((found) => this.#enter(name, this.#listed(name, found)));
		this.#projects.set(name, late);
		return late;
	}

	/** The same for a project that has been waited for. */
	at(name: string): Project {
		const project = this.#projects.get(name);
		if (project instanceof Project) return project;
		throw new Error(`nobody waited for ${name}`);
	}

	/** The ordinal must have a candidate. */
	metadata(project: Project, ordinal: number): Answer<MetadataAnswer> {
		const candidate = project.candidate(ordinal);
		if (candidate.kind === "rejected") throw new Error(`${project.name} has no such candidate`);
		return this.#parts.source.metadata(candidate.metadataFrom);
	}

	/** Whether only a source distribution can answer for the metadata of this version. */
	isFromSource(project: Project, ordinal: number): boolean {
		const candidate = project.candidate(ordinal);
		return candidate.kind === "candidate" && candidate.metadataFrom.kind === "registry-sdist";
	}

	/** A guess that this metadata is asked for soon. */
	expectMetadata(project: Project, ordinal: number): void {
		const candidate = project.candidate(ordinal);
		if (candidate.kind === "candidate") this.#parts.source.expectMetadata(candidate.metadataFrom);
	}

	/** The inputs pin this version. */
	expectFile(project: Project, ordinal: number): void {
		const candidate = project.candidate(ordinal);
		if (candidate.kind === "candidate") this.#parts.source.expectFile(candidate.distribution);
	}

	#share(other: ProjectTable): void {
		for (const [name, project] of other.#projects) {
			if (!this.#hasSameSource(name, other)) continue;
			const own =
				project instanceof Promise ? project.then((late) => this.#enter(name, late)) : project;
			// Whoever asks sees the failure.
			if (own instanceof Promise) own.catch(() => undefined);
			this.#projects.set(name, own);
		}
	}

	#hasSameSource(name: string, other: ProjectTable): boolean {
		return this.#parts.facts.directOf(name) === other.#parts.facts.directOf(name);
	}

	#enter(name: string, project: Project): Project {
		this.#projects.set(name, project);
		return project;
	}

	#listed(name: string, answer: ProjectAnswer): Project {
		return new Project(name, { kind: "index", answer, kept: this.#kept(name) }, this.#judge(name));
	}

	#direct(name: string, direct: DirectDistribution): Project {
		const fixed = this.#judgeDirect(direct);
		return new Project(name, { kind: "direct", version: direct.version, fixed }, this.#judge(name));
	}

	#judgeDirect(direct: DirectDistribution): Candidate | Rejection {
		if (!isWheel(direct)) return asCandidate(direct);
		const { tags } = direct.filename;
		if (this.#rules.rank(tags) !== undefined) return asCandidate(direct);
		return { kind: "rejected", objections: [{ kind: "tags", tags }] };
	}

	/** What is installed stays a candidate, unless it is to be installed again. */
	#kept(name: string): KeptDistribution | undefined {
		const { installed, policy } = this.#parts.manifest;
		return selects(policy.reinstall, name) ? undefined : installed.get(name);
	}

	#judge(name: string): Judge {
		const { facts, choice } = this.#parts;
		const hashes = facts.hashesOf(name);
		const preferences = choice.preferencesOf(name);
		return ({ version, releases, ordinal }) => {
			const mayBeYanked =
				facts.namesExactly(name, version) || preferences.some((one) => one.equals(version));
			const files = this.#filter.filesIn(releases, ordinal);
			return bestCandidate(files, this.#rules, { mayBeYanked, hashes });
		};
	}
}
