/**
 * The `keyring` program as a source of credentials. It is looked for on PATH, but never inside the current folder
 * or the active environment: what a checkout or a package brings along must not be handed URLs of private indexes.
 */
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join, relative } from "node:path";
import { runChild } from "../runtime/child-process.ts";
import { operatingSystem } from "../runtime/this-process.ts";
import { type Credentials, Secret } from "./secret.ts";

/** Asks for what belongs to a service (a URL or a host). */
export interface Keyring {
	/** With a user name: the password of that user. Without: whoever is stored. */
	ask(service: string, username: string | undefined): Promise<Credentials | undefined>;
}

export interface KeyringOptions {
	readonly variables: Readonly<Record<string, string>>;
	readonly workingDirectory: string;
	/** Milliseconds for one question; 10 seconds unless told. */
	readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 10_000;
const OUTPUT_LIMIT = 64 * 1024;
/** Variables that would make a runtime behind `keyring` run something else. */
const UNWANTED_VARIABLES: ReadonlySet<string> = new Set([
	"BUN_OPTIONS",
	"BUN_BE_BUN",
	"NODE_OPTIONS",
]);

/** The program, or `undefined` where there is none to trust. What it writes to stderr is never shown. */
export function findKeyring(options: KeyringOptions): Keyring | undefined {
	const program = findProgram(options);
	if (program === undefined) return undefined;
	return { ask: (service, username) => askProgram(program, { ...options, service, username }) };
}

function findProgram({ variables, workingDirectory }: KeyringOptions): string | undefined {
	const name = operatingSystem() === "win32" ? "keyring.exe" : "keyring";
	const distrusted = [workingDirectory, variables["VIRTUAL_ENV"] ?? ""]
		.filter((folder) => folder !== "")
		.map(realPath);
	for (const folder of (variables["PATH"] ?? "").split(delimiter)) {
		if (!isAbsolute(folder)) continue;
		const program = join(folder, name);
		if (!isExecutable(program)) continue;
		const isDistrusted = distrusted.some(
			(root) => isBelow(root, realPath(folder)) || isBelow(root, realPath(program)),
		);
		if (!isDistrusted) return program;
	}
	return undefined;
}

function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		// A folder that does not exist has no other name.
		return path;
	}
}

function isBelow(root: string, path: string): boolean {
	// The root folder holds everything and says nothing about trust.
	if (root === "/") return false;
	const way = relative(root, path);
	return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		// Neither a missing nor an unreadable program can be asked.
		return false;
	}
}

async function askProgram(
	program: string,
	question: KeyringOptions & { service: string; username: string | undefined },
): Promise<Credentials | undefined> {
	const { service, username } = question;
	// A user name that looks like an option would be read as one.
	if (username?.startsWith("-") === true || service.startsWith("-")) return undefined;
	const environment = Object.fromEntries(
		Object.entries(question.variables).filter(([name]) => !UNWANTED_VARIABLES.has(name)),
	);
	const asked =
		username === undefined ? ["--mode", "creds", "get", service] : ["get", service, username];
	const result = await runChild(program, asked, {
		environment,
		timeout: question.timeout ?? DEFAULT_TIMEOUT,
		outputLimit: OUTPUT_LIMIT,
	});
	if (result.status !== 0 || result.timedOut) return undefined;
	const lines = result.stdout.split(/\r?\n/);
	const [first = "", second = ""] = lines;
	if (username === undefined) {
		return second === "" ? undefined : { username: first, password: new Secret(second) };
	}
	return first === "" ? undefined : { username, password: new Secret(first) };
}
