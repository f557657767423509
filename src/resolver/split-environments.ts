/** Where a package's requirements part: environments in which several of one name differ. See docs/resolution.md#forks. */
import type { MarkerTree } from "../standards/marker-algebra.ts";
import { VersionRange } from "../standards/version-range.ts";
import type { ForkScope } from "./fork-scope.ts";
import type { ForkStrategy } from "./manifest.ts";
import type { ScopedRequirement } from "./scope.ts";

interface Part {
	readonly scope: ForkScope;
	/** How many of its requirements have an upper bound. */
	readonly bounded: number;
}

/** The parts in the order in which they are solved; one only: the scope stays whole. `required` is sorted by name. */
export function splitEnvironments(
	required: readonly ScopedRequirement[],
	scope: ForkScope,
	strategy: ForkStrategy,
): readonly MarkerTree[] {
	const decisive = [...byName(required)].filter((group) => divides(group, scope)).flat();
	let parts: readonly ForkScope[] = [scope];
	for (const { environments } of decisive)
		if (environments !== undefined && !environments.isAlways)
			parts = parts.flatMap((part) => divide(part, environments));
	if (parts.length < 2) return parts.map(({ tree }) => tree);
	return inOrder(
		parts.map((part) => ({ scope: part, bounded: countBounded(required, part) })),
		strategy,
	).map(({ scope: { tree } }) => tree);
}

function* byName(required: readonly ScopedRequirement[]): Iterable<readonly ScopedRequirement[]> {
	let group: ScopedRequirement[] = [];
	for (const requirement of required) {
		if (group[0] !== undefined && group[0].name !== requirement.name) {
			yield group;
			group = [];
		}
		group.push(requirement);
	}
	if (group.length > 0) yield group;
}

/**
 * One requirement alone divides nothing, nor do several for the same environments: a package that is not needed everywhere can
 * have the same version everywhere. Unless they need a later Python than the scope begins with: then the later ones had better have
 * their own answer.
 */
function divides(group: readonly ScopedRequirement[], scope: ForkScope): boolean {
	const [first] = group;
	const environments = first?.environments;
	if (group.some((one) => one.environments !== environments)) return true;
	const start = environments?.pythonRange.start;
	return start !== undefined && start.version.compare(scope.python.version) > 0;
}

/** Without and with the environments; a part that nobody lives in is none. */
function divide(scope: ForkScope, environments: MarkerTree): readonly ForkScope[] {
	if (!scope.overlaps(environments)) return [scope];
	const rest = environments.negate();
	const within = scope.narrow(environments);
	return scope.overlaps(rest) ? [scope.narrow(rest), within] : [within];
}

function countBounded(required: readonly ScopedRequirement[], scope: ForkScope): number {
	let count = 0;
	for (const { environments, specifiers, extras } of required) {
		if (environments !== undefined && !scope.overlaps(environments)) continue;
		if (VersionRange.fromSpecifiers(specifiers).hasUpperEnd) count += Math.max(1, extras.length);
	}
	return count;
}

/**
 * The forks of later Pythons first, so that each gets the newest versions that it can have; to have few versions, those of earlier
 * ones. Where that is equal, first the one with more upper bounds, which leaves less choice; else the last one.
 */
function inOrder(parts: readonly Part[], strategy: ForkStrategy): readonly Part[] {
	const direction = strategy === "fewest" ? -1 : 1;
	const ascending = [...parts].sort(
		(a, b) =>
			direction * a.scope.python.version.compare(b.scope.python.version) || a.bounded - b.bounded,
	);
	return ascending.reverse();
}
