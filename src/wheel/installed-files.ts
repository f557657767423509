/** The files of an installed distribution, by whatever it kept to tell them: RECORD, installed-files.txt, top_level.txt or an egg-link. */
import { existsSync, lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errorCode } from "../platform/files.ts";
import { InvalidRecord, parseRecord } from "../standards/record.ts";

/** A distribution in the environment that is to go. */
export interface OutgoingDistribution {
	/** Normalized. */
	readonly name: string;
	readonly version: string;
	/** The absolute path of its `.dist-info`, `.egg-info` or `.egg-link`. */
	readonly path: string;
}

export type InstalledFiles =
	| {
			readonly kind: "listed";
			/** Absolute, the metadata's own files included; not checked. */
			readonly files: readonly string[];
	  }
	/** A develop installation: the link goes, and its line in `easy-install.pth`. */
	| { readonly kind: "egg-link"; readonly source: string; readonly easyInstall: string }
	/** RECORD is missing or cannot be read: only the metadata's own files are known. */
	| { readonly kind: "no-record"; readonly files: readonly string[] }
	/** Installed by distutils, which kept no list. */
	| { readonly kind: "distutils" };

/** Reads the list of files. */
export function readInstalledFiles({ path }: OutgoingDistribution): InstalledFiles {
	if (path.endsWith(".egg-link")) return readEggLink(path);
	const found = statOf(path);
	if (path.endsWith(".egg-info")) {
		if (found?.isDirectory() !== true) return { kind: "distutils" };
		return { kind: "listed", files: eggInfoFiles(path) };
	}
	const own = found?.isDirectory() === true ? filesBelow(path) : [path];
	const text = readText(join(path, "RECORD"));
	if (text === undefined || text.trim() === "") return { kind: "no-record", files: own };
	try {
		const site = dirname(path);
		const listed = parseRecord(text).map((row) => resolve(site, row.path));
		return { kind: "listed", files: [...own, ...withCompiled(listed)] };
	} catch (error) {
		if (!(error instanceof InvalidRecord)) throw error;
		return { kind: "no-record", files: own };
	}
}

function readEggLink(path: string): InstalledFiles {
	const source = readText(path)?.split("\n")[0]?.trim() ?? "";
	return { kind: "egg-link", source, easyInstall: join(dirname(path), "easy-install.pth") };
}

/** setuptools wrote installed-files.txt (relative to itself); older ones only told the top-level modules. */
function eggInfoFiles(path: string): readonly string[] {
	const own = filesBelow(path);
	const list = readText(join(path, "installed-files.txt"));
	if (list !== undefined) {
		const listed = linesOf(list).map((line) => resolve(path, line));
		return [...own, ...withCompiled(listed)];
	}
	const site = dirname(path);
	const namespaces = new Set(linesOf(readText(join(path, "namespace_packages.txt")) ?? ""));
	const files: string[] = [];
	for (const module of linesOf(readText(join(path, "top_level.txt")) ?? "")) {
		if (namespaces.has(module) || /[/\\]|^\.\.?$/.test(module)) continue;
		const folder = join(site, module);
		if (statOf(folder)?.isDirectory() === true) files.push(...filesBelow(folder));
		for (const suffix of [".py", ".pyc", ".pyo"]) {
			if (statOf(folder + suffix) !== undefined) files.push(folder + suffix);
		}
	}
	return [...own, ...withCompiled(files)];
}

/** The files, and what Python compiled of their sources. */
function withCompiled(files: readonly string[]): readonly string[] {
	const sources = new Map<string, Set<string>>();
	for (const file of files) {
		if (!file.endsWith(".py")) continue;
		const folder = dirname(file);
		const stem = basename(file).slice(0, -3);
		const known = sources.get(folder);
		if (known === undefined) sources.set(folder, new Set([stem]));
		else known.add(stem);
	}
	const all = new Set(files);
	for (const [folder, stems] of sources) {
		const cache = join(folder, "__pycache__");
		for (const name of namesIn(cache)) {
			// `module.cpython-312.opt-1.pyc`
			const isCompiled = name.endsWith(".pyc") && stems.has(name.slice(0, name.indexOf(".")));
			if (isCompiled) all.add(join(cache, name));
		}
	}
	return [...all];
}

function filesBelow(folder: string): readonly string[] {
	const files: string[] = [];
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) files.push(...filesBelow(path));
		else files.push(path);
	}
	return files;
}

function namesIn(folder: string): readonly string[] {
	// Most folders have none, and an exception costs more than the question.
	if (!existsSync(folder)) return [];
	try {
		return readdirSync(folder);
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return [];
	}
}

function statOf(path: string): Stats | undefined {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}

function linesOf(text: string): readonly string[] {
	return text
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "" && !line.startsWith("#"));
}
