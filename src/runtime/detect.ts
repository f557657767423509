/** Which runtime this is. Everything that Bun and Node spell differently lives in this folder, one side each. */

/** Bun's own API, or `undefined` under Node. The only place that asks. */
export const bun: typeof Bun | undefined = (globalThis as { Bun?: typeof Bun }).Bun;

/** Whether the module at `url` is part of a compiled executable, where all modules lie in one virtual folder. */
export function isCompiledIn(url: string): boolean {
	return url.includes("$bunfs") || url.includes("~BUN");
}

/**
 * A built-in module, loaded when it is first needed: on Bun `node:zlib` or `node:crypto` cost more
 * start-up than the rest of a small program.
 */
export function builtin<Name extends keyof BuiltinModules>(name: Name): BuiltinModules[Name] {
	const found = process.getBuiltinModule(name);
	if (found === undefined) throw new Error(`this runtime has no module ${name}`);
	return found as unknown as BuiltinModules[Name];
}

/** The built-in modules that are worth loading late. */
export interface BuiltinModules {
	readonly "node:child_process": typeof import("node:child_process");
	readonly "node:crypto": typeof import("node:crypto");
	readonly "node:os": typeof import("node:os");
	readonly "node:tty": typeof import("node:tty");
	readonly "node:worker_threads": typeof import("node:worker_threads");
	readonly "node:zlib": typeof import("node:zlib");
}
