/** Options of the commands that tell what is installed. */
import type { Option } from "../option.ts";

/** `freeze` and `list`. */
export function excludeOptions(): readonly Option[] {
	return [
		{
			name: "exclude-editable",
			kind: "flag",
			help: "Leave editable projects out",
		},
		{
			name: "exclude",
			kind: "list",
			valueName: "PACKAGE",
			help: "Leave this package out",
		},
	];
}

export function strictOption(): Option {
	return {
		name: "strict",
		kind: "flag",
		negative: "no-strict",
		settingsKey: "strict",
		help: "Warn about missing and mismatched dependencies as well",
	};
}

export function pathOption(): Option {
	return {
		name: "path",
		kind: "list",
		valueName: "DIR",
		conflicts: ["target", "prefix"],
		completes: "directory",
		help: "Tell only what is installed in this folder",
	};
}

export function outdatedOption(): Option {
	return {
		name: "outdated",
		kind: "flag",
		negative: "no-outdated",
		help: "Ask the index for newer versions",
	};
}

export function listOptions(): readonly Option[] {
	return [
		{
			name: "editable",
			kind: "flag",
			short: "e",
			conflicts: ["exclude-editable"],
			help: "Tell only of editable projects",
		},
		{
			name: "format",
			kind: "value",
			choices: [{ value: "columns" }, { value: "freeze" }, { value: "json" }],
			default: "columns",
			help: "How to write the list",
		},
	];
}

export function filesOption(): Option {
	return { name: "files", kind: "flag", short: "f", help: "List the installed files as well" };
}

export function treeOptions(): readonly Option[] {
	return [
		{
			name: "show-version-specifiers",
			kind: "flag",
			help: "Say which versions each package requires",
		},
		{
			name: "depth",
			kind: "value",
			short: "d",
			range: [0, 255],
			default: "255",
			help: "How many levels to show",
		},
		{
			name: "prune",
			kind: "list",
			valueName: "PACKAGE",
			help: "Leave this package and what only it requires out",
		},
		{
			name: "package",
			kind: "list",
			valueName: "PACKAGE",
			help: "Begin at this package",
		},
		{
			name: "no-dedupe",
			kind: "flag",
			help: "Repeat what a package requires wherever the package stands",
		},
		{
			name: "invert",
			kind: "flag",
			aliases: ["reverse"],
			help: "Show what requires a package instead of what it requires",
		},
		{
			name: "show-sizes",
			kind: "flag",
			help: "Has no effect on installed packages",
			isHidden: true,
			status: "ignored",
			advice: "sizes of installed packages are not known",
		},
	];
}

/** `cache prune`. */
export function continuousIntegrationOption(): Option {
	return {
		name: "ci",
		kind: "flag",
		help: "Keep only what is dear to make again, for a cache that is stored between runs",
	};
}
