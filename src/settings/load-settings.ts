/** Settings files read, checked and put together. See docs/settings.md. */
import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { UserError } from "../errors/user-error.ts";
import { errorCode } from "../platform/files.ts";
import { systemReason } from "../platform/system-reason.ts";
import { parseToml } from "../standards/toml.ts";
import type { FoundSettings, Product, SettingsFile, SettingsFolder } from "./find-settings.ts";
import { InvalidSettings, OtherVersionRequired } from "./invalid-settings.ts";
import type { DependencyTable, LoadedSettings } from "./loaded-settings.ts";
import { mergeTables, valuesForPip } from "./merge-tables.ts";
import { ownValue } from "./own-value.ts";
import { readTable } from "./read-table.ts";
import { checkRequiredVersion } from "./required-version.ts";
import { TOP_KEYS } from "./setting-keys.ts";
import type { SettingsTable } from "./settings-table.ts";
import { foldersFromRoot, type ReadProject } from "./workspace-root.ts";

/** Everything that was found. @throws InvalidSettings, OtherVersionRequired */
export function loadSettings({ folders, others }: FoundSettings): LoadedSettings {
	const warnings: string[] = [];
	const readProject = projectReader(warnings);
	const read: ReadTable[] = [];
	for (const folder of foldersFromRoot(folders, readProject)) {
		read.push(...readFolder(folder, readProject, warnings));
		// The nearest folder with settings decides alone.
		if (read.length > 0) break;
	}
	return combine([...read, ...others.map(readFile)], warnings);
}

/** One file in place of all others. @throws InvalidSettings, OtherVersionRequired */
export function loadSettingsFile(path: string): LoadedSettings {
	const product = basename(path) === "pippin.toml" ? "pippin" : "uv";
	return combine([readFile({ product, path })], []);
}

interface ReadTable extends Pick<DependencyTable, "file" | "isProject"> {
	readonly table: SettingsTable;
}

function combine(read: readonly ReadTable[], warnings: readonly string[]): LoadedSettings {
	const merged = mergeTables(read.map(({ table }) => table));
	return {
		values: valuesForPip(merged),
		indexes: merged.indexes,
		declared: merged.declared,
		dependencies: read.flatMap(({ table, ...place }) =>
			Object.keys(table.dependencies).length === 0 ? [] : [{ value: table.dependencies, ...place }],
		),
		warnings,
	};
}

function readFile({ product, path }: SettingsFile): ReadTable {
	try {
		const value = parseToml(readFileSync(path, "utf8"));
		return {
			table: tableOf(value, { product, path, isProject: false }),
			file: path,
			isProject: false,
		};
	} catch (error) {
		if (error instanceof OtherVersionRequired) throw error;
		const code = errorCode(error);
		if (!(error instanceof UserError)) {
			if (code === undefined) throw error;
			throw new InvalidSettings(`Cannot read the settings in \`${path}\`: ${systemReason(code)}`, {
				cause: error,
			});
		}
		throw new InvalidSettings(`Cannot use the settings in \`${path}\``, { cause: error });
	}
}

function readFolder(
	{ files, project }: SettingsFolder,
	readProject: ReadProject,
	warnings: string[],
): readonly ReadTable[] {
	const tool = project === undefined ? undefined : ownValue(readProject(project), "tool");
	return (["pippin", "uv"] as const).flatMap((product) => {
		const file = files.find((one) => one.product === product);
		const value = ownValue(tool, product);
		if (file !== undefined) {
			if (value !== undefined && project !== undefined) {
				warnings.push(...ignoredKeys(value, { product, file, path: project.path }));
			}
			return [readFile(file)];
		}
		if (value === undefined || project === undefined) return [];
		return readProjectTable(value, { product, path: project.path, isProject: true }, warnings);
	});
}

/** Reads each `pyproject.toml` once; what cannot be read is told once. */
function projectReader(warnings: string[]): ReadProject {
	const known = new Map<string, unknown>();
	return ({ path, text }) => {
		if (!known.has(path)) known.set(path, parseProject(path, text, warnings));
		return known.get(path);
	};
}

function parseProject(path: string, text: string, warnings: string[]): unknown {
	try {
		return parseToml(text);
	} catch (error) {
		warnings.push(leftOut(path, error));
		return undefined;
	}
}

/** A project of others may be for a newer release: what is wrong in it is told and left out. */
function readProjectTable(
	value: unknown,
	place: TableOrigin,
	warnings: string[],
): readonly ReadTable[] {
	try {
		return [{ table: tableOf(value, place), file: place.path, isProject: true }];
	} catch (error) {
		if (error instanceof OtherVersionRequired) throw error;
		warnings.push(leftOut(place.path, error));
		return [];
	}
}

function leftOut(path: string, error: unknown): string {
	if (!(error instanceof UserError)) throw error;
	const [reason = ""] = error.message.split("\n");
	return `The settings in \`${path}\` are left out: ${reason}`;
}

interface TableOrigin {
	readonly product: Product;
	readonly path: string;
	readonly isProject: boolean;
}

function tableOf(value: unknown, { product, path, isProject }: TableOrigin): SettingsTable {
	checkRequiredVersion(ownValue(value, "required-version"), product);
	return readTable(value, { file: path, folder: dirname(path), isProject });
}

/** The file of its own hides what the project says of anything but itself. */
function ignoredKeys(
	value: unknown,
	hidden: { readonly product: Product; readonly file: SettingsFile; readonly path: string },
): readonly string[] {
	const keys = keysOf(value).filter((key) => TOP_KEYS.get(key) !== "project" && key !== "pip");
	const pipKeys = keysOf(ownValue(value, "pip")).map((key) => `pip.${key}`);
	const all = [...keys, ...pipKeys].map((key) => `\`${key}\``);
	if (all.length === 0) return [];
	return [
		`\`[tool.${hidden.product}]\` in \`${hidden.path}\` is not read, because there is \`${basename(hidden.file.path)}\` beside it: ${all.join(", ")}`,
	];
}

function keysOf(value: unknown): readonly string[] {
	return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
