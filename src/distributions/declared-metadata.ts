/** What settings say of a distribution's dependencies (`dependency-metadata`), in place of what it says itself. */
import type { Requirement } from "../standards/requirement.ts";
import type { SpecifierSet } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";

/** One declaration. */
export interface DeclaredMetadata {
	/** Normalized. */
	readonly name: string;
	/** Undefined: of all versions that no other declaration names. */
	readonly version: Version | undefined;
	readonly requiresDist: readonly Requirement[];
	readonly requiresPython: SpecifierSet | undefined;
	/** Normalized. */
	readonly providesExtra: readonly string[];
}

/** The declaration for a version: one that names it, else one that names none. */
export function declarationFor(
	declared: readonly DeclaredMetadata[],
	name: string,
	version: Version,
): DeclaredMetadata | undefined {
	if (declared.length === 0) return undefined;
	const own = declared.filter((one) => one.name === name);
	return (
		own.find((one) => one.version?.equals(version) === true) ??
		own.find((one) => one.version === undefined)
	);
}
