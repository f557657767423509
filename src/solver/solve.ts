/** The door of the solver: a provider and a root in, an outcome out. See docs/solver.md. */
import type { Answer } from "./answer.ts";
import type { DependencyProvider, PackageId } from "./dependency-provider.ts";
import { type Choice, Search } from "./internal/search.ts";
import type { Outcome } from "./outcome.ts";

/**
 * One version for each package that is asked for, starting from `root`. Waits only for answers that are
 * promises: where none is, the outcome is returned at once. What the provider throws or rejects with, it
 * throws or rejects with.
 */
export function solve(provider: DependencyProvider, root: PackageId): Answer<Outcome> {
	return Solve.start(provider, root).run();
}

/** A solve that can be gone on with where it stopped, in several ways. */
export class Solve {
	readonly #search: Search;
	readonly #root: PackageId;

	private constructor(search: Search, root: PackageId) {
		this.#search = search;
		this.#root = root;
	}

	static start(provider: DependencyProvider, root: PackageId): Solve {
		return new Solve(new Search(provider, root), root);
	}

	/**
	 * Another solve that stands where this one does and asks another provider from here on. What was answered before
	 * must be true for it as well: numbers of packages, their versions, what versions depend on at least. `chosen`: the
	 * version whose dependencies made it stop, which is then chosen in the other one too.
	 */
	fork(provider: DependencyProvider, chosen: Choice | undefined): Solve {
		const search = new Search(provider, this.#root, this.#search);
		if (chosen !== undefined) search.choose(chosen);
		return new Solve(search, this.#root);
	}

	/** Goes on until it has an outcome; after `stopped` it may be called again. */
	run(): Answer<Outcome> {
		for (;;) {
			const ended = this.#search.step();
			if (ended instanceof Promise) return this.#goOn(ended);
			if (ended !== undefined) return ended;
		}
	}

	async #goOn(pending: Promise<Outcome | undefined>): Promise<Outcome> {
		let ended = await pending;
		while (ended === undefined) {
			const next = this.#search.step();
			ended = next instanceof Promise ? await next : next;
		}
		return ended;
	}
}
