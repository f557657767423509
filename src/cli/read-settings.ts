/** The settings files of a run. Where there is none, nothing is loaded to read them. */
import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { findSettings } from "../settings/find-settings.ts";
import type { LoadedSettings } from "../settings/loaded-settings.ts";
import { DirectoryMissing } from "./directory-missing.ts";
import { ownAndForeign, type Variables } from "./environment-options.ts";
import type { Invocation } from "./invocation.ts";
import { parseBoolean } from "./option-value.ts";
import type { OptionValues } from "./option-values.ts";

/** Commands that must work whatever settings say. */
const UNSET_COMMANDS: ReadonlySet<string> = new Set(["help", "generate-shell-completion"]);

/** Undefined where nothing is set. @throws InvalidSettings, OtherVersionRequired, DirectoryMissing */
export async function readSettings(
	{ path, options }: Invocation,
	variables: Variables,
): Promise<LoadedSettings | undefined> {
	const start = startOf(options);
	if (UNSET_COMMANDS.has(path[0] ?? "")) return undefined;
	const file = options.value("config-file");
	if (file !== undefined) {
		const { loadSettingsFile } = await import("../settings/load-settings.ts");
		return loadSettingsFile(resolve(file));
	}
	if (options.flag("no-config") || options.flag("isolated")) return undefined;
	const found = findSettings({ start, variables, hasNoSystemFiles: hasNoSystemFiles(variables) });
	if (found === undefined) return undefined;
	const { loadSettings } = await import("../settings/load-settings.ts");
	return loadSettings(found);
}

/** `--project`, a folder or the `pyproject.toml` in it; else the working directory. */
function startOf(options: OptionValues): string {
	const project = options.value("project");
	if (project === undefined) return process.cwd();
	const path = resolve(project);
	const status = statSync(path, { throwIfNoEntry: false });
	if (status?.isDirectory() === true) return path;
	if (status?.isFile() === true && basename(path) === "pyproject.toml") return dirname(path);
	throw new DirectoryMissing(`Cannot use \`--project ${project}\`: it is no directory`);
}

function hasNoSystemFiles(variables: Variables): boolean {
	return ownAndForeign("UV_NO_SYSTEM_CONFIG").some(
		(name) => parseBoolean(variables[name]?.trim() ?? "") === true,
	);
}
