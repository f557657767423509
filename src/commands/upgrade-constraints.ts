/** `--upgrade-package 'flask<3'`: the name may move, and no further than that. */
import type { InputRequirement } from "../resolver/manifest.ts";
import { parseRequirement } from "../standards/requirement.ts";

/** A constraint for each requirement that says more than a name. @throws InvalidRequirement */
export function upgradeConstraints(texts: readonly string[]): readonly InputRequirement[] {
	return texts
		.map((text) => parseRequirement(text))
		.filter(({ specifiers }) => !specifiers.isAny)
		.map((requirement) => ({
			requirement,
			origin: "command line",
			hashes: [],
			distribution: undefined,
		}));
}
