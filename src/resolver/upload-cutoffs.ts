/** Which uploads are too late for a project. See docs/resolution.md#candidates. */
import type { RegistryFile } from "../distributions/distribution.ts";

export interface UploadCutoffs {
	/** Files uploaded at or after this moment (milliseconds since 1970), or at no known one, are left out. */
	readonly excludeNewer: number | undefined;
	/** In its place for single projects, by normalized name; undefined: nothing is left out. */
	readonly excludeNewerPackages: ReadonlyMap<string, number | undefined>;
}

/** Whether a file counts; links have no date and do. */
export function wasInTime(
	{ index, uploadTime }: Pick<RegistryFile, "index" | "uploadTime">,
	name: string,
	cutoffs: UploadCutoffs,
): boolean {
	const cutoff = cutoffFor(cutoffs, name, index);
	if (cutoff === undefined || index.format === "flat") return true;
	return uploadTime !== undefined && uploadTime < cutoff;
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
