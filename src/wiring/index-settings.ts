/** The indexes and places of links that options name, in the order in which they are asked. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { DEFAULT_INDEX_URL, type PackageIndex } from "../distributions/index-url.ts";
import type { CredentialStore } from "../http/credential-store.ts";
import type { IndexStrategy } from "../package-index/index-client.ts";
import { fileUrlOf, pathOfFileUrl } from "../platform/file-url.ts";

/** What the user said of indexes; values as written. */
export interface IndexSelection {
	/** `--index`: URL, path or `name=URL`. */
	readonly indexes: readonly string[];
	readonly extraIndexUrls: readonly string[];
	/** `--default-index`, else `--index-url`. */
	readonly defaultIndex: string | undefined;
	readonly findLinks: readonly string[];
	readonly hasNoIndex: boolean;
	/** `first-index` where nothing is said. */
	readonly strategy?: IndexStrategy;
}

export interface ConfiguredIndexes {
	/** The default one last; empty with `--no-index`. */
	readonly indexes: readonly PackageIndex[];
	readonly findLinks: readonly PackageIndex[];
}

const NAMED_REGEXP = /^([A-Za-z0-9][A-Za-z0-9._-]*)=(.+)$/;
const SCHEME_REGEXP = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The indexes in order; what URLs say of credentials goes into the store and nowhere else. */
export function configureIndexes(
	selection: IndexSelection,
	credentials: CredentialStore,
): ConfiguredIndexes {
	const findLinks = selection.findLinks.map((value) => parseIndex(value, "flat", credentials));
	if (selection.hasNoIndex) return { indexes: [], findLinks };
	const first = [...selection.indexes, ...selection.extraIndexUrls].map((value) =>
		parseIndex(value, "simple", credentials),
	);
	const last = parseIndex(selection.defaultIndex ?? DEFAULT_INDEX_URL, "simple", credentials);
	return { indexes: withoutRepeats([...first, { ...last, isDefault: true }]), findLinks };
}

/** The same index twice is asked once, at its first place. */
function withoutRepeats(indexes: readonly PackageIndex[]): readonly PackageIndex[] {
	const seen = new Set<string>();
	return indexes.filter(({ url }) => {
		if (seen.has(url)) return false;
		seen.add(url);
		return true;
	});
}

function parseIndex(
	value: string,
	format: PackageIndex["format"],
	credentials: CredentialStore,
): PackageIndex {
	const named = format === "simple" ? NAMED_REGEXP.exec(value) : null;
	const [, name, location = value] = named ?? [];
	return {
		name,
		url: indexUrl(location, { format, name, credentials }),
		format,
		isExplicit: false,
		isDefault: false,
	};
}

function indexUrl(
	location: string,
	context: {
		readonly format: PackageIndex["format"];
		readonly name: string | undefined;
		readonly credentials: CredentialStore;
	},
): string {
	if (location.startsWith("file:")) return fileUrlOf(pathOfFileUrl(location));
	if (!SCHEME_REGEXP.test(location) || existsSync(location)) {
		return fileUrlOf(resolve(location));
	}
	const url = context.credentials.addIndex({ url: location, name: context.name });
	// A page of links is one address; pages of projects lie below an index, with or without its slash.
	return context.format === "flat" ? url : url.replace(/\/+$/, "");
}
