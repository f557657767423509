/** Which index each project is to be taken from, by what inputs and local projects say of their sources. Pure. */
import type { DirectDistribution, IndexPin } from "../distributions/distribution.ts";
import { UserError } from "../errors/user-error.ts";
import type { InputRequirement } from "../resolver/manifest.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";

/** Two local projects want one dependency from different indexes. */
export class ConflictingIndexPins extends UserError {
	readonly code = "conflicting-index-pins";
}

/**
 * The names of indexes by normalized name of the project: of all that hold for the target, or where none is given, of all
 * that hold anywhere.
 *
 * @throws ConflictingIndexPins
 */
export function indexPinsOf(
	inputs: readonly InputRequirement[],
	markers: MarkerEnvironment | undefined,
): ReadonlyMap<string, string> {
	const pins = new Map<string, string>();
	const add = ({ requirement, index }: IndexPin, extras: readonly string[]): void => {
		const { name, marker } = requirement;
		if (markers !== undefined && marker?.evaluate(markers, extras) === false) return;
		const other = pins.get(name) ?? index;
		pins.set(name, index);
		if (other === index) return;
		throw new ConflictingIndexPins(
			`Cannot choose an index for \`${name}\`: its sources name \`${other}\` and \`${index}\``,
		);
	};
	const seen = new Set<string>();
	const follow = (distribution: DirectDistribution | undefined): void => {
		if (distribution?.kind !== "directory" || seen.has(distribution.path)) return;
		seen.add(distribution.path);
		for (const pin of distribution.pins) add(pin, distribution.providesExtra);
		for (const further of distribution.references.values()) follow(further);
	};
	for (const { requirement, index, distribution } of inputs) {
		if (index !== undefined) add({ requirement, index }, []);
		follow(distribution);
	}
	return pins;
}
