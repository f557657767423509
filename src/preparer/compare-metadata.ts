/** Whether a wheel says of itself what was said of it before it was fetched, when versions were chosen by that. */
import { UserError } from "../errors/user-error.ts";
import type { ResolutionMetadata } from "../resolver/package-source.ts";
import { printRequirement } from "../standards/requirement.ts";

/** A wheel whose METADATA is not the one that was served for it. */
export class MetadataMismatch extends UserError {
	readonly code = "metadata-mismatch";
	override readonly exitStatus = 1;
}

const MOST_SHOWN = 3;

/** How the two differ in what decides which distributions are installed; empty where they do not. */
export function findDifferences(
	told: ResolutionMetadata,
	own: ResolutionMetadata,
): readonly string[] {
	const differences: string[] = [];
	if (told.name !== own.name || !told.version.equals(own.version)) {
		differences.push(
			`it is \`${own.name}==${own.version}\` and not \`${told.name}==${told.version}\``,
		);
	}
	const python = printed(own.requiresPython?.toString());
	const toldPython = printed(told.requiresPython?.toString());
	if (python !== toldPython) differences.push(`it requires Python ${python} and not ${toldPython}`);
	const lists = [
		["requires", told.requiresDist.map(printRequirement), own.requiresDist.map(printRequirement)],
		["provides the extra", told.providesExtra, own.providesExtra],
	] as const;
	for (const [verb, before, after] of lists) {
		const known = new Set(before);
		const found = new Set(after);
		for (const item of found) {
			if (!known.has(item)) differences.push(`it ${verb} \`${item}\`, which was not told`);
		}
		for (const item of known) {
			if (!found.has(item)) differences.push(`it does not ${requires(verb)} \`${item}\` as told`);
		}
	}
	return differences;
}

function printed(specifiers: string | undefined): string {
	return specifiers === undefined || specifiers === "" ? "of any version" : `\`${specifiers}\``;
}

function requires(verb: "requires" | "provides the extra"): string {
	return verb === "requires" ? "require" : "provide the extra";
}

/** The failure that tells these differences. */
export function metadataMismatch(
	filename: string,
	differences: readonly string[],
): MetadataMismatch {
	const shown = differences.slice(0, MOST_SHOWN).join("; ");
	const more = differences.length - MOST_SHOWN;
	return new MetadataMismatch(
		`Cannot use \`${filename}\`: its own METADATA differs from what the index served for it: ${shown}${more > 0 ? `; and ${more} more` : ""}`,
		{ hints: ["Run the command again to resolve by what the wheel itself says"] },
	);
}
