/** A project's requirement with the places that `tool.uv.sources` gives it. Pure. */
import type { Marker } from "../standards/marker.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import type { Requirement } from "../standards/requirement.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import type { ProjectSource, ProjectSources, SourcePlace } from "./project-sources.ts";

/** A requirement and where its distribution is looked for. */
export interface PlacedRequirement {
	readonly requirement: Requirement;
	/** `undefined`: what the requirement itself says, an index or its URL. */
	readonly place: SourcePlace | undefined;
}

/** What a requirement is part of; both absent for the project's own dependencies. Normalized. */
export interface RequirementScope {
	readonly extra?: string | undefined;
	readonly group?: string | undefined;
}

/** The requirement once for each place, and once for the environments that no place is for. */
export function placeRequirement(
	requirement: Requirement,
	sources: ProjectSources,
	scope: RequirementScope,
): readonly PlacedRequirement[] {
	const meant = (sources.get(requirement.name) ?? []).filter((source) => isMeant(source, scope));
	if (meant.length === 0) return [{ requirement, place: undefined }];
	const placed = meant.map(({ place, marker }) => ({
		requirement: atPlace(requirement, place, bothMarkers(requirement.marker, marker)),
		place,
	}));
	if (meant.some(({ marker }) => marker === undefined)) return placed;
	const covered = meant
		.map(({ marker }) => MarkerTree.of(marker))
		.reduce((one, other) => one.or(other));
	const rest = covered.negate();
	if (rest.isNever) return placed;
	const marker = bothMarkers(requirement.marker, rest.toMarker());
	return [...placed, { requirement: { ...requirement, marker }, place: undefined }];
}

function isMeant(source: ProjectSource, { extra, group }: RequirementScope): boolean {
	return (
		(source.extra === undefined || source.extra === extra) &&
		(source.group === undefined || source.group === group)
	);
}

/** What a place holds is taken in whatever version it is. */
function atPlace(
	requirement: Requirement,
	place: SourcePlace,
	marker: Marker | undefined,
): Requirement {
	if (place.kind === "index") return { ...requirement, url: undefined, marker };
	return { ...requirement, specifiers: SpecifierSet.any, url: undefined, marker };
}

/** Where both hold. */
export function bothMarkers(
	one: Marker | undefined,
	other: Marker | undefined,
): Marker | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return one.and(other);
}
