/** Writes a source distribution into a folder, once the whole archive was found right. */
import { makeDirectories, makeSymlink, writeNewFile } from "../platform/files.ts";
import { BadArchive } from "./bad-archive.ts";
import {
	SDIST_LIMITS,
	type SdistArchive,
	type SdistMember,
	topsOf,
	withSdistMembers,
} from "./sdist-archive.ts";

/**
 * Answers the name of the one folder at the archive's top; `directory` exists and is empty. Nothing is written of an
 * archive that is refused.
 *
 * @throws BadArchive, also where there is not one folder at the top; and the system's errors
 */
export function unpackSdist(sdist: SdistArchive, directory: string): string {
	return withSdistMembers(sdist, SDIST_LIMITS, (members) => {
		const tops = topsOf(members);
		const [top] = tops;
		const isFolder = members.every(({ kind, path }) => kind === "directory" || path.includes("/"));
		if (top === undefined || tops.size > 1 || !isFolder)
			throw new BadArchive(
				"it does not have one folder at its top, with everything in it",
				sdist.name,
			);
		for (const member of members) write(member, directory);
		return top;
	});
}

function write(member: SdistMember, directory: string): void {
	const path = `${directory}/${member.path}`;
	if (member.kind === "directory") {
		makeDirectories(path);
		return;
	}
	makeDirectories(path.slice(0, path.lastIndexOf("/")));
	if (member.kind === "symlink") makeSymlink(member.target, path);
	else writeNewFile(path, member.read(), member.isExecutable ? 0o777 : 0o666);
}
