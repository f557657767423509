/** What a project requires with some of its extras, its requirements on itself replaced by what they stand for. Pure. */
import type { Marker } from "../standards/marker.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { ProjectTable } from "../standards/pyproject.ts";
import type { Requirement } from "../standards/requirement.ts";
import { bothMarkers } from "./place-requirement.ts";

/** A requirement and the extra that brings it; `undefined`: the project itself does. */
export interface ExtraRequirement {
	readonly requirement: Requirement;
	readonly extra: string | undefined;
}

/** Which extras of the projects that were named are taken. */
export interface ExtraSelection {
	readonly all: boolean;
	/** Normalized. */
	readonly names: readonly string[];
}

/** Dependencies, then those of the extras, by name. Extras that the project does not have bring nothing. */
export function selectExtras(
	project: ProjectTable,
	{ all, names }: ExtraSelection,
): readonly ExtraRequirement[] {
	const wanted = [...project.optionalDependencies.keys()]
		.filter((extra) => all || names.includes(extra))
		.sort();
	return [undefined, ...wanted].flatMap((extra) => expand(project, extra, []));
}

/** `path`: the extras that lead here, so that cycles end. */
function expand(
	project: ProjectTable,
	extra: string | undefined,
	path: readonly string[],
): readonly ExtraRequirement[] {
	const requirements =
		extra === undefined
			? project.dependencies
			: [...(project.optionalDependencies.get(extra) ?? []), ...conditional(project, extra)];
	return requirements.flatMap((requirement) => {
		if (requirement.name !== project.name) return [{ requirement, extra }];
		// What it says of its own version is for the resolver to judge.
		const isPlain = requirement.specifiers.isAny && requirement.url === undefined;
		const itself = isPlain ? [] : [{ requirement: { ...requirement, extras: [] }, extra }];
		const further = requirement.extras.filter((name) => name !== extra && !path.includes(name));
		const inner = further
			.flatMap((name) => expand(project, name, extra === undefined ? path : [...path, extra]))
			.map((one) => within(one, requirement.marker));
		return [...itself, ...inner];
	});
}

/** Dependencies of the project itself that name the extra in their markers. */
function conditional(project: ProjectTable, extra: string): readonly Requirement[] {
	return project.dependencies.flatMap((requirement) => {
		if (requirement.marker?.mentionsExtra() !== true) return [];
		const where = MarkerTree.ofUsual(requirement.marker, [extra]);
		if (where === MarkerTree.ofUsual(requirement.marker)) return [];
		return [{ ...requirement, marker: where.toMarker() }];
	});
}

function within(inner: ExtraRequirement, marker: Marker | undefined): ExtraRequirement {
	if (marker === undefined) return inner;
	const { requirement, extra } = inner;
	return {
		requirement: { ...requirement, marker: bothMarkers(marker, requirement.marker) },
		extra,
	};
}
