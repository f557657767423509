/** A change of what was asked that may make an answer possible. See docs/resolution.md#why-there-is-none. */

import { Marker } from "../standards/marker.ts";
import { printRequirement } from "../standards/requirement.ts";
import type { SpecifierSet } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";
import {
	describeOrigin,
	type InputRequirement,
	type Manifest,
	type ResolutionPolicy,
} from "./manifest.ts";
import { type PlacedInput, withoutInputs } from "./proof-inputs.ts";

export type Change =
	/** The input with other specifiers; none: any version. */
	| ({ readonly kind: "relax"; readonly specifiers: SpecifierSet } & PlacedInput)
	/** The input is left out. */
	| ({ readonly kind: "drop" } & PlacedInput)
	/** Pre-releases of one project may be used; undefined: of all. */
	| { readonly kind: "prereleases"; readonly name: string | undefined }
	/** One project may be as new as it gets. */
	| { readonly kind: "newer"; readonly name: string }
	/** Another Python; of an answer for all platforms, the oldest one. */
	| {
			readonly kind: "python";
			readonly version: Version;
			readonly isOldest: boolean;
			/** The option that says which Python is meant. */
			readonly option: "--python" | "--python-version";
	  }
	/** An answer for fewer environments. */
	| { readonly kind: "environments"; readonly marker: string };

/** The manifest after the change; undefined where it cannot be made. */
export function applyChange(manifest: Manifest, change: Change): Manifest | undefined {
	switch (change.kind) {
		case "relax":
			return replace(manifest, change, relaxed(change));
		case "drop":
			return withoutInputs(manifest, [change]);
		case "prereleases":
			return { ...manifest, policy: withPrereleases(manifest.policy, change.name) };
		case "newer": {
			const { policy } = manifest;
			const excludeNewerPackages = new Map(policy.excludeNewerPackages).set(change.name, undefined);
			return { ...manifest, policy: { ...policy, excludeNewerPackages } };
		}
		case "python":
			return withPython(manifest, change.version);
		case "environments": {
			const { target } = manifest;
			if (!("forkStrategy" in target)) return undefined;
			const environments = narrowed(target.environments, Marker.parse(change.marker));
			return { ...manifest, target: { ...target, environments } };
		}
	}
}

/** The change as something to do: ``Write `a` in place of `a<2` (requirements.in line 1)``. */
export function describeChange(change: Change): string {
	switch (change.kind) {
		case "relax": {
			const { requirement } = relaxed(change);
			return `Write \`${printRequirement(requirement)}\` in place of ${describeInput(change)}`;
		}
		case "drop":
			return `Leave out ${describeInput(change)}`;
		case "prereleases":
			return change.name === undefined
				? "Give `--prerelease allow`"
				: `Give \`--prerelease-package ${change.name}=allow\``;
		case "newer":
			return `Give \`--exclude-newer-package ${change.name}=false\``;
		case "python":
			return change.isOldest
				? `Ask for Pythons from ${change.version} on (\`${change.option} ${change.version}\`)`
				: `Use Python ${change.version} (\`${change.option} ${change.version}\`)`;
		case "environments":
			return `Restrict the answer with \`environments = ["${change.marker}"]\` in \`[tool.uv]\` of your pyproject.toml`;
	}
}

function withPrereleases(policy: ResolutionPolicy, name: string | undefined): ResolutionPolicy {
	if (name === undefined) return { ...policy, prereleases: "allow" };
	return { ...policy, prereleasePackages: new Map(policy.prereleasePackages).set(name, "allow") };
}

function relaxed({
	input,
	specifiers,
}: Extract<Change, { readonly kind: "relax" }>): InputRequirement {
	return { ...input, requirement: { ...input.requirement, specifiers } };
}

function describeInput({ input, role }: PlacedInput): string {
	const { requirement, origin } = input;
	const kinds = { requirements: "", constraints: "the constraint ", overrides: "the override " };
	const place = typeof origin === "string" ? "" : ` (${describeOrigin(origin)})`;
	return `${kinds[role]}\`${printRequirement(requirement)}\`${place}`;
}

function replace(
	manifest: Manifest,
	{ input, role }: PlacedInput,
	replacement: InputRequirement,
): Manifest {
	const list = manifest[role].map((one) => (one === input ? replacement : one));
	return { ...manifest, [role]: list };
}

function withPython(manifest: Manifest, version: Version): Manifest | undefined {
	const { target } = manifest;
	if ("forkStrategy" in target)
		return { ...manifest, target: { ...target, pythonVersion: version } };
	const other = target.withPython?.(version);
	return other === undefined ? undefined : { ...manifest, target: other };
}

function narrowed(environments: readonly Marker[], marker: Marker): readonly Marker[] {
	return environments.length === 0 ? [marker] : environments.map((one) => one.and(marker));
}
