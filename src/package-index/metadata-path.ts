/** Where a wheel keeps the METADATA that counts. */
import type { WheelDistribution } from "../distributions/distribution.ts";
import { normalizeName } from "../standards/name.ts";
import { Version } from "../standards/version.ts";

/** The path of METADATA in the `.dist-info` folder of the project and version, among the paths of a wheel. */
export function findMetadataPath(
	paths: Iterable<string>,
	distribution: WheelDistribution,
): string | undefined {
	for (const path of paths) {
		const [folder = "", file, ...rest] = path.split("/");
		if (file !== "METADATA" || rest.length > 0 || !folder.endsWith(".dist-info")) continue;
		const stem = folder.slice(0, -".dist-info".length);
		const dash = stem.lastIndexOf("-");
		const version = Version.tryParse(stem.slice(dash + 1));
		const isOurs = normalizeName(stem.slice(0, dash)) === distribution.name;
		if (isOurs && version?.equals(distribution.version) === true) return path;
	}
	return undefined;
}
