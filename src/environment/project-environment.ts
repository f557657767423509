/**
 * The environment of a project: `.venv` in the working directory or a folder above it. It may be a folder, a link to
 * one, or a file whose first line is the path of one.
 *
 * Folders above may belong to others. What another user put there decides which interpreter is started, so it is
 * refused, as git refuses their repositories.
 */
import { lstatSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { readPyvenvConfig } from "../interpreter/pyvenv-config.ts";
import { BrokenEnvironment } from "./broken-environment.ts";
import { isForeign } from "./ownership.ts";

/** The root of the nearest environment, or the reason why what is there is none. */
export type ProjectEnvironment =
	| { readonly kind: "found"; readonly root: string }
	| { readonly kind: "broken"; readonly error: BrokenEnvironment };

/** Looks in the working directory and upwards; `undefined` where there is nothing by that name. */
export function findProjectEnvironment(workingDirectory: string): ProjectEnvironment | undefined {
	for (let folder = workingDirectory; ; folder = dirname(folder)) {
		if (readPyvenvConfig(folder) !== undefined) return { kind: "found", root: folder };
		const found = examine(join(folder, ".venv"));
		if (found !== undefined) return found;
		if (dirname(folder) === folder) return undefined;
	}
}

function examine(path: string): ProjectEnvironment | undefined {
	const entry = lstatSync(path, { throwIfNoEntry: false });
	if (entry === undefined) return undefined;
	const target = statSync(path, { throwIfNoEntry: false });
	if (isForeign(entry, dirname(path)) || (target && isForeign(target, dirname(path)))) {
		return broken(path, "it belongs to another user", [
			`Name the environment with \`--python ${path}\` if it is to be used`,
		]);
	}
	if (target === undefined) return broken(path, "it is a link that leads nowhere");
	if (target.isFile()) return followRedirect(path, target.size);
	if (readPyvenvConfig(path) === undefined) return broken(path, "it has no `pyvenv.cfg`");
	return { kind: "found", root: path };
}

const LONGEST_REDIRECT = 4096;

function followRedirect(path: string, size: number): ProjectEnvironment {
	const [line = ""] = size > LONGEST_REDIRECT ? [] : readFileSync(path, "utf8").split(/\r?\n/);
	if (line.trim() === "") return broken(path, "it is a file that names no folder");
	const root = resolve(dirname(path), line.trim());
	if (readPyvenvConfig(root) !== undefined) return { kind: "found", root };
	return broken(path, `it leads to \`${root}\`, which has no \`pyvenv.cfg\``);
}

function broken(path: string, reason: string, hints?: readonly string[]): ProjectEnvironment {
	const error = new BrokenEnvironment(
		`Could not use the virtual environment at \`${path}\`: ${reason}`,
		{ hints: hints ?? ["Make the environment anew with `pippin venv --clear`"] },
	);
	return { kind: "broken", error };
}
