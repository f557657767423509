/** What all settings files of a run say together. */
import type { DeclaredMetadata } from "../distributions/declared-metadata.ts";
import type { IndexSetting, SettingValues } from "./settings-table.ts";

/** What one file says of dependencies, for whoever knows requirements to read. */
export interface DependencyTable {
	/** By key, such as `override-dependencies`. */
	readonly value: Readonly<Record<string, unknown>>;
	/** Absolute. */
	readonly file: string;
	/** The file is a project's `pyproject.toml`. */
	readonly isProject: boolean;
}

export interface LoadedSettings {
	/** By key; `[pip]` and the top together. */
	readonly values: SettingValues;
	/** What is said first counts first. */
	readonly indexes: readonly IndexSetting[];
	/** What is said first counts first. */
	readonly declared: readonly DeclaredMetadata[];
	/** What is said first stands first. */
	readonly dependencies: readonly DependencyTable[];
	/** What the user should be told. */
	readonly warnings: readonly string[];
}
