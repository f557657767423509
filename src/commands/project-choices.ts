/** What is taken of local projects: extras, groups, sources. */
import { NO_PROJECT, type ProjectSelection } from "../resolver/manifest.ts";

export interface ProjectChoices {
	readonly extras: { readonly all: boolean; readonly names: readonly string[] };
	/** Each `NAME` or `PATH:NAME`. */
	readonly groups: readonly string[];
	/** `--project`, as given. */
	readonly folder: string | undefined;
	readonly noSources: ProjectSelection;
	/** The indexes that the command line names. */
	readonly indexNames: ReadonlySet<string>;
	/** Whether a folder may stand for the distribution that a build would make of it. */
	readonly takesFolders: boolean;
	/** Whether the settings of the project in the working directory hold. */
	readonly hasSettings: boolean;
}

/** Nothing of local projects. */
export const NO_CHOICES: ProjectChoices = {
	extras: { all: false, names: [] },
	groups: [],
	folder: undefined,
	noSources: NO_PROJECT,
	indexNames: new Set(),
	takesFolders: false,
	hasSettings: false,
};
