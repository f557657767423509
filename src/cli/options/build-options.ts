/**
 * Options about building distributions from source, and about whether to. No distribution is built in this release,
 * so that what is said about builds holds by itself: it is accepted, and a distribution that needs a build is refused.
 */
import type { Option } from "../option.ts";

/** What is told to build backends, and where they run. */
export function buildOptions(): readonly Option[] {
	return [
		{
			name: "config-setting",
			kind: "list",
			short: "C",
			aliases: ["config-settings"],
			valueName: "KEY=VALUE",
			settingsKey: "config-settings",
			help: "A setting for build backends",
			status: "ignored",
			heading: "Build options",
		},
		{
			name: "config-settings-package",
			kind: "list",
			aliases: ["config-setting-package"],
			valueName: "PACKAGE:KEY=VALUE",
			settingsKey: "config-settings-package",
			help: "A setting for the build backend of one package",
			status: "ignored",
			heading: "Build options",
		},
		{
			name: "no-build-isolation",
			kind: "flag",
			negative: "build-isolation",
			variables: ["UV_NO_BUILD_ISOLATION"],
			settingsKey: "no-build-isolation",
			help: "Build with the packages that are installed",
			status: "ignored",
			heading: "Build options",
		},
	];
}

/** Not for `pip sync`. */
export function buildIsolationPackageOption(): Option {
	return {
		name: "no-build-isolation-package",
		kind: "list",
		valueName: "PACKAGE",
		settingsKey: "no-build-isolation-package",
		help: "Build this package with the packages that are installed",
		status: "ignored",
		heading: "Build options",
	};
}

/** Constraints that reach build requirements and nothing else. */
export function buildConstraintOptions(): readonly Option[] {
	return [
		{
			name: "build-constraints",
			kind: "list",
			short: "b",
			aliases: ["build-constraint"],
			valueName: "FILE",
			variables: ["UV_BUILD_CONSTRAINT"],
			variableSeparator: "space",
			completes: "file",
			help: "Constrain the versions that builds require by this file",
			status: "ignored",
		},
		{
			name: "require-build-hashes",
			kind: "flag",
			negative: "no-require-build-hashes",
			help: "Require a hash for every build requirement",
			status: "ignored",
		},
	];
}

/** Wheels, source distributions, or either. */
export function buildPolicyOptions(): readonly Option[] {
	return [
		{
			name: "no-build",
			kind: "flag",
			negative: "build",
			settingsKey: "no-build",
			conflicts: ["no-binary", "only-binary"],
			help: "Use wheels only; the same as `--only-binary :all:`",
		},
		{
			name: "no-binary",
			kind: "list",
			valueName: ":all:|:none:|PACKAGE",
			separator: "comma",
			settingsKey: "no-binary",
			help: "Do not use wheels of these packages",
		},
		{
			name: "only-binary",
			kind: "list",
			valueName: ":all:|:none:|PACKAGE",
			separator: "comma",
			settingsKey: "only-binary",
			help: "Use only wheels of these packages",
		},
	];
}
