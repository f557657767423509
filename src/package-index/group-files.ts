/** The files of an index page as distributions of one project, grouped by version. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { ParseError } from "../errors/parse-error.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import { parseWheelFilename, type WheelFilename } from "../standards/wheel-filename.ts";
import type { FilesByVersion } from "./page-columns.ts";

/**
 * Files that are no wheel and no readable source distribution of `name` are left out: indexes hold
 * twenty years of them. Versions ascend; equal versions are one group, spelled as the first was, while each
 * file keeps the spelling of its name.
 */
export function groupFiles(
	files: readonly ProjectFile[],
	name: string,
	index: PackageIndex,
): FilesByVersion {
	const groups = new Map<string, RegistryFile[]>();
	for (const file of files) {
		const distribution = toDistribution(file, name, index);
		if (distribution === undefined) continue;
		const key = distribution.version.toKey();
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [distribution]);
		else group.push(distribution);
	}
	return sortGroups([...groups.values()]);
}

function sortGroups(groups: readonly (readonly RegistryFile[])[]): FilesByVersion {
	return groups
		.flatMap((files) => {
			const version = files[0]?.version;
			return version === undefined ? [] : [{ version, files }];
		})
		.sort((left, right) => left.version.compare(right.version));
}

/** Several lists of the same project as one; files of earlier lists come first within a version. */
export function mergeGroups(lists: readonly FilesByVersion[]): FilesByVersion {
	const groups = new Map<string, RegistryFile[]>();
	for (const { version, files } of lists.flat()) {
		const key = version.toKey();
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [...files]);
		else group.push(...files);
	}
	return sortGroups([...groups.values()]);
}

function toDistribution(
	file: ProjectFile,
	name: string,
	index: PackageIndex,
): RegistryFile | undefined {
	const facts = {
		index,
		name,
		url: file.url,
		digests: file.digests,
		// Said and empty means the same as not said.
		requiresPython: file.requiresPython === "" ? undefined : file.requiresPython,
		yanked: file.yanked,
		size: file.size,
		uploadTime: file.uploadTime,
		metadata: file.metadata,
	};
	if (file.filename.endsWith(".whl")) {
		const filename = findWheelFilename(file.filename);
		if (filename?.name !== name) return undefined;
		return { ...facts, kind: "registry-wheel", filename, version: filename.version };
	}
	const filename = parseSdistFilenameOf(name, file.filename);
	if (filename === undefined) return undefined;
	return { ...facts, kind: "registry-sdist", filename, version: filename.version };
}

/** `undefined` for a name that breaks the grammar of wheels. */
function findWheelFilename(filename: string): WheelFilename | undefined {
	try {
		return parseWheelFilename(filename);
	} catch (error) {
		if (error instanceof ParseError) return undefined;
		throw error;
	}
}
