/** Where settings files are. Looks and reads little: most runs find none, and everything else is loaded after this. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { findHome } from "../platform/user-folders.ts";
import { operatingSystem } from "../runtime/this-process.ts";

/** Whose settings a file holds: ours count before uv's of the same place. */
export type Product = "pippin" | "uv";

export interface SettingsFile {
	readonly product: Product;
	/** Absolute. */
	readonly path: string;
}

/** What one folder has. */
export interface SettingsFolder {
	readonly folder: string;
	/** `pippin.toml` and `uv.toml`, ours first. */
	readonly files: readonly SettingsFile[];
	/** Its `pyproject.toml`. */
	readonly project: { readonly path: string; readonly text: string } | undefined;
}

export interface FoundSettings {
	/** From the start upwards. */
	readonly folders: readonly SettingsFolder[];
	/** Of the user and then of the system, ours first in each. */
	readonly others: readonly SettingsFile[];
}

export interface SettingsSearch {
	/** Absolute: where the way upwards begins. */
	readonly start: string;
	readonly variables: Readonly<Record<string, string | undefined>>;
	readonly hasNoSystemFiles: boolean;
}

const PRODUCTS: readonly Product[] = ["pippin", "uv"];

/** Undefined where there is nothing to read. */
export function findSettings(search: SettingsSearch): FoundSettings | undefined {
	const folders: SettingsFolder[] = [];
	for (let folder = search.start; ; folder = dirname(folder)) {
		const found = lookInto(folder);
		if (found !== undefined) folders.push(found);
		if (dirname(folder) === folder) break;
	}
	const others = [
		...PRODUCTS.flatMap((product) => firstThatIs(userFiles(product, search), product)),
		...PRODUCTS.flatMap((product) =>
			search.hasNoSystemFiles ? [] : firstThatIs(systemFiles(product, search), product),
		),
	];
	return others.length > 0 || folders.some(mayHaveSettings) ? { folders, others } : undefined;
}

function lookInto(folder: string): SettingsFolder | undefined {
	const files = PRODUCTS.flatMap((product) =>
		firstThatIs([join(folder, `${product}.toml`)], product),
	);
	const path = join(folder, "pyproject.toml");
	const text = isFile(path) ? readIfPossible(path) : undefined;
	const project = text === undefined ? undefined : { path, text };
	return files.length === 0 && project === undefined ? undefined : { folder, files, project };
}

/** To read TOML costs more than all the rest: a text that has neither name in it needs no reading. */
function mayHaveSettings({ files, project }: SettingsFolder): boolean {
	return files.length > 0 || (project !== undefined && /\b(?:uv|pippin)\b/.test(project.text));
}

function firstThatIs(paths: readonly string[], product: Product): readonly SettingsFile[] {
	const path = paths.find(isFile);
	return path === undefined ? [] : [{ product, path }];
}

function userFiles(product: Product, { variables }: SettingsSearch): readonly string[] {
	const name = join(product, `${product}.toml`);
	if (operatingSystem() === "win32") {
		const roaming = variables["APPDATA"] ?? "";
		return roaming === "" ? [] : [join(roaming, name)];
	}
	const named = variables["XDG_CONFIG_HOME"] ?? "";
	// The specification of these folders has relative ones ignored.
	if (posix.isAbsolute(named)) return [join(named, name)];
	const home = findHome(variables);
	return home === undefined ? [] : [join(home, ".config", name)];
}

function systemFiles(product: Product, { variables }: SettingsSearch): readonly string[] {
	const name = join(product, `${product}.toml`);
	if (operatingSystem() === "win32") {
		const programs = variables["PROGRAMDATA"] ?? "";
		return programs === "" ? [] : [join(programs, name)];
	}
	const named = variables["XDG_CONFIG_DIRS"] ?? "";
	const folders = (named === "" ? "/etc/xdg" : named).split(":");
	return [...folders.filter((folder) => posix.isAbsolute(folder)), "/etc"].map((folder) =>
		join(folder, name),
	);
}

function isFile(path: string): boolean {
	// Nearly all of them are missing, which this tells with less work.
	if (!existsSync(path)) return false;
	try {
		return statSync(path).isFile();
	} catch {
		// A folder that may not be looked into has no settings for us.
		return false;
	}
}

function readIfPossible(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch {
		return undefined;
	}
}
