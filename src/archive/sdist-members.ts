/** The two files of a source distribution that may tell its metadata, out of an archive that is validated whole. */
import type { ArchiveLimits } from "./archive-limits.ts";
import {
	SDIST_LIMITS,
	type SdistArchive,
	type SdistMember,
	topsOf,
	withSdistMembers,
} from "./sdist-archive.ts";

/** As text; `undefined` where the archive has no such file at its place. */
export interface SdistMembers {
	readonly pkgInfo: string | undefined;
	readonly pyproject: string | undefined;
}

export interface SdistToRead extends SdistArchive {
	/** Whether the one folder at the top of the archive has a name that this distribution may have. */
	readonly mayBeTop: (folder: string) => boolean;
}

/** Nobody writes metadata of a larger size. */
const LIMITS: ArchiveLimits = { ...SDIST_LIMITS, metadataSize: 4 * 1024 * 1024 };

const NONE: SdistMembers = { pkgInfo: undefined, pyproject: undefined };

/**
 * Nothing is written anywhere. An archive with several things at its top, or with a folder of another name there, has
 * neither of the two files. Links lead to nothing here.
 *
 * @throws BadArchive, and the system's errors
 */
export function readSdistMembers(sdist: SdistToRead): SdistMembers {
	return withSdistMembers(sdist, LIMITS, (members) => {
		const files = members.filter(isFile);
		const tops = topsOf(files);
		const [top = ""] = tops;
		if (tops.size !== 1 || !sdist.mayBeTop(top)) return NONE;
		const textOf = (name: string): string | undefined => {
			const file = files.find(({ path }) => path === `${top}/${name}`);
			return file === undefined ? undefined : new TextDecoder().decode(file.read());
		};
		return { pkgInfo: textOf("PKG-INFO"), pyproject: textOf("pyproject.toml") };
	});
}

function isFile(member: SdistMember): member is Extract<SdistMember, { kind: "file" }> {
	return member.kind === "file";
}
