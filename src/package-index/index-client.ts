/**
 * The releases of a project over all configured indexes: they are asked in order, and the first that
 * has the project decides, so that nobody can put a public project in the place of a private one.
 */
import type { PackageIndex } from "../distributions/index-url.ts";
import { describeIndex } from "../distributions/index-url.ts";
import { UserError } from "../errors/user-error.ts";
import type {
	Answer,
	IndexDecision,
	ProjectAnswer,
	ProjectReleases,
} from "../resolver/package-source.ts";
import { type FlatAnswer, FlatFiles } from "./find-links.ts";
import { fetchPage, findFreshPage, findStoredPage, type PageTools } from "./index-page.ts";
import { ListedReleases, mergeReleases, withLinks } from "./listed-releases.ts";
import { readLocalPage } from "./local-index.ts";
import type { StoredPage } from "./page-columns.ts";

export interface IndexClientOptions {
	readonly tools: PageTools;
	/**
	 * In the order in which they are asked; the default one is last. Empty with `--no-index`. Explicit ones are asked for
	 * what is pinned to them alone.
	 */
	readonly indexes: readonly PackageIndex[];
	/** Files of `--find-links`, which count beside what the deciding index has. */
	readonly flatFiles: FlatFiles | undefined;
	/** `first-index` where nothing is said. */
	readonly strategy?: IndexStrategy;
	/** The names of indexes by normalized names of projects that come from there and nowhere else. */
	readonly pins?: ReadonlyMap<string, string> | undefined;
}

/**
 * `first-index`: the first that has the project decides. The others ask all, and whoever may publish on one of them can
 * take the place of a project of another: with `unsafe-first-match` the first that has a version which can be used
 * decides for that version, with `unsafe-best-match` the best version of all wins, from the first that has it.
 */
export type IndexStrategy = "first-index" | "unsafe-first-match" | "unsafe-best-match";

/** A project is pinned to an index that nobody has defined. */
export class UnknownIndex extends UserError {
	readonly code = "unknown-index";
}

/** A stored page, and whose it is. */
export interface UsedPage {
	readonly index: PackageIndex;
	readonly page: StoredPage;
}

/** What one index says. */
type IndexAnswer =
	| {
			readonly kind: "found";
			readonly releases: ProjectReleases;
			/** What is stored of it now, where that is a page. */
			readonly page?: StoredPage;
	  }
	| { readonly kind: "not-found" | "offline" }
	| { readonly kind: "unauthorized"; readonly status: number };

export class IndexClient {
	readonly #options: IndexClientOptions;
	readonly #indexes: readonly PackageIndex[];
	readonly #flat = new Map<PackageIndex, FlatFiles>();
	readonly #answers = new Map<string, Answer<ProjectAnswer>>();
	#usesOldPages = false;
	/** Pages that were used and have to be confirmed, by project. */
	readonly #old = new Map<string, PackageIndex>();
	/** Projects whose stored page is as the index has it now. */
	readonly #confirmed = new Set<string>();
	/** Projects whose stored page the index no longer stands by. */
	readonly #withdrawn = new Set<string>();
	/** Per project the stored page that answered; undefined: something else did. */
	readonly #used = new Map<string, UsedPage | undefined>();

	constructor(options: IndexClientOptions) {
		this.#options = options;
		this.#indexes = options.indexes.filter(({ isExplicit }) => !isExplicit);
	}

	/** The same answer each time in a run; at once where the cache has a fresh page. `name` is normalized. */
	project(name: string): Answer<ProjectAnswer> {
		const known = this.#answers.get(name);
		if (known !== undefined) return known;
		this.#used.set(name, undefined);
		const answer = this.#findAtOnce(name) ?? this.#ask(name);
		this.#answers.set(name, answer);
		// Whoever asks sees the failure; one that nobody waits for must not end the process.
		if (answer instanceof Promise) answer.catch(() => undefined);
		return answer;
	}

	/** The stored pages that answered so far, by project; undefined where anything else answered too. */
	pagesUsed(): ReadonlyMap<string, UsedPage> | undefined {
		const pages = new Map<string, UsedPage>();
		for (const [name, page] of this.#used) {
			if (page === undefined) return undefined;
			pages.set(name, page);
		}
		return pages;
	}

	/** From now on stored pages answer whatever their age; `confirmOldPages` tells whether they were right. */
	allowOldPages(): void {
		this.#usesOldPages = true;
	}

	/**
	 * Asks for all old pages that were used, at once. False where one has changed: then the projects' answers are new.
	 *
	 * @throws what asking for a page throws
	 */
	async confirmOldPages(): Promise<boolean> {
		const old = [...this.#old];
		this.#old.clear();
		const { tools } = this.#options;
		const answers = await Promise.all(
			old.map(async ([name, index]) => ({ name, answer: await fetchPage(tools, index, name) })),
		);
		let isCurrent = true;
		for (const { name, answer } of answers) {
			if (answer.kind === "found") this.#confirmed.add(name);
			else this.#withdrawn.add(name);
			if (answer.kind === "found" && answer.isUnchanged) continue;
			this.#answers.delete(name);
			isCurrent = false;
		}
		return isCurrent;
	}

	/** Only the first index may answer from the cache alone: a later one needs to know that the earlier has nothing. */
	#findAtOnce(name: string): ProjectAnswer | undefined {
		const { tools, flatFiles } = this.#options;
		const pinned = this.#pinOf(name);
		const first = pinned ?? this.#indexes[0];
		if (first === undefined || isLocal(first) || first.format === "flat") return undefined;
		if (pinned === undefined && (flatFiles !== undefined || this.#asksAll)) return undefined;
		const stored = this.#withdrawn.has(name) ? undefined : findStoredPage(tools, first, name);
		if (stored === undefined) return undefined;
		const { page, isUsable } = stored;
		if (!isUsable && !this.#confirmed.has(name)) {
			if (!this.#usesOldPages) return undefined;
			this.#old.set(name, first);
		}
		const decision = pinned === undefined ? this.#decisionOf(first) : undefined;
		this.#used.set(name, { index: first, page });
		return { kind: "found", releases: page.releases, decision };
	}

	/** The one index that may serve the project, if there is such. @throws UnknownIndex */
	#pinOf(name: string): PackageIndex | undefined {
		const wanted = this.#options.pins?.get(name);
		if (wanted === undefined) return undefined;
		const found = this.#options.indexes.find((index) => index.name === wanted);
		if (found !== undefined) return found;
		throw new UnknownIndex(
			`Cannot look up \`${name}\`: it is pinned to the index \`${wanted}\`, which is not defined`,
			{ hints: [`Define it with \`--index ${wanted}=URL\``] },
		);
	}

	async #ask(name: string): Promise<ProjectAnswer> {
		const pinned = this.#pinOf(name);
		if (pinned !== undefined) return this.#askIndexes(name, [pinned]);
		const [linked, answer] = await Promise.all([
			this.#options.flatFiles?.filesOf(name) ?? NO_LINKS,
			this.#asksAll ? this.#askAll(name) : this.#askIndexes(name, this.#indexes),
		]);
		if (linked.groups.length === 0) {
			return linked.isOffline && answer.kind !== "found" ? { kind: "offline" } : answer;
		}
		const listed = answer.kind === "found" ? answer.releases : undefined;
		return { kind: "found", releases: withLinks(linked.groups, listed) };
	}

	async #askIndexes(name: string, indexes: readonly PackageIndex[]): Promise<ProjectAnswer> {
		if (indexes.length === 0) return { kind: "no-index" };
		const unauthorized: string[] = [];
		let isOffline = false;
		for (const index of indexes) {
			const answer = await this.#askOne(index, name);
			if (answer.kind === "found") {
				const decision = indexes === this.#indexes ? this.#decisionOf(index) : undefined;
				const { releases, page } = answer;
				if (page !== undefined && index === indexes[0]) this.#used.set(name, { index, page });
				return { kind: "found", releases, decision };
			}
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
		const { strategy = "first-index" } = this.#options;
		return strategy !== "first-index" && this.#indexes.length > 1;
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
		const lists = answers.flatMap((answer) => (answer.kind === "found" ? [answer.releases] : []));
		if (lists.length > 0) {
			const merged = {
				indexes: this.#indexes.map(({ url }) => url),
				isInOrder: this.#options.strategy === "unsafe-first-match",
			};
			return { kind: "found", releases: mergeReleases(lists, merged) };
		}
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
		if (index.format === "flat") return this.#askFlat(index, name);
		if (isLocal(index)) {
			const groups = await readLocalPage(index, name);
			return groups === undefined
				? { kind: "not-found" }
				: { kind: "found", releases: new ListedReleases(groups) };
		}
		const fresh = findFreshPage(tools, index, name);
		if (fresh !== undefined) return { kind: "found", releases: fresh.releases, page: fresh };
		const answer = await fetchPage(tools, index, name);
		if (answer.kind !== "found") return answer;
		return { kind: "found", releases: answer.page.releases, page: answer.page };
	}

	/** An index that is one page or folder for all projects. */
	async #askFlat(index: PackageIndex, name: string): Promise<IndexAnswer> {
		const files = this.#flat.get(index) ?? new FlatFiles([index], this.#options.tools);
		this.#flat.set(index, files);
		const { groups, isOffline } = await files.filesOf(name);
		if (groups.length > 0) return { kind: "found", releases: new ListedReleases(groups) };
		return { kind: isOffline ? "offline" : "not-found" };
	}
}

const NO_LINKS: FlatAnswer = { groups: [], isOffline: false };

function isLocal(index: PackageIndex): boolean {
	return index.url.startsWith("file:");
}
