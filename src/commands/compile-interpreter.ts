/** The Python that `pip compile` takes markers from, and builds with where something has to be built. */
import { resolveEnvironment } from "../environment/find-environment.ts";
import { NoInterpreter } from "../interpreter/discover.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import { Version } from "../standards/version.ts";
import { readPythonRequest } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface InterpreterChoice {
	readonly python: string | undefined;
	readonly pythonVersion: string | undefined;
	readonly isSystem: boolean;
	/** Whether nothing may be built. */
	readonly hasNoBuilds: boolean;
}

/**
 * The interpreter that is named; else one of the version to resolve for, or of its minor version; else the first that is
 * found, which is told as a warning.
 *
 * @throws NoInterpreter
 */
export async function findCompileInterpreter(
	choice: InterpreterChoice,
	tools: Tools,
): Promise<Interpreter> {
	const { python, pythonVersion, hasNoBuilds } = choice;
	if (python !== undefined || pythonVersion === undefined) return find(python, choice, tools);
	const [major = 3, minor] = Version.parse(pythonVersion).release;
	const attempts = minor === undefined ? [pythonVersion] : [pythonVersion, `${major}.${minor}`];
	for (const attempt of attempts) {
		const found = await findIfThere(attempt, choice, tools);
		if (found === undefined) continue;
		if (!hasNoBuilds) tellOther(pythonVersion, found, tools);
		return found;
	}
	const other = await find(undefined, choice, tools);
	if (!hasNoBuilds) tellOther(pythonVersion, other, tools);
	return other;
}

async function findIfThere(
	python: string,
	choice: InterpreterChoice,
	tools: Tools,
): Promise<Interpreter | undefined> {
	try {
		return await find(python, choice, tools);
	} catch (error) {
		if (error instanceof NoInterpreter) return undefined;
		throw error;
	}
}

async function find(
	python: string | undefined,
	{ isSystem }: InterpreterChoice,
	tools: Tools,
): Promise<Interpreter> {
	const { interpreter } = await resolveEnvironment(
		{ purpose: "read", python: readPythonRequest(python, tools), isSystem },
		tools.discovery,
	);
	return interpreter;
}

/** A patch number that nobody gave is no difference. */
function tellOther(wanted: string, { version }: Interpreter, { reporter }: Tools): void {
	const { release } = Version.parse(wanted);
	const isSame = release.every((number, place) => number === (version.release[place] ?? 0));
	if (isSame) return;
	reporter.report({
		kind: "warning",
		message: `Python ${wanted} was not found: what has to be built is built with Python ${version}`,
	});
}
