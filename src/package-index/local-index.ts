/** An index that is a folder on this machine: a folder for each project, with an `index.html` or the files themselves. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageIndex } from "../distributions/index-url.ts";
import { UserError } from "../errors/user-error.ts";
import { fileUrlOf, pathOfFileUrl } from "../platform/file-url.ts";
import { errorCode } from "../platform/files.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import { groupFiles } from "./group-files.ts";
import type { FilesByVersion } from "./page-columns.ts";
import { parsePage } from "./parse-page.ts";

/** A folder that is named as an index and cannot be read as one. */
export class UnreadableIndex extends UserError {
	readonly code = "unreadable-index";
}

/** A file of a folder, of which nothing but its name is known. */
export function localFile(folder: string, filename: string): ProjectFile {
	return {
		filename,
		url: fileUrlOf(join(folder, filename)),
		digests: [],
		requiresPython: undefined,
		yanked: undefined,
		size: undefined,
		uploadTime: undefined,
		metadata: undefined,
		provenance: undefined,
	};
}

/**
 * The project's files; `undefined` where the index has no such project.
 *
 * @throws UnreadableIndex also where the index itself is missing: else the next one would decide in its place
 */
export async function readLocalPage(
	index: PackageIndex,
	name: string,
): Promise<FilesByVersion | undefined> {
	const root = pathOfFileUrl(index.url);
	const folder = join(root, name);
	const path = join(folder, "index.html");
	const body = readIfThere(() => readFileSync(path), path);
	if (body !== undefined) {
		const url = fileUrlOf(path);
		const page = await parsePage({ body, url, isLengthKnown: true }, "text/html");
		return groupFiles(page.files, name, index);
	}
	const filenames = readIfThere(() => readdirSync(folder), folder);
	if (filenames === undefined) {
		if (existsSync(root)) return undefined;
		throw new UnreadableIndex(`Cannot read the index at \`${root}\`: there is no such folder`);
	}
	const files = [...filenames].sort().map((filename) => localFile(folder, filename));
	return groupFiles(files, name, index);
}

function readIfThere<Value>(read: () => Value, path: string): Value | undefined {
	try {
		return read();
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		if (code === "ENOENT" || code === "ENOTDIR") return undefined;
		throw new UnreadableIndex(`Cannot read the index page at \`${path}\`: ${code}`, {
			cause: error,
		});
	}
}
