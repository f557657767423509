/**
 * Which of the files that a distribution claims may be removed. RECORD is text that somebody wrote: it may name
 * files outside of the environment, of other distributions, of the environment itself, or behind a folder that
 * became a link.
 */
import { lstatSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import type { SchemePaths } from "../platform/scheme-paths.ts";
import { findOwners } from "./ownership.ts";
import { isReservedInRoot, isReservedScript } from "./reserved-targets.ts";

/** Why a claimed file stays. */
export type KeptFile =
	| { readonly kind: "outside"; readonly path: string }
	| { readonly kind: "reserved"; readonly path: string }
	| { readonly kind: "owned"; readonly path: string; readonly owner: string };

export interface RemovableFiles {
	/** Absolute. */
	readonly files: readonly string[];
	readonly kept: readonly KeptFile[];
}

export interface RemovalScope {
	/** Real path of the environment's root. */
	readonly root: string;
	/** Real paths. */
	readonly paths: SchemePaths;
	/** The metadata folders that go out too: what they own may go. */
	readonly outgoing: ReadonlySet<string>;
}

/** Sorts claimed files (absolute, normalized) into those that may go and those that stay. Reads the disk. */
export function sortRemovable(claimed: Iterable<string>, scope: RemovalScope): RemovableFiles {
	const kept: KeptFile[] = [];
	const candidates = new Set<string>();
	const places = new Places(scope.paths);
	for (const path of claimed) {
		const place = places.of(dirname(path));
		if (place === "missing") continue;
		if (place === "outside") kept.push({ kind: "outside", path });
		else if (isReserved(path, scope)) kept.push({ kind: "reserved", path });
		else candidates.add(path);
	}
	const { purelib, platlib } = scope.paths;
	const owners = findOwners({
		paths: candidates,
		sites: [purelib, platlib],
		except: scope.outgoing,
	});
	for (const [path, owner] of owners) {
		candidates.delete(path);
		kept.push({ kind: "owned", path, owner });
	}
	return { files: [...candidates], kept };
}

type FolderPlace = "inside" | "outside" | "missing";

/** Where folders lie, each looked at once: inside is a folder below a scheme that is reached without a link. */
class Places {
	readonly #paths: SchemePaths;
	readonly #roots: ReadonlySet<string>;
	readonly #known = new Map<string, FolderPlace>();

	constructor(paths: SchemePaths) {
		this.#paths = paths;
		this.#roots = new Set(Object.values(paths));
	}

	of(folder: string): FolderPlace {
		const known = this.#known.get(folder);
		if (known !== undefined) return known;
		const place = isInScheme(folder, this.#paths) ? this.#look(folder) : "outside";
		this.#known.set(folder, place);
		return place;
	}

	/** The schemes' own folders are real paths; below them every step must be a folder. */
	#look(folder: string): FolderPlace {
		if (this.#roots.has(folder)) return "inside";
		const parent = dirname(folder);
		const above = this.#known.get(parent) ?? this.#look(parent);
		this.#known.set(parent, above);
		if (above !== "inside") return above;
		const found = lstatSync(folder, { throwIfNoEntry: false });
		if (found === undefined) return "missing";
		return found.isDirectory() ? "inside" : "outside";
	}
}

function isInScheme(folder: string, paths: SchemePaths): boolean {
	const { purelib, platlib, scripts, headers, data } = paths;
	if ([purelib, platlib, scripts, headers].some((scheme) => isBelow(scheme, folder))) return true;
	if (!isBelow(data, folder)) return false;
	// The folder around site-packages is the standard library.
	const libraries = [dirname(purelib), dirname(platlib)];
	return !libraries.some((library) => library !== data && isBelow(library, folder));
}

function isReserved(path: string, { root, paths }: RemovalScope): boolean {
	if (dirname(path) === paths.scripts && isReservedScript(basename(path))) return true;
	return isBelow(root, path) && isReservedInRoot(relative(root, path).replaceAll(sep, "/"));
}

function isBelow(folder: string, path: string): boolean {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
