/** Options that name what is asked for: files of requirements, constraints, extras, groups. */
import type { Option } from "../option.ts";

export function requirementsOption(): Option {
	return {
		name: "requirements",
		kind: "list",
		short: "r",
		aliases: ["requirement"],
		valueName: "FILE",
		completes: "file",
		help: "Read requirements from this file; `-` is standard input",
	};
}

export function constraintsOption(): Option {
	return {
		name: "constraints",
		kind: "list",
		short: "c",
		aliases: ["constraint"],
		valueName: "FILE",
		variables: ["UV_CONSTRAINT"],
		variableSeparator: "space",
		completes: "file",
		help: "Limit versions by this file, without asking for any package",
	};
}

/** Stronger than constraints; not for `pip sync`. */
export function overrideOptions(): readonly Option[] {
	return [
		{
			name: "overrides",
			kind: "list",
			aliases: ["override"],
			valueName: "FILE",
			variables: ["UV_OVERRIDE"],
			variableSeparator: "space",
			completes: "file",
			help: "Replace what packages require by the requirements of this file",
		},
		{
			name: "excludes",
			kind: "list",
			aliases: ["exclude"],
			valueName: "FILE",
			variables: ["UV_EXCLUDE"],
			variableSeparator: "space",
			completes: "file",
			help: "Leave out the packages this file names, whoever requires them",
		},
	];
}

/** Parts of a project. */
export function extraOptions(): readonly Option[] {
	return [
		{
			name: "extra",
			kind: "list",
			separator: "comma",
			settingsKey: "extra",
			conflicts: ["all-extras"],
			help: "Include this extra of a `pyproject.toml` or a lock",
		},
		{
			name: "all-extras",
			kind: "flag",
			negative: "no-all-extras",
			settingsKey: "all-extras",
			help: "Include all extras of a `pyproject.toml` or a lock",
		},
		{
			name: "group",
			kind: "list",
			valueName: "[PATH:]GROUP",
			settingsKey: "group",
			help: "Include this dependency group of a `pyproject.toml` or a lock",
		},
	];
}

/** `pip install` only. */
export function editableOptions(): readonly Option[] {
	return [
		{
			name: "editable",
			kind: "list",
			short: "e",
			valueName: "PATH|URL",
			completes: "directory",
			help: "Install a project so that changes to its source take effect at once",
		},
		{
			name: "no-editable",
			kind: "flag",
			variables: ["UV_NO_EDITABLE"],
			help: "Install editable requirements like any other",
			status: "ignored",
		},
		{
			name: "no-editable-package",
			kind: "list",
			valueName: "PACKAGE",
			separator: "space",
			help: "The same for these packages",
			status: "ignored",
		},
	];
}

/** Direct requirements only, or all. */
export function dependencyOption(): Option {
	return {
		name: "no-deps",
		kind: "flag",
		negative: "deps",
		settingsKey: "no-deps",
		help: "Leave out what packages require; take only what is named",
	};
}
