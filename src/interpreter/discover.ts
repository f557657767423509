/**
 * Finds an interpreter on this machine. Nothing is downloaded, and nothing runs but what lies in a folder that the user
 * named or that only interpreters are kept in.
 */
import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, resolve } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";
import { BrokenInterpreter } from "./broken-interpreter.ts";
import { type Candidate, candidates, executableOfFolder } from "./candidates.ts";
import type { DiscoveryContext, InterpreterSource } from "./discovery-context.ts";
import { type Interpreter, readInterpreter } from "./interpreter.ts";
import {
	describePythonRequest,
	implementationTitle,
	type PythonRequest,
} from "./python-request.ts";
import { isUnusual, matchesRequest } from "./request-match.ts";

/** What a search found. */
export interface FoundInterpreter {
	readonly interpreter: Interpreter;
	readonly source: InterpreterSource;
}

/** No interpreter of this machine is the one that was asked for. */
export class NoInterpreter extends UserError {
	readonly code = "no-interpreter";
}

/**
 * The first interpreter that is meant by the request. Searching by version skips virtual environments; a path is taken
 * at its word.
 *
 * @throws NoInterpreter where there is none
 * @throws BrokenInterpreter where the request is a path and what lies there cannot be used
 */
export async function resolveInterpreter(
	request: PythonRequest,
	context: DiscoveryContext,
): Promise<FoundInterpreter> {
	const seen: Seen = { others: [], broken: [], paths: new Set() };
	const found = await search(request, context, seen);
	if (found === undefined) throw noInterpreter(request, seen);
	return found;
}

/** The same, or `undefined` where there is none. */
export function findInterpreter(
	request: PythonRequest,
	context: DiscoveryContext,
): Promise<FoundInterpreter | undefined> {
	return search(request, context, { others: [], broken: [], paths: new Set() });
}

/** What the search met, for the hints of a failure. */
interface Seen {
	readonly others: Interpreter[];
	readonly broken: BrokenInterpreter[];
	/** Real paths that need not be asked again. */
	readonly paths: Set<string>;
}

async function search(
	request: PythonRequest,
	context: DiscoveryContext,
	seen: Seen,
): Promise<FoundInterpreter | undefined> {
	if (request.kind === "path") return readNamedPath(request.path, context);
	let unusual: FoundInterpreter | undefined;
	for (const candidate of candidates(request, context)) {
		const interpreter = await readCandidate(candidate.executable, context, seen);
		if (interpreter === undefined) continue;
		const facts = interpreter.base;
		if (!matchesRequest(request, facts)) {
			seen.others.push(interpreter);
			continue;
		}
		const found = { interpreter, source: candidate.source };
		if (isDefaultName(candidate) || !isUnusual(request, facts)) return found;
		unusual ??= found;
	}
	return unusual;
}

async function readCandidate(
	executable: string,
	{ cache }: DiscoveryContext,
	seen: Seen,
): Promise<Interpreter | undefined> {
	try {
		const real = realpathSync(executable);
		if (seen.paths.has(real)) return undefined;
		seen.paths.add(real);
		return await readInterpreter(executable, { cache });
	} catch (error) {
		if (error instanceof BrokenInterpreter) seen.broken.push(error);
		else if (errorCode(error) === undefined || error instanceof UserError) throw error;
		return undefined;
	}
}

/** What the user calls `python` is taken as it is, be it a pre-release. */
function isDefaultName({ executable, source }: Candidate): boolean {
	return source === "search-path" && /^python3?(\.exe)?$/i.test(basename(executable));
}

async function readNamedPath(
	path: string,
	{ workingDirectory, cache }: DiscoveryContext,
): Promise<FoundInterpreter | undefined> {
	const absolute = isAbsolute(path) ? path : resolve(workingDirectory, path);
	const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
	const executable = isFolder ? executableOfFolder(absolute) : absolute;
	if (executable === undefined || (!isFolder && !existsSync(executable))) return undefined;
	return { interpreter: await readInterpreter(executable, { cache }), source: "request" };
}

function noInterpreter(request: PythonRequest, seen: Seen): NoInterpreter {
	switch (request.kind) {
		case "default":
			return new NoInterpreter(
				"Could not find a Python interpreter on this machine: install one, or name it with `--python PATH`",
			);
		case "path":
			return new NoInterpreter(
				`Could not find a Python interpreter at \`${request.path}\`: there is neither an executable nor an environment`,
			);
		case "any":
		case "version":
		case "implementation":
		case "key":
		case "executable-name":
			return new NoInterpreter(
				`Could not find an interpreter for ${describePythonRequest(request)} on this machine`,
				{ hints: searchHints(seen) },
			);
	}
}

function searchHints({ others, broken }: Seen): readonly string[] {
	const list = others.map(
		({ implementation, version, executable }) =>
			`${implementationTitle(implementation)} ${version} at \`${executable}\``,
	);
	return [
		...(list.length === 0 ? [] : [`This machine has ${list.join(", ")}`]),
		...broken.slice(0, 3).map(({ message }) => message),
		"pippin does not download Python: install it, or name another one with `--python VERSION|PATH`",
	];
}
