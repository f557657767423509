#!/usr/bin/env node
/**
 * The entry of the executable. `--version` is answered before anything is loaded; everything else is loaded when it is
 * needed, since each import is paid for at every start.
 */
import { endProcess } from "../runtime/libc.ts";
import { restartTuned } from "../runtime/restart-tuned.ts";
import { PROGRAM_NAME, PROGRAM_VERSION } from "./program.ts";

/** Commands whose work is worth a restart. */
const LONG_COMMANDS: ReadonlySet<string> = new Set(["install", "sync"]);

const [first, ...others] = process.argv.slice(2);
if ((first === "--version" || first === "-V") && others.length === 0) {
	// biome-ignore lint/suspicious/noConsole: the one way to write that loads nothing
	console.log(`${PROGRAM_NAME} ${PROGRAM_VERSION}`);
} else {
	if (process.argv.some((word) => LONG_COMMANDS.has(word))) restartTuned();
	const { runProgram } = await import("./run-program.ts");
	endProcess(await runProgram(process.argv.slice(2)));
}
