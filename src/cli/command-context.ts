/** What every command is given beside its options. */
import type { Reporter } from "../progress/reporter.ts";
import type { LoadedSettings } from "../settings/loaded-settings.ts";
import type { Invocation } from "./invocation.ts";
import type { Output } from "./output.ts";

/** What a command is run with. */
export interface CommandContext {
	readonly output: Output;
	readonly reporter: Reporter;
	readonly environmentVariables: Readonly<Record<string, string | undefined>>;
	/** As the shell gave them, without the program. */
	readonly commandArguments: readonly string[];
	/** What settings files say that is no option. */
	readonly settings: LoadedSettings;
	/** After `--directory`. */
	readonly workingDirectory: string;
}

/** Runs one command and answers its exit status. */
export type CommandRunner = (invocation: Invocation, context: CommandContext) => Promise<number>;
