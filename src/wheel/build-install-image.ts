/** Checks an unpacked wheel and makes its install image; everything about a wheel that no environment changes. */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { UnpackedFile } from "../archive/unpack.ts";
import { ParseError } from "../errors/parse-error.ts";
import { removeFile, writeNewFile } from "../platform/files.ts";
import { type EntryPoint, isScriptGroup, parseEntryPoints } from "../standards/entry-points.ts";
import { fieldValue, parseMetadataFields } from "../standards/metadata-fields.ts";
import { normalizeName } from "../standards/name.ts";
import type { RecordRow } from "../standards/record.ts";
import { Version } from "../standards/version.ts";
import type { WheelFilename } from "../standards/wheel-filename.ts";
import { isSupportedWheelVersion, parseWheelMetadata } from "../standards/wheel-metadata.ts";
import { BadWheel } from "./bad-wheel.ts";
import { type CheckedRecord, checkRecord, type RecordRepair } from "./check-record.ts";
import { groupFiles } from "./group-files.ts";
import { type InstallImage, makeInstallImage } from "./install-image.ts";
import { writeMadeFiles } from "./made-files.ts";
import { isReservedScript } from "./reserved-targets.ts";
import { type ScriptEntry, wantsInterpreter } from "./script.ts";
import { findInfoFolder, type PlacedFile, placeFile } from "./wheel-layout.ts";

/** A wheel whose members lie in `tree/` of a store entry that nobody sees yet. */
export interface UnpackedWheel {
	/** The store entry: `tree/` is in it; `made/` and `image` come into it. */
	readonly directory: string;
	readonly files: readonly UnpackedFile[];
	readonly filename: WheelFilename;
	/** `sha256:…` of the wheel. */
	readonly digest: string;
}

export interface BuiltImage {
	readonly image: InstallImage;
	readonly repairs: readonly RecordRepair[];
}

/**
 * Checks the wheel and writes its image. Scripts that are not executable are made so.
 *
 * @throws BadWheel for everything a wheel may do wrong; nothing outside `directory` was changed
 */
export function buildInstallImage(wheel: UnpackedWheel): BuiltImage {
	const tree = join(wheel.directory, "tree");
	const name = wheel.filename.given;
	const infoFolder = findInfoFolder(
		wheel.files.map(({ path }) => path),
		wheel.filename,
	);
	const checked = checkRecord({ filename: name, infoFolder, files: wheel.files, tree });
	const read = (file: string): string => readFileSync(`${tree}/${infoFolder}/${file}`, "utf8");
	const paths = new Set(wheel.files.map(({ path }) => path));
	for (const needed of ["METADATA", "WHEEL"]) {
		if (!paths.has(`${infoFolder}/${needed}`))
			throw new BadWheel(`it has no ${needed}`, { filename: name });
	}
	const version = readVersion(read("METADATA"), wheel.filename);
	const isRootPurelib = readIsRootPurelib(read("WHEEL"), name);
	const entriesPath = `${infoFolder}/entry_points.txt`;
	const entries = paths.has(entriesPath) ? readEntries(read("entry_points.txt"), name) : [];
	const placed = placeFiles(wheel, infoFolder, entries);
	const files = wheel.files.map((file) => withExecutableBit(tree, file, placed.get(file.path)));
	const grouped = groupFiles(files, placed);
	const startupHooks = findStartupHooks(tree, [...placed.values()]);
	const made = writeMadeFiles(wheel.directory, infoFolder, staticRows(checked, placed));
	const image = makeInstallImage({
		name: wheel.filename.name,
		version,
		digest: wheel.digest,
		infoFolder,
		isRootPurelib,
		entries,
		groups: grouped.groups,
		rewritten: grouped.files.flatMap((file, number) =>
			isRewritten(tree, placed.get(file.path)) ? [number] : [],
		),
		startupHooks,
		fileNames: grouped.files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)),
		fileDigests: grouped.files.map(({ digest }) => digest),
		sizes: Float64Array.from([...grouped.files, ...made], ({ size }) => size),
		modified: Float64Array.from([...grouped.files, ...made], ({ modified }) => modified),
	});
	writeNewFile(join(wheel.directory, "image"), image.bytes);
	return { image, repairs: checked.repairs };
}

function readVersion(metadata: string, filename: WheelFilename): string {
	const fields = parseMetadataFields(metadata);
	const name = fieldValue(fields, "name") ?? "";
	const text = fieldValue(fields, "version") ?? "";
	const version = Version.tryParse(text);
	if (normalizeName(name) !== filename.name || version?.equals(filename.version) !== true) {
		throw new BadWheel(
			`its METADATA is that of \`${name} ${text}\` and not of \`${filename.name} ${filename.version}\``,
			{ filename: filename.given },
		);
	}
	return version.toString();
}

function readIsRootPurelib(text: string, filename: string): boolean {
	try {
		const { wheelVersion, rootIsPurelib } = parseWheelMetadata(text);
		if (isSupportedWheelVersion(wheelVersion)) return rootIsPurelib;
		throw new BadWheel(
			`it has version ${wheelVersion.join(".")} of the wheel format; 1.x is known`,
			{ filename },
		);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw new BadWheel("its WHEEL cannot be read", { filename, cause: error });
	}
}

function readEntries(text: string, filename: string): readonly ScriptEntry[] {
	let entryPoints: readonly EntryPoint[];
	try {
		entryPoints = parseEntryPoints(text);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw new BadWheel("its entry_points.txt cannot be used", { filename, cause: error });
	}
	const entries = new Map<string, ScriptEntry>();
	for (const { group, name, module, attribute } of entryPoints) {
		if (!isScriptGroup(group) || attribute === undefined) continue;
		if (isReservedScript(name)) {
			throw new BadWheel(`its script \`${name}\` would replace a part of the environment itself`, {
				filename,
			});
		}
		entries.set(name, { name, module, attribute, isGui: group === "gui_scripts" });
	}
	return [...entries.values()];
}

/** Where each file goes, by its path; files that are made anew for each environment are left out. */
function placeFiles(
	{ files, filename }: UnpackedWheel,
	infoFolder: string,
	entries: readonly ScriptEntry[],
): ReadonlyMap<string, PlacedFile> {
	const launchers = new Set(entries.map(({ name }) => name));
	const replaced = new Set(
		["RECORD", "INSTALLER", "REQUESTED", "direct_url.json"].map((name) => `${infoFolder}/${name}`),
	);
	const placed = new Map<string, PlacedFile>();
	for (const { path } of files) {
		const place = placeFile(path, infoFolder, filename);
		// A launcher of the same name is what the wheel means; its own script is the older way.
		const isLauncher = place.scheme === "scripts" && launchers.has(place.target);
		if (!isLauncher && !replaced.has(path)) placed.set(path, place);
	}
	return placed;
}

/** Scripts must be executable, and links share the mode of the store's file: one that is not is written anew. */
function withExecutableBit(
	tree: string,
	file: UnpackedFile,
	placed: PlacedFile | undefined,
): UnpackedFile {
	if (placed?.scheme !== "scripts" || file.isExecutable) return file;
	const path = `${tree}/${file.path}`;
	const bytes = readFileSync(path);
	removeFile(path);
	writeNewFile(path, bytes, 0o777);
	return { ...file, isExecutable: true, modified: Math.floor(lstatSync(path).mtimeMs) };
}

function isRewritten(tree: string, placed: PlacedFile | undefined): boolean {
	return placed?.scheme === "scripts" && wantsInterpreter(readFileSync(`${tree}/${placed.path}`));
}

function findStartupHooks(tree: string, files: readonly PlacedFile[]): readonly string[] {
	const hooks: string[] = [];
	for (const { scheme, target, path } of files) {
		if (scheme === "data" || target.includes("/")) continue;
		const isCustomize = target === "sitecustomize.py" || target === "usercustomize.py";
		const isCode =
			target.endsWith(".pth") && /^import[ \t]/m.test(readFileSync(`${tree}/${path}`, "utf8"));
		if (isCustomize || isCode) hooks.push(target);
	}
	return hooks;
}

/** Rows that are the same in every environment: those of the files beside the `.dist-info` folder. */
function staticRows(
	{ rows }: CheckedRecord,
	placed: ReadonlyMap<string, PlacedFile>,
): readonly RecordRow[] {
	const kept: RecordRow[] = [];
	for (const { path, scheme } of placed.values()) {
		if (scheme !== "info" && scheme !== "root") continue;
		kept.push(rows.get(path) ?? { path, digest: undefined, size: undefined });
	}
	return kept;
}
