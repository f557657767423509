/** Options that steer which versions are chosen. */
import type { Option } from "../option.ts";

/** Whether pins and installed versions may give way. */
export function upgradeOptions(): readonly Option[] {
	return [
		{
			name: "upgrade",
			kind: "flag",
			short: "U",
			negative: "no-upgrade",
			settingsKey: "upgrade",
			help: "Prefer newest versions to those that are installed or pinned; asks the index again",
			heading: "Resolver options",
		},
		{
			name: "upgrade-package",
			kind: "list",
			short: "P",
			valueName: "PACKAGE",
			settingsKey: "upgrade-package",
			help: "The same for one package; a version specifier in it is a constraint",
			heading: "Resolver options",
		},
		{
			name: "upgrade-group",
			kind: "list",
			valueName: "GROUP",
			help: "Not available here",
			isHidden: true,
			status: "refused",
			advice: "name the packages with `--upgrade-package`",
			heading: "Resolver options",
		},
	];
}

/** Direction, pre-releases and forks. */
export function versionOptions(): readonly Option[] {
	return [
		{
			name: "resolution",
			kind: "value",
			choices: [{ value: "highest" }, { value: "lowest" }, { value: "lowest-direct" }],
			variables: ["UV_RESOLUTION"],
			settingsKey: "resolution",
			default: "highest",
			help: "Which end of the allowed versions to prefer",
			heading: "Resolver options",
		},
		{
			name: "prerelease",
			kind: "value",
			valueName: "MODE",
			choices: [
				{ value: "disallow" },
				{ value: "allow" },
				{ value: "if-necessary" },
				{ value: "explicit" },
				{ value: "if-necessary-or-explicit" },
			],
			variables: ["UV_PRERELEASE"],
			settingsKey: "prerelease",
			default: "if-necessary-or-explicit",
			help: "When a pre-release may be chosen",
			details:
				"By default where a direct requirement names one in its specifier, and where a project has nothing else.",
			heading: "Resolver options",
		},
		{
			name: "prerelease-package",
			kind: "list",
			valueName: "PACKAGE=MODE",
			isKeyed: true,
			settingsKey: "prerelease-package",
			help: "The same for one package",
			heading: "Resolver options",
		},
		{
			name: "pre",
			kind: "flag",
			help: "pip's name for `--prerelease allow`",
			isHidden: true,
			heading: "Resolver options",
		},
		{
			name: "fork-strategy",
			kind: "value",
			choices: [{ value: "fewest" }, { value: "requires-python" }],
			variables: ["UV_FORK_STRATEGY"],
			settingsKey: "fork-strategy",
			default: "requires-python",
			help: "How versions are chosen when one answer serves several platforms",
			heading: "Resolver options",
		},
	];
}

/** Commands that ask an index. */
export function excludeNewerOptions(): readonly Option[] {
	return [
		{
			name: "exclude-newer",
			kind: "value",
			valueName: "DATE|DURATION",
			variables: ["UV_EXCLUDE_NEWER"],
			settingsKey: "exclude-newer",
			help: "Ignore files that were uploaded later than this",
			details:
				"A day such as `2026-01-31`, of which all still counts; a moment such as `2026-01-31T12:00:00Z`; a length of time before now such as `3 days` or `P3D`; or `false`.",
			heading: "Resolver options",
		},
		{
			name: "exclude-newer-package",
			kind: "list",
			valueName: "PACKAGE=DATE",
			isKeyed: true,
			settingsKey: "exclude-newer-package",
			help: "The same for one package; `false` exempts it",
			heading: "Resolver options",
		},
	];
}

/** `tool.uv.sources` of a project. */
export function sourcesOptions(): readonly Option[] {
	return [
		{
			name: "no-sources",
			kind: "flag",
			variables: ["UV_NO_SOURCES"],
			settingsKey: "no-sources",
			help: "Ignore `tool.uv.sources`",
			heading: "Resolver options",
		},
		{
			name: "no-sources-package",
			kind: "list",
			valueName: "PACKAGE",
			separator: "space",
			variableSeparator: "space",
			variables: ["UV_NO_SOURCES_PACKAGE"],
			settingsKey: "no-sources-package",
			help: "Ignore `tool.uv.sources` for these packages",
			heading: "Resolver options",
		},
	];
}

/** PyTorch's own indexes. */
export function torchBackendOption(): Option {
	return {
		name: "torch-backend",
		kind: "value",
		valueName: "BACKEND",
		variables: ["UV_TORCH_BACKEND"],
		settingsKey: "torch-backend",
		help: "Which build of PyTorch to use",
		status: "not-yet",
		advice: "name PyTorch's index with `--index`",
	};
}
