/** The public API: what a program may use, name by name. Importing it does nothing. */
export { NoSolution } from "./commands/no-solution.ts";
export type { Environment } from "./environment/environment.ts";
export type { InstalledDistribution } from "./environment/installed-distribution.ts";
export { ParseError } from "./errors/parse-error.ts";
export { UserError } from "./errors/user-error.ts";
export type { ProgressEvent, Reporter } from "./progress/reporter.ts";
export type { ResolutionPolicy } from "./resolver/manifest.ts";
export type { Resolution, ResolutionNode } from "./resolver/resolution.ts";
export { Marker } from "./standards/marker.ts";
export type { MarkerEnvironment } from "./standards/marker-environment.ts";
export { parseRequirement, printRequirement, type Requirement } from "./standards/requirement.ts";
export { SpecifierSet } from "./standards/specifier.ts";
export { Version } from "./standards/version.ts";
export { VersionRange } from "./standards/version-range.ts";
export {
	type CreateOptions,
	createEnvironment,
	type InstallReport,
	install,
	type LibraryOptions,
	type LibraryResolution,
	listInstalled,
	openEnvironment,
	type ResolveOptions,
	resolve,
} from "./wiring/library.ts";
