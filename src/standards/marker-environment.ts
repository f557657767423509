/**
 * The variables an environment marker may ask for, by the packaging specification "Dependency specifiers"
 * ("Environment markers"). In code they are camelCase; in text they have the specification's names.
 */

/** What an interpreter says of itself. All values are text, as Python gives them. */
export interface MarkerEnvironment {
	readonly osName: string;
	readonly sysPlatform: string;
	readonly platformMachine: string;
	readonly platformPythonImplementation: string;
	readonly platformRelease: string;
	readonly platformSystem: string;
	readonly platformVersion: string;
	/** Two numbers: `3.12`. */
	readonly pythonVersion: string;
	/** `3.12.3`, `3.13.0rc1`. */
	readonly pythonFullVersion: string;
	readonly implementationName: string;
	readonly implementationVersion: string;
}

/** The names of the variables that every environment has a value for. */
export type EnvironmentVariable =
	| "os_name"
	| "sys_platform"
	| "platform_machine"
	| "platform_python_implementation"
	| "platform_release"
	| "platform_system"
	| "platform_version"
	| "python_version"
	| "python_full_version"
	| "implementation_name"
	| "implementation_version";

/** All that a marker may ask for; the last two are of lock files (PEP 751) and hold several values. */
export type MarkerVariable = EnvironmentVariable | "extra" | "extras" | "dependency_groups";

/** The specification's name of each variable with the name it has here, in the specification's order. */
export const ENVIRONMENT_VARIABLES: ReadonlyMap<EnvironmentVariable, keyof MarkerEnvironment> =
	new Map<EnvironmentVariable, keyof MarkerEnvironment>([
		["os_name", "osName"],
		["sys_platform", "sysPlatform"],
		["platform_machine", "platformMachine"],
		["platform_python_implementation", "platformPythonImplementation"],
		["platform_release", "platformRelease"],
		["platform_system", "platformSystem"],
		["platform_version", "platformVersion"],
		["python_version", "pythonVersion"],
		["python_full_version", "pythonFullVersion"],
		["implementation_name", "implementationName"],
		["implementation_version", "implementationVersion"],
	]);

/** The environment that these variables, under the specification's names, describe. What is missing is empty. */
export function fromMarkerVariables(
	variables: Readonly<Record<string, string>>,
): MarkerEnvironment {
	const read = (name: EnvironmentVariable): string =>
		Object.hasOwn(variables, name) ? (variables[name] ?? "") : "";
	return {
		osName: read("os_name"),
		sysPlatform: read("sys_platform"),
		platformMachine: read("platform_machine"),
		platformPythonImplementation: read("platform_python_implementation"),
		platformRelease: read("platform_release"),
		platformSystem: read("platform_system"),
		platformVersion: read("platform_version"),
		pythonVersion: read("python_version"),
		pythonFullVersion: read("python_full_version"),
		implementationName: read("implementation_name"),
		implementationVersion: read("implementation_version"),
	};
}

/** The inverse of `fromMarkerVariables`: all variables under the specification's names, in its order. */
export function toMarkerVariables(
	environment: MarkerEnvironment,
): Record<EnvironmentVariable, string> {
	return {
		os_name: environment.osName,
		sys_platform: environment.sysPlatform,
		platform_machine: environment.platformMachine,
		platform_python_implementation: environment.platformPythonImplementation,
		platform_release: environment.platformRelease,
		platform_system: environment.platformSystem,
		platform_version: environment.platformVersion,
		python_version: environment.pythonVersion,
		python_full_version: environment.pythonFullVersion,
		implementation_name: environment.implementationName,
		implementation_version: environment.implementationVersion,
	};
}
