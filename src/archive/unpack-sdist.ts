/** Writes a source distribution into a folder, once the whole archive was found right. */
import { makeDirectories, makeSymlink, writeNewFile } from "../platform/files.ts";
import { DEFAULT_LIMITS } from "./archive-limits.ts";
import { BadArchive } from "./bad-archive.ts";
import { type ByteSource, openFileSource, sourceOfBytes } from "./byte-source.ts";
import { readTarGz, type TarEntry } from "./tar.ts";
import type { UnpackSource } from "./unpack-task.ts";
import { openZip, readEntry } from "./zip.ts";

export interface SdistToUnpack {
	readonly source: UnpackSource;
	readonly extension: ".tar.gz" | ".zip";
	/** What messages call the archive. */
	readonly name: string;
}

const MEBIBYTE = 1024 * 1024;

/** All of a tar archive is in memory while it is unpacked. */
const LIMITS = { ...DEFAULT_LIMITS, totalSize: 1024 * MEBIBYTE };

/**
 * Answers the name of the one folder at the archive's top; `directory` exists and is empty. Nothing is written of an
 * archive that is refused.
 *
 * @throws BadArchive, also where there is not one folder at the top; and the system's errors
 */
export function unpackSdist(sdist: SdistToUnpack, directory: string): string {
	const { source } = sdist;
	if (source.kind === "bytes") return unpack(sourceOfBytes(source.bytes), sdist, directory);
	using file = openFileSource(source.path);
	return unpack(file, sdist, directory);
}

function unpack(source: ByteSource, sdist: SdistToUnpack, directory: string): string {
	const members =
		sdist.extension === ".zip" ? zipMembers(source, sdist) : tarMembers(source, sdist);
	const tops = new Set(members.map(({ path }) => path.split("/", 1)[0] ?? ""));
	const [top] = tops;
	const isFolder = members.every(({ kind, path }) => kind === "directory" || path.includes("/"));
	if (top === undefined || tops.size > 1 || !isFolder)
		throw new BadArchive(
			"it does not have one folder at its top, with everything in it",
			sdist.name,
		);
	for (const member of members) write(member, directory);
	return top;
}

type Member =
	| Exclude<TarEntry, { kind: "file" }>
	| {
			readonly kind: "file";
			readonly path: string;
			readonly isExecutable: boolean;
			readonly read: () => Uint8Array;
	  };

function tarMembers(source: ByteSource, { name }: SdistToUnpack): readonly Member[] {
	return readTarGz(source.read(0, source.size), LIMITS, name).map((entry) =>
		entry.kind === "file" ? { ...entry, read: () => entry.bytes } : entry,
	);
}

function zipMembers(source: ByteSource, { name }: SdistToUnpack): readonly Member[] {
	const archive = openZip(source, { name, limits: LIMITS });
	return archive.entries.map((entry): Member => {
		const { path, isDirectory, isExecutable } = entry;
		if (isDirectory) return { kind: "directory", path };
		return { kind: "file", path, isExecutable, read: () => readEntry(archive, entry) };
	});
}

function write(member: Member, directory: string): void {
	const path = `${directory}/${member.path}`;
	if (member.kind === "directory") {
		makeDirectories(path);
		return;
	}
	makeDirectories(path.slice(0, path.lastIndexOf("/")));
	if (member.kind === "symlink") makeSymlink(member.target, path);
	else writeNewFile(path, member.read(), member.isExecutable ? 0o777 : 0o666);
}
