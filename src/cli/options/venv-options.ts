/** Options of `venv`. */
import { type Option, withChanges } from "../option.ts";
import { pythonOptions } from "./python-options.ts";

/** Which Python the new environment belongs to. */
export function venvPythonOption(): readonly Option[] {
	const changed = withChanges(
		pythonOptions(),
		new Map([
			[
				"python",
				{
					help: "The Python to make the environment for: a version, a path or the name of a program",
					details: "Virtual environments are never used to make another.",
				},
			],
		]),
	);
	return changed.filter((option) => option.name === "python");
}

export function venvOptions(): readonly Option[] {
	return [
		{
			name: "seed",
			kind: "flag",
			variables: ["UV_VENV_SEED"],
			help: "Install `pip`, and for Python below 3.12 `setuptools` and `wheel`",
		},
		{
			name: "clear",
			kind: "flag",
			short: "c",
			variables: ["UV_VENV_CLEAR"],
			overrides: ["allow-existing"],
			help: "Remove a virtual environment that is there already",
		},
		{
			name: "force",
			kind: "flag",
			help: "Let `--clear` remove a folder that is no virtual environment",
		},
		{
			name: "no-clear",
			kind: "flag",
			overrides: ["clear"],
			help: "Never ask whether to remove what is there",
			isHidden: true,
		},
		{
			name: "allow-existing",
			kind: "flag",
			overrides: ["clear"],
			help: "Keep what is in the folder and write over it",
		},
		{
			name: "prompt",
			kind: "value",
			help: "The name the shell shows; `.` is the name of the current directory",
		},
		{
			name: "system-site-packages",
			kind: "flag",
			help: "Let the environment see the packages of its Python",
		},
		{
			name: "relocatable",
			kind: "flag",
			negative: "no-relocatable",
			variables: ["UV_VENV_RELOCATABLE"],
			help: "Make an environment that may be moved",
		},
		{
			name: "no-project",
			kind: "flag",
			aliases: ["no-workspace"],
			variables: ["UV_NO_PROJECT"],
			help: "Do not look for a project around the folder",
		},
	];
}
