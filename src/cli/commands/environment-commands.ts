/** The commands that make and change environments, and `pip compile`. */

import type { Command, Option } from "../option.ts";
import {
	buildConstraintOptions,
	buildIsolationPackageOption,
	buildOptions,
	buildPolicyOptions,
} from "../options/build-options.ts";
import { refreshOptions } from "../options/cache-options.ts";
import { compileOutputOptions, compileStyleOptions } from "../options/compile-options.ts";
import { certificateOption } from "../options/global-options.ts";
import { indexOptions, keyringOption } from "../options/index-options.ts";
import {
	compileBytecodeOption,
	hashOptions,
	linkModeOption,
	planOptions,
	reinstallOptions,
} from "../options/install-options.ts";
import {
	pipCompileOptions,
	pipInstallOptions,
	pipSyncOptions,
	pipUninstallOptions,
	virtualenvOptions,
} from "../options/pip-tools-options.ts";
import {
	changeTargetOptions,
	compilePythonOptions,
	pythonPlatformOption,
	pythonVersionOption,
} from "../options/python-options.ts";
import {
	excludeNewerOptions,
	sourcesOptions,
	torchBackendOption,
	upgradeOptions,
	versionOptions,
} from "../options/resolver-options.ts";
import {
	constraintsOption,
	dependencyOption,
	editableOptions,
	extraOptions,
	overrideOptions,
	requirementsOption,
} from "../options/source-options.ts";
import { venvOptions, venvPythonOption } from "../options/venv-options.ts";
import { sharedOptions } from "../shared-options.ts";

const venv: Command = {
	path: ["venv"],
	aliases: ["virtualenv", "v"],
	summary: "Make a virtual environment",
	positional: {
		name: "PATH",
		help: "Where to make it [default: .venv]",
		completes: "directory",
	},
	options: () => [
		...venvOptions(),
		linkModeOption(),
		...virtualenvOptions(),
		...venvPythonOption(),
		...indexOptions(),
		...excludeNewerOptions(),
		...refreshOptions(),
		...sharedOptions(undefined),
	],
	examples: [
		{ command: "venv", purpose: "Make `.venv` with the first Python found" },
		{ command: "venv --python 3.12 --seed env", purpose: "Make `env` with Python 3.12 and pip" },
	],
};

const install: Command = {
	path: ["pip", "install"],
	summary: "Install packages into an environment",
	positional: {
		name: "PACKAGE",
		help: "What to install: a requirement such as `flask>=3`, a URL or the path of a wheel",
		isRepeatable: true,
		completes: "file",
	},
	needsOneOf: ["requirements", "editable", "group"],
	options: () => [
		requirementsOption(),
		...editableOptions(),
		constraintsOption(),
		...overrideOptions(),
		...buildConstraintOptions(),
		...extraOptions(),
		dependencyOption(),
		...hashOptions(),
		...changeTargetOptions(),
		...buildPolicyOptions(),
		exactOption(),
		...planOptions(),
		torchBackendOption(),
		certificateOption(),
		...pipInstallOptions(),
		...indexOptions(),
		...upgradeOptions(),
		...versionOptions(),
		...excludeNewerOptions(),
		...sourcesOptions(),
		...buildOptions(),
		buildIsolationPackageOption(),
		...reinstallOptions(),
		linkModeOption(),
		compileBytecodeOption(),
		pythonVersionOption(),
		pythonPlatformOption(),
		...refreshOptions(),
		...sharedOptions(undefined),
	],
	examples: [
		{ command: "pip install flask", purpose: "Install flask and what it requires" },
		{
			command: "pip install -r requirements.txt -c constraints.txt",
			purpose: "Install what a file lists, within the limits of another",
		},
		{ command: "pip install --upgrade-package jinja2 flask", purpose: "Upgrade jinja2 alone" },
		{ command: "pip install --dry-run 'django<5'", purpose: "See what would be done" },
	],
};

function exactOption(): Option {
	return {
		name: "exact",
		kind: "flag",
		negative: "inexact",
		negativeAliases: ["no-exact"],
		help: "Remove every package that is not asked for",
	};
}

const uninstall: Command = {
	path: ["pip", "uninstall"],
	summary: "Remove packages from an environment",
	positional: { name: "PACKAGE", help: "What to remove", isRepeatable: true },
	needsOneOf: ["requirements"],
	options: () => [
		requirementsOption(),
		...changeTargetOptions(),
		{ name: "dry-run", kind: "flag", help: "Say what would be done, and do nothing" },
		certificateOption(),
		...pipUninstallOptions(),
		keyringOption(),
		...sharedOptions(undefined),
	],
	examples: [{ command: "pip uninstall flask", purpose: "Remove flask; nothing is asked" }],
};

const sync: Command = {
	path: ["pip", "sync"],
	summary: "Make an environment hold exactly what files list",
	positional: {
		name: "SRC_FILE",
		help: "Requirements files; `-` is standard input",
		isRepeatable: true,
		isRequired: true,
		completes: "file",
	},
	options: () => [
		constraintsOption(),
		...buildConstraintOptions(),
		...extraOptions(),
		...hashOptions(),
		...changeTargetOptions(),
		...buildPolicyOptions(),
		{
			name: "allow-empty-requirements",
			kind: "flag",
			negative: "no-allow-empty-requirements",
			showsNegative: true,
			settingsKey: "allow-empty-requirements",
			help: "Remove everything where the files list nothing",
		},
		...planOptions(),
		torchBackendOption(),
		certificateOption(),
		...pipSyncOptions(),
		...indexOptions(),
		...excludeNewerOptions(),
		...sourcesOptions(),
		...buildOptions(),
		...reinstallOptions(),
		linkModeOption(),
		compileBytecodeOption(),
		pythonVersionOption(),
		pythonPlatformOption(),
		...refreshOptions(),
		...sharedOptions(undefined),
	],
	examples: [
		{ command: "pip sync requirements.txt", purpose: "Install what is missing, remove the rest" },
	],
};

const compile: Command = {
	path: ["pip", "compile"],
	summary: "Pin requirements and everything they require",
	positional: {
		name: "SRC_FILE",
		help: "Requirements files; `-` is standard input",
		isRepeatable: true,
		completes: "file",
	},
	needsOneOf: ["group"],
	check: (values) =>
		values.flag("check") && !values.flag("layers") && values.value("output-file") === undefined
			? "`--check` needs a file to compare with: name it with `--output-file`"
			: undefined,
	options: () => [
		constraintsOption(),
		...overrideOptions(),
		...buildConstraintOptions(),
		...extraOptions(),
		dependencyOption(),
		...compileOutputOptions(),
		...compileStyleOptions(),
		...buildPolicyOptions(),
		pythonPlatformOption(),
		torchBackendOption(),
		certificateOption(),
		...pipCompileOptions(),
		...indexOptions(),
		...upgradeOptions(),
		...versionOptions(),
		...excludeNewerOptions(),
		...sourcesOptions(),
		...buildOptions(),
		buildIsolationPackageOption(),
		linkModeOption(),
		...compilePythonOptions(),
		pythonVersionOption(),
		...refreshOptions(),
		...sharedOptions(undefined),
	],
	examples: [
		{
			command: "pip compile requirements.in -o requirements.txt",
			purpose: "Pin what requirements.in asks for",
		},
		{
			command: "pip compile requirements.in -o requirements.txt -P flask",
			purpose: "Move flask to its newest version and leave the other pins",
		},
	],
};

export const environmentCommands: readonly Command[] = [venv, install, uninstall, sync, compile];
