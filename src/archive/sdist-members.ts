/** The two files of a source distribution that may tell its metadata, out of an archive that is validated whole. */
import { type ArchiveLimits, DEFAULT_LIMITS } from "./archive-limits.ts";
import { type ByteSource, openFileSource, sourceOfBytes } from "./byte-source.ts";
import { readTarGz } from "./tar.ts";
import type { UnpackSource } from "./unpack-task.ts";
import { openZip, readEntry } from "./zip.ts";

/** As text; `undefined` where the archive has no such file at its place. */
export interface SdistMembers {
	readonly pkgInfo: string | undefined;
	readonly pyproject: string | undefined;
}

export interface SdistToRead {
	readonly source: UnpackSource;
	readonly extension: ".tar.gz" | ".zip";
	/** What messages call the archive. */
	readonly name: string;
	/** Whether the one folder at the top of the archive has a name that this distribution may have. */
	readonly mayBeTop: (folder: string) => boolean;
}

const MEBIBYTE = 1024 * 1024;

/** All of a tar archive is in memory while it is read, and nobody writes metadata of such a size. */
const SDIST_LIMITS: ArchiveLimits = {
	...DEFAULT_LIMITS,
	totalSize: 1024 * MEBIBYTE,
	metadataSize: 4 * MEBIBYTE,
};

const NONE: SdistMembers = { pkgInfo: undefined, pyproject: undefined };

/**
 * Nothing is written anywhere. An archive with several things at its top, or with a folder of another name there, has
 * neither of the two files.
 *
 * @throws BadArchive, and the system's errors
 */
export function readSdistMembers(sdist: SdistToRead): SdistMembers {
	const { source, ...archive } = sdist;
	if (source.kind === "bytes") return readFrom(sourceOfBytes(source.bytes), archive);
	using file = openFileSource(source.path);
	return readFrom(file, archive);
}

function readFrom(source: ByteSource, sdist: Omit<SdistToRead, "source">): SdistMembers {
	const files = sdist.extension === ".zip" ? zipFiles(source, sdist) : tarFiles(source, sdist);
	const tops = new Set([...files.keys()].map((path) => path.split("/", 1)[0] ?? ""));
	const [top = ""] = tops;
	if (tops.size !== 1 || !sdist.mayBeTop(top)) return NONE;
	const textOf = (path: string): string | undefined => {
		const read = files.get(`${top}/${path}`);
		return read === undefined ? undefined : new TextDecoder().decode(read());
	};
	return { pkgInfo: textOf("PKG-INFO"), pyproject: textOf("pyproject.toml") };
}

/** What reads each file, by path. Links lead to nothing here. */
type Files = ReadonlyMap<string, () => Uint8Array>;

function tarFiles(source: ByteSource, { name }: Omit<SdistToRead, "source">): Files {
	const files = new Map<string, () => Uint8Array>();
	for (const entry of readTarGz(source.read(0, source.size), SDIST_LIMITS, name))
		if (entry.kind === "file") files.set(entry.path, () => entry.bytes);
	return files;
}

function zipFiles(source: ByteSource, { name }: Omit<SdistToRead, "source">): Files {
	const archive = openZip(source, { name, limits: SDIST_LIMITS });
	const files = new Map<string, () => Uint8Array>();
	for (const entry of archive.entries)
		if (!entry.isDirectory) files.set(entry.path, () => readEntry(archive, entry));
	return files;
}
