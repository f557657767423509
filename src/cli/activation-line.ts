/** What a user types to activate an environment, in the shell that seems to be theirs. */

type Variables = Readonly<Record<string, string | undefined>>;

/** The line for the environment at `path`, as given; `undefined` for a shell nobody knows. */
export function activationLine(path: string, variables: Variables): string | undefined {
	const folder = `${path}/bin`;
	switch (findShell(variables)) {
		case "posix":
			return `source ${quoted(`${folder}/activate`)}`;
		case "fish":
			return `source ${quoted(`${folder}/activate.fish`)}`;
		case "csh":
			return `source ${quoted(`${folder}/activate.csh`)}`;
		case "nushell":
			return `overlay use ${quoted(`${folder}/activate.nu`)}`;
		case "powershell":
			return `& ${quoted(`${folder}/activate.ps1`)}`;
		case undefined:
			return undefined;
	}
}

type Shell = "posix" | "fish" | "csh" | "nushell" | "powershell";

/** Shells that say who they are come before the one that the user logs in with. */
function findShell(variables: Variables): Shell | undefined {
	const has = (name: string): boolean => (variables[name] ?? "") !== "";
	if (has("NU_VERSION")) return "nushell";
	if (has("FISH_VERSION")) return "fish";
	if (has("BASH_VERSION") || has("ZSH_VERSION") || has("KSH_VERSION")) return "posix";
	if (has("PSModulePath")) return "powershell";
	const name = (variables["SHELL"] ?? "").split("/").at(-1) ?? "";
	if (["bash", "zsh", "ksh", "sh", "dash"].includes(name)) return "posix";
	if (name === "fish") return "fish";
	return name === "csh" || name === "tcsh" ? "csh" : undefined;
}

function quoted(path: string): string {
	return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
