/** What is wanted, of whom and how: everything that decides an answer. See docs/resolution.md#the-manifest. */
import type { DirectDistribution, KeptDistribution } from "../distributions/distribution.ts";
import type { UserError } from "../errors/user-error.ts";
import type { Digest } from "../standards/digest.ts";
import type { Marker } from "../standards/marker.ts";
import type { MarkerEnvironment } from "../standards/marker-environment.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { TagSet } from "../standards/tag.ts";
import type { Version } from "../standards/version.ts";
import type { UploadCutoffs } from "./upload-cutoffs.ts";

/** Where an input was written. */
export type Origin =
	| "command line"
	/** A requirements file, or a script with requirements in it; lines count from 1. */
	| { readonly file: string; readonly line: number; readonly isScript?: boolean | undefined }
	/** A pyproject.toml: the project's own dependencies, or those of a group. */
	| {
			readonly file: string;
			/** Normalized; `undefined` where the file names no project. */
			readonly project: string | undefined;
			readonly group: string | undefined;
	  }
	/** Settings, in this file. */
	| { readonly settings: string }
	/** The build of this distribution, which requires it. */
	| { readonly build: string };

/** A requirement, constraint or override as the user gave it. */
export interface InputRequirement {
	readonly requirement: Requirement;
	readonly origin: Origin;
	/** Empty: none were given. */
	readonly hashes: readonly Digest[];
	/** What the requirement's URL or path leads to; undefined for a requirement on an index. */
	readonly distribution: DirectDistribution | undefined;
	/** Why its URL or path leads to nothing; a failure where the requirement holds. */
	readonly fault?: UserError | undefined;
	/** The name of the index that it is to be met from; absent: whichever has it. */
	readonly index?: string | undefined;
}

/** For whom the answer must hold. */
export interface Target {
	readonly markers: MarkerEnvironment;
	readonly tags: TagSet;
	/** May be a pre-release; compared by its first three numbers. */
	readonly pythonVersion: Version;
	/** Whether the user named that Python; absent: it is the one that was found. */
	readonly isPythonNamed?: boolean | undefined;
	/** The same machine with another Python; absent: nobody knows it. */
	withPython?(version: Version): Target;
}

/** All environments with such a Python: the answer says with markers where each part of it holds. */
export interface UniversalTarget {
	readonly kind: "universal";
	/** The oldest Python; there is no newest. */
	readonly pythonVersion: Version;
	/** Where the answer has to hold; empty: everywhere. */
	readonly environments: readonly Marker[];
	/** Where a version has to have a wheel or a source distribution, or another one is taken there. */
	readonly requiredEnvironments: readonly Marker[];
	readonly forkStrategy: ForkStrategy;
}

/** `requires-python`: the newest version for each Python. `fewest`: one version for all, where there is one. */
export type ForkStrategy = "requires-python" | "fewest";

/** A version that was chosen before. */
export interface Preference {
	readonly version: Version;
	/** Where it was chosen; undefined: everywhere. */
	readonly marker: Marker | undefined;
}

export type ResolutionMode = "highest" | "lowest" | "lowest-direct";

/** See docs/resolution.md#pre-releases. */
export type PrereleaseMode =
	| "if-necessary-or-explicit"
	| "if-necessary"
	| "explicit"
	| "allow"
	| "disallow";

/** `all`: every project, but for those that the opposite selection names. Names are normalized. */
export interface ProjectSelection {
	readonly all: boolean;
	readonly names: ReadonlySet<string>;
}

export const NO_PROJECT: ProjectSelection = { all: false, names: new Set() };

export const EVERY_PROJECT: ProjectSelection = { all: true, names: new Set() };

/** How to choose. */
export interface ResolutionPolicy extends UploadCutoffs {
	readonly mode: ResolutionMode;
	readonly prereleases: PrereleaseMode;
	/** In its place for single projects, by normalized name. */
	readonly prereleasePackages: ReadonlyMap<string, PrereleaseMode>;
	/** False: only what the inputs name. */
	readonly withDependencies: boolean;
	/** For these, what is installed or pinned has no say. */
	readonly upgrade: ProjectSelection;
	/** These are taken afresh, also at the installed version. */
	readonly reinstall: ProjectSelection;
	/** No wheels of these. */
	readonly noBinary: ProjectSelection;
	/** No source distributions of these. */
	readonly onlyBinary: ProjectSelection;
	/** Everything must be pinned with a hash among the inputs. */
	readonly requireHashes: boolean;
}

export const DEFAULT_POLICY: ResolutionPolicy = {
	mode: "highest",
	prereleases: "if-necessary-or-explicit",
	prereleasePackages: new Map(),
	withDependencies: true,
	upgrade: NO_PROJECT,
	reinstall: NO_PROJECT,
	excludeNewer: undefined,
	excludeNewerPackages: new Map(),
	noBinary: NO_PROJECT,
	onlyBinary: NO_PROJECT,
	requireHashes: false,
};

/** What the inputs change in the requirements of one package. */
export interface PackageRule {
	/** Normalized. */
	readonly name: string;
	/** Undefined: all versions, but for those of which something is said. */
	readonly version: Version | undefined;
	/** In place of its requirements on the same projects, and beside the others. Without URLs. */
	readonly overrides: readonly InputRequirement[];
	/** Normalized names that it does not require. */
	readonly excludes: readonly string[];
}

export interface Manifest {
	/** In the user's order, which is a priority. */
	readonly requirements: readonly InputRequirement[];
	readonly constraints: readonly InputRequirement[];
	readonly overrides: readonly InputRequirement[];
	/** Normalized names of what is left out, whoever asks for it; stronger than overrides. */
	readonly excludes: ReadonlySet<string>;
	/** What is changed in the requirements of single packages; absent: nothing. */
	readonly packageRules?: readonly PackageRule[] | undefined;
	/** Versions pinned before, by normalized name. */
	readonly preferences: ReadonlyMap<string, readonly Preference[]>;
	/** What is in the environment, by normalized name. */
	readonly installed: ReadonlyMap<string, KeptDistribution>;
	readonly target: Target | UniversalTarget;
	readonly policy: ResolutionPolicy;
}

/** When pre-releases of the project may be chosen. */
export function prereleaseModeOf(
	{ prereleases, prereleasePackages }: Pick<ResolutionPolicy, "prereleases" | "prereleasePackages">,
	name: string,
): PrereleaseMode {
	return prereleasePackages.get(name) ?? prereleases;
}

/** Whether the selection covers the project. */
export function selects(selection: ProjectSelection, name: string): boolean {
	return selection.all || selection.names.has(name);
}

/** Whether the one selection rules the project out; a name in the opposite one outranks `all` of it. */
export function excludes(
	selection: ProjectSelection,
	opposite: ProjectSelection,
	name: string,
): boolean {
	return selects(selection, name) && (selection.names.has(name) || !opposite.names.has(name));
}

/** The origin as a message shows it: `requirements.in line 3`. */
export function describeOrigin(origin: Origin): string {
	if (typeof origin === "string") return origin;
	if ("settings" in origin) return origin.settings;
	if ("build" in origin) return `the build of ${origin.build}`;
	if ("line" in origin) return `${origin.file} line ${origin.line}`;
	return origin.group === undefined ? origin.file : `${origin.file}:${origin.group}`;
}
