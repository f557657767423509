/** An index that is a folder on this machine: a folder for each project, with an `index.html` or the files themselves. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { PackageIndex } from "../distributions/index-url.ts";
import { errorCode } from "../platform/files.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import { groupFiles } from "./group-files.ts";
import { parsePage } from "./index-page.ts";
import type { FilesByVersion } from "./page-columns.ts";

/** A file of a folder, of which nothing but its name is known. */
export function localFile(folder: string, filename: string): ProjectFile {
	return {
		filename,
		url: pathToFileURL(join(folder, filename)).href,
		digests: [],
		requiresPython: undefined,
		yanked: undefined,
		size: undefined,
		uploadTime: undefined,
		metadata: undefined,
		provenance: undefined,
	};
}

/** The project's files; `undefined` where the index has no such project. */
export async function readLocalPage(
	index: PackageIndex,
	name: string,
): Promise<FilesByVersion | undefined> {
	const folder = join(fileURLToPath(index.url), name);
	const path = join(folder, "index.html");
	let text: Uint8Array;
	try {
		text = readFileSync(path);
	} catch (error) {
		if (errorCode(error) !== "ENOENT" && errorCode(error) !== "ENOTDIR") throw error;
		return listProjectFolder(index, name, folder);
	}
	const url = pathToFileURL(path).href;
	const page = await parsePage(text, { contentType: "text/html", url, isLengthKnown: true });
	return groupFiles(page.files, name, index);
}

function listProjectFolder(
	index: PackageIndex,
	name: string,
	folder: string,
): FilesByVersion | undefined {
	let filenames: readonly string[];
	try {
		filenames = readdirSync(folder).sort();
	} catch (error) {
		if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
		throw error;
	}
	const files = filenames.map((filename) => localFile(folder, filename));
	return groupFiles(files, name, index);
}
