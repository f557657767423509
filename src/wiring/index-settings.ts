/** The indexes and places of links that options and settings name, in the order in which they are asked. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { FurtherIndexes } from "../commands/tools.ts";
import type { IndexEntry } from "../distributions/index-entry.ts";
import { DEFAULT_INDEX_URL, type PackageIndex } from "../distributions/index-url.ts";
import type { CredentialStore } from "../http/credential-store.ts";
import type { IndexStrategy } from "../package-index/index-client.ts";
import { fileUrlOf, pathOfFileUrl } from "../platform/file-url.ts";

/** What the user said of indexes; values as written. What is named first counts first. */
export interface IndexSelection {
	/** `--index`: URL, path, `name=URL` or the name of an entry. */
	readonly indexes: readonly string[];
	readonly extraIndexUrls: readonly string[];
	/** `--default-index`, else `--index-url`. */
	readonly defaultIndex: string | undefined;
	readonly findLinks: readonly string[];
	readonly hasNoIndex: boolean;
	/** `first-index` where nothing is said. */
	readonly strategy?: IndexStrategy | undefined;
	/** What comes after all of this, out of settings files and files of requirements. */
	readonly configured?: ConfiguredSelection | undefined;
}

/** The same as files say it. */
export interface ConfiguredSelection {
	/** `[[index]]`. */
	readonly entries: readonly IndexEntry[];
	readonly extraIndexUrls: readonly string[];
	readonly defaultIndex: string | undefined;
}

export interface ConfiguredIndexes {
	/** The default one last. With `--no-index` only flat ones, and those that something may be pinned to. */
	readonly indexes: readonly PackageIndex[];
	readonly findLinks: readonly PackageIndex[];
}

const NAMED_REGEXP = /^([A-Za-z0-9][A-Za-z0-9._-]*)=(.+)$/;
const SCHEME_REGEXP = /^[a-z][a-z0-9+.-]*:\/\//i;

const PLAIN_ENTRY: Omit<IndexEntry, "url"> = {
	name: undefined,
	isDefault: false,
	isExplicit: false,
	format: "simple",
	authenticate: "auto",
	ignoredStatuses: [],
	pageCacheControl: undefined,
	excludeNewer: undefined,
};

/** What files of requirements name comes after what options and settings name; one default index is enough. */
export function mergeSelections(
	options: IndexSelection,
	{ indexUrl, extraIndexUrls, findLinks, hasNoIndex, entries = [] }: FurtherIndexes,
): IndexSelection {
	const { configured } = options;
	return {
		...options,
		findLinks: [...options.findLinks, ...findLinks],
		hasNoIndex: options.hasNoIndex || hasNoIndex,
		configured: {
			entries: [
				...entries.filter(isOther(configured?.entries ?? [])),
				...(configured?.entries ?? []),
			],
			extraIndexUrls: [...(configured?.extraIndexUrls ?? []), ...extraIndexUrls],
			defaultIndex: configured?.defaultIndex ?? indexUrl,
		},
	};
}

/** What a project calls so outranks what settings call so, unless it is the same. */
function isOther(known: readonly IndexEntry[]): (entry: IndexEntry) => boolean {
	return ({ name, url }) => !known.some((other) => other.name === name && other.url === url);
}

/** The indexes in order; what URLs say of credentials goes into the store and nowhere else. */
export function configureIndexes(
	selection: IndexSelection,
	credentials: CredentialStore,
): ConfiguredIndexes {
	const findLinks = selection.findLinks.map((url) =>
		openIndex({ ...PLAIN_ENTRY, url, format: "flat" }, credentials),
	);
	const entries = allEntries(selection);
	const chosen = entries.find(({ isDefault }) => isDefault);
	const others = entries.filter(({ isDefault }) => !isDefault);
	const ordered = [
		...others,
		chosen ?? { ...PLAIN_ENTRY, url: DEFAULT_INDEX_URL, isDefault: true },
	];
	const open = selection.hasNoIndex
		? ordered.filter(({ format, isExplicit }) => format === "flat" || isExplicit)
		: ordered;
	return { indexes: withoutRepeats(open.map((entry) => openIndex(entry, credentials))), findLinks };
}

/** What stands first counts first; an entry hides later ones of its name. */
function allEntries(selection: IndexSelection): readonly IndexEntry[] {
	const { configured } = selection;
	const known = configured?.entries ?? [];
	const defaultEntry = (url: string | undefined): readonly IndexEntry[] =>
		url === undefined ? [] : [{ ...readEntry(url, known), isDefault: true }];
	const all = [
		...defaultEntry(selection.defaultIndex),
		...selection.indexes.map((value) => readEntry(value, known)),
		...selection.extraIndexUrls.map((value) => readEntry(value, known)),
		...known,
		...(configured?.extraIndexUrls ?? []).map((value) => readEntry(value, known)),
		...defaultEntry(configured?.defaultIndex),
	];
	const names = new Set<string>();
	return all.filter(({ name }) => {
		if (name === undefined) return true;
		const isFirst = !names.has(name);
		names.add(name);
		return isFirst;
	});
}

function readEntry(value: string, known: readonly IndexEntry[]): IndexEntry {
	const [, name, url = value] = NAMED_REGEXP.exec(value) ?? [];
	if (name !== undefined) return { ...PLAIN_ENTRY, name, url };
	const named = known.find((entry) => entry.name === value);
	// A folder of that name is what the word means first.
	if (named !== undefined && !existsSync(value)) return { ...named, isExplicit: false };
	return { ...PLAIN_ENTRY, url };
}

/** The same index twice is asked once, at its first place; what is pinned to the second name still finds it. */
function withoutRepeats(indexes: readonly PackageIndex[]): readonly PackageIndex[] {
	const seen = new Set<string>();
	return indexes.flatMap((index) => {
		if (index.isExplicit) return [index];
		if (!seen.has(index.url)) {
			seen.add(index.url);
			return [index];
		}
		return index.name === undefined ? [] : [{ ...index, isExplicit: true }];
	});
}

function openIndex(entry: IndexEntry, credentials: CredentialStore): PackageIndex {
	const { name, format, isExplicit, isDefault, ignoredStatuses } = entry;
	return {
		name,
		url: locate(entry, credentials),
		format,
		isExplicit,
		isDefault,
		excludeNewer: entry.excludeNewer,
		ignoredStatuses: ignoredStatuses.length === 0 ? undefined : new Set(ignoredStatuses),
		pageCacheControl: entry.pageCacheControl,
	};
}

function locate(
	{ url: location, name, format, authenticate }: IndexEntry,
	credentials: CredentialStore,
): string {
	if (location.startsWith("file:")) return fileUrlOf(pathOfFileUrl(location));
	if (!SCHEME_REGEXP.test(location) || existsSync(location)) {
		return fileUrlOf(resolve(location));
	}
	const url = credentials.addIndex({ url: location, name, authenticate });
	// A page of links is one address; pages of projects lie below an index, with or without its slash.
	return format === "flat" ? url : url.replace(/\/+$/, "");
}
