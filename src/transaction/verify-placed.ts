/** Whether the files of a distribution are what its RECORD says. Used where power may have been lost. */
import { lstatSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errorCode } from "../platform/files.ts";
import { createHasher, type HasherAlgorithm } from "../runtime/hasher.ts";
import { InvalidRecord, parseRecord, type RecordRow } from "../standards/record.ts";

const CHECKED: ReadonlySet<string> = new Set<HasherAlgorithm>(["sha256", "sha384", "sha512"]);

/**
 * Reads RECORD in `infoFolder` and compares size and digest of each file. `infoPath` is where the folder
 * belongs (it may still be staged): rows are relative to its parent.
 */
export function isIntact(infoFolder: string, infoPath: string): boolean {
	let rows: readonly RecordRow[];
	try {
		rows = parseRecord(readFileSync(join(infoFolder, "RECORD"), "utf8"));
	} catch (error) {
		if (error instanceof InvalidRecord || errorCode(error) !== undefined) return false;
		throw error;
	}
	const parent = dirname(infoPath);
	const own = `${basename(infoPath)}/`;
	// A RECORD that was cut to nothing would prove anything; a whole one names at least itself.
	return (
		rows.some(({ path }) => path === `${own}RECORD`) &&
		rows.every((row) => {
			const isOwn = row.path.startsWith(own);
			return isAsRecorded(
				isOwn ? join(infoFolder, row.path.slice(own.length)) : resolve(parent, row.path),
				row,
			);
		})
	);
}

function isAsRecorded(path: string, { digest, size }: RecordRow): boolean {
	try {
		const found = lstatSync(path);
		if (found.isSymbolicLink()) return true;
		if (size !== undefined && found.size !== size) return false;
		if (digest === undefined || !CHECKED.has(digest.algorithm)) return true;
		const hasher = createHasher(digest.algorithm as HasherAlgorithm);
		hasher.update(readFileSync(path));
		return hasher.base64url() === digest.base64;
	} catch (error) {
		if (errorCode(error) === undefined) throw error;
		return false;
	}
}
