/** A pyproject.toml on this machine, with the tables of its tools that say something of dependencies. */
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";
import { systemReason } from "../platform/system-reason.ts";
import { InvalidSettings } from "../settings/invalid-settings.ts";
import { readIndexes } from "../settings/read-index.ts";
import type { IndexSetting } from "../settings/settings-table.ts";
import { InvalidDependencyGroups } from "../standards/dependency-groups.ts";
import { InvalidPyproject, type Pyproject, readPyproject } from "../standards/pyproject.ts";
import { parseRequirement, type Requirement } from "../standards/requirement.ts";
import { isTable, TableReader } from "../standards/table-reader.ts";
import { InvalidToml, parseToml } from "../standards/toml.ts";
import { readDependencySettings } from "./dependency-settings.ts";
import { type ProjectSources, readProjectSources } from "./project-sources.ts";

/** A pyproject.toml that is not there or is none. */
export class UnreadableProject extends UserError {
	readonly code = "unreadable-project";
}

export interface ProjectFile {
	/** As messages and comments name it. */
	readonly shown: string;
	/** The folder it is in; absolute. */
	readonly folder: string;
	readonly pyproject: Pyproject;
	readonly sources: ProjectSources;
	/** `[[tool.uv.index]]`; sources may name them. */
	readonly indexes: readonly IndexSetting[];
	/** `tool.uv.dev-dependencies`, an older way to write the group `dev`. */
	readonly devDependencies: readonly Requirement[] | undefined;
	/** Whether Poetry's own table may be the one that lists the dependencies. */
	readonly isOfPoetry: boolean;
}

/**
 * Reads the file at an absolute path.
 *
 * @throws UnreadableProject
 */
export function readProjectFile(path: string, shown: string): ProjectFile {
	const text = readText(path, shown);
	try {
		return { ...readTables(parseToml(text), path), shown, folder: dirname(path) };
	} catch (error) {
		const isFault =
			error instanceof InvalidToml ||
			error instanceof InvalidPyproject ||
			error instanceof InvalidSettings ||
			error instanceof InvalidDependencyGroups;
		if (!isFault) throw error;
		throw new UnreadableProject(`Cannot read \`${shown}\``, { cause: error });
	}
}

/** A project of which no file says anything that can be read. */
export function bareProject(folder: string, shown: string): ProjectFile {
	return {
		shown,
		folder,
		pyproject: {
			...{ buildSystem: undefined, project: undefined, tool: undefined },
			dependencyGroups: new Map(),
		},
		sources: new Map(),
		indexes: [],
		devDependencies: undefined,
		isOfPoetry: false,
	};
}

function readText(path: string, shown: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		throw new UnreadableProject(`Cannot read \`${shown}\`: ${systemReason(code)}`, {
			cause: error,
		});
	}
}

function readTables(value: unknown, path: string): Omit<ProjectFile, "shown" | "folder"> {
	const pyproject = readPyproject(value);
	const document = TableReader.of(value, invalidPyproject);
	const tool = document.table("tool");
	const uv = tool?.table("uv");
	// What is wrong there is a fault of the project, although it counts only where the file is one of the run's settings.
	if (uv !== undefined) readDependencySettings(uv);
	return {
		pyproject,
		sources: uv === undefined ? new Map() : readProjectSources(uv),
		indexes: indexesIn(uv?.value("index"), path),
		devDependencies: uv?.strings("dev-dependencies")?.map((text) => parseRequirement(text)),
		isOfPoetry: isTable(tool?.value("poetry")),
	};
}

function indexesIn(value: unknown, path: string): readonly IndexSetting[] {
	if (value === undefined) return [];
	const place = { key: "index", file: path, folder: dirname(path), isProject: true };
	return readIndexes(value, place);
}

/** A fault of a table that the standards do not know. */
export function invalidPyproject(reason: string): InvalidPyproject {
	return new InvalidPyproject(`Could not read pyproject.toml: ${reason}`);
}
