/** What all settings files of a run say together. */
import type { DeclaredMetadata } from "../distributions/declared-metadata.ts";
import type { IndexSetting, SettingValues } from "./settings-table.ts";

/** A text of a list, and the file it stands in. */
export interface FileText {
	readonly text: string;
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
	/** Of all files; what is said first stands first. */
	readonly constraintDependencies: readonly FileText[];
	readonly overrideDependencies: readonly FileText[];
	readonly excludeDependencies: readonly FileText[];
	/** What the user should be told. */
	readonly warnings: readonly string[];
}
