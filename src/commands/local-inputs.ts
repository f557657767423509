/** The part of the inputs that local projects and settings bring; what reads them is loaded where there are some. */
import type { IndexEntry } from "../distributions/index-entry.ts";
import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import { recognizeSource, type SourceKind } from "../requirements-file/source-kind.ts";
import type { InputRequirement, PackageRule } from "../resolver/manifest.ts";
import type { Marker } from "../standards/marker.ts";
import { NotYet, needsBuild } from "./direct-wheel.ts";
import type { ProjectChoices } from "./project-choices.ts";
import type { ProjectReader } from "./project-reader.ts";
import type { BuildNeeds, Tools } from "./tools.ts";

/** Extras where nothing has any. */
export class NoExtras extends UserError {
	readonly code = "no-extras";
}

/** A file that cannot stand where it is named. */
export class MisplacedSource extends UserError {
	readonly code = "misplaced-source";
}

interface LocalInputs {
	readonly requirements: readonly InputRequirement[];
	readonly constraints: readonly InputRequirement[];
	readonly overrides: readonly InputRequirement[];
	/** Normalized names. */
	readonly excludes: readonly string[];
	readonly packageRules: readonly PackageRule[];
	readonly environments: readonly Marker[];
	readonly requiredEnvironments: readonly Marker[];
}

const NOTHING: LocalInputs = {
	requirements: [],
	constraints: [],
	overrides: [],
	excludes: [],
	packageRules: [],
	environments: [],
	requiredEnvironments: [],
};

/** How local projects are read. */
export interface LocalReading {
	readonly choices: ProjectChoices;
	/** Made when it is asked for. */
	readonly reader: () => Promise<ProjectReader>;
	/** The indexes of projects that were named so far. */
	readonly indexes: () => Promise<readonly IndexEntry[]>;
	readonly tools: Tools;
}

/** The reader is made once. */
export function lazyReader(
	choices: ProjectChoices,
	tools: Tools,
	builds?: () => Promise<BuildNeeds>,
): Pick<LocalReading, "reader" | "indexes"> {
	let made: Promise<ProjectReader> | undefined;
	const reader = () => {
		made ??= import("./project-reader.ts").then(
			({ ProjectReader }) =>
				new ProjectReader({
					...choices,
					hideCredentials: (url) => tools.hideCredentials(url),
					describe: async (place) => {
						if (builds === undefined) throw needsBuild(place.label, "a local project needs");
						const { describeFolder } = await import("./describe-folder.ts");
						return describeFolder(place, await builds(), tools);
					},
				}),
		);
		return made;
	};
	return { reader, indexes: async () => (await made)?.indexes ?? [] };
}

/** The requirements of the projects and groups that are named, and what settings add. @throws UserError */
export async function readLocalInputs(
	projectFiles: readonly string[],
	{ choices, reader, tools }: LocalReading,
): Promise<LocalInputs> {
	const isAsked = projectFiles.length > 0 || choices.groups.length > 0;
	const hasSettings = choices.settings.length > 0;
	if (!isAsked && !hasSettings) return NOTHING;
	const { readProjects, readGroups, readSettings } = await import("./project-inputs.ts");
	const means = { reader: await reader(), tools };
	const settings = hasSettings ? await readSettings(choices.settings, means) : undefined;
	const requirements = [
		...(await readProjects(projectFiles, choices.extras, means)),
		...(await readGroups(choices, means)),
	];
	return { ...NOTHING, ...settings, requirements };
}

/** Whether the file stands for a project, of which a source may be read. */
export function isProject(location: string): boolean {
	const kind = recognizeSource(location);
	return kind === "pyproject" || kind === "setup-py" || kind === "setup-cfg";
}

const REFUSED: Readonly<
	Record<
		Exclude<SourceKind, "requirements" | "script" | "pyproject" | "setup-py" | "setup-cfg">,
		string
	>
> = {
	pylock: "`pylock.toml` cannot be read by this release",
	conda: "a Conda environment is not supported",
	"unknown-toml": "of TOML files only `pylock.toml` and `pyproject.toml` can be read",
};

/** The files that are named for a command. */
interface NamedFiles {
	readonly requirementFiles: readonly string[];
	readonly constraintFiles: readonly string[];
	readonly overrideFiles: readonly string[];
	readonly excludeFiles: readonly string[];
	readonly projects: ProjectChoices;
}

/** Refuses files of kinds that cannot be read where they are named, and extras that nothing has. */
export function refuseMisplaced(sources: NamedFiles): void {
	for (const location of sources.requirementFiles) {
		const kind = recognizeSource(location);
		if (kind === "requirements" || kind === "script" || kind === "pyproject") continue;
		if (kind === "setup-py" || kind === "setup-cfg") continue;
		throw new NotYet(`Cannot read \`${displayText(location)}\`: ${REFUSED[kind]}`, {
			hints: ["Name a requirements file with `-r`"],
		});
	}
	const { constraintFiles, overrideFiles, excludeFiles, projects } = sources;
	for (const location of [...constraintFiles, ...overrideFiles, ...excludeFiles]) {
		const kind = recognizeSource(location);
		if (kind === "requirements" || kind === "script") continue;
		throw new MisplacedSource(
			`Cannot read \`${displayText(location)}\` here: it is not a requirements file`,
		);
	}
	const { extras } = projects;
	if (!extras.all && extras.names.length === 0) return;
	if (sources.requirementFiles.some(isProject)) return;
	throw new NoExtras(
		"Cannot take extras: no `pyproject.toml` is among the sources; extras of a package stand in its requirement, as in `package[extra]`",
	);
}
