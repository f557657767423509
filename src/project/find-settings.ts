/** What is set for dependencies here: by the first `uv.toml`, or `[tool.uv]` of a project, on the way up. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { TableReader } from "../standards/table-reader.ts";
import { InvalidToml, parseToml } from "../standards/toml.ts";
import { type DependencySettings, readDependencySettings } from "./dependency-settings.ts";
import { invalidPyproject, UnreadableProject } from "./project-file.ts";

/** What was found, and where. */
export interface FoundSettings {
	readonly shown: string;
	readonly settings: DependencySettings;
}

/**
 * Looks from the folder upwards. A file that is no TOML is passed over, and told to `warn`.
 *
 * @throws UnreadableProject where the table has values that cannot be read
 */
export function findDependencySettings(
	folder: string,
	{ cwd, warn }: { readonly cwd: string; readonly warn: (message: string) => void },
): FoundSettings | undefined {
	for (let here = folder; ; here = dirname(here)) {
		for (const name of ["uv.toml", "pyproject.toml"]) {
			const path = join(here, name);
			const shown = shorten(path, cwd);
			const table = existsSync(path) ? readTable(path, shown, warn) : undefined;
			const tool = name === "uv.toml" ? table : table?.table("tool")?.table("uv");
			if (tool !== undefined) return { shown, settings: readSettings(tool, shown) };
		}
		if (dirname(here) === here) return undefined;
	}
}

function readTable(
	path: string,
	shown: string,
	warn: (message: string) => void,
): TableReader | undefined {
	const text = readFileSync(path, "utf8");
	// Most projects have no such table, and reading TOML is not free.
	if (!path.endsWith("uv.toml") && !/\btool\b.*\buv\b/s.test(text)) return undefined;
	try {
		return TableReader.of(parseToml(text), invalidPyproject);
	} catch (error) {
		if (!(error instanceof InvalidToml)) throw error;
		warn(`\`${shown}\` is passed over in the search for settings: it cannot be read`);
		return undefined;
	}
}

function readSettings(tool: TableReader, shown: string): DependencySettings {
	try {
		return readDependencySettings(tool);
	} catch (error) {
		throw new UnreadableProject(`Cannot read the settings in \`${shown}\``, { cause: error });
	}
}

/** The path from `cwd`, where it leads down. */
export function shorten(path: string, cwd: string): string {
	const short = relative(cwd, path);
	return short === "" || short.startsWith("..") ? path : short;
}
