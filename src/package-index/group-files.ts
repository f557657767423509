/** The files of an index page as distributions of one project, grouped by version. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { PackageIndex } from "../distributions/index-url.ts";
import { ParseError } from "../errors/parse-error.ts";
import type { ProjectFile } from "../standards/project-page.ts";
import { parseSdistFilenameOf } from "../standards/sdist-filename.ts";
import type { Version } from "../standards/version.ts";
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
	const groups = new VersionGroups<RegistryFile>();
	for (const file of files) {
		const distribution = toDistribution(file, name, index);
		if (distribution !== undefined) groups.add(distribution.version, distribution);
	}
	return filesOf(groups);
}

/** Several lists of the same project as one; files of earlier lists come first within a version. */
export function mergeGroups(lists: readonly FilesByVersion[]): FilesByVersion {
	const groups = new VersionGroups<RegistryFile>();
	for (const { version, files } of lists.flat()) {
		for (const file of files) groups.add(version, file);
	}
	return filesOf(groups);
}

function filesOf(groups: VersionGroups<RegistryFile>): FilesByVersion {
	return groups.ascending().map(({ version, items }) => ({ version, files: items }));
}

/** Things of one project by version. */
export class VersionGroups<Item> {
	readonly #groups = new Map<string, { readonly version: Version; readonly items: Item[] }>();
	#latest: { readonly given: Version; readonly items: Item[] } | undefined;

	add(version: Version, item: Item): void {
		// Pages name the files of a version one after the other, and equal texts give the same object.
		if (this.#latest?.given !== version) {
			const key = version.toKey();
			const group = this.#groups.get(key) ?? { version, items: [] };
			this.#groups.set(key, group);
			this.#latest = { given: version, items: group.items };
		}
		this.#latest.items.push(item);
	}

	/** By version; equal versions are one group, spelled as the first was. */
	ascending(): readonly { readonly version: Version; readonly items: readonly Item[] }[] {
		return [...this.#groups.values()].sort((left, right) => left.version.compare(right.version));
	}
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
		const filename = findWheelFilename(name, file.filename);
		if (filename === undefined) return undefined;
		return { ...facts, kind: "registry-wheel", filename, version: filename.version };
	}
	const filename = parseSdistFilenameOf(name, file.filename);
	if (filename === undefined) return undefined;
	return { ...facts, kind: "registry-sdist", filename, version: filename.version };
}

/** The version that a file of the project `name` is of; `undefined` for every other file. */
export function versionOfFile(name: string, filename: string): Version | undefined {
	const parsed = filename.endsWith(".whl")
		? findWheelFilename(name, filename)
		: parseSdistFilenameOf(name, filename);
	return parsed?.version;
}

/** `undefined` for a wheel of another project, and for a name that breaks the grammar of wheels. */
function findWheelFilename(name: string, filename: string): WheelFilename | undefined {
	try {
		const parsed = parseWheelFilename(filename);
		return parsed.name === name ? parsed : undefined;
	} catch (error) {
		if (error instanceof ParseError) return undefined;
		throw error;
	}
}
