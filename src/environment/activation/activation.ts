/**
 * The scripts that make an environment the active one in a shell. All keep to one convention, that of Python's `venv`:
 * `VIRTUAL_ENV` and `VIRTUAL_ENV_PROMPT` are set, the executables come first on `PATH`, `PYTHONHOME` is put aside, the
 * prompt shows the name unless `VIRTUAL_ENV_DISABLE_PROMPT` is set, and `deactivate` takes all of it back.
 */
import type { ActivationPlace, ActivationScript } from "./activation-place.ts";
import { batchActivation } from "./batch.ts";
import { cshActivation } from "./csh.ts";
import { fishActivation } from "./fish.ts";
import { nushellActivation } from "./nushell.ts";
import { posixActivation, quotePosix } from "./posix-shell.ts";
import { powershellActivation } from "./powershell.ts";
import { pythonActivation } from "./python.ts";
import { xonshActivation } from "./xonsh.ts";

/** The scripts of an environment, for every shell on every system. */
export function activationScripts(place: ActivationPlace): readonly ActivationScript[] {
	return [
		posixActivation(place),
		...(place.isRelocatable ? [] : [cshActivation(place)]),
		fishActivation(place),
		nushellActivation(place),
		xonshActivation(place),
		powershellActivation(place),
		...batchActivation(place),
		pythonActivation(place),
	];
}

/** The command that enters the environment from the shell that these variables tell of; `undefined` for an unknown one. */
export function activationCommand(
	environmentPath: string,
	{ variables, isWindows }: ShellHints,
): string | undefined {
	const separator = isWindows ? "\\" : "/";
	const place = (script: string) =>
		shellWord([environmentPath, isWindows ? "Scripts" : "bin", script].join(separator));
	switch (findShell(variables)) {
		case "posix":
			return `source ${place("activate")}`;
		case "fish":
			return `source ${place("activate.fish")}`;
		case "csh":
			return `source ${place("activate.csh")}`;
		case "nushell":
			return `overlay use ${place("activate.nu")}`;
		case "xonsh":
			return `source ${place("activate.xsh")}`;
		case "powershell":
			return isWindows ? place("activate") : `. ${place("activate.ps1")}`;
		case "cmd":
			return place("activate");
		case undefined:
			return undefined;
	}
}

/** Paths that are more than plain characters are quoted as all shells but cmd understand. */
function shellWord(path: string): string {
	return /^[\p{L}\p{N}@+=:,./\\_-]+$/u.test(path) ? path : quotePosix(path);
}

/** What tells which shell started us. */
export interface ShellHints {
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly isWindows: boolean;
}

type Shell = "posix" | "fish" | "csh" | "nushell" | "xonsh" | "powershell" | "cmd";

const SHELL_VARIABLES: readonly (readonly [variable: string, shell: Shell])[] = [
	["NU_VERSION", "nushell"],
	["FISH_VERSION", "fish"],
	["BASH_VERSION", "posix"],
	["ZSH_VERSION", "posix"],
	["KSH_VERSION", "posix"],
	["XONSH_VERSION", "xonsh"],
	["PSModulePath", "powershell"],
];

const SHELL_NAMES: ReadonlyMap<string, Shell> = new Map([
	["bash", "posix"],
	["zsh", "posix"],
	["ksh", "posix"],
	["dash", "posix"],
	["sh", "posix"],
	["fish", "fish"],
	["csh", "csh"],
	["tcsh", "csh"],
	["nu", "nushell"],
	["xonsh", "xonsh"],
	["pwsh", "powershell"],
	["powershell", "powershell"],
]);

/** Variables that a shell sets for itself come first; then the login shell; `PROMPT` is cmd's. */
function findShell(variables: ShellHints["variables"]): Shell | undefined {
	for (const [variable, shell] of SHELL_VARIABLES) {
		if (variables[variable] !== undefined) return shell;
	}
	const login = variables["SHELL"]?.split(/[\\/]/).at(-1);
	if (login !== undefined && login !== "") return SHELL_NAMES.get(login.replace(/\.exe$/i, ""));
	return variables["PROMPT"] === undefined ? undefined : "cmd";
}
