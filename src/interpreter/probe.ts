/**
 * Asks a base interpreter what it is: one short process (20 ms), whose answer is kept. The interpreter is started
 * without `site`, so nothing that lies in its site-packages runs, save a `_manylinux` module (PEP 600 wants it asked).
 */
import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { printable } from "../errors/printable.ts";
import { errorCode } from "../platform/files.ts";
import { type ChildResult, runChild } from "../runtime/child-process.ts";
import { builtin } from "../runtime/detect.ts";
import { createHasher } from "../runtime/hasher.ts";
import { environmentVariables } from "../runtime/this-process.ts";
import { BrokenInterpreter } from "./broken-interpreter.ts";
import { type InterpreterFacts, parseInterpreterFacts } from "./interpreter-facts.ts";
import { PROBE_SCRIPT } from "./probe-script.ts";
import { withoutWithheld } from "./withheld-variables.ts";

/** Keeps answers between commands. A key is a short word fit for a file name; what was written may be lost at any time. */
export interface ProbeCache {
	read(key: string): string | undefined;
	write(key: string, text: string): void;
}

export interface ProbeOptions {
	readonly cache?: ProbeCache | undefined;
	/** The `_manylinux.py` of an environment: its folder is looked into as well. */
	readonly manylinuxModule?: string | undefined;
	/** Milliseconds to wait for the answer; ten seconds unless told. */
	readonly timeout?: number | undefined;
}

const TIMEOUT = 10_000;
const OUTPUT_LIMIT = 256 * 1024;
const OVERFLOW = "ERR_CHILD_PROCESS_STDIO_MAXBUFFER";

/**
 * The facts of the base interpreter at this path. Links are followed first, so that all names of one interpreter share
 * one answer.
 *
 * @throws BrokenInterpreter
 */
export async function probeInterpreter(
	executable: string,
	options: ProbeOptions = {},
): Promise<InterpreterFacts> {
	const { cache, manylinuxModule } = options;
	const real = resolveExecutable(executable);
	const identity = identify([real, ...(manylinuxModule === undefined ? [] : [manylinuxModule])]);
	const key = keyOf(`${real}\n${manylinuxModule ?? ""}`);
	const known = cache === undefined ? undefined : readKept(cache.read(key), identity);
	if (known !== undefined) return known;
	const answer = await ask(real, options);
	const facts = parseInterpreterFacts(answer);
	if (facts === undefined) throw broken(executable, "it answered something that is not an answer");
	// A script may start another interpreter tomorrow, without changing itself.
	if (cache !== undefined && !isScript(real)) cache.write(key, `${identity}\n${answer}`);
	return facts;
}

function resolveExecutable(executable: string): string {
	try {
		return realpathSync(executable);
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		throw new BrokenInterpreter(
			`Could not find a Python interpreter at \`${executable}\`: ${describeCode(code)}`,
			{ cause: error },
		);
	}
}

function describeCode(code: string): string {
	switch (code) {
		case "ENOENT":
		case "ENOTDIR":
			return "the file does not exist, or is a link to one that does not";
		case "EACCES":
		case "EPERM":
			return "this user may not run it";
		case "ELOOP":
			return "its links go round in a circle";
		case "ENOEXEC":
			return "it is not a program for this machine";
		default:
			return code;
	}
}

/** Changes whenever one of the files or the running system (whose name is among the answers) is another one. */
function identify(paths: readonly string[]): string {
	const parts = paths.map((path) => {
		const { mtimeNs, ctimeNs, size, ino } = statSync(path, { bigint: true });
		return `${path} ${mtimeNs} ${ctimeNs} ${size} ${ino}`;
	});
	return JSON.stringify([...parts, builtin("node:os").release()]);
}

function readKept(text: string | undefined, identity: string): InterpreterFacts | undefined {
	if (text === undefined || !text.startsWith(`${identity}\n`)) return undefined;
	return parseInterpreterFacts(text.slice(identity.length + 1));
}

function keyOf(text: string): string {
	const hasher = createHasher("sha256");
	hasher.update(text);
	return hasher.hex().slice(0, 32);
}

function isScript(path: string): boolean {
	const descriptor = openSync(path, "r");
	try {
		const start = new Uint8Array(2);
		return readSync(descriptor, start) === 2 && start[0] === 0x23 && start[1] === 0x21;
	} finally {
		closeSync(descriptor);
	}
}

async function ask(real: string, { manylinuxModule, timeout }: ProbeOptions): Promise<string> {
	const folders = manylinuxModule === undefined ? [] : [folderOf(manylinuxModule)];
	const limit = timeout ?? TIMEOUT;
	const result = await runChild(real, ["-I", "-S", "-B", "-c", PROBE_SCRIPT, ...folders], {
		environment: probeVariables(),
		timeout: limit,
		outputLimit: OUTPUT_LIMIT,
	});
	const failure = describeFailure(result, limit);
	if (failure !== undefined) throw broken(real, failure);
	const lines = result.stdout.trimEnd().split("\n");
	return lines.at(-1) ?? "";
}

function folderOf(file: string): string {
	return file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")));
}

function probeVariables(): Record<string, string> {
	const variables = withoutWithheld(environmentVariables());
	// macOS 11 and later call themselves 10.16 before programs that were built for older ones.
	variables["SYSTEM_VERSION_COMPAT"] = "0";
	return variables;
}

function describeFailure(result: ChildResult, limit: number): string | undefined {
	if (result.startError === OVERFLOW) return "it wrote more than a Python interpreter has to say";
	if (result.startError !== undefined) return describeCode(result.startError);
	if (result.timedOut) return `it did not answer within ${limit / 1000} seconds`;
	if (result.status === 0) return undefined;
	if (result.stderr.includes("Unknown option: -I")) return "it is Python 2, which is not supported";
	const ending =
		result.signal === undefined
			? `it ended with status ${result.status}`
			: `it was ended by ${result.signal}`;
	const last = printable(result.stderr.trimEnd().split("\n").at(-1) ?? "").slice(0, 300);
	return last === "" ? ending : `${ending}: ${last}`;
}

function broken(executable: string, reason: string): BrokenInterpreter {
	return new BrokenInterpreter(
		`Could not query the Python interpreter at \`${executable}\`: ${reason}`,
	);
}
