/**
 * Which of the files that a distribution claims may be removed. RECORD is text that somebody wrote: it may name
 * files outside of the environment, of other distributions, of the environment itself, or behind a folder that
 * became a link.
 */
import { realpathSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import { errorCode } from "../platform/files.ts";
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
	const folders = new Map<string, FolderPlace>();
	for (const path of claimed) {
		const folder = dirname(path);
		let place = folders.get(folder);
		if (place === undefined) {
			place = placeOf(folder, scope);
			folders.set(folder, place);
		}
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

/** Inside is a folder below a scheme that is reached without a link. */
function placeOf(folder: string, { paths }: RemovalScope): FolderPlace {
	const { purelib, platlib, scripts, headers, data } = paths;
	const isInSite = isBelow(purelib, folder) || isBelow(platlib, folder);
	// The folder around site-packages is the standard library.
	const isLibrary = isBelow(dirname(purelib), folder) || isBelow(dirname(platlib), folder);
	const isInScheme =
		isInSite ||
		isBelow(scripts, folder) ||
		isBelow(headers, folder) ||
		(isBelow(data, folder) && !(isLibrary && dirname(purelib) !== data));
	if (!isInScheme) return "outside";
	try {
		return realpathSync(folder) === folder ? "inside" : "outside";
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return "missing";
		throw error;
	}
}

function isReserved(path: string, { root, paths }: RemovalScope): boolean {
	if (dirname(path) === paths.scripts && isReservedScript(basename(path))) return true;
	return isBelow(root, path) && isReservedInRoot(relative(root, path).replaceAll(sep, "/"));
}

function isBelow(folder: string, path: string): boolean {
	return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
