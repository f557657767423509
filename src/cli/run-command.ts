/** From a command to the module that runs it, loaded when it is asked for. */

import { UserError } from "../errors/user-error.ts";
import type { CommandContext, CommandRunner } from "./command-context.ts";
import type { Invocation } from "./invocation.ts";
import { PROGRAM_NAME } from "./program.ts";

/** The words of a command that this release names but does not have. */
export class CommandNotYet extends UserError {
	override readonly code: string = "command-not-yet";
}

type RunnerLoader = () => Promise<{ readonly run: CommandRunner }>;

/** By the words of the command; each module exports `run`. */
const RUNNERS: ReadonlyMap<string, RunnerLoader> = new Map<string, RunnerLoader>([
	["help", () => import("./run/help.ts")],
	["pip install", () => import("./run/pip-install.ts")],
	["pip sync", () => import("./run/pip-sync.ts")],
	["pip compile", () => import("./run/pip-compile.ts")],
	["pip uninstall", () => import("./run/pip-uninstall.ts")],
	["pip list", () => import("./run/pip-list.ts")],
	["pip freeze", () => import("./run/pip-freeze.ts")],
	["pip show", () => import("./run/pip-show.ts")],
	["pip check", () => import("./run/pip-check.ts")],
	["pip tree", () => import("./run/pip-tree.ts")],
	["cache dir", () => import("./run/cache-dir.ts")],
	["cache size", () => import("./run/cache-size.ts")],
	["cache clean", () => import("./run/cache-clean.ts")],
	["cache prune", () => import("./run/cache-prune.ts")],
	["venv", () => import("./run/venv.ts")],
	["generate-shell-completion", () => import("./run/generate-shell-completion.ts")],
]);

/** Runs what the invocation names. Throws whatever the command throws, and `CommandNotYet`. */
export async function runCommand(invocation: Invocation, context: CommandContext): Promise<number> {
	const words = invocation.path.join(" ");
	const load = RUNNERS.get(words);
	if (load === undefined) {
		throw new CommandNotYet(
			`Cannot run \`${PROGRAM_NAME} ${words}\`: this release does not have it yet`,
		);
	}
	const { run } = await load();
	return run(invocation, context);
}
