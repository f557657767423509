/** All that one or several requirements files ask for, together with the files they include. */
import type { RequirementEntry } from "./requirement-entry.ts";
import type { ScriptRule } from "./script.ts";

/** An index or a place of links, as a URL. */
export interface IndexLocation {
	/** Absolute; variables replaced, so it may carry credentials. `file:` for a local path. */
	readonly url: string;
	/** As written. */
	readonly given: string;
}

/** The sum of the files, in the order in which they are read: an included file comes where it is named. */
export interface RequirementsFile {
	readonly requirements: readonly RequirementEntry[];
	/** Requirements whose folder is used as it is. */
	readonly editables: readonly RequirementEntry[];
	/** Always with a name. */
	readonly constraints: readonly RequirementEntry[];
	/** Of scripts alone, as what follows. */
	readonly overrides: readonly RequirementEntry[];
	/** Normalized names. */
	readonly excludes: readonly string[];
	readonly packageRules: readonly ScriptRule[];
	readonly indexUrl: IndexLocation | undefined;
	readonly extraIndexUrls: readonly IndexLocation[];
	readonly findLinks: readonly IndexLocation[];
	readonly noIndex: boolean;
	readonly requireHashes: boolean;
	/** Each `:all:`, `:none:` (which takes back what stands before it) or a normalized name. */
	readonly noBinary: readonly string[];
	readonly onlyBinary: readonly string[];
	/** Sentences without a period. */
	readonly warnings: readonly string[];
}
