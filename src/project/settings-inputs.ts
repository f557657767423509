/** What the settings files of a run say of dependencies. Pure. */
import { UserError } from "../errors/user-error.ts";
import type { DependencyTable } from "../settings/loaded-settings.ts";
import { TableReader } from "../standards/table-reader.ts";
import { type DependencySettings, readDependencySettings } from "./dependency-settings.ts";
import { invalidPyproject, UnreadableProject } from "./project-file.ts";
import { shorten } from "./shorten-path.ts";

/** What one file says, and where it is. */
export interface FoundSettings {
	readonly shown: string;
	readonly settings: DependencySettings;
}

/**
 * Reads the tables, in their order. What a project says and cannot be read is left out and told to `warn`: the project
 * may be for a newer release.
 *
 * @throws UnreadableProject where another file has values that cannot be read
 */
export function readDependencyTables(
	tables: readonly DependencyTable[],
	{ cwd, warn }: { readonly cwd: string; readonly warn: (message: string) => void },
): readonly FoundSettings[] {
	return tables.flatMap(({ value, file, isProject }) => {
		const shown = shorten(file, cwd);
		try {
			const settings = readDependencySettings(TableReader.of(value, invalidPyproject));
			return [{ shown, settings }];
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			if (!isProject)
				throw new UnreadableProject(`Cannot read the settings in \`${shown}\``, { cause: error });
			warn(`What \`${shown}\` sets for dependencies is left out: ${error.message}`);
			return [];
		}
	});
}
