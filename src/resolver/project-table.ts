/** The projects of a resolution, each asked for once. */
import type { DirectDistribution, KeptDistribution } from "../distributions/distribution.ts";
import type { Requirement } from "../standards/requirement.ts";
import { bestCandidate, type Candidate, type FileRules, type Rejection } from "./candidate.ts";
import type { InputFacts } from "./input-facts.ts";
import { type Manifest, selects } from "./manifest.ts";
import type { Answer, MetadataAnswer, PackageSource, ProjectAnswer } from "./package-source.ts";
import { asCandidate, type Judge, Project } from "./project.ts";
import { PythonRequirement } from "./requires-python.ts";
import type { VersionChoice } from "./version-choice.ts";

/** Who answers what. */
export interface ProjectTableParts {
	readonly manifest: Manifest;
	readonly facts: InputFacts;
	readonly choice: VersionChoice;
	readonly source: PackageSource;
}

export class ProjectTable {
	readonly python: PythonRequirement;
	readonly #parts: ProjectTableParts;
	readonly #rules: FileRules;
	readonly #projects: Map<string, Answer<Project>> = new Map();

	constructor(parts: ProjectTableParts) {
		const { target, policy } = parts.manifest;
		this.python = new PythonRequirement(target.pythonVersion);
		this.#parts = parts;
		const { excludeNewer, noBinary, onlyBinary } = policy;
		this.#rules = { target, python: this.python, excludeNewer, noBinary, onlyBinary };
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
		if (direct.kind === "directory") return asCandidate(direct);
		const { tags } = direct.filename;
		if (this.#rules.target.tags.bestRank(tags) !== undefined) return asCandidate(direct);
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
		const preference = choice.preferenceOf(name);
		return (version, files) => {
			const mayBeYanked =
				facts.namesExactly(name, version) || (preference?.equals(version) ?? false);
			return bestCandidate(files, this.#rules, { mayBeYanked, hashes });
		};
	}
}
