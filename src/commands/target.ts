/** The environment that a command works on: found, told about, and for a change made sure of and locked. */
import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Environment, environmentNote } from "../environment/environment.ts";
import { resolveEnvironment } from "../environment/find-environment.ts";
import { refuseExternallyManaged, refuseUnwritable } from "../environment/permissions.ts";
import { type PythonRequest, parsePythonRequest } from "../interpreter/python-request.ts";
import { makeDirectories } from "../platform/files.ts";
import { acquireLock, type HeldLock } from "../platform/lock-file.ts";
import { recover } from "../transaction/recover.ts";
import type { Tools } from "./tools.ts";

/** What the user said of the environment, as given. */
export interface TargetOptions {
	readonly python: string | undefined;
	readonly isSystem: boolean;
	readonly breaksSystemPackages: boolean;
	readonly target: string | undefined;
	readonly prefix: string | undefined;
}

/** The Python that a text asks for; a word that is a folder is one. */
export function readPythonRequest(
	text: string | undefined,
	tools: Tools,
): PythonRequest | undefined {
	if (text === undefined) return undefined;
	return parsePythonRequest(text, (word) => {
		const found = statSync(resolve(tools.workingDirectory, word), { throwIfNoEntry: false });
		return found?.isDirectory() === true;
	});
}

/** Finds the environment and says which one it is where that may surprise. */
export async function findTarget(
	options: TargetOptions,
	purpose: "change" | "read",
	tools: Tools,
): Promise<Environment> {
	const environment = await resolveEnvironment(
		{
			purpose,
			python: readPythonRequest(options.python, tools),
			isSystem: options.isSystem,
			target: options.target,
			prefix: options.prefix,
		},
		tools.discovery,
	);
	for (const message of environment.warnings) tools.reporter.report({ kind: "warning", message });
	const note = environmentNote(environment, tools.workingDirectory);
	if (note !== undefined) tools.reporter.report({ kind: "note", message: note });
	return environment;
}

/** Refuses what may not be changed, locks it, and finishes what an earlier process began. */
export async function openForChange(
	environment: Environment,
	options: TargetOptions,
	tools: Tools,
): Promise<HeldLock> {
	if (!options.breaksSystemPackages) {
		refuseExternallyManaged(environment, { isSystem: options.isSystem });
	}
	refuseUnwritable(environment);
	makeDirectories(environment.root);
	const lock = await acquireLock(environment.lockPath, {
		timeout: tools.lockTimeout,
		onWait: () =>
			tools.reporter.report({
				kind: "note",
				message: `Waiting for another process that changes ${environment.root}`,
			}),
	});
	try {
		tellRecovery(recover(environment.root, lock), tools);
		return lock;
	} catch (error) {
		lock.release();
		throw error;
	}
}

function tellRecovery(recovery: ReturnType<typeof recover>, { reporter }: Tools): void {
	const tell = (message: string): void => reporter.report({ kind: "warning", message });
	switch (recovery.kind) {
		case "nothing":
			return;
		case "rolled-back":
			reporter.report({
				kind: "detail",
				scope: "transaction",
				message: "dropped an unfinished change",
			});
			return;
		case "rolled-forward":
			for (const { name, version } of recovery.damaged) {
				tell(
					`\`${name}==${version}\` was damaged when a change was interrupted, and must be installed again`,
				);
			}
			return;
		case "lost":
			tell(
				"The plan of an interrupted change could not be read: some distributions may be missing",
			);
	}
}
