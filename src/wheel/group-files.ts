/** Brings a wheel's files into the order of an install image: by scheme, folder by folder, parents first. */
import type { UnpackedFile } from "../archive/unpack.ts";
import type { FileGroup, ImageScheme } from "./install-image.ts";
import type { PlacedFile } from "./wheel-layout.ts";

export interface GroupedFiles {
	readonly groups: readonly FileGroup[];
	/** In the order of the groups. Files that are not placed are left out. */
	readonly files: readonly UnpackedFile[];
}

const ORDER: readonly ImageScheme[] = [
	"info",
	"root",
	"purelib",
	"platlib",
	"headers",
	"scripts",
	"data",
];

export function groupFiles(
	files: readonly UnpackedFile[],
	placed: ReadonlyMap<string, PlacedFile>,
): GroupedFiles {
	const groups: FileGroup[] = [];
	const ordered: UnpackedFile[] = [];
	for (const scheme of ORDER) {
		const folders = new Map<string, UnpackedFile[]>();
		let prefix: string | undefined;
		for (const file of files) {
			const place = placed.get(file.path);
			if (place?.scheme !== scheme) continue;
			prefix = place.prefix;
			const slash = place.target.lastIndexOf("/");
			folderIn(folders, slash === -1 ? "" : place.target.slice(0, slash)).push(file);
		}
		if (prefix === undefined) continue;
		// A path sorts after every path it continues, so parents come first.
		const names = [...folders.keys()].sort();
		groups.push({
			scheme,
			prefix,
			folders: names,
			counts: names.map((name) => folders.get(name)?.length ?? 0),
			first: ordered.length,
		});
		for (const name of names) ordered.push(...(folders.get(name) ?? []));
	}
	return { groups, files: ordered };
}

/** The list of a folder; its missing parents are made with it. */
function folderIn(folders: Map<string, UnpackedFile[]>, name: string): UnpackedFile[] {
	const known = folders.get(name);
	if (known !== undefined) return known;
	const made: UnpackedFile[] = [];
	folders.set(name, made);
	const slash = name.lastIndexOf("/");
	if (name !== "") folderIn(folders, slash === -1 ? "" : name.slice(0, slash));
	return made;
}
