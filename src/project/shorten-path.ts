/** Paths as messages show them. Pure. */
import { relative } from "node:path";

/** The path from `cwd`, where it leads down. */
export function shorten(path: string, cwd: string): string {
	const short = relative(cwd, path);
	return short === "" || short.startsWith("..") ? path : short;
}
