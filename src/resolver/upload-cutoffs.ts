/** Which uploads are too late for a project. See docs/resolution.md#candidates. */

export interface UploadCutoffs {
	/** Files uploaded at or after this moment (milliseconds since 1970), or at no known one, are left out. */
	readonly excludeNewer: number | undefined;
	/** In its place for single projects, by normalized name; undefined: nothing is left out. */
	readonly excludeNewerPackages: ReadonlyMap<string, number | undefined>;
}

/** The cutoff that holds for a project of an index; what is said of the project itself comes first. */
export function cutoffFor(
	{ excludeNewer, excludeNewerPackages }: UploadCutoffs,
	name: string,
	index?: { readonly excludeNewer?: number | "never" | undefined },
): number | undefined {
	if (excludeNewerPackages.size > 0 && excludeNewerPackages.has(name))
		return excludeNewerPackages.get(name);
	const ofIndex = index?.excludeNewer;
	if (ofIndex === undefined) return excludeNewer;
	return ofIndex === "never" ? undefined : ofIndex;
}
