/**
 * pyenv without running it. Its shims are shell scripts that take 60 ms to find out which interpreter is meant; the
 * answer lies in a variable or a small file, and the interpreters lie in one folder.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { errorCode } from "../platform/files.ts";
import { findHome } from "../platform/user-folders.ts";
import { operatingSystem } from "../runtime/this-process.ts";
import { Version } from "../standards/version.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** A pyenv that is there. */
export interface Pyenv {
	readonly root: string;
	/** The folder that stands on PATH. */
	readonly shims: string;
	/** Names of the folders below `versions`, the newest version first; names that are no version come last. */
	readonly versions: readonly string[];
}

/** The user's pyenv: that of `PYENV_ROOT`, else the one in the home folder. */
export function findPyenv(variables: Variables): Pyenv | undefined {
	const home = findHome(variables);
	const named = variables["PYENV_ROOT"];
	const root = named === undefined || named === "" ? home && join(home, ".pyenv") : named;
	if (root === undefined || !isAbsolute(root)) return undefined;
	const versions = listFolder(join(root, "versions"));
	if (versions === undefined) return undefined;
	return { root, shims: join(root, "shims"), versions: newestFirst(versions) };
}

/** The entries of a folder; `undefined` where there is none that can be read. */
export function listFolder(path: string): readonly string[] | undefined {
	try {
		return readdirSync(path);
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}

/** Sorts names such as `3.12.1`, `pypy3.10-7.3.12` or `cpython-3.12.3-linux-x86_64-gnu` by the first version in them. */
export function newestFirst(names: readonly string[]): readonly string[] {
	const keyed = names.map((name) => {
		const match = /\d+\.\d+(?:\.\d+)?(?:(?:a|b|rc)\d+)?/.exec(name);
		const isPlain = /^(?:\d|cpython)/.test(name);
		return { name, isPlain, version: Version.tryParse(match?.[0] ?? "") };
	});
	const lowest = Version.parse("0");
	keyed.sort(
		(a, b) =>
			Number(b.isPlain) - Number(a.isPlain) ||
			(b.version ?? lowest).compare(a.version ?? lowest) ||
			(a.name < b.name ? -1 : 1),
	);
	return keyed.map(({ name }) => name);
}

/** Where the interpreters of one version lie. */
export function pyenvExecutables(pyenv: Pyenv, version: string): string {
	const folder = join(pyenv.root, "versions", version);
	return operatingSystem() === "win32" ? folder : join(folder, "bin");
}

/**
 * The executable that a shim stands for in this folder; `undefined` where pyenv would say that no chosen version has
 * it, or where the system's is chosen, which stands on PATH by itself.
 */
export function resolveShim(
	pyenv: Pyenv,
	shim: string,
	{ variables, workingDirectory }: { variables: Variables; workingDirectory: string },
): string | undefined {
	for (const chosen of chosenVersions(pyenv, variables, workingDirectory)) {
		const version = matchVersion(pyenv, chosen);
		if (version === undefined) continue;
		const path = join(pyenvExecutables(pyenv, version), basename(shim));
		if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path;
	}
	return undefined;
}

/** `3.12` chooses the newest installed 3.12; a full name chooses itself. */
function matchVersion(pyenv: Pyenv, chosen: string): string | undefined {
	const name = chosen.startsWith("python-") ? chosen.slice("python-".length) : chosen;
	if (pyenv.versions.includes(name)) return name;
	return pyenv.versions.find((version) => version.startsWith(`${name}.`));
}

function chosenVersions(
	pyenv: Pyenv,
	variables: Variables,
	workingDirectory: string,
): readonly string[] {
	const named = variables["PYENV_VERSION"];
	if (named !== undefined && named !== "") return plainNames(named.split(":"));
	for (let folder = workingDirectory; ; folder = dirname(folder)) {
		const local = readVersionFile(join(folder, ".python-version"));
		if (local.length > 0) return local;
		if (dirname(folder) === folder) break;
	}
	return readVersionFile(join(pyenv.root, "version"));
}

function readVersionFile(path: string): readonly string[] {
	try {
		const lines = readFileSync(path, "utf8").split("\n");
		return plainNames(lines.flatMap((line) => line.replace(/#.*/, "").split(/\s+/)));
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return [];
	}
}

/** A name with a separator could lead out of the folder of versions. */
function plainNames(words: readonly string[]): readonly string[] {
	return words.filter((word) => /^[A-Za-z0-9][\w.+-]*$/.test(word));
}
