/**
 * A resolution from pages as the indexes have them now, at the price of one wait: it is solved with the pages that are at
 * hand, those that are old are confirmed all at once, and where one has changed it is solved again. See docs/resolution.md#old-pages.
 */
import type { Manifest } from "../resolver/manifest.ts";
import type { ResolutionOutcome } from "../resolver/resolution-outcome.ts";
import { resolve } from "../resolver/resolve.ts";
import type { Supply } from "./tools.ts";

/** The same outcome as if every page had been confirmed before it was used. @throws what `resolve` throws */
export async function resolveCurrent(
	manifest: Manifest,
	supply: Supply,
): Promise<ResolutionOutcome> {
	supply.oldPages.allow();
	for (;;) {
		const attempt = await tryResolve(manifest, supply);
		if (!(await supply.oldPages.confirm())) continue;
		if ("failure" in attempt) throw attempt.failure;
		return attempt.outcome;
	}
}

type Attempt = { readonly outcome: ResolutionOutcome } | { readonly failure: unknown };

/** What goes wrong with an old page may go well with the new one. */
async function tryResolve(manifest: Manifest, supply: Supply): Promise<Attempt> {
	try {
		return { outcome: await resolve(manifest, supply.source) };
	} catch (failure) {
		return { failure };
	}
}
