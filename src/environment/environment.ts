/** A place that packages are installed into and read from: a virtual environment, a whole installation, or a folder. */
import { realpathSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { environmentSchemePaths, type Interpreter } from "../interpreter/interpreter.ts";
import { errorCode } from "../platform/files.ts";
import type { SchemePaths } from "../platform/scheme-paths.ts";

export type EnvironmentKind = "virtual" | "system" | "conda" | "target" | "prefix";

/** By which rule it was found. */
export type EnvironmentOrigin =
	| "request"
	| "VIRTUAL_ENV"
	| "CONDA_PREFIX"
	| "working-directory"
	| "system"
	| "target"
	| "prefix";

export interface Environment {
	readonly kind: EnvironmentKind;
	readonly origin: EnvironmentOrigin;
	/** Where the lock and the state of a transaction live: the folder of the `data` scheme. */
	readonly root: string;
	/** What is locked while the environment changes; the file that uv locks too. It need not exist. */
	readonly lockPath: string;
	readonly interpreter: Interpreter;
	readonly paths: SchemePaths;
	/** The folders that hold installed distributions, each once. They need not exist. */
	readonly sitePackages: readonly string[];
	/** What the user should know of how it was found: sentences without a period. */
	readonly warnings: readonly string[];
}

/** The environment that an interpreter stands for. */
export function environmentOf(
	interpreter: Interpreter,
	origin: EnvironmentOrigin,
	warnings: readonly string[] = [],
): Environment {
	const kind = interpreter.isVirtualEnvironment ? "virtual" : "system";
	return assemble(
		{ kind: origin === "CONDA_PREFIX" ? "conda" : kind, origin, interpreter, warnings },
		interpreter.paths,
	);
}

/** `--target`: everything side by side in one folder. */
export function targetEnvironment(interpreter: Interpreter, folder: string): Environment {
	const paths = {
		purelib: folder,
		platlib: folder,
		scripts: join(folder, "bin"),
		headers: join(folder, "include"),
		data: folder,
	};
	return assemble({ kind: "target", origin: "target", interpreter, warnings: [] }, paths);
}

/** `--prefix`: a folder that is laid out as an environment is. */
export function prefixEnvironment(interpreter: Interpreter, folder: string): Environment {
	const paths = environmentSchemePaths(folder, interpreter.base);
	return assemble({ kind: "prefix", origin: "prefix", interpreter, warnings: [] }, paths);
}

function assemble(
	parts: Pick<Environment, "kind" | "origin" | "interpreter" | "warnings">,
	paths: SchemePaths,
): Environment {
	const root = paths.data;
	return {
		...parts,
		root,
		lockPath: join(root, ".lock"),
		paths,
		sitePackages: siteFolders(paths),
	};
}

/** `lib64` is often a link to `lib`: then both are one folder. */
function siteFolders({ purelib, platlib }: SchemePaths): readonly string[] {
	if (purelib === platlib || realPath(purelib) === realPath(platlib)) return [purelib];
	return [purelib, platlib];
}

function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return path;
	}
}

/**
 * The line that tells which environment a command works on, `Using Python 3.12.1 environment at: PATH`; `undefined`
 * for `.venv` in the working directory, which needs no telling, and for `--target` and `--prefix`, of which the
 * interpreter is told.
 */
export function environmentNote(
	{ kind, interpreter }: Environment,
	workingDirectory: string,
): string | undefined {
	const { prefix, version, executable, implementation } = interpreter;
	if (kind === "target" || kind === "prefix") {
		const title = implementation === "cpython" ? "CPython" : implementation;
		return `Using ${title} ${version} interpreter at: ${shownPath(executable, workingDirectory)}`;
	}
	if (prefix === join(workingDirectory, ".venv")) return undefined;
	return `Using Python ${version} environment at: ${shownPath(prefix, workingDirectory)}`;
}

/** The path as it is shown: relative where it lies in the working directory. */
export function shownPath(path: string, workingDirectory: string): string {
	const short = relative(workingDirectory, path);
	if (short === "") return ".";
	return short.startsWith("..") || isAbsolute(short) ? path : short;
}

/** A path of the user's as an absolute one. */
export function absolutePath(path: string, workingDirectory: string): string {
	return resolve(workingDirectory, path);
}
