/**
 * What is known of an unpacked wheel before it is installed: made once when it is unpacked, so that installing
 * is making folders and links. The image lies beside the unpacked tree, with the files that every installation
 * gets (`made/`): INSTALLER, REQUESTED and the two RECORDs of installations without scripts.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../platform/files.ts";
import { decodeImage, encodeImage, type ImageParts } from "./image-format.ts";
import type { ScriptEntry } from "./script.ts";

/** Where a part of the wheel goes: `info` is the `.dist-info` folder, `root` the rest of the archive's root. */
export type ImageScheme = "info" | "root" | "purelib" | "platlib" | "headers" | "scripts" | "data";

/** The files of one scheme, folder by folder. */
export interface FileGroup {
	readonly scheme: ImageScheme;
	/** What the paths of these files start with in the unpacked tree: "" or `name-1.0.data/scripts/`. */
	readonly prefix: string;
	/** Relative to the scheme's folder, "" for itself; parents before what is in them, none missing. */
	readonly folders: readonly string[];
	/** How many files lie in each of `folders`. */
	readonly counts: readonly number[];
	/** The number of the first file. */
	readonly first: number;
}

interface ImageHeader {
	/** Normalized. */
	readonly name: string;
	/** As METADATA has it. */
	readonly version: string;
	/** `sha256:…` of the wheel. */
	readonly digest: string;
	/** The name of the `.dist-info` folder. */
	readonly infoFolder: string;
	readonly isRootPurelib: boolean;
	readonly entries: readonly ScriptEntry[];
	readonly groups: readonly FileGroup[];
	/** Numbers of the scripts whose `#!python` line is rewritten for each environment. */
	readonly rewritten: readonly number[];
	/** Files that Python runs at every start: `.pth` files with code, `sitecustomize.py`. Paths in the scheme's folder. */
	readonly startupHooks: readonly string[];
}

/** The files of `made/`, in the order of their numbers after those of the wheel. */
export const MADE_FILES = ["INSTALLER", "REQUESTED", "RECORD", "RECORD-requested"] as const;

export type MadeFile = (typeof MADE_FILES)[number];

export interface InstallImage extends ImageHeader {
	/** The encoded image, for other threads. */
	readonly bytes: Uint8Array;
	/** Files of the wheel. The arrays below hold `MADE_FILES` after them. */
	readonly fileCount: number;
	readonly sizes: Float64Array;
	/** Whole milliseconds since 1970, as the file system tells them. */
	readonly modified: Float64Array;
	/** Names without folder, in the order of the groups' folders. Split at the first call. */
	names(): readonly string[];
	/** SHA-256, as RECORD writes it, in the same order. Split at the first call. */
	digests(): readonly string[];
}

/** The parts of a new image. */
export interface NewImage extends ImageHeader {
	readonly fileNames: readonly string[];
	readonly fileDigests: readonly string[];
	readonly sizes: Float64Array;
	readonly modified: Float64Array;
}

export function makeInstallImage(parts: NewImage): InstallImage {
	const { fileNames, fileDigests, sizes, modified, ...header } = parts;
	const bytes = encodeImage({
		header: JSON.stringify(header),
		names: fileNames.map((name) => `${name}\n`).join(""),
		digests: fileDigests.map((digest) => `${digest}\n`).join(""),
		sizes,
		modified,
	});
	return imageOf(bytes, header, { names: fileNames, digests: fileDigests, sizes, modified });
}

/** The image, or `undefined` for bytes that are none of this format. */
export function decodeInstallImage(bytes: Uint8Array): InstallImage | undefined {
	const parts = decodeImage(bytes);
	if (parts === undefined) return undefined;
	// The checksum held, so this is what `makeInstallImage` wrote.
	const header = JSON.parse(parts.header) as ImageHeader;
	return imageOf(bytes, header, parts);
}

/** The image in a store entry, or `undefined` where it is missing or unreadable: fetch the wheel again. */
export function readInstallImage(directory: string): InstallImage | undefined {
	try {
		return decodeInstallImage(readFileSync(join(directory, "image")));
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return undefined;
	}
}

interface Columns {
	readonly names: readonly string[] | string;
	readonly digests: readonly string[] | string;
	readonly sizes: ImageParts["sizes"];
	readonly modified: ImageParts["modified"];
}

function imageOf(bytes: Uint8Array, header: ImageHeader, columns: Columns): InstallImage {
	let { names, digests } = columns;
	const { sizes, modified } = columns;
	return {
		...header,
		bytes,
		sizes,
		modified,
		fileCount: sizes.length - MADE_FILES.length,
		names: () => {
			if (typeof names === "string") names = splitLines(names);
			return names;
		},
		digests: () => {
			if (typeof digests === "string") digests = splitLines(digests);
			return digests;
		},
	};
}

function splitLines(text: string): readonly string[] {
	const lines = text.split("\n");
	lines.pop();
	return lines;
}

/** One file of an image. */
export interface ImageFile {
	readonly number: number;
	readonly group: FileGroup;
	/** Relative to the scheme's folder. */
	readonly path: string;
}

/** Every file of a group, in order. */
export function* filesOf(image: InstallImage, group: FileGroup): Generator<ImageFile> {
	const names = image.names();
	let number = group.first;
	for (const [index, folder] of group.folders.entries()) {
		const end = number + (group.counts[index] ?? 0);
		const prefix = folder === "" ? "" : `${folder}/`;
		for (; number < end; number++) yield { number, group, path: prefix + (names[number] ?? "") };
	}
}

/** Where a file lies in the unpacked tree. */
export function storePath({ group, path }: ImageFile): string {
	return group.prefix + path;
}
