/** What local projects ask for: `pyproject.toml` as a source, its dependency groups, and the settings that hold here. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { displayText } from "../errors/display-text.ts";
import { UserError } from "../errors/user-error.ts";
import type { DependencySettings } from "../project/dependency-settings.ts";
import {
	bareProject,
	type ProjectFile,
	readProjectFile,
	UnreadableProject,
} from "../project/project-file.ts";
import { type ExtraSelection, selectExtras } from "../project/select-extras.ts";
import { readDependencyTables } from "../project/settings-inputs.ts";
import { shorten } from "../project/shorten-path.ts";
import type { InputRequirement, Origin, PackageRule } from "../resolver/manifest.ts";
import { resolveDependencyGroup } from "../standards/dependency-groups.ts";
import { parseDirectReference } from "../standards/direct-reference.ts";
import { normalizeName } from "../standards/name.ts";
import type { Requirement } from "../standards/requirement.ts";
import type { ProjectChoices } from "./project-choices.ts";
import { type LocatedRequirement, type ProjectReader, staticProject } from "./project-reader.ts";
import type { Tools } from "./tools.ts";

interface Means {
	readonly reader: ProjectReader;
	readonly tools: Tools;
}

/** An extra or a group that no project has. */
export class UnknownPart extends UserError {
	readonly code = "unknown-part";
}

/** The requirements of each file, in order, with the extras that are chosen. @throws UnknownPart, BuildFailed, UnreadableProject */
export async function readProjects(
	locations: readonly string[],
	extras: ExtraSelection,
	{ reader, tools }: Means,
): Promise<readonly InputRequirement[]> {
	const files = locations.map((location) => readLocal(location, tools));
	const known = new Set<string>();
	const inputs: InputRequirement[] = [];
	for (const file of files) {
		const { folder, shown } = file;
		const project =
			staticProject(file) ?? (await reader.describe({ folder, label: shown, isEditable: false }));
		for (const extra of project.optionalDependencies.keys()) known.add(extra);
		const origin = { file: file.shown, project: project.name, group: undefined };
		for (const { requirement, extra } of selectExtras(project, extras))
			inputs.push(...withOrigin(await reader.locate(requirement, file, { extra }), origin));
	}
	const unknown = extras.names.filter((name) => !known.has(name)).sort();
	if (unknown.length > 0) throw unknownExtras(unknown, files);
	return inputs;
}

/** The requirements of groups, each `[PATH:]NAME`. @throws UnknownPart, UnreadableProject */
export async function readGroups(
	{ groups, folder }: Pick<ProjectChoices, "groups" | "folder">,
	{ reader, tools }: Means,
): Promise<readonly InputRequirement[]> {
	const inputs: InputRequirement[] = [];
	for (const given of groups) {
		const colon = given.lastIndexOf(":");
		const name = given.slice(colon + 1);
		const home = join(projectFolder(folder, tools), "pyproject.toml");
		const file =
			colon === -1
				? readProjectFile(home, shorten(home, tools.workingDirectory))
				: readLocal(given.slice(0, colon), tools);
		const group = normalizeName(name);
		const project = file.pyproject.project?.name;
		const origin = { file: file.shown, project, group };
		for (const requirement of requirementsOf(group, file, tools))
			inputs.push(...withOrigin(await reader.locate(requirement, file, { group }), origin));
	}
	return inputs;
}

function requirementsOf(group: string, file: ProjectFile, tools: Tools): readonly Requirement[] {
	const { pyproject, devDependencies, shown } = file;
	const older = group === "dev" ? devDependencies : undefined;
	if (older !== undefined) {
		tools.reporter.report({
			kind: "warning",
			message: `\`tool.uv.dev-dependencies\` in \`${shown}\` is deprecated: write \`dev\` of \`dependency-groups\` instead`,
		});
	}
	if (!pyproject.dependencyGroups.has(group)) {
		if (older !== undefined) return older;
		throw new UnknownPart(
			`Cannot take the dependency group \`${group}\`: \`${shown}\` has no such group`,
		);
	}
	try {
		return [...resolveDependencyGroup(pyproject.dependencyGroups, group), ...(older ?? [])];
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		throw new UnreadableProject(`Cannot read \`${shown}\``, { cause: error });
	}
}

/** The folder whose project is meant where none is named. */
function projectFolder(folder: string | undefined, { workingDirectory }: Tools): string {
	const path = resolve(workingDirectory, folder ?? ".");
	return path.endsWith("pyproject.toml") && existsSync(path) ? resolve(path, "..") : path;
}

/** What settings files say of dependencies, of all files together. */
export async function readSettings(
	tables: ProjectChoices["settings"],
	{ reader, tools }: Means,
): Promise<FoundInputs> {
	const found = readDependencyTables(tables, {
		cwd: tools.workingDirectory,
		warn: (message) => tools.reporter.report({ kind: "warning", message }),
	});
	const each = await Promise.all(
		found.map(async ({ shown, settings }) => {
			const origin: Origin = { settings: shown };
			const toInputs = (requirements: readonly Requirement[]) =>
				Promise.all(
					requirements.map(async (requirement) => {
						return { ...(await reader.locateWritten(requirement, shown)), origin, hashes: [] };
					}),
				);
			return {
				...settings,
				constraints: await toInputs(settings.constraints),
				overrides: await toInputs(settings.overrides),
				packageRules: await Promise.all(
					settings.packageRules.map(async ({ overrides, ...rule }) => {
						return { ...rule, overrides: await toInputs(overrides) };
					}),
				),
			};
		}),
	);
	return {
		constraints: each.flatMap(({ constraints }) => constraints),
		overrides: each.flatMap(({ overrides }) => overrides),
		excludes: each.flatMap(({ excludes }) => excludes),
		packageRules: each.flatMap(({ packageRules }) => packageRules),
		environments: each.flatMap(({ environments }) => environments),
		requiredEnvironments: each.flatMap(({ requiredEnvironments }) => requiredEnvironments),
	};
}

interface FoundInputs
	extends Omit<DependencySettings, "constraints" | "overrides" | "packageRules"> {
	readonly packageRules: readonly PackageRule[];
	readonly constraints: readonly InputRequirement[];
	readonly overrides: readonly InputRequirement[];
}

function readLocal(location: string, { workingDirectory }: Tools): ProjectFile {
	if (/^https?:/i.test(location)) {
		throw new UnreadableProject(
			`Cannot read \`${displayText(location)}\`: a project must be on this machine`,
		);
	}
	const isUrl = /^file:/i.test(location);
	const reference = isUrl ? parseDirectReference(location) : undefined;
	const path = reference?.kind === "local" ? reference.path : location;
	const absolute = resolve(workingDirectory, path);
	const pyproject = join(dirname(absolute), "pyproject.toml");
	if (!absolute.endsWith(".toml") && !existsSync(pyproject)) {
		if (existsSync(absolute)) return bareProject(dirname(absolute), path);
		return readProjectFile(absolute, path);
	}
	if (!absolute.endsWith(".toml")) return { ...readProjectFile(pyproject, path), shown: path };
	return readProjectFile(absolute, path === location ? path : shorten(absolute, workingDirectory));
}

function withOrigin(
	located: readonly LocatedRequirement[],
	origin: Origin,
): readonly InputRequirement[] {
	return located.map((one) => ({ ...one, origin, hashes: [] }));
}

function unknownExtras(names: readonly string[], files: readonly ProjectFile[]): UnknownPart {
	const shown = names.map((name) => `\`${name}\``).join(" and ");
	const places = files.map((file) => `\`${file.shown}\``).join(" and ");
	const noun = names.length === 1 ? "extra" : "extras";
	return new UnknownPart(
		`Cannot take the ${noun} ${shown}: ${places} ${files.length === 1 ? "has" : "have"} none of that name`,
	);
}
