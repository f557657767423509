/** Options about putting packages into an environment and checking what arrives. */
import type { Option } from "../option.ts";

/** Whether what is there already is put there again. */
export function reinstallOptions(): readonly Option[] {
	return [
		{
			name: "reinstall",
			kind: "flag",
			aliases: ["force-reinstall"],
			negative: "no-reinstall",
			settingsKey: "reinstall",
			help: "Install every package again, even where it is installed; asks the index again",
			heading: "Installer options",
		},
		{
			name: "reinstall-package",
			kind: "list",
			valueName: "PACKAGE",
			settingsKey: "reinstall-package",
			help: "Install this package again",
			heading: "Installer options",
		},
	];
}

/** How files get from the cache into the environment. */
export function linkModeOption(): Option {
	return {
		name: "link-mode",
		kind: "value",
		valueName: "MODE",
		choices: [
			{ value: "clone", aliases: ["reflink"] },
			{ value: "copy" },
			{ value: "hardlink" },
			{ value: "symlink" },
		],
		variables: ["UV_LINK_MODE"],
		settingsKey: "link-mode",
		help: "How files get from the cache into the environment",
		heading: "Installer options",
	};
}

export function compileBytecodeOption(): Option {
	return {
		name: "compile-bytecode",
		kind: "flag",
		aliases: ["compile"],
		negative: "no-compile-bytecode",
		negativeAliases: ["no-compile"],
		variables: ["UV_COMPILE_BYTECODE"],
		settingsKey: "compile-bytecode",
		help: "Compile Python files to bytecode after installing",
		heading: "Installer options",
	};
}

/** Hashes of what is downloaded. */
export function hashOptions(): readonly Option[] {
	return [
		{
			name: "require-hashes",
			kind: "flag",
			negative: "no-require-hashes",
			variables: ["UV_REQUIRE_HASHES"],
			settingsKey: "require-hashes",
			help: "Refuse every requirement without a hash",
		},
		{
			name: "no-verify-hashes",
			kind: "flag",
			negative: "verify-hashes",
			variables: ["UV_NO_VERIFY_HASHES"],
			settingsKey: "verify-hashes",
			help: "Do not compare with the hashes of requirements files",
		},
	];
}

/** Say what would happen, or that nothing needs to. */
export function planOptions(): readonly Option[] {
	return [
		{
			name: "strict",
			kind: "flag",
			negative: "no-strict",
			settingsKey: "strict",
			help: "Warn about missing and mismatched dependencies afterwards",
		},
		{
			name: "dry-run",
			kind: "flag",
			help: "Say what would be done, and do nothing",
		},
		{
			name: "check",
			kind: "flag",
			conflicts: ["dry-run"],
			help: "Fail if anything would have to be done, and do nothing",
			status: "not-yet",
			advice: "read what `--dry-run` says",
		},
		{
			name: "output-format",
			kind: "value",
			valueName: "FORMAT",
			choices: [{ value: "text" }, { value: "json" }],
			default: "text",
			help: "How to write what was done",
			status: "not-yet",
			advice: "read the lines on standard error",
		},
	];
}
