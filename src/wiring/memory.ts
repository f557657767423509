/** What answers are remembered by: the indexes, and the pages that are stored. Opens no connection. */
import type { Cache } from "../cache/cache.ts";
import type { AnswerMemory, SupplyNeeds } from "../commands/tools.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { CredentialStore } from "../http/credential-store.ts";
import { readHttpSettings } from "../http/http-settings.ts";
import { isStoredAndFresh } from "../package-index/page-identity.ts";
import { freshnessOf } from "./freshness-of.ts";
import { configureIndexes, mergeSelections } from "./index-settings.ts";
import type { Settings } from "./settings.ts";

/** @throws InvalidUrl where an index has none, and for settings of the network that make no sense, though it is not used */
export function openMemory(
	needs: SupplyNeeds,
	{ settings, cache }: { readonly settings: Settings; readonly cache: Cache },
): AnswerMemory {
	readHttpSettings(settings.variables, settings);
	// It keeps what URLs say of credentials, so that they are in no key; nothing is asked with them.
	const credentials = new CredentialStore({ variables: {}, netrc: undefined, keyring: undefined });
	const { indexes, findLinks } = configureIndexes(
		mergeSelections(settings.indexes, needs.further),
		credentials,
	);
	const { declared = [] } = settings;
	const strategy = settings.indexes.strategy ?? "first-index";
	const freshness = freshnessOf(needs, settings);
	return {
		facts:
			findLinks.length === 0 && indexes.every(isRemotePages)
				? { indexes, strategy, declared }
				: undefined,
		isCurrent: (page) =>
			isStoredAndFresh(
				{ cache, freshness },
				{ project: page.project, index: { url: page.index } },
				page,
			),
	};
}

function isRemotePages({ url, format }: PackageIndex): boolean {
	return !url.startsWith("file:") && format === "simple";
}
