/** Where this system keeps caches and settings; uv's rules under our own name. */
import { posix, resolve, win32 } from "node:path";
import { builtin } from "../runtime/detect.ts";
import { operatingSystem } from "../runtime/this-process.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The user's home folder; `undefined` where the system knows none. */
export function findHome(
	variables: Variables,
	system: NodeJS.Platform = operatingSystem(),
): string | undefined {
	const named = system === "win32" ? variables["USERPROFILE"] : variables["HOME"];
	if (named !== undefined && named !== "") return named;
	const asked = builtin("node:os").homedir();
	return asked === "" ? undefined : asked;
}

/**
 * The cache root: `PIPPIN_CACHE_DIR`, else `UV_CACHE_DIR` (where we keep to a folder of our own), else
 * the user's cache folder. Absolute. `undefined` where there is no home folder.
 */
export function findCacheRoot(
	variables: Variables,
	system: NodeJS.Platform = operatingSystem(),
): string | undefined {
	for (const name of ["PIPPIN_CACHE_DIR", "UV_CACHE_DIR"]) {
		const value = variables[name];
		if (value !== undefined && value !== "") return resolve(value);
	}
	if (system === "win32") {
		const local = variables["LOCALAPPDATA"];
		return local === undefined || local === "" ? undefined : win32.join(local, "pippin", "cache");
	}
	const xdg = variables["XDG_CACHE_HOME"];
	// The specification of these folders has relative ones ignored.
	if (xdg !== undefined && posix.isAbsolute(xdg)) return posix.join(xdg, "pippin");
	const home = findHome(variables, system);
	return home === undefined ? undefined : posix.join(home, ".cache", "pippin");
}
