/** Wheels made on the spot, right in every part unless a test says otherwise. */
import { createHash } from "node:crypto";
import { buildZip, bytesOf, type ZipMember } from "./zip-builder.ts";

export interface WheelRecipe {
	readonly name: string;
	readonly version: string;
	/** Path in the archive → content. Where nothing is said: one module that carries the version. */
	readonly files?: Readonly<Record<string, string | Uint8Array>>;
	/** Paths of `files` that get an executable bit. */
	readonly executables?: readonly string[];
	/** `Requires-Dist` values. */
	readonly requires?: readonly string[];
	readonly requiresPython?: string;
	/** `Provides-Extra` values. */
	readonly extras?: readonly string[];
	/** Group → name → `module:attribute`; `console_scripts` is a group. */
	readonly entryPoints?: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** Compressed tag sets such as `py3-none-any` or `py2.py3-none-any`. One; it names the file. */
	readonly tag?: string;
	readonly build?: string;
	/** Where nothing is said: true for a tag that ends with `-none-any`. */
	readonly isPurelib?: boolean;
	readonly summary?: string;
	/** Further lines of METADATA, such as `License: MIT`. */
	readonly metadataLines?: readonly string[];
	/** The whole of these files of dist-info instead of what would be made; `null` leaves one out. */
	readonly distInfo?: Readonly<Record<string, string | null>>;
	/** Changes the rows of RECORD before they are written. */
	readonly record?: (rows: readonly string[]) => readonly string[];
	/** Changes the members before the archive is written: the door for archives that lie. */
	readonly members?: (members: readonly ZipMember[]) => readonly ZipMember[];
	readonly method?: "stored" | "deflate";
}

function escaped(name: string): string {
	return name.toLowerCase().replace(/[-_.]+/g, "_");
}

/** `<name>-<version>.dist-info` of a recipe. */
export function distInfoOf(recipe: Pick<WheelRecipe, "name" | "version">): string {
	return `${escaped(recipe.name)}-${recipe.version.replaceAll("-", "_")}.dist-info`;
}

/** The file name that belongs to a recipe. */
export function wheelFileName(recipe: Omit<WheelRecipe, "files">): string {
	const build = recipe.build === undefined ? "" : `-${recipe.build}`;
	const version = recipe.version.replaceAll("-", "_");
	return `${escaped(recipe.name)}-${version}${build}-${recipe.tag ?? "py3-none-any"}.whl`;
}

/** METADATA of a recipe. */
export function metadataText(recipe: WheelRecipe): string {
	return [
		"Metadata-Version: 2.1",
		`Name: ${recipe.name}`,
		`Version: ${recipe.version}`,
		...(recipe.summary === undefined ? [] : [`Summary: ${recipe.summary}`]),
		...(recipe.requiresPython === undefined ? [] : [`Requires-Python: ${recipe.requiresPython}`]),
		...(recipe.extras ?? []).map((extra) => `Provides-Extra: ${extra}`),
		...(recipe.requires ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
		...(recipe.metadataLines ?? []),
		"",
	].join("\n");
}

function wheelText(recipe: WheelRecipe): string {
	const tag = recipe.tag ?? "py3-none-any";
	const [pythons = "", abis = "", platforms = ""] = tag.split("-");
	const tags: string[] = [];
	for (const python of pythons.split(".")) {
		for (const abi of abis.split(".")) {
			for (const platform of platforms.split(".")) tags.push(`Tag: ${python}-${abi}-${platform}`);
		}
	}
	return [
		"Wheel-Version: 1.0",
		"Generator: wheel-builder (1.0)",
		`Root-Is-Purelib: ${recipe.isPurelib ?? tag.endsWith("-none-any")}`,
		...tags,
		...(recipe.build === undefined ? [] : [`Build: ${recipe.build}`]),
		"",
	].join("\n");
}

function entryPointsText(recipe: WheelRecipe): string | undefined {
	if (recipe.entryPoints === undefined) return undefined;
	return Object.entries(recipe.entryPoints)
		.map(([group, entries]) => {
			const lines = Object.entries(entries).map(([name, value]) => `${name} = ${value}`);
			return `[${group}]\n${lines.join("\n")}\n`;
		})
		.join("\n");
}

/** One row of RECORD. */
export function recordRow(path: string, content: string | Uint8Array): string {
	const bytes = bytesOf(content);
	const digest = createHash("sha256").update(bytes).digest("base64url");
	const field = /[",\n]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path;
	return `${field},sha256=${digest},${bytes.length}`;
}

/** The files of a wheel in the order of the archive, RECORD last. */
export function wheelFiles(recipe: WheelRecipe): ReadonlyMap<string, string | Uint8Array> {
	const module = escaped(recipe.name);
	const contents = recipe.files ?? {
		[`${module}/__init__.py`]: `__version__ = "${recipe.version}"\n`,
	};
	const distInfo = distInfoOf(recipe);
	const files = new Map<string, string | Uint8Array>(Object.entries(contents));
	const made: readonly (readonly [string, string | undefined])[] = [
		["METADATA", metadataText(recipe)],
		["WHEEL", wheelText(recipe)],
		["entry_points.txt", entryPointsText(recipe)],
	];
	for (const [name, text] of made) {
		if (text !== undefined) files.set(`${distInfo}/${name}`, text);
	}
	for (const [name, text] of Object.entries(recipe.distInfo ?? {})) {
		if (text === null) files.delete(`${distInfo}/${name}`);
		else files.set(`${distInfo}/${name}`, text);
	}
	const recordPath = `${distInfo}/RECORD`;
	if (recipe.distInfo !== undefined && "RECORD" in recipe.distInfo) return files;
	const rows = [...files].map(([path, content]) => recordRow(path, content));
	rows.push(`${recordPath},,`);
	const changed = recipe.record?.(rows) ?? rows;
	files.set(recordPath, changed.map((row) => `${row}\n`).join(""));
	return files;
}

/** The bytes of a wheel. */
export function buildWheel(recipe: WheelRecipe): Uint8Array {
	const executables = new Set(recipe.executables ?? []);
	const members = [...wheelFiles(recipe)].map(
		([name, data]): ZipMember => ({
			name,
			data,
			mode: executables.has(name) ? 0o100755 : 0o100644,
			method: recipe.method ?? "deflate",
		}),
	);
	return buildZip(recipe.members?.(members) ?? members);
}
