/** What is taken of local projects: extras, groups, sources. */
import type { IndexEntry } from "../distributions/index-entry.ts";
import { NO_PROJECT, type ProjectSelection } from "../resolver/manifest.ts";
import type { DependencyTable } from "../settings/loaded-settings.ts";
import type { IndexSetting } from "../settings/settings-table.ts";

export interface ProjectChoices {
	readonly extras: { readonly all: boolean; readonly names: readonly string[] };
	/** Each `NAME` or `PATH:NAME`. */
	readonly groups: readonly string[];
	/** `--project`, as given. */
	readonly folder: string | undefined;
	readonly noSources: ProjectSelection;
	/** The indexes that the command line names. */
	readonly indexNames: ReadonlySet<string>;
	/** What settings files say of dependencies. */
	readonly settings: readonly DependencyTable[];
	/** An index that a project defines, with the moment that its `exclude-newer` means. */
	readonly openIndex: (setting: IndexSetting) => IndexEntry;
}

/** Nothing of local projects. */
export const NO_CHOICES: ProjectChoices = {
	extras: { all: false, names: [] },
	groups: [],
	folder: undefined,
	noSources: NO_PROJECT,
	indexNames: new Set(),
	settings: [],
	openIndex: (setting) => ({ ...setting, excludeNewer: undefined }),
};
