/**
 * The folders in which interpreters are looked for. Only absolute ones: an entry of PATH that is empty or relative means
 * "wherever you happen to be", and what lies there must never run.
 */
import { delimiter, isAbsolute, join } from "node:path";
import { findHome } from "../platform/user-folders.ts";
import { operatingSystem } from "../runtime/this-process.ts";
import { listFolder, newestFirst } from "./pyenv.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The folders of `UV_PYTHON_SEARCH_PATH`, else of `PATH`, in their order, each once. */
export function searchPath(variables: Variables): readonly string[] {
	const text = variables["UV_PYTHON_SEARCH_PATH"] ?? variables["PATH"] ?? variables["Path"] ?? "";
	const isStub = (folder: string) => /[\\/]Microsoft[\\/]WindowsApps[\\/]?$/i.test(folder);
	const folders = text.split(delimiter).filter((folder) => isAbsolute(folder) && !isStub(folder));
	return [...new Set(folders)];
}

/** Whether the user named all places to search, be it none; then no other one is searched. */
export function isSearchPathReplaced(variables: Variables): boolean {
	return variables["UV_PYTHON_SEARCH_PATH"] !== undefined;
}

/** The folders of interpreters that uv installed, the newest version first. */
export function managedPythons(variables: Variables): readonly string[] {
	const root = managedRoot(variables);
	if (root === undefined) return [];
	const names = (listFolder(root) ?? []).filter((name) => /^(cpython|pypy|graalpy)-\d/.test(name));
	return newestFirst(names).map((name) =>
		operatingSystem() === "win32" ? join(root, name) : join(root, name, "bin"),
	);
}

function managedRoot(variables: Variables): string | undefined {
	const named = variables["UV_PYTHON_INSTALL_DIR"];
	if (named !== undefined && named !== "") return isAbsolute(named) ? named : undefined;
	if (operatingSystem() === "win32") {
		const roaming = variables["APPDATA"];
		return roaming === undefined ? undefined : join(roaming, "uv", "python");
	}
	const data = variables["XDG_DATA_HOME"];
	if (data !== undefined && isAbsolute(data)) return join(data, "uv", "python");
	const home = findHome(variables);
	return home === undefined ? undefined : join(home, ".local", "share", "uv", "python");
}

/** Where the installer of python.org puts interpreters on Windows, the newest first. */
export function windowsInstallations(variables: Variables): readonly string[] {
	const local = variables["LOCALAPPDATA"];
	const roots = [
		...(local === undefined ? [] : [join(local, "Programs", "Python")]),
		...[variables["ProgramFiles"], variables["PROGRAMFILES"]].filter((root) => root !== undefined),
	];
	const numberOf = (name: string) => Number(/^Python3(\d+)/i.exec(name)?.[1] ?? -1);
	return roots.flatMap((root) =>
		(listFolder(root) ?? [])
			.filter((name) => numberOf(name) >= 0)
			.sort((a, b) => numberOf(b) - numberOf(a))
			.map((name) => join(root, name)),
	);
}

/** The root of conda's base installation, where it is the active one; other conda environments are environments. */
export function condaBase(variables: Variables): string | undefined {
	const prefix = variables["CONDA_PREFIX"];
	if (prefix === undefined || prefix === "" || !isAbsolute(prefix)) return undefined;
	const name = variables["CONDA_DEFAULT_ENV"];
	const isBase = name === "base" || name === "root" || variables["_CONDA_ROOT"] === prefix;
	return isBase ? prefix : undefined;
}
