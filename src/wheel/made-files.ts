/** The files of `made/`: what every installation of a wheel gets beside the wheel's own files. */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { makeDirectory, writeNewFile } from "../platform/files.ts";
import { createHasher } from "../runtime/hasher.ts";
import { printRecord, type RecordRow } from "../standards/record.ts";
import { MADE_FILES, type MadeFile } from "./install-image.ts";

const INSTALLER = "pippin";

/** What an image keeps of a file to see that nobody edited it. */
export interface FileStamp {
	/** Bytes. */
	readonly size: number;
	/** Whole milliseconds since 1970, as the file system tells them. */
	readonly modified: number;
}

/** Writes the files of `made/` and answers their stamps, in the order of `MADE_FILES`. `rows` are those of the wheel's own files. */
export function writeMadeFiles(
	directory: string,
	infoFolder: string,
	rows: readonly RecordRow[],
): readonly FileStamp[] {
	const plain = [
		...rows,
		rowFor(`${infoFolder}/INSTALLER`, INSTALLER),
		{ path: `${infoFolder}/RECORD`, digest: undefined, size: undefined },
	];
	const requested = [...plain, rowFor(`${infoFolder}/REQUESTED`, "")];
	const contents: Readonly<Record<MadeFile, string>> = {
		INSTALLER,
		REQUESTED: "",
		RECORD: printRecord(sortRows(plain)),
		"RECORD-requested": printRecord(sortRows(requested)),
	};
	makeDirectory(join(directory, "made"));
	return MADE_FILES.map((name) => {
		const path = join(directory, "made", name);
		writeNewFile(path, contents[name]);
		const { size, mtimeMs } = lstatSync(path);
		return { size, modified: Math.floor(mtimeMs) };
	});
}

/** The row of a file with this content. */
export function rowFor(path: string, content: string | Uint8Array): RecordRow {
	const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
	const hasher = createHasher("sha256");
	hasher.update(bytes);
	return {
		path,
		digest: { algorithm: "sha256", base64: hasher.base64url() },
		size: bytes.length,
	};
}

/** By path, character by character. */
export function sortRows(rows: readonly RecordRow[]): readonly RecordRow[] {
	return [...rows].sort((left, right) => {
		if (left.path === right.path) return 0;
		return left.path < right.path ? -1 : 1;
	});
}
