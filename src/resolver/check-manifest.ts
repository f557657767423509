/** Inputs that contradict themselves, found before anything is asked. */

import { placeOf } from "../distributions/distribution.ts";
import { printRequirement } from "../standards/requirement.ts";
import { ForkScope } from "./fork-scope.ts";
import { isPin } from "./input-facts.ts";
import type { InputRequirement, Manifest } from "./manifest.ts";
import { ConflictingUrls, UnpinnedRequirement, UnsupportedInput } from "./resolution-errors.ts";
import type { Scope } from "./scope.ts";

/** @throws UnsupportedInput, the fault of an input, ConflictingUrls, UnpinnedRequirement */
export function checkManifest(manifest: Manifest, scope: Scope): void {
	const inputs = [...manifest.requirements, ...manifest.constraints, ...manifest.overrides].filter(
		({ requirement }) => scope.admits(requirement.marker),
	);
	for (const { requirement, distribution, origin, fault } of inputs) {
		if (fault !== undefined) throw fault;
		if (requirement.url !== undefined && distribution === undefined)
			throw new UnsupportedInput(printRequirement(requirement), origin);
	}
	checkUrls(inputs, scope);
	if (!manifest.policy.requireHashes) return;
	for (const input of manifest.requirements) checkHash(input, manifest.constraints);
}

function checkUrls(inputs: readonly InputRequirement[], scope: Scope): void {
	const byName = new Map<string, InputRequirement[]>();
	for (const input of inputs) {
		if (input.distribution === undefined) continue;
		const known = byName.get(input.requirement.name) ?? [];
		byName.set(input.requirement.name, [...known, input]);
	}
	for (const [name, same] of byName)
		if (new Set(same.map(place)).size > 1 && contradict(same, scope))
			throw new ConflictingUrls(name, same);
}

/** Whether two of them name different places for one environment; all of them hold in the scope. */
function contradict(same: readonly InputRequirement[], scope: Scope): boolean {
	if (!(scope instanceof ForkScope)) return true;
	return same.some((one, index) =>
		same.slice(index + 1).some((other) => {
			if (place(one) === place(other)) return false;
			const [first, second] = [one, other].map((input) => scope.treeOf(input.requirement.marker));
			return first !== undefined && second !== undefined && first.overlaps(second);
		}),
	);
}

function place({ distribution }: InputRequirement): string | undefined {
	return distribution === undefined ? undefined : placeOf(distribution);
}

/** A pin and a hash may each come from a constraint. */
function checkHash(input: InputRequirement, constraints: readonly InputRequirement[]): void {
	const { requirement, distribution } = input;
	const related = [
		input,
		...constraints.filter((constraint) => constraint.requirement.name === requirement.name),
	];
	const isPinned = related.some((one) => one.requirement.specifiers.specifiers.some(isPin));
	const shown = printRequirement(requirement);
	if (distribution === undefined && !isPinned)
		throw new UnpinnedRequirement(shown, "pin", undefined);
	const hasHash = related.some(({ hashes }) => hashes.length > 0);
	const ownDigests =
		distribution === undefined || distribution.kind === "directory" ? [] : distribution.digests;
	if (!hasHash && ownDigests.length === 0) throw new UnpinnedRequirement(shown, "hash", undefined);
}
