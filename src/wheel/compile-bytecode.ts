/**
 * `--compile-bytecode`: one long-lived interpreter compiles the sources it is given, one path a line, and answers each.
 * It runs after the change and outside of it: a `.pyc` is a cache that Python remakes.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";
import { runChild } from "../runtime/child-process.ts";
import { filesOf } from "./install-image.ts";
import type { StagedWheel } from "./staged-wheel.ts";

/** The interpreter could not be run, died, or took too long. What is installed stays installed. */
export class CompilationFailed extends UserError {
	readonly code = "compilation-failed";
}

export interface CompileOptions {
	/** Absolute. */
	readonly interpreter: string;
	/** The environment variables of the child. */
	readonly environment: Readonly<Record<string, string>>;
	/** Milliseconds for all files. */
	readonly timeout: number;
}

export interface CompileReport {
	readonly compiled: number;
	/** Sources that Python could not compile, with its reason: templates and sources for other versions, mostly. */
	readonly failures: readonly { readonly path: string; readonly reason: string }[];
}

/** Answers `1` or `0 reason` for each line. Byte code is checked by time and size of its source, as Python's default is. */
const PROGRAM = `
import json, py_compile, sys
for line in sys.stdin:
    path = json.loads(line)
    try:
        py_compile.compile(path, doraise=True)
        answer = None
    except Exception as error:
        answer = type(error).__name__ + ": " + str(error)
    print(json.dumps(answer), flush=False)
`;

/** Compiles the given sources (absolute paths). Throws `CompilationFailed`. */
export async function compileBytecode(
	paths: readonly string[],
	options: CompileOptions,
): Promise<CompileReport> {
	if (paths.length === 0) return { compiled: 0, failures: [] };
	const result = await runChild(options.interpreter, ["-I", "-S", "-X", "utf8", "-c", PROGRAM], {
		environment: options.environment,
		input: paths.map((path) => `${JSON.stringify(path)}\n`).join(""),
		timeout: options.timeout,
	});
	const answers = result.stdout.split("\n").filter((line) => line !== "");
	if (result.status !== 0 || answers.length !== paths.length) {
		throw new CompilationFailed(
			`Could not compile byte code with \`${options.interpreter}\`: ${reasonOf(result, options)}`,
			{ hints: ["The packages are installed; leave out `--compile-bytecode` to do without"] },
		);
	}
	const failures: { path: string; reason: string }[] = [];
	for (const [index, answer] of answers.entries()) {
		const reason: unknown = JSON.parse(answer);
		if (typeof reason === "string") failures.push({ path: paths[index] ?? "", reason });
	}
	return { compiled: paths.length - failures.length, failures };
}

function reasonOf(result: Awaited<ReturnType<typeof runChild>>, options: CompileOptions): string {
	if (result.timedOut)
		return `it was not ready after ${Math.round(options.timeout / 1000)} seconds`;
	if (result.startError !== undefined) return `it cannot be started (${result.startError})`;
	return result.stderr.trim().split("\n").at(-1) ?? "it ended early";
}

/** The Python sources that wheels bring into these folders (absolute; of `info` and data files none). */
export function sourcesOf(
	wheels: readonly Pick<StagedWheel, "image">[],
	folders: { readonly purelib: string; readonly platlib: string },
): readonly string[] {
	const sources: string[] = [];
	for (const { image } of wheels) {
		const root = image.isRootPurelib ? folders.purelib : folders.platlib;
		for (const group of image.groups) {
			const folder = new Map([
				["root", root],
				["purelib", folders.purelib],
				["platlib", folders.platlib],
			]).get(group.scheme);
			if (folder === undefined) continue;
			for (const { path } of filesOf(image, group)) {
				if (path.endsWith(".py")) sources.push(`${folder}/${path}`);
			}
		}
	}
	return sources;
}

/** Every Python source below a folder, links not followed: for `sync`, which compiles what was there before too. */
export function sourcesBelow(folder: string): readonly string[] {
	const sources: string[] = [];
	try {
		for (const entry of readdirSync(folder, { withFileTypes: true })) {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) sources.push(...sourcesBelow(path));
			else if (entry.isFile() && entry.name.endsWith(".py")) sources.push(path);
		}
	} catch (error) {
		if (errorCode(error) !== "ENOENT") throw error;
	}
	return sources;
}
