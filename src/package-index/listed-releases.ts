/** Releases that are in memory as they are, of one index or put together out of several. */
import type { MergedIndexes, ProjectReleases } from "../resolver/package-source.ts";
import { mergeGroups } from "./group-files.ts";
import type { FilesByVersion } from "./page-columns.ts";

export class ListedReleases implements ProjectReleases {
	readonly versions: ProjectReleases["versions"];
	readonly merged: MergedIndexes | undefined;
	readonly #groups: FilesByVersion;

	constructor(groups: FilesByVersion, merged?: MergedIndexes) {
		this.#groups = groups;
		this.merged = merged;
		this.versions = groups.map(({ version }) => version);
	}

	filesOf(ordinal: number): ReturnType<ProjectReleases["filesOf"]> {
		return this.#groups[ordinal]?.files ?? [];
	}
}

/** Links beside what indexes have; within a version links come first. */
export function withLinks(
	links: FilesByVersion,
	releases: ProjectReleases | undefined,
): ProjectReleases {
	const listed = releases === undefined ? [] : groupsOf(releases);
	return new ListedReleases(mergeGroups([links, listed]), releases?.merged);
}

/** The releases of several indexes; within a version the files of earlier ones come first. */
export function mergeReleases(
	lists: readonly ProjectReleases[],
	merged: MergedIndexes,
): ProjectReleases {
	return new ListedReleases(mergeGroups(lists.map(groupsOf)), merged);
}

function groupsOf(releases: ProjectReleases): FilesByVersion {
	return Array.from(releases.versions, (version, ordinal) => ({
		version,
		files: releases.filesOf(ordinal),
	}));
}
