/** Sets of a project's versions in words, by the versions that exist. */
import { isSubset, type OrdinalSet } from "../solver/ordinal-set.ts";
import type { VersionList } from "../standards/version-list.ts";

/** More alternatives than this are summed up. */
const MOST_ALTERNATIVES = 3;

/** `flask`, `flask>=2.0,<3.0`, `flask==1.0 or flask==1.2`; `label` may name an extra. */
export function describeVersions(label: string, versions: VersionList, set: OrdinalSet): string {
	const count = versions.length;
	if (count === 0 || isSubset([0, count], set)) return label;
	const parts: string[] = [];
	let total = 0;
	for (let place = 0; place < set.length; place += 2) {
		const from = set[place] as number;
		const to = Math.min(set[place + 1] as number, count);
		if (from >= to) continue;
		total += to - from;
		parts.push(`${label}${describeInterval(versions, from, to)}`);
	}
	if (parts.length === 0) return `${label} in a version that does not exist`;
	if (parts.length <= MOST_ALTERNATIVES) return parts.join(" or ");
	const last = Math.min(set[set.length - 1] as number, count) - 1;
	return `${label} (${total} versions from ${versions.at(set[0] as number)} to ${versions.at(last)})`;
}

/** `[2, 5)` of 9 → `>=1.2,<1.5` */
function describeInterval(versions: VersionList, from: number, to: number): string {
	if (to - from === 1) return `==${versions.at(from)}`;
	const lower = from === 0 ? "" : `>=${versions.at(from)}`;
	const upper = to === versions.length ? "" : `<${versions.at(to)}`;
	return lower === "" || upper === "" ? lower + upper : `${lower},${upper}`;
}
