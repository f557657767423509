/**
 * Looks ahead while the solver waits, so that the network stays full: page, best candidate, its metadata, the pages
 * it names, and so on. Costs nothing while everything is in memory. See docs/resolution.md#waiting.
 */
import type { Requirement } from "../standards/requirement.ts";
import type { Version } from "../standards/version.ts";
import type { InputFacts } from "./input-facts.ts";
import type { MetadataAnswer } from "./package-source.ts";
import type { Project } from "./project.ts";
import type { ProjectTable } from "./project-table.ts";
import type { RequirementSelection } from "./requirement-selection.ts";
import { ordinalOf, type VersionChoice } from "./version-choice.ts";

/** After so many tried versions of a project the next ones are asked for in a batch; later after each twenty. */
const FIRST_BATCHES = [5, 10, 20, 40];
const LATER_BATCHES = 20;
const BATCH = 50;

/** Who answers what. */
export interface PrefetcherParts {
	readonly facts: InputFacts;
	readonly projects: ProjectTable;
	readonly choice: VersionChoice;
	readonly selection: RequirementSelection;
}

export class Prefetcher {
	readonly #parts: PrefetcherParts;
	/** False until something had to be waited for. */
	#isNeeded = false;
	/** What was looked at: a project's name and the specifiers it was named with. */
	readonly #visited: Set<string> = new Set();
	readonly #open: Requirement[] = [];
	#isVisiting = false;
	readonly #tries: Map<Project, number> = new Map();

	constructor(parts: PrefetcherParts) {
		this.#parts = parts;
	}

	/** The answer, which the solver waits for; meanwhile all that the inputs lead to is looked at. */
	whileWaiting<T>(answer: Promise<T>): Promise<T> {
		if (!this.#isNeeded) {
			this.#isNeeded = true;
			this.#visit(this.#parts.facts.requirements.map(({ requirement }) => requirement));
		}
		return answer;
	}

	/** The solver tries a version: where it keeps going back, the next ones are likely to be asked for. */
	tried(project: Project, ordinal: number): void {
		if (!this.#isNeeded) return;
		const tries = (this.#tries.get(project) ?? 0) + 1;
		this.#tries.set(project, tries);
		const isDue = FIRST_BATCHES.includes(tries) || (tries > 40 && tries % LATER_BATCHES === 0);
		if (!isDue) return;
		let below = ordinal;
		for (let count = 0; count < BATCH; count++) {
			const next = ordinalOf(this.#parts.choice.choose(project, [0, below]));
			if (next === -1 || next >= below) return;
			this.#parts.projects.expectMetadata(project, next);
			below = next;
		}
	}

	/** Nothing recurses: what is in memory may be a chain of any length. */
	#visit(requirements: readonly Requirement[]): void {
		this.#open.push(...requirements);
		if (this.#isVisiting) return;
		this.#isVisiting = true;
		for (let next = this.#open.pop(); next !== undefined; next = this.#open.pop()) this.#look(next);
		this.#isVisiting = false;
	}

	#look(requirement: Requirement): void {
		const key = `${requirement.name}[${requirement.extras.join()}]${requirement.specifiers}`;
		if (this.#visited.has(key)) return;
		this.#visited.add(key);
		guess(() => {
			const project = this.#parts.projects.find(requirement.name);
			if (!(project instanceof Promise)) return this.#lookInto(project, requirement);
			return project.then((found) => this.#lookInto(found, requirement));
		});
	}

	#lookInto(project: Project, requirement: Requirement): Promise<void> | undefined {
		const { choice, projects } = this.#parts;
		const ordinal = ordinalOf(choice.choose(project, project.ordinalsOf(requirement.specifiers)));
		if (ordinal === -1) return undefined;
		if (this.#isPinned(project, ordinal)) projects.expectFile(project, ordinal);
		// A source distribution may have to be built to answer: no guess is worth that.
		if (projects.isFromSource(project, ordinal)) return undefined;
		const answer = projects.metadata(project, ordinal);
		if (!(answer instanceof Promise)) return this.#follow(requirement, answer);
		return answer.then((found) => this.#follow(requirement, found));
	}

	/** Whether the inputs ask for this version and no other. */
	#isPinned({ name, versions }: Project, ordinal: number): boolean {
		const { facts } = this.#parts;
		return facts.isRequired(name) && facts.namesExactly(name, versions.at(ordinal) as Version);
	}

	#follow({ extras }: Requirement, found: MetadataAnswer): undefined {
		if (found.kind !== "known") return;
		for (const extra of [undefined, ...extras]) {
			const required = this.#parts.selection
				.of(found.metadata, extra)
				.filter(({ url }) => url === undefined);
			guess(() => this.#parts.projects.ask(required));
			this.#visit(required);
		}
	}
}

/** A guess that fails is told when its answer is asked for in earnest. */
function guess(look: () => Promise<unknown> | undefined): void {
	try {
		look()?.catch(() => undefined);
	} catch {
		return;
	}
}
