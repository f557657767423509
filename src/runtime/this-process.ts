/** What the rest of the code may know of its own process. */

import { statSync } from "node:fs";
import { hostname } from "node:os";

/** The environment variables, read once; changes to the real ones are not seen. */
export function environmentVariables(): Readonly<Record<string, string>> {
	const variables: Record<string, string> = Object.create(null) as Record<string, string>;
	for (const [name, value] of Object.entries(process.env)) {
		if (value !== undefined) variables[name] = value;
	}
	return variables;
}

/** The value of one variable; an empty one counts as unset. */
export function environmentVariable(name: string): string | undefined {
	const value = process.env[name];
	return value === undefined || value === "" ? undefined : value;
}

/** Tells one build of this program from another, as far as its file shows. */
export function programIdentity(): string {
	const { size, mtimeMs } = statSync(process.execPath);
	return `${size} ${mtimeMs}`;
}

export function processId(): number {
	return process.pid;
}

/** What tells this process from all others, of other machines too, as far as names of machines do. */
export function processName(): string {
	return `${machineName()}.${process.pid}`;
}

/** Whether a process of that name ran on this machine and does so no more. */
export function hasEnded(name: string): boolean {
	const [machine, pid] = name.split(".");
	return machine === machineName() && /^\d+$/.test(pid ?? "") && !isAlive(Number(pid));
}

/** Fit as a part of the name of a file. */
function machineName(): string {
	return hostname().replace(/[^A-Za-z0-9-]/g, "-");
}

/** Whose rights this process has; `undefined` where users have no numbers (Windows). */
export function effectiveUserId(): number | undefined {
	return process.geteuid?.();
}

/** Whether a process of this machine is alive, as far as we may know. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/** Ends this process at once, as `kill -9` does: nothing is cleaned up. For the crash sweep. */
export function dieAtOnce(): never {
	process.kill(process.pid, "SIGKILL");
	// The signal is delivered before the call returns on every system where the sweep runs.
	throw new Error("this process outlived SIGKILL");
}

export function operatingSystem(): NodeJS.Platform {
	return process.platform;
}

export function currentDirectory(): string {
	return process.cwd();
}

/** How many processors this process may use, at least 1. */
export function processorCount(): number {
	return navigator.hardwareConcurrency;
}
