/** What one run is told, by its arguments and its environment, before anything is put together. */
import type { DeclaredMetadata } from "../distributions/declared-metadata.ts";
import type { PythonPreference } from "../interpreter/discovery-context.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { IndexSelection } from "./index-settings.ts";

export interface Settings {
	readonly reporter: Reporter;
	/** Absolute. */
	readonly workingDirectory: string;
	readonly variables: Readonly<Record<string, string>>;
	/** Aborted when the user interrupts. */
	readonly signal: AbortSignal;
	/** `--cache-dir`; the variables and the user's folders decide where it is absent. */
	readonly cacheDirectory: string | undefined;
	/** `--no-cache`: an empty cache for this run. */
	readonly hasNoCache: boolean;
	readonly isOffline: boolean;
	readonly indexes: IndexSelection;
	/** `dependency-metadata` of settings files. */
	readonly declared?: readonly DeclaredMetadata[];
	readonly keyringProvider: "disabled" | "subprocess";
	readonly certificateFile: string | undefined;
	readonly usesSystemRoots: boolean;
	readonly insecureHosts: readonly string[];
	readonly pythonPreference: PythonPreference | undefined;
}

export const NO_INDEX_SELECTION: IndexSelection = {
	indexes: [],
	extraIndexUrls: [],
	defaultIndex: undefined,
	findLinks: [],
	hasNoIndex: false,
};
