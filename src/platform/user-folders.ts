/** Where this system keeps caches and settings; uv's rules under our own name. */
import { isAbsolute, join, resolve } from "node:path";
import { builtin } from "../runtime/detect.ts";
import { operatingSystem } from "../runtime/this-process.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The user's home folder; `undefined` where the system knows none. */
export function findHome(variables: Variables): string | undefined {
	const named = operatingSystem() === "win32" ? variables["USERPROFILE"] : variables["HOME"];
	if (named !== undefined && named !== "") return named;
	const asked = builtin("node:os").homedir();
	return asked === "" ? undefined : asked;
}

/**
 * The cache root: `PIPPIN_CACHE_DIR`, else `UV_CACHE_DIR` (where we keep to a folder of our own), else
 * the user's cache folder. Absolute. `undefined` where there is no home folder.
 */
export function findCacheRoot(variables: Variables): string | undefined {
	for (const name of ["PIPPIN_CACHE_DIR", "UV_CACHE_DIR"]) {
		const value = variables[name];
		if (value !== undefined && value !== "") return resolve(value);
	}
	if (operatingSystem() === "win32") {
		const local = variables["LOCALAPPDATA"];
		return local === undefined ? undefined : join(local, "pippin", "cache");
	}
	const xdg = variables["XDG_CACHE_HOME"];
	if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "pippin");
	const home = findHome(variables);
	return home === undefined ? undefined : join(home, ".cache", "pippin");
}
