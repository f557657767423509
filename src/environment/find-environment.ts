/**
 * Decides which environment a command works on. A command that changes something works on a virtual environment, or on
 * what the user named outright; a command that reads falls back to the Python of the system.
 */
import { join } from "node:path";
import { BrokenInterpreter } from "../interpreter/broken-interpreter.ts";
import { executableOfFolder } from "../interpreter/candidates.ts";
import { resolveInterpreter } from "../interpreter/discover.ts";
import type { DiscoveryContext } from "../interpreter/discovery-context.ts";
import {
	type Interpreter,
	readEnvironmentInterpreter,
	readInterpreter,
} from "../interpreter/interpreter.ts";
import { describePythonRequest, type PythonRequest } from "../interpreter/python-request.ts";
import { readPyvenvConfig } from "../interpreter/pyvenv-config.ts";
import { matchesRequest } from "../interpreter/request-match.ts";
import { condaBase } from "../interpreter/search-folders.ts";
import { BrokenEnvironment, NoEnvironment } from "./broken-environment.ts";
import {
	absolutePath,
	type Environment,
	type EnvironmentOrigin,
	environmentOf,
	prefixEnvironment,
	targetEnvironment,
} from "./environment.ts";
import { findProjectEnvironment } from "./project-environment.ts";

/** What the user said of the environment. */
export interface EnvironmentRequest {
	/** `read` never changes anything, and finds the system's Python where there is no environment. */
	readonly purpose: "change" | "read";
	/** `--python` */
	readonly python?: PythonRequest | undefined;
	/** `--system`: virtual environments are not considered. */
	readonly isSystem?: boolean | undefined;
	/** `--target`, as given. */
	readonly target?: string | undefined;
	/** `--prefix`, as given. */
	readonly prefix?: string | undefined;
}

/**
 * The environment to work on: what `--python` names, else `VIRTUAL_ENV`, else `CONDA_PREFIX`, else `.venv` in the
 * working directory or above it.
 *
 * @throws NoEnvironment where nothing of this is there and the command changes something
 * @throws BrokenEnvironment, BrokenInterpreter where it is there and cannot be used
 * @throws NoInterpreter where no Python of the machine is the one asked for
 */
export async function resolveEnvironment(
	request: EnvironmentRequest,
	context: DiscoveryContext,
): Promise<Environment> {
	const { target, prefix } = request;
	if (target === undefined && prefix === undefined) return resolveOwn(request, context);
	const { interpreter } = await resolveOwn({ ...request, purpose: "read" }, context);
	return target === undefined
		? prefixEnvironment(interpreter, absolutePath(prefix ?? "", context.workingDirectory))
		: targetEnvironment(interpreter, absolutePath(target, context.workingDirectory));
}

async function resolveOwn(
	request: EnvironmentRequest,
	context: DiscoveryContext,
): Promise<Environment> {
	const python = request.python ?? { kind: "default" };
	if (python.kind === "path") {
		const { interpreter } = await resolveInterpreter(python, context);
		return environmentOf(interpreter, "request");
	}
	const warnings: string[] = [];
	if (request.isSystem !== true) {
		for (const find of [findActive, findConda, findProject]) {
			const found = await readOrWarn(find, { request, context, warnings });
			if (found !== undefined && matchesRequest(python, found.interpreter.base)) {
				return environmentOf(found.interpreter, found.origin, warnings);
			}
		}
		if (request.purpose === "change") throw noEnvironment(request.python);
	}
	const { interpreter } = await resolveInterpreter(python, context);
	return environmentOf(interpreter, "system", warnings);
}

interface Found {
	readonly interpreter: Interpreter;
	readonly origin: EnvironmentOrigin;
}

interface ReadAttempt {
	readonly request: EnvironmentRequest;
	readonly context: DiscoveryContext;
	readonly warnings: string[];
}

/** A command that reads goes on without an environment that is not there, and says so. */
async function readOrWarn(
	find: (context: DiscoveryContext) => Promise<Found | undefined>,
	{ request, context, warnings }: ReadAttempt,
): Promise<Found | undefined> {
	try {
		return await find(context);
	} catch (error) {
		const isForgiven =
			error instanceof BrokenEnvironment ||
			(error instanceof BrokenInterpreter && find === findProject);
		if (request.purpose === "change" || !isForgiven) throw error;
		warnings.push(error.message);
		return undefined;
	}
}

async function findActive({ variables, ...context }: DiscoveryContext): Promise<Found | undefined> {
	const named = variables["VIRTUAL_ENV"];
	if (named === undefined || named === "") return undefined;
	const root = absolutePath(named, context.workingDirectory);
	if (readPyvenvConfig(root) === undefined) {
		throw new BrokenEnvironment(
			`Could not use the active virtual environment at \`${root}\`, which \`VIRTUAL_ENV\` names: it has no \`pyvenv.cfg\``,
			{ hints: ["Unset `VIRTUAL_ENV`, or make that environment anew with `pippin venv --clear`"] },
		);
	}
	return { interpreter: await readEnvironmentInterpreter(root, context), origin: "VIRTUAL_ENV" };
}

async function findConda(context: DiscoveryContext): Promise<Found | undefined> {
	const named = context.variables["CONDA_PREFIX"];
	if (named === undefined || named === "" || condaBase(context.variables) !== undefined) {
		return undefined;
	}
	const root = absolutePath(named, context.workingDirectory);
	const executable = executableOfFolder(root);
	if (executable === undefined) {
		throw new BrokenEnvironment(
			`Could not use the conda environment at \`${root}\`, which \`CONDA_PREFIX\` names: it has no Python`,
		);
	}
	return { interpreter: await readInterpreter(executable, context), origin: "CONDA_PREFIX" };
}

async function findProject(context: DiscoveryContext): Promise<Found | undefined> {
	const found = findProjectEnvironment(context.workingDirectory);
	if (found === undefined) return undefined;
	if (found.kind === "broken") throw found.error;
	const interpreter = await readEnvironmentInterpreter(found.root, context);
	return { interpreter, origin: "working-directory" };
}

function noEnvironment(python: PythonRequest | undefined): NoEnvironment {
	const wanted = python === undefined ? "" : ` for ${describePythonRequest(python)}`;
	return new NoEnvironment(
		`Could not find a virtual environment${wanted}: make one with \`pippin venv\`, or pass \`--system\` to install into a Python that is not in one`,
	);
}

/** Where `pippin venv` without a path makes the environment. */
export function defaultEnvironmentPath(workingDirectory: string): string {
	return join(workingDirectory, ".venv");
}
