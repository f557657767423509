/** The commands that tell what an environment holds and change nothing. */

import type { CheckedValues, Command } from "../option.ts";
import { indexOptions } from "../options/index-options.ts";
import {
	pipDebugOptions,
	silentVersionCheckOption,
	versionCheckOption,
} from "../options/pip-tools-options.ts";
import {
	folderOptions,
	pythonOptions,
	pythonPlatformOption,
	pythonVersionOption,
} from "../options/python-options.ts";
import {
	excludeOptions,
	filesOption,
	listOptions,
	outdatedOption,
	pathOption,
	strictOption,
	treeOptions,
} from "../options/report-options.ts";
import { excludeNewerOptions } from "../options/resolver-options.ts";
import { sharedOptions } from "../shared-options.ts";

const freeze: Command = {
	path: ["pip", "freeze"],
	summary: "List what is installed, as requirements",
	options: () => [
		...excludeOptions(),
		pathOption(),
		strictOption(),
		...pythonOptions(),
		...folderOptions(),
		silentVersionCheckOption(),
		...sharedOptions("pip"),
	],
	examples: [{ command: "pip freeze > requirements.txt", purpose: "Write down what is installed" }],
};

const list: Command = {
	path: ["pip", "list"],
	aliases: ["ls"],
	summary: "List what is installed, as a table",
	options: () => [
		...listOptions(),
		...excludeOptions(),
		outdatedOption(),
		strictOption(),
		...pythonOptions(),
		...folderOptions(),
		versionCheckOption(),
		...indexOptions(),
		...excludeNewerOptions(),
		...sharedOptions("pip"),
	],
	check: (values: CheckedValues) =>
		values.flag("outdated") && values.value("format") === "freeze"
			? "`--outdated` cannot be used with `--format freeze`"
			: undefined,
	examples: [
		{ command: "pip list", purpose: "List what is installed" },
		{ command: "pip list --outdated --format json", purpose: "What is out of date, for a program" },
	],
};

const show: Command = {
	path: ["pip", "show"],
	summary: "Tell about installed packages",
	positional: { name: "PACKAGE", help: "The packages to tell about", isRepeatable: true },
	options: () => [
		filesOption(),
		strictOption(),
		...pythonOptions(),
		...folderOptions(),
		silentVersionCheckOption(),
		...sharedOptions("pip"),
	],
	examples: [{ command: "pip show --files flask", purpose: "Tell about flask and list its files" }],
};

const tree: Command = {
	path: ["pip", "tree"],
	summary: "Show which package requires which",
	options: () => [
		...treeOptions(),
		outdatedOption(),
		strictOption(),
		...pythonOptions(),
		...indexOptions(),
		...excludeNewerOptions(),
		...sharedOptions("pip"),
	],
	examples: [
		{ command: "pip tree --depth 1", purpose: "What was asked for, and what that requires" },
		{ command: "pip tree --invert --package idna", purpose: "Why idna is installed" },
	],
};

const check: Command = {
	path: ["pip", "check"],
	summary: "Verify that installed packages fit together",
	options: () => [
		...pythonOptions(),
		pythonVersionOption(),
		pythonPlatformOption(),
		...sharedOptions("pip"),
	],
	examples: [{ command: "pip check", purpose: "Exit with 1 where something is amiss" }],
};

const debug: Command = {
	path: ["pip", "debug"],
	summary: "Not available here",
	isHidden: true,
	refused: "run `python -m pip debug` with the pip whose insides are of interest",
	options: () => [...pipDebugOptions(), ...sharedOptions("pip")],
};

export const reportCommands: readonly Command[] = [freeze, list, show, tree, check, debug];
