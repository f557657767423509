/** The files of a page as rows, grouped by version. Of most files nobody ever asks for more than the name. */
import type { ProjectFile } from "../standards/project-page.ts";
import { asFileEntry } from "../standards/simple-api.ts";
import { encodeEntryRow } from "./entry-row.ts";
import { encodeFileRow } from "./file-row.ts";
import { VersionGroups, versionOfFile } from "./group-files.ts";
import type { RowsByVersion } from "./page-columns.ts";

/**
 * The rows of a page in JSON. Files that are no wheel and no readable source distribution of `name` are left out, as are
 * those that cannot be believed.
 */
export function rowsOfEntries(
	entries: readonly unknown[],
	{ name, url }: { readonly name: string; readonly url: string },
): RowsByVersion {
	const groups = new VersionGroups<string>();
	for (const entry of entries) {
		const file = asFileEntry(entry);
		const version = file === undefined ? undefined : versionOfFile(name, file.filename);
		if (file === undefined || version === undefined) continue;
		const row = encodeEntryRow(file, url);
		if (row !== undefined) groups.add(version, row);
	}
	return groups.ascending();
}

/** The same of files that were read. */
export function rowsOfFiles(files: readonly ProjectFile[], name: string): RowsByVersion {
	const groups = new VersionGroups<string>();
	for (const file of files) {
		const version = versionOfFile(name, file.filename);
		if (version !== undefined) groups.add(version, encodeFileRow(file));
	}
	return groups.ascending();
}
