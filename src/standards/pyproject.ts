/**
 * pyproject.toml, by the packaging specification of that name (PEP 518, 621, 735), read from its parsed table: what a
 * build needs, what is known without one.
 */
import { UserError } from "../errors/user-error.ts";
import { type DependencyGroups, readDependencyGroups } from "./dependency-groups.ts";
import { readSpecifiers, readText, readVersion } from "./internal/table-values.ts";
import { isValidName, normalizeName } from "./name.ts";
import { parseRequirement, type Requirement } from "./requirement.ts";
import type { SpecifierSet } from "./specifier.ts";
import { TableReader } from "./table-reader.ts";
import type { Version } from "./version.ts";

/** A table that is no pyproject.toml. */
export class InvalidPyproject extends UserError {
	readonly code = "invalid-pyproject";
}

/** `[build-system]`: how the project is built. */
export interface BuildSystem {
	readonly requires: readonly Requirement[];
	/** The backend's object, `module:object`; `undefined`: setuptools' legacy one. */
	readonly buildBackend: string | undefined;
	/** Folders inside the project to import the backend from. */
	readonly backendPath: readonly string[];
}

/** `[project]`: what is known of the project. A field in `dynamic` is known only to a build. */
export interface ProjectTable {
	/** Normalized. */
	readonly name: string;
	readonly givenName: string;
	readonly version: Version | undefined;
	readonly requiresPython: SpecifierSet | undefined;
	readonly dependencies: readonly Requirement[];
	/** By normalized extra. */
	readonly optionalDependencies: ReadonlyMap<string, readonly Requirement[]>;
	readonly dynamic: readonly string[];
}

/** The parts of a pyproject.toml that packaging standards speak of. */
export interface Pyproject {
	readonly buildSystem: BuildSystem | undefined;
	readonly project: ProjectTable | undefined;
	readonly dependencyGroups: DependencyGroups;
	/** `[tool]`, as it is. */
	readonly tool: unknown;
}

/**
 * Reads the parsed table.
 *
 * @throws InvalidPyproject that names the field
 * @throws InvalidDependencyGroups
 */
export function readPyproject(value: unknown): Pyproject {
	const table = documentOf(value);
	const buildSystem = table.table("build-system");
	const project = table.table("project");
	return {
		buildSystem: buildSystem === undefined ? undefined : readBuildSystem(buildSystem),
		project: project === undefined ? undefined : readProject(project),
		dependencyGroups: readDependencyGroups(table.value("dependency-groups") ?? {}),
		tool: table.value("tool"),
	};
}

/**
 * Reads `[project]` and nothing else.
 *
 * @throws InvalidPyproject that names the field
 */
export function readProjectTable(value: unknown): ProjectTable | undefined {
	const project = documentOf(value).table("project");
	return project === undefined ? undefined : readProject(project);
}

/**
 * Reads `[build-system]` and nothing else: what is wrong with the rest, the backend says.
 *
 * @throws InvalidPyproject that names the field
 */
export function readBuildSystemTable(value: unknown): BuildSystem | undefined {
	const table = documentOf(value).table("build-system");
	return table === undefined ? undefined : readBuildSystem(table);
}

function documentOf(value: unknown): TableReader {
	return TableReader.of(value, (reason) => {
		return new InvalidPyproject(`Could not read pyproject.toml: ${reason}`);
	});
}

/** Whether the dependencies of the project, with its extras and its Python, are known without a build. */
export function hasStaticDependencies({ dynamic }: ProjectTable): boolean {
	const decisive = ["dependencies", "optional-dependencies", "requires-python"];
	return !dynamic.some((field) => decisive.includes(field));
}

/** Whether its version is known as well. */
export function isStatic(project: ProjectTable): boolean {
	return hasStaticDependencies(project) && !project.dynamic.includes("version");
}

function readBuildSystem(table: TableReader): BuildSystem {
	return {
		requires: table.required("requires", readRequirements(table, "requires")),
		buildBackend: table.string("build-backend"),
		backendPath: table.strings("backend-path") ?? [],
	};
}

function readProject(table: TableReader): ProjectTable {
	const name = table.required("name", table.string("name"));
	if (!isValidName(name)) throw table.failure("name", `is \`${name}\` and must be a name`);
	const dynamic = table.strings("dynamic") ?? [];
	for (const field of dynamic) {
		if (field === "name" || table.has(field)) {
			throw table.failure("dynamic", `lists \`${field}\`, which is static`);
		}
	}
	return {
		name: normalizeName(name),
		givenName: name,
		version: dynamic.includes("version")
			? undefined
			: table.required("version", readVersion(table, "version")),
		requiresPython: readSpecifiers(table, "requires-python"),
		dependencies: readRequirements(table, "dependencies") ?? [],
		optionalDependencies: readExtras(table),
		dynamic,
	};
}

function readExtras(table: TableReader): ReadonlyMap<string, readonly Requirement[]> {
	const extras = new Map<string, readonly Requirement[]>();
	const optional = table.table("optional-dependencies");
	for (const extra of optional?.keys() ?? []) {
		const name = normalizeName(extra);
		if (!isValidName(extra) || extras.has(name)) {
			throw table.failure("optional-dependencies", `has \`${extra}\`, no name or given twice`);
		}
		extras.set(name, (optional && readRequirements(optional, extra)) ?? []);
	}
	return extras;
}

function readRequirements(table: TableReader, key: string): readonly Requirement[] | undefined {
	return table
		.strings(key)
		?.map((text, index) => readText(table, `${key}[${index}]`, () => parseRequirement(text)));
}
