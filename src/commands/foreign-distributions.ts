/** With `--python-platform`: what an environment holds for other platforms than the chosen one. */
import { fitsTags } from "../environment/check.ts";
import type { InstalledDistribution } from "../environment/installed-distribution.ts";
import type { ResolutionPolicy } from "../resolver/manifest.ts";
import type { TagSet } from "../standards/tag.ts";
import { InvalidWheelMetadata } from "../standards/wheel-metadata.ts";

/** The same policy, under which distributions that do not fit the tags are taken afresh. */
export function replacingForeign(
	policy: ResolutionPolicy,
	installed: readonly InstalledDistribution[],
	tags: TagSet,
): ResolutionPolicy {
	const foreign = installed.filter((distribution) => isForeign(distribution, tags));
	if (foreign.length === 0) return policy;
	const { all, names } = policy.reinstall;
	const joined = new Set([...names, ...foreign.map(({ name }) => name)]);
	return { ...policy, reinstall: { all, names: joined } };
}

function isForeign(distribution: InstalledDistribution, tags: TagSet): boolean {
	try {
		return !fitsTags(distribution, tags);
	} catch (error) {
		if (!(error instanceof InvalidWheelMetadata)) throw error;
		return true;
	}
}
