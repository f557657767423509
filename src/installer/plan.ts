/** What must change in an environment so that it holds a resolution. Pure. */
import type {
	DirectFile,
	Distribution,
	InstallableDistribution,
} from "../distributions/distribution.ts";
import type { Resolution, ResolutionNode } from "../resolver/resolution.ts";
import type { Version } from "../standards/version.ts";

/** What a plan needs to know of something installed. */
export interface InstalledFacts {
	/** Normalized. */
	readonly name: string;
	readonly version: Version;
	/** The absolute path of its `.dist-info` or other record. */
	readonly path: string;
	/** The URL it was installed from, where that is recorded. */
	readonly directUrl: string | undefined;
	/** Whether it was installed from this very file. */
	cameFrom(distribution: DirectFile): boolean;
}

/** A distribution that comes in. */
export interface Addition {
	readonly distribution: InstallableDistribution;
}

export interface Plan<Installed extends InstalledFacts> {
	/** By name. */
	readonly additions: readonly Addition[];
	/** By name; what goes to make room for another version as well as what nobody asks for. */
	readonly removals: readonly Installed[];
	/** How many distributions of the resolution are there already. */
	readonly kept: number;
}

export interface PlanPolicy {
	/** Whether what the resolution does not hold goes: `sync`, `--exact`. */
	readonly isExact: boolean;
	/** Whether a distribution is taken afresh although it is there. */
	isReinstalled(name: string): boolean;
}

/** A distribution that is to be taken afresh although nobody has more of it than what is installed. */
export interface NeedsBuild {
	readonly kind: "needs-build";
	readonly distribution: Distribution;
}

export type PlanOutcome<Installed extends InstalledFacts> =
	| { readonly kind: "planned"; readonly plan: Plan<Installed> }
	| NeedsBuild;

/**
 * Several installed versions of one project are all replaced, or all but the one that is kept: the others are leftovers.
 * The environment is not looked at; the answer depends on the arguments alone.
 */
export function planChanges<Installed extends InstalledFacts>(
	resolution: Resolution,
	installed: readonly Installed[],
	policy: PlanPolicy,
): PlanOutcome<Installed> {
	const byName = groupByName(installed);
	const additions: Addition[] = [];
	const removals: Installed[] = [];
	let kept = 0;
	for (const node of resolution.nodes) {
		const present = byName.get(node.name) ?? [];
		byName.delete(node.name);
		if (isInPlace(node, present, policy)) {
			kept += 1;
			continue;
		}
		const { distribution } = node;
		if (distribution.kind === "installed" && !policy.isReinstalled(node.name)) {
			kept += 1;
			removals.push(...present.filter(({ path }) => path !== distribution.path));
			continue;
		}
		if (distribution.kind === "installed") return { kind: "needs-build", distribution };
		additions.push({ distribution });
		removals.push(...present);
	}
	if (policy.isExact) for (const extraneous of byName.values()) removals.push(...extraneous);
	const sorted = removals.sort((left, right) => compareNames(left.name, right.name));
	return { kind: "planned", plan: { additions, removals: sorted, kept } };
}

/** Whether nothing is to be done. */
export function isEmptyPlan({
	additions,
	removals,
}: Pick<Plan<InstalledFacts>, "additions"> & { readonly removals: readonly unknown[] }): boolean {
	return additions.length === 0 && removals.length === 0;
}

/** Names are ASCII. */
function compareNames(left: string, right: string): number {
	if (left === right) return 0;
	return left < right ? -1 : 1;
}

function groupByName<Installed extends InstalledFacts>(
	installed: readonly Installed[],
): Map<string, readonly Installed[]> {
	const groups = new Map<string, readonly Installed[]>();
	for (const distribution of installed) {
		groups.set(distribution.name, [...(groups.get(distribution.name) ?? []), distribution]);
	}
	return groups;
}

function isInPlace(
	{ name, version, distribution }: ResolutionNode,
	present: readonly InstalledFacts[],
	policy: PlanPolicy,
): boolean {
	const [only] = present;
	if (only === undefined || present.length > 1 || policy.isReinstalled(name)) return false;
	if (distribution.kind !== "installed" && !only.version.equals(version)) return false;
	switch (distribution.kind) {
		case "installed":
			return true;
		case "directory":
			return false;
		case "registry-wheel":
		case "registry-sdist":
			// What came from a URL is not what the index has, whatever its version says.
			return only.directUrl === undefined;
		case "url-wheel":
		case "path-wheel":
		case "url-sdist":
		case "path-sdist":
			return only.cameFrom(distribution);
	}
}
