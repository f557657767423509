/** What every command is given beside its options. */

import type { DeclaredMetadata } from "../distributions/declared-metadata.ts";
import type { IndexEntry } from "../distributions/index-entry.ts";
import type { Reporter } from "../progress/reporter.ts";
import type { DependencyTable } from "../settings/loaded-settings.ts";
import type { Invocation } from "./invocation.ts";
import type { Output } from "./output.ts";

/** What settings files say that no option can. */
export interface FurtherSettings {
	/** `[[index]]`. */
	readonly indexes: readonly IndexEntry[];
	/** `dependency-metadata`. */
	readonly declared: readonly DeclaredMetadata[];
	/** What each file says of dependencies; what is said first stands first. */
	readonly dependencies: readonly DependencyTable[];
}

export const NO_FURTHER_SETTINGS: FurtherSettings = {
	indexes: [],
	declared: [],
	dependencies: [],
};

/** What a command is run with. */
export interface CommandContext {
	readonly output: Output;
	readonly reporter: Reporter;
	readonly environmentVariables: Readonly<Record<string, string | undefined>>;
	/** As the shell gave them, without the program. */
	readonly commandArguments: readonly string[];
	readonly settings: FurtherSettings;
	/** After `--directory`. */
	readonly workingDirectory: string;
}

/** Runs one command and answers its exit status. */
export type CommandRunner = (invocation: Invocation, context: CommandContext) => Promise<number>;
