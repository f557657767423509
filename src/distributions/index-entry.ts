/** An index as settings define it, before it is known what else is asked. */

export interface IndexEntry {
	/** How requirements, variables and options refer to it. */
	readonly name: string | undefined;
	/** A URL, which may hold credentials, or an absolute path. */
	readonly url: string;
	/** Asked last, in place of the public one. */
	readonly isDefault: boolean;
	/** Asked only for what is pinned to it. */
	readonly isExplicit: boolean;
	readonly format: "simple" | "flat";
	/** `never`: no credentials are sent there. `always`: nothing is asked there without them. */
	readonly authenticate: "auto" | "always" | "never";
	/** Statuses that mean "not here". */
	readonly ignoredStatuses: readonly number[];
	/** In place of the Cache-Control of its pages. */
	readonly pageCacheControl: string | undefined;
	/** Milliseconds since 1970, in place of `--exclude-newer`. */
	readonly excludeNewer: number | "never" | undefined;
}
