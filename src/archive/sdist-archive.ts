/** The members of a source distribution, of an archive that is validated whole. */
import { type ArchiveLimits, DEFAULT_LIMITS } from "./archive-limits.ts";
import { type ByteSource, openFileSource, sourceOfBytes } from "./byte-source.ts";
import { readTarGz, type TarEntry } from "./tar.ts";
import type { UnpackSource } from "./unpack-task.ts";
import { openZip, readEntry } from "./zip.ts";

export interface SdistArchive {
	readonly source: UnpackSource;
	readonly extension: ".tar.gz" | ".zip";
	/** What messages call the archive. */
	readonly name: string;
}

export type SdistMember =
	| Exclude<TarEntry, { kind: "file" }>
	| {
			readonly kind: "file";
			readonly path: string;
			readonly isExecutable: boolean;
			readonly read: () => Uint8Array;
	  };

const MEBIBYTE = 1024 * 1024;

/** All of a tar archive is in memory while it is read. */
export const SDIST_LIMITS: ArchiveLimits = { ...DEFAULT_LIMITS, totalSize: 1024 * MEBIBYTE };

/** Hands the members to `use`, which may read them as long as it runs. @throws BadArchive, and the system's errors */
export function withSdistMembers<Result>(
	archive: SdistArchive,
	limits: ArchiveLimits,
	use: (members: readonly SdistMember[]) => Result,
): Result {
	const { source, extension } = archive;
	const membersIn = extension === ".zip" ? zipMembers : tarMembers;
	if (source.kind === "bytes") return use(membersIn(sourceOfBytes(source.bytes), archive, limits));
	using file = openFileSource(source.path);
	return use(membersIn(file, archive, limits));
}

/** The folders and files at the top of the archive. */
export function topsOf(members: readonly SdistMember[]): ReadonlySet<string> {
	return new Set(members.map(({ path }) => path.split("/", 1)[0] ?? ""));
}

function tarMembers(
	source: ByteSource,
	{ name }: SdistArchive,
	limits: ArchiveLimits,
): readonly SdistMember[] {
	return readTarGz(source.read(0, source.size), limits, name).map((entry) =>
		entry.kind === "file" ? { ...entry, read: () => entry.bytes } : entry,
	);
}

function zipMembers(
	source: ByteSource,
	{ name }: SdistArchive,
	limits: ArchiveLimits,
): readonly SdistMember[] {
	const archive = openZip(source, { name, limits });
	return archive.entries.map((entry): SdistMember => {
		const { path, isDirectory, isExecutable } = entry;
		if (isDirectory) return { kind: "directory", path };
		return { kind: "file", path, isExecutable, read: () => readEntry(archive, entry) };
	});
}
