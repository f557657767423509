/** PORT: the world as the resolver sees it: the releases of a project, the metadata of a distribution. */
import type { Distribution, RegistryFile } from "../distributions/distribution.ts";
import type { Answer } from "../solver/answer.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { SpecifierSet } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";
import type { VersionList } from "../standards/version-list.ts";

export type { Answer };

/** Several indexes whose releases are one list. */
export interface MergedIndexes {
	/** Their URLs, in the order in which they count. */
	readonly indexes: readonly string[];
	/** Whether any usable version of an earlier index comes before all of a later one. */
	readonly isInOrder: boolean;
}

/** A project's releases. Everything is decoded when asked for; most versions are never looked at. */
export interface ProjectReleases {
	/** Ascending, no version twice. */
	readonly versions: VersionList;
	/** Absent where one index has decided. */
	readonly merged?: MergedIndexes | undefined;
	/** The files of `versions[ordinal]`, in the order of the index; those of earlier indexes first. */
	filesOf(ordinal: number): readonly RegistryFile[];
	/**
	 * The same, where wheels may be missing whose tags, as their names have them (`py3-none-any`), `fits` does not accept.
	 * The files are the objects that `filesOf` answers. Absent where nothing is saved by it.
	 */
	fittingFilesOf?(ordinal: number, fits: (tags: string) => boolean): readonly RegistryFile[];
}

/** The first index that has a project, and those behind it, which may have other versions of it. */
export interface IndexDecision {
	/** As shown. */
	readonly index: string;
	readonly notAsked: readonly string[];
}

export type ProjectAnswer =
	| {
			readonly kind: "found";
			readonly releases: ProjectReleases;
			/** Where there are several indexes, of which one decided. */
			readonly decision?: IndexDecision | undefined;
	  }
	/** No index that was asked has it. `unauthorized` lists indexes that refused to say (401, 403). */
	| { readonly kind: "not-found"; readonly unauthorized: readonly string[] }
	/** It is not in the cache and the network may not be used. */
	| { readonly kind: "offline" }
	/** `--no-index`, and no link has it. */
	| { readonly kind: "no-index" };

/** What a distribution says of its dependencies. */
export interface ResolutionMetadata {
	readonly name: string;
	readonly version: Version;
	readonly requiresDist: readonly Requirement[];
	readonly requiresPython: SpecifierSet | undefined;
	readonly providesExtra: readonly string[];
	/**
	 * Those of `requiresDist` that may apply with no extra, or with this one, in their order; others may be among them.
	 * Where it is absent, any may apply. Saves looking at the many that are for extras nobody asks for.
	 */
	requirementsFor?(extra: string | undefined): readonly Requirement[];
}

export type MetadataAnswer =
	| { readonly kind: "known"; readonly metadata: ResolutionMetadata }
	/** Nobody knows without building it. */
	| { readonly kind: "needs-build" }
	/** It is there and cannot be used; `reason` is a sentence without a period. */
	| { readonly kind: "invalid"; readonly reason: string }
	| { readonly kind: "offline" };

/**
 * Answers must not depend on the order of the questions. A failure that no other version can mend
 * (no network, a broken index page) rejects or throws with a `UserError`.
 */
export interface PackageSource {
	/** `name` is normalized. Asked again for the same name, it gives the same answer. */
	project(name: string): Answer<ProjectAnswer>;
	metadata(distribution: Distribution): Answer<MetadataAnswer>;
	/** A guess that these projects are asked for soon: an implementation may start to fetch. */
	expect(names: readonly string[]): void;
	/** Likewise for the metadata of a distribution. */
	expectMetadata(distribution: Distribution): void;
	/** The inputs pin this distribution: it will hardly be missing from an answer. */
	expectFile(distribution: Distribution): void;
}
