/** The inputs that stand in a proof: what the user could change. */
import type { Derivation } from "../solver/derivation.ts";
import type { FailureFacts } from "./failure-facts.ts";
import type { InputRequirement, Manifest } from "./manifest.ts";
import type { Unavailability } from "./python-provider.ts";

/** Which list of the manifest an input is in. */
export type InputRole = "requirements" | "constraints" | "overrides";

const ROLES: readonly InputRole[] = ["requirements", "constraints", "overrides"];

export interface PlacedInput {
	readonly input: InputRequirement;
	readonly role: InputRole;
}

/** In the order of the proof, none twice; those of settings for single packages are left out. */
export function inputsOfProof({ steps }: Derivation, facts: FailureFacts): readonly PlacedInput[] {
	const found = new Set<InputRequirement>();
	for (const { cause } of steps) {
		if (cause.kind === "dependency") {
			const { id, dependency, allowed } = cause;
			const inputs = facts.isRoot(id)
				? facts.inputsFor(dependency, allowed)
				: facts.overridesFor(dependency, allowed);
			for (const input of inputs) found.add(input);
		} else if (cause.kind === "unavailable") {
			const reason = cause.reason as Unavailability;
			if (reason.kind === "constraint") found.add(reason.input);
		}
	}
	return [...found].flatMap((input) => {
		const role = ROLES.find((one) => facts.parts.manifest[one].includes(input));
		return role === undefined ? [] : [{ input, role }];
	});
}

/** The normalized names of the projects that a proof speaks of, ascending. */
export function projectsOfProof({ steps }: Derivation, facts: FailureFacts): readonly string[] {
	const names = new Set<string>();
	for (const { terms } of steps)
		for (const { id } of terms) {
			const project = facts.projectOf(id);
			if (project !== undefined) names.add(project.name);
		}
	return [...names].sort();
}

/** The manifest without these inputs. */
export function withoutInputs(manifest: Manifest, inputs: readonly PlacedInput[]): Manifest {
	const left = new Set(inputs.map(({ input }) => input));
	const keep = (list: readonly InputRequirement[]) => list.filter((input) => !left.has(input));
	return {
		...manifest,
		requirements: keep(manifest.requirements),
		constraints: keep(manifest.constraints),
		overrides: keep(manifest.overrides),
	};
}
