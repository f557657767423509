/** How a URL, a path or a folder is pinned in a requirements file. Pure. */
import type { DirectDistribution } from "../distributions/distribution.ts";
import type { ResolutionNode } from "../resolver/resolution.ts";
import { isUrl, placeIn } from "./written-place.ts";

/** `label`: the name, with the extras that are shown. A path stands alone, as it was given. */
export function directPin(label: string, distribution: DirectDistribution): string {
	const place = placeIn(distribution.given);
	if (isEditable(distribution)) return `-e ${place}`;
	// What follows the slashes is no server here, and other tools would take it for one.
	const relative = /^file:\/\/(\.{1,2}\/.*|[^/]+)$/i.exec(place)?.[1];
	if (relative !== undefined) return relative;
	return "url" in distribution || isUrl(place) ? `${label} @ ${place}` : place;
}

/** Editable folders come first, by the place that was given; the others stay in their order. */
export function editablesFirst(nodes: readonly ResolutionNode[]): readonly ResolutionNode[] {
	const placeOf = ({ distribution }: ResolutionNode): string =>
		isEditable(distribution) ? distribution.given : "";
	const editables = nodes.filter(({ distribution }) => isEditable(distribution));
	if (editables.length === 0) return nodes;
	const sorted = editables.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
	return [...sorted, ...nodes.filter(({ distribution }) => !isEditable(distribution))];
}

function isEditable(
	distribution: ResolutionNode["distribution"],
): distribution is Extract<DirectDistribution, { readonly kind: "directory" }> {
	return distribution.kind === "directory" && distribution.isEditable;
}
