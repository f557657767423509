/** What can be installed, and where its bytes come from: a union on `kind`. */
import type { UserError } from "../errors/user-error.ts";
import type { Digest } from "../standards/digest.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { SdistFilename } from "../standards/sdist-filename.ts";
import type { SpecifierSet } from "../standards/specifier.ts";
import type { Version } from "../standards/version.ts";
import type { WheelFilename } from "../standards/wheel-filename.ts";
import type { PackageIndex } from "./index-url.ts";

/** What an index says of a file, wheel or sdist. */
export interface RegistryFacts extends Omit<ProjectFile, "filename" | "provenance"> {
	readonly index: PackageIndex;
	/** Absolute, without fragment; may carry no credentials. `file:` for a local index. */
	readonly url: string;
}

/** A wheel that an index lists. */
export interface RegistryWheel extends RegistryFacts {
	readonly kind: "registry-wheel";
	readonly name: string;
	readonly version: Version;
	readonly filename: WheelFilename;
}

/** A source distribution that an index lists. */
export interface RegistrySdist extends RegistryFacts {
	readonly kind: "registry-sdist";
	readonly name: string;
	readonly version: Version;
	readonly filename: SdistFilename;
}

/** A wheel that the user named by URL. */
export interface UrlWheel {
	readonly kind: "url-wheel";
	readonly name: string;
	readonly version: Version;
	readonly filename: WheelFilename;
	/** As given, environment variables expanded, without fragment and credentials. */
	readonly url: string;
	/** As the user wrote it, for output. */
	readonly given: string;
	readonly digests: readonly Digest[];
	/** Bytes, where a lock says it. */
	readonly size?: number | undefined;
}

/** A wheel that the user named by path or `file:` URL. */
export interface PathWheel {
	readonly kind: "path-wheel";
	readonly name: string;
	readonly version: Version;
	readonly filename: WheelFilename;
	/** Absolute. */
	readonly path: string;
	readonly given: string;
	readonly digests: readonly Digest[];
}

/** A source distribution that the user named by URL. */
export interface UrlSdist extends Omit<UrlWheel, "kind" | "filename" | "size"> {
	readonly kind: "url-sdist";
	readonly filename: SdistFilename;
}

/** A source distribution that the user named by path or `file:` URL. */
export interface PathSdist extends Omit<PathWheel, "kind" | "filename"> {
	readonly kind: "path-sdist";
	readonly filename: SdistFilename;
}

/** A project in a local folder, as it describes itself: by its pyproject.toml, else by a build. */
export interface ProjectDirectory {
	readonly kind: "directory";
	readonly name: string;
	readonly version: Version;
	/** Absolute. */
	readonly path: string;
	/** The place as the user or the project wrote it, without name, extras and marker. */
	readonly given: string;
	readonly isEditable: boolean;
	/** With those of its extras, conditioned on `extra`. */
	readonly requiresDist: readonly Requirement[];
	readonly requiresPython: SpecifierSet | undefined;
	readonly providesExtra: readonly string[];
	/** What the URLs and paths in `requiresDist` lead to. */
	readonly references: ReadonlyMap<string, DirectDistribution>;
	/** Why some of its URLs and paths lead to nothing: a failure where the requirement counts. */
	readonly faults?: ReadonlyMap<string, UserError>;
	readonly pins: readonly IndexPin[];
}

/** A requirement that is to be met from the index of this name. */
export interface IndexPin {
	readonly requirement: Requirement;
	readonly index: string;
}

/** A file that a URL or path names. */
export type DirectFile = UrlWheel | PathWheel | UrlSdist | PathSdist;

/** What a URL or path names: the only candidate of its project. */
export type DirectDistribution = DirectFile | ProjectDirectory;

/** A distribution that is in the environment already and is kept. */
export interface KeptDistribution {
	readonly kind: "installed";
	readonly name: string;
	readonly version: Version;
	/** The absolute path of its `.dist-info` or `.egg-info`. */
	readonly path: string;
	/** Where a direct URL is recorded: that URL. */
	readonly directUrl: string | undefined;
}

export type RegistryFile = RegistryWheel | RegistrySdist;
export type WheelDistribution = RegistryWheel | UrlWheel | PathWheel;
export type SdistDistribution = RegistrySdist | UrlSdist | PathSdist;
/** What can be installed: as it is, or once a wheel was built of it. */
export type InstallableDistribution = WheelDistribution | SdistDistribution | ProjectDirectory;
export type Distribution = RegistryFile | DirectDistribution | KeptDistribution;

/** One string that names a distribution, fit as a key of a map. */
export function distributionId(distribution: Distribution): string {
	switch (distribution.kind) {
		case "registry-wheel":
		case "registry-sdist":
		case "url-wheel":
		case "url-sdist":
			return `${distribution.name}==${distribution.version} @ ${distribution.url}`;
		case "path-wheel":
		case "path-sdist":
		case "directory":
		case "installed":
			return `${distribution.name}==${distribution.version} @ ${distribution.path}`;
	}
}

/** Where it is: a URL, or an absolute path. */
export function placeOf(direct: DirectDistribution): string {
	return "url" in direct ? direct.url : direct.path;
}

/** Whether it is a wheel. */
export function isWheel(distribution: Distribution): distribution is WheelDistribution {
	return distribution.kind.endsWith("-wheel");
}

/** Whether it is a source distribution. */
export function isSdist(distribution: Distribution): distribution is SdistDistribution {
	return distribution.kind.endsWith("-sdist");
}

/** Whether it is a file that a URL or path names. */
export function isDirectFile(distribution: Distribution): distribution is DirectFile {
	return !("index" in distribution) && (isWheel(distribution) || isSdist(distribution));
}
