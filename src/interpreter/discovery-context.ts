/** What a search for interpreters depends on, beside the request. */
import type { ProbeCache } from "./probe.ts";

/** Whether interpreters that uv installed come before those on PATH, after them, or are the only or no choice. */
export type PythonPreference = "managed" | "system" | "only-managed" | "only-system";

/** All paths that are searched come from here; the variables are usually those of the process. */
export interface DiscoveryContext {
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** Absolute; relative paths of the user start here. */
	readonly workingDirectory: string;
	readonly cache?: ProbeCache | undefined;
	/** `managed` unless told. */
	readonly preference?: PythonPreference | undefined;
}

/** Where an interpreter was found. */
export type InterpreterSource =
	| "request"
	| "conda"
	| "managed"
	| "search-path"
	| "pyenv"
	| "system";
