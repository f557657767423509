/** A package index: where it is, and what it may be asked. */
import { displayUrl } from "../errors/display-url.ts";

/** An index as the user configured it. Compare by `url`. */
export interface PackageIndex {
	/** The name that settings and requirements use, where one was given. */
	readonly name: string | undefined;
	/** Without credentials: those travel beside it, in the HTTP layer. No final slash. `file:` for a folder. */
	readonly url: string;
	/** `simple`: a page for each project. `flat`: one page or folder of files (`--find-links`). */
	readonly format: "simple" | "flat";
	/** Asked only for projects that are pinned to it. */
	readonly isExplicit: boolean;
	/** The index of last resort. */
	readonly isDefault: boolean;
	/** A cutoff of its own in place of `--exclude-newer`: milliseconds since 1970, or none at all. */
	readonly excludeNewer?: number | "never" | undefined;
	/** Statuses that mean "not here": the next index is asked, or the version cannot be had. 404 always does. */
	readonly ignoredStatuses?: ReadonlySet<number> | undefined;
	/** Stands in place of what the index says in Cache-Control of its pages. */
	readonly pageCacheControl?: string | undefined;
}

/** The only registry that is known without configuration. */
export const DEFAULT_INDEX_URL = "https://pypi.org/simple";

/** The index as a message may show it. */
export function describeIndex(index: PackageIndex): string {
	return index.name === undefined
		? displayUrl(index.url)
		: `${index.name} (${displayUrl(index.url)})`;
}
