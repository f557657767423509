/** What settings files say, read and checked. */
import type { DeclaredMetadata } from "../distributions/declared-metadata.ts";
import type { IndexEntry } from "../distributions/index-entry.ts";

/** The value of one key, and the file that says so. */
export type SettingValue = { readonly file: string } & (
	| { readonly kind: "flag"; readonly isOn: boolean }
	| { readonly kind: "text"; readonly text: string }
	/** What is said first counts first. */
	| { readonly kind: "list"; readonly texts: readonly string[] }
	| { readonly kind: "map"; readonly texts: ReadonlyMap<string, string> }
);

export type SettingValues = ReadonlyMap<string, SettingValue>;

/** `[[index]]`; when uploads are too late for it is still a text. */
export interface IndexSetting extends Omit<IndexEntry, "excludeNewer"> {
	readonly excludeNewer: string | undefined;
}

/** What one file says, or several together. */
export interface SettingsTable {
	readonly top: SettingValues;
	/** `[pip]`. */
	readonly pip: SettingValues;
	readonly indexes: readonly IndexSetting[];
	/** `dependency-metadata`, that of `[pip]` first. */
	readonly declared: readonly DeclaredMetadata[];
	/** The keys that say something of dependencies, unread. */
	readonly dependencies: Readonly<Record<string, unknown>>;
}

export const EMPTY_TABLE: SettingsTable = {
	top: new Map(),
	pip: new Map(),
	indexes: [],
	declared: [],
	dependencies: {},
};
