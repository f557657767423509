/** The files that may be the interpreter a request means, in the order in which they are tried. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../platform/files.ts";
import { operatingSystem } from "../runtime/this-process.ts";
import type { DiscoveryContext, InterpreterSource } from "./discovery-context.ts";
import { executableNames, leavesMinorOpen, minorNames } from "./executable-names.ts";
import { findPyenv, listFolder, type Pyenv, pyenvExecutables, resolveShim } from "./pyenv.ts";
import type { PythonRequest } from "./python-request.ts";
import { findEnvironmentRoot } from "./pyvenv-config.ts";
import {
	condaBase,
	isSearchPathReplaced,
	managedPythons,
	searchPath,
	windowsInstallations,
} from "./search-folders.ts";

/** The interpreter of an environment or an installation with this root. */
export function executableOfFolder(root: string): string | undefined {
	const names =
		operatingSystem() === "win32"
			? ["Scripts\\python.exe", "python.exe"]
			: ["bin/python", "bin/python3", "bin/pypy3"];
	return names.map((name) => join(root, name)).find((path) => existsSync(path));
}

/** A file that may be the interpreter in question. */
export interface Candidate {
	readonly executable: string;
	readonly source: InterpreterSource;
}

/** The files to try, in the order of preference; lazily, since the first that fits ends the search. */
export function* candidates(
	request: PythonRequest,
	context: DiscoveryContext,
): Generator<Candidate> {
	const { variables } = context;
	if (request.kind === "executable-name") {
		yield* inFolders([...searchPath(variables)], { request, context, source: "search-path" });
		return;
	}
	const preference = context.preference ?? "managed";
	const managed = () =>
		inFolders(managedPythons(variables), { request, context, source: "managed" });
	const conda = condaBase(variables);
	if (conda !== undefined && preference !== "only-managed") {
		const executable = executableOfFolder(conda);
		if (executable !== undefined) yield { executable, source: "conda" };
	}
	if (preference === "managed" || preference === "only-managed") yield* managed();
	if (preference === "only-managed") return;
	yield* inFolders(searchPath(variables), { request, context, source: "search-path" });
	if (!isSearchPathReplaced(variables)) {
		yield* inFolders(pyenvFolders(variables), { request, context, source: "pyenv" });
		if (operatingSystem() === "win32") {
			yield* inFolders(windowsInstallations(variables), { request, context, source: "system" });
		}
	}
	if (preference === "system") yield* managed();
}

function pyenvFolders(variables: DiscoveryContext["variables"]): readonly string[] {
	const pyenv = findPyenv(variables);
	return pyenv === undefined
		? []
		: pyenv.versions.map((version) => pyenvExecutables(pyenv, version));
}

interface FolderSearch {
	readonly request: PythonRequest;
	readonly context: DiscoveryContext;
	readonly source: InterpreterSource;
}

function* inFolders(folders: readonly string[], search: FolderSearch): Generator<Candidate> {
	const { request, context, source } = search;
	const names = namesFor(request, source);
	const pyenv = source === "search-path" ? findPyenv(context.variables) : undefined;
	for (const folder of folders) {
		const isShims = pyenv !== undefined && folder.replace(/[\\/]+$/, "") === pyenv.shims;
		const shims = isShims ? { pyenv, context } : undefined;
		for (const name of [...names, ...(isShims ? [] : furtherNames(request, folder))]) {
			const executable = locate(join(folder, name), shims);
			if (executable !== undefined && isMeant(request, executable)) yield { executable, source };
		}
	}
}

function furtherNames(request: PythonRequest, folder: string): readonly string[] {
	return leavesMinorOpen(request) ? minorNames(listFolder(folder) ?? []) : [];
}

/** An environment's interpreter is found by its name, `python`, and not by its version. */
function isMeant(request: PythonRequest, executable: string): boolean {
	return request.kind === "executable-name" || findEnvironmentRoot(executable) === undefined;
}

function namesFor(request: PythonRequest, source: InterpreterSource): readonly string[] {
	const isWindows = operatingSystem() === "win32";
	if (request.kind === "executable-name") {
		const { name } = request;
		return isWindows && !/\.exe$/i.test(name) ? [name, `${name}.exe`] : [name];
	}
	const names = executableNames(request, isWindows);
	// A folder of one installation has `python3.12` or is not 3.12: no need to start its `python` and ask.
	const isSure = source === "pyenv" || source === "managed";
	return isSure && !isWindows && !leavesMinorOpen(request)
		? names.filter((name) => name.includes("."))
		: names;
}

function locate(
	path: string,
	shims: { pyenv: Pyenv; context: DiscoveryContext } | undefined,
): string | undefined {
	if (!isExecutable(path)) return undefined;
	return shims === undefined ? path : resolveShim(shims.pyenv, path, shims.context);
}

function isExecutable(path: string): boolean {
	if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return false;
	}
}
