/** One run of the program, from the arguments to the exit status. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { isTerminal, terminalWidth } from "../runtime/terminal.ts";
import { currentDirectory, environmentVariables } from "../runtime/this-process.ts";
import { isColoured } from "./colour.ts";
import { NO_FURTHER_SETTINGS } from "./command-context.ts";
import { DirectoryMissing } from "./directory-missing.ts";
import { listenForSignals } from "./interrupts.ts";
import type { Invocation } from "./invocation.ts";
import { descriptorStream, Output } from "./output.ts";
import { type ParsedArguments, parseArguments } from "./parse-arguments.ts";
import { cleanEnvironment } from "./process-environment.ts";
import { PROGRAM_NAME, PROGRAM_VERSION } from "./program.ts";
import { readSettings } from "./read-settings.ts";
import { runCommand } from "./run-command.ts";
import type { SettledRun } from "./settle-run.ts";
import { showError } from "./show-error.ts";
import { TerminalReporter } from "./terminal-reporter.ts";

type Variables = Readonly<Record<string, string>>;

/** Runs what the arguments ask for, says what there is to say, and answers the exit status. Does not throw. */
export async function runProgram(commandArguments: readonly string[]): Promise<number> {
	const variables = environmentVariables();
	const plain = outputFor(undefined, variables);
	let output = plain;
	try {
		cleanEnvironment(process.env);
		const parsed = parseArguments(commandArguments, variables);
		if (parsed.kind !== "invocation") return await answer(parsed, plain);
		output = outputFor(parsed.invocation, variables);
		return await runInvocation(parsed.invocation, { output, variables, commandArguments });
	} catch (error) {
		return showError(error, { output, commandArguments });
	}
}

async function answer(
	parsed: Exclude<ParsedArguments, { kind: "invocation" }>,
	output: Output,
): Promise<number> {
	switch (parsed.kind) {
		case "version":
			output.result(`${PROGRAM_NAME} ${PROGRAM_VERSION}`);
			return 0;
		case "help": {
			const { shortHelp } = await import("./help.ts");
			const text = shortHelp(parsed.path, output.resultWidth);
			if (parsed.isAsked) output.result(text);
			else output.failure(text);
			return parsed.isAsked ? 0 : 2;
		}
		case "usage-error":
			throw parsed.error;
	}
}

interface RunParts {
	readonly output: Output;
	readonly variables: Variables;
	readonly commandArguments: readonly string[];
}

async function runInvocation(
	invocation: Invocation,
	{ output, variables, commandArguments }: RunParts,
): Promise<number> {
	const { options } = invocation;
	for (const warning of invocation.warnings) output.warning(warning);
	const directory = options.value("directory");
	if (directory !== undefined) enterDirectory(directory);
	const run = await settle(invocation, variables);
	for (const warning of run.warnings) output.warning(warning);
	const reporter = new TerminalReporter({
		output,
		hasProgress: !options.flag("no-progress"),
		now: () => performance.now(),
	});
	const stopListening = listenForSignals({
		onFailure: (error) => {
			showError(error, { output, commandArguments: [] });
		},
		onEnd: () => reporter.finish(),
	});
	try {
		return await runCommand(run.invocation, {
			output,
			reporter,
			commandArguments,
			settings: run.settings,
			environmentVariables: run.variables,
			workingDirectory: currentDirectory(),
		});
	} finally {
		stopListening();
		reporter.finish();
	}
}

/** The run with what settings files say, where there are any. */
async function settle(invocation: Invocation, variables: Variables): Promise<SettledRun> {
	const loaded = await readSettings(invocation, variables);
	const cleaned = commandVariables(variables);
	if (loaded === undefined) {
		return { invocation, variables: cleaned, settings: NO_FURTHER_SETTINGS, warnings: [] };
	}
	const { settleRun } = await import("./settle-run.ts");
	return settleRun(loaded, invocation, cleaned);
}

/** What commands read and hand on to the programs they start: `PIPPIN_X` counts where `UV_X` does, and first. */
function commandVariables(variables: Variables): Variables {
	const cleaned: Record<string, string> = Object.assign(Object.create(null), variables);
	cleanEnvironment(cleaned);
	for (const name of Object.keys(variables)) {
		const text = name.startsWith("PIPPIN_") ? variables[name] : undefined;
		if (text !== undefined && text !== "") cleaned[`UV_${name.slice("PIPPIN_".length)}`] = text;
	}
	return cleaned;
}

function enterDirectory(directory: string): void {
	const path = resolve(directory);
	if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
		throw new DirectoryMissing(`Cannot change to \`${directory}\`: it is no directory`);
	}
	process.chdir(path);
}

function outputFor(invocation: Invocation | undefined, variables: Variables): Output {
	const options = invocation?.options;
	const choice = options?.flag("no-color") === true ? "never" : (options?.value("color") ?? "auto");
	const stream = (descriptor: 1 | 2) => {
		const isSeen = isTerminal(descriptor);
		return descriptorStream(descriptor, {
			isTerminal: isSeen,
			isColoured: isColoured({ choice, variables, isTerminal: isSeen }),
			width: isSeen || variables["COLUMNS"] !== undefined ? terminalWidth(descriptor) : 100,
		});
	};
	return new Output({
		standardOutput: stream(1),
		standardError: stream(2),
		quiet: options?.count("quiet") ?? 0,
		verbose: options?.count("verbose") ?? 0,
	});
}
