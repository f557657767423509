/** `venv`: make a virtual environment, and on request put pip into it. */
import { basename, resolve } from "node:path";
import { createEnvironment, type ExistingPolicy } from "../environment/create-environment.ts";
import { environmentOf, shownPath } from "../environment/environment.ts";
import { defaultEnvironmentPath } from "../environment/find-environment.ts";
import { resolveInterpreter } from "../interpreter/discover.ts";
import { readEnvironmentInterpreter } from "../interpreter/interpreter.ts";
import { implementationTitle } from "../interpreter/python-request.ts";
import type { Reporter } from "../progress/reporter.ts";
import { DEFAULT_POLICY, EVERY_PROJECT, NO_PROJECT } from "../resolver/manifest.ts";
import type { UploadCutoffs } from "../resolver/upload-cutoffs.ts";
import type { ChangePreferences } from "./change-environment.ts";
import { NO_SOURCES } from "./inputs.ts";
import { pipInstall } from "./pip-install.ts";
import { readPythonRequest } from "./target.ts";
import type { Tools } from "./tools.ts";

export interface VenvOptions {
	/** As given; `.venv` where nothing is. */
	readonly path: string | undefined;
	readonly python: string | undefined;
	readonly existing: ExistingPolicy;
	/** As given; `.` stands for the working directory's name. */
	readonly prompt: string | undefined;
	readonly hasSystemSitePackages: boolean;
	readonly isRelocatable: boolean;
	readonly isSeeded: boolean;
	readonly change: ChangePreferences;
	/** For what is seeded. */
	readonly cutoffs: UploadCutoffs;
	/** The line that activates it in the user's shell, where that is known. */
	activation(path: string): string | undefined;
}

export async function venv(options: VenvOptions, tools: Tools): Promise<void> {
	const { reporter, workingDirectory, discovery } = tools;
	const request = readPythonRequest(options.python, tools) ?? { kind: "default" };
	const { interpreter } = await resolveInterpreter(request, discovery);
	const title = implementationTitle(interpreter.implementation);
	const executable = shownPath(interpreter.executable, workingDirectory);
	reporter.report({
		kind: "note",
		message: `Using ${title} ${interpreter.version} interpreter at: ${executable}`,
	});
	const path =
		options.path === undefined
			? defaultEnvironmentPath(workingDirectory)
			: resolve(workingDirectory, options.path);
	const shown = options.path ?? ".venv";
	const seeds = options.isSeeded ? " with seed packages" : "";
	reporter.report({ kind: "note", message: `Creating virtual environment${seeds} at: ${shown}` });
	createEnvironment({
		path,
		interpreter,
		existing: options.existing,
		prompt: promptOf(options, workingDirectory),
		seesSystemPackages: options.hasSystemSitePackages,
		isRelocatable: options.isRelocatable,
		isSeeded: options.isSeeded,
	});
	if (options.isSeeded) await seed(path, options, tools);
	const activation = options.activation(shown);
	if (activation !== undefined)
		reporter.report({ kind: "note", message: `Activate with: ${activation}` });
}

/** A folder that the user named is the name; one that has no name of its own takes that of the project. */
function promptOf({ prompt, path }: VenvOptions, workingDirectory: string): string | undefined {
	if (prompt === "." || (prompt === undefined && path === undefined))
		return basename(workingDirectory);
	return prompt;
}

/** pip, and for the Pythons that expect them setuptools and wheel. */
async function seed(root: string, { change, cutoffs }: VenvOptions, tools: Tools): Promise<void> {
	const interpreter = await readEnvironmentInterpreter(root, tools.discovery);
	const environment = environmentOf(interpreter, "request");
	const [major, minor] = interpreter.pythonVersion;
	const isOld = major === 3 && minor < 12;
	await pipInstall(
		{
			sources: { ...NO_SOURCES, packages: isOld ? ["pip", "setuptools", "wheel"] : ["pip"] },
			target: {
				python: environment.interpreter.executable,
				isSystem: false,
				breaksSystemPackages: false,
				target: undefined,
				prefix: undefined,
			},
			policy: { ...DEFAULT_POLICY, ...cutoffs, onlyBinary: EVERY_PROJECT },
			change,
			isExact: false,
			refresh: NO_PROJECT,
			requiresHashes: false,
			verifiesHashes: true,
		},
		{ ...tools, reporter: withoutStages(tools.reporter) },
	);
}

/** Of what is put in beside the environment only the names matter. */
function withoutStages(reporter: Reporter): Reporter {
	return {
		report: (event) => {
			if (event.kind !== "stage") reporter.report(event);
		},
	};
}
