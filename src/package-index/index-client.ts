/**
 * The releases of a project over all configured indexes: they are asked in order, and the first that
 * has the project decides, so that nobody can put a public project in the place of a private one.
 */
import type { PackageIndex } from "../distributions/index-url.ts";
import { describeIndex } from "../distributions/index-url.ts";
import type {
	Answer,
	IndexDecision,
	ProjectAnswer,
	ProjectReleases,
} from "../resolver/package-source.ts";
import type { FlatAnswer, FlatFiles } from "./find-links.ts";
import { mergeGroups } from "./group-files.ts";
import { fetchPage, findFreshPage, type PageTools } from "./index-page.ts";
import { readLocalPage } from "./local-index.ts";
import type { FilesByVersion } from "./page-columns.ts";

export interface IndexClientOptions {
	readonly tools: PageTools;
	/** In the order in which they are asked; the default one is last. Empty with `--no-index`. Explicit ones are passed over. */
	readonly indexes: readonly PackageIndex[];
	/** Files of `--find-links`, which count beside what the deciding index has. */
	readonly flatFiles: FlatFiles | undefined;
	/** `first-index` where nothing is said. */
	readonly strategy?: IndexStrategy;
}

/**
 * `first-index`: the first that has the project decides. `unsafe-best-match`: all are asked, and each version comes from
 * the first that has it; whoever may publish on one of them can take the place of a project of another.
 */
export type IndexStrategy = "first-index" | "unsafe-best-match";

/** What one index says. */
type IndexAnswer =
	| { readonly kind: "found"; readonly releases: ProjectReleases }
	| { readonly kind: "not-found" | "offline" }
	| { readonly kind: "unauthorized"; readonly status: number };

export class IndexClient {
	readonly #options: IndexClientOptions;
	readonly #indexes: readonly PackageIndex[];
	readonly #answers = new Map<string, Answer<ProjectAnswer>>();

	constructor(options: IndexClientOptions) {
		this.#options = options;
		this.#indexes = options.indexes.filter(({ isExplicit }) => !isExplicit);
	}

	/** The same answer each time in a run; at once where the cache has a fresh page. `name` is normalized. */
	project(name: string): Answer<ProjectAnswer> {
		const known = this.#answers.get(name);
		if (known !== undefined) return known;
		const answer = this.#findAtOnce(name) ?? this.#ask(name);
		this.#answers.set(name, answer);
		// Whoever asks sees the failure; one that nobody waits for must not end the process.
		if (answer instanceof Promise) answer.catch(() => undefined);
		return answer;
	}

	/** Only the first index may answer from the cache alone: a later one needs to know that the earlier has nothing. */
	#findAtOnce(name: string): ProjectAnswer | undefined {
		const { tools, flatFiles } = this.#options;
		const [first] = this.#indexes;
		if (first === undefined || flatFiles !== undefined || isLocal(first)) return undefined;
		if (this.#asksAll) return undefined;
		const page = findFreshPage(tools, first, name);
		if (page === undefined) return undefined;
		return { kind: "found", releases: page.releases, decision: this.#decisionOf(first) };
	}

	async #ask(name: string): Promise<ProjectAnswer> {
		const [linked, answer] = await Promise.all([
			this.#options.flatFiles?.filesOf(name) ?? NO_LINKS,
			this.#asksAll ? this.#askAll(name) : this.#askIndexes(name),
		]);
		if (linked.groups.length === 0) {
			return linked.isOffline && answer.kind !== "found" ? { kind: "offline" } : answer;
		}
		const listed = answer.kind === "found" ? groupsOf(answer.releases) : [];
		return { kind: "found", releases: new ListedReleases(mergeGroups([linked.groups, listed])) };
	}

	async #askIndexes(name: string): Promise<ProjectAnswer> {
		const indexes = this.#indexes;
		if (indexes.length === 0) return { kind: "no-index" };
		const unauthorized: string[] = [];
		let isOffline = false;
		for (const index of indexes) {
			const answer = await this.#askOne(index, name);
			if (answer.kind === "found") return { ...answer, decision: this.#decisionOf(index) };
			if (answer.kind === "unauthorized") {
				// An index that refuses to say may well have it: going on would let another one take its place.
				unauthorized.push(`${describeIndex(index)} (${answer.status})`);
				break;
			}
			// Nobody keeps what an index does not have, so without the network the next one's page must do.
			isOffline ||= answer.kind === "offline";
		}
		return isOffline ? { kind: "offline" } : { kind: "not-found", unauthorized };
	}

	get #asksAll(): boolean {
		return this.#options.strategy === "unsafe-best-match" && this.#indexes.length > 1;
	}

	/** Which index decided, where others were passed over. */
	#decisionOf(index: PackageIndex): IndexDecision | undefined {
		const later = this.#indexes.slice(this.#indexes.indexOf(index) + 1);
		if (later.length === 0) return undefined;
		return { index: describeIndex(index), notAsked: later.map(describeIndex) };
	}

	/** An index that refuses to say counts as one that has nothing, as long as another one has something. */
	async #askAll(name: string): Promise<ProjectAnswer> {
		const answers = await Promise.all(this.#indexes.map((index) => this.#askOne(index, name)));
		const lists = answers.flatMap((answer) =>
			answer.kind === "found" ? [groupsOf(answer.releases)] : [],
		);
		if (lists.length > 0)
			return { kind: "found", releases: new ListedReleases(firstOfEach(lists)) };
		if (answers.some(({ kind }) => kind === "offline")) return { kind: "offline" };
		const unauthorized = answers.flatMap((answer, place) => {
			const index = this.#indexes[place];
			if (answer.kind !== "unauthorized" || index === undefined) return [];
			return [`${describeIndex(index)} (${answer.status})`];
		});
		return { kind: "not-found", unauthorized };
	}

	async #askOne(index: PackageIndex, name: string): Promise<IndexAnswer> {
		const { tools } = this.#options;
		if (isLocal(index)) {
			const groups = await readLocalPage(index, name);
			return groups === undefined
				? { kind: "not-found" }
				: { kind: "found", releases: new ListedReleases(groups) };
		}
		const fresh = findFreshPage(tools, index, name);
		if (fresh !== undefined) return { kind: "found", releases: fresh.releases };
		const answer = await fetchPage(tools, index, name);
		return answer.kind === "found" ? { kind: "found", releases: answer.page.releases } : answer;
	}
}

const NO_LINKS: FlatAnswer = { groups: [], isOffline: false };

function isLocal(index: PackageIndex): boolean {
	return index.url.startsWith("file:");
}

/** Releases that are in memory as they are. */
class ListedReleases implements ProjectReleases {
	readonly versions: ProjectReleases["versions"];
	readonly #groups: FilesByVersion;

	constructor(groups: FilesByVersion) {
		this.#groups = groups;
		this.versions = groups.map(({ version }) => version);
	}

	filesOf(ordinal: number): ReturnType<ProjectReleases["filesOf"]> {
		return this.#groups[ordinal]?.files ?? [];
	}
}

/** Each version with the files of the first list that has it. */
function firstOfEach(lists: readonly FilesByVersion[]): FilesByVersion {
	const seen = new Set<string>();
	const first = lists.map((list) => {
		const kept = list.filter(({ version }) => !seen.has(version.toKey()));
		for (const { version } of kept) seen.add(version.toKey());
		return kept;
	});
	return mergeGroups(first);
}

function groupsOf(releases: ProjectReleases): FilesByVersion {
	return releases.versions.map((version, ordinal) => ({
		version,
		files: releases.filesOf(ordinal),
	}));
}
