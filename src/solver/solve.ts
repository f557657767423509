/** The door of the solver: a provider and a root in, an outcome out. See docs/solver.md. */
import type { Answer } from "./answer.ts";
import type { DependencyProvider, PackageId } from "./dependency-provider.ts";
import { Search } from "./internal/search.ts";
import type { Outcome } from "./outcome.ts";

/**
 * One version for each package that is asked for, starting from `root`. Waits only for answers that are
 * promises: where none is, the outcome is returned at once. What the provider throws or rejects with, it
 * throws or rejects with.
 */
export function solve(provider: DependencyProvider, root: PackageId): Answer<Outcome> {
	const search = new Search(provider, root);
	for (;;) {
		const ended = search.step();
		if (ended instanceof Promise) return goOn(search, ended);
		if (ended !== undefined) return ended;
	}
}

async function goOn(search: Search, pending: Promise<Outcome | undefined>): Promise<Outcome> {
	let ended = await pending;
	while (ended === undefined) {
		const next = search.step();
		ended = next instanceof Promise ? await next : next;
	}
	return ended;
}
