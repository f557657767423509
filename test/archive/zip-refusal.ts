/** Opening an archive of a test, and telling why it was refused. */
import { BadArchive } from "../../src/archive/bad-archive.ts";
import { openZip, readEntry } from "../../src/archive/zip.ts";
import { buildZip, type ZipMember, type ZipOptions } from "../support/zip-builder.ts";

export const GOOD: ZipMember = { name: "package/__init__.py", data: "value = 1\n" };

/** Opens and reads everything; the reason of the refusal, or `undefined` where there was none. */
export function refusal(bytes: Uint8Array): string | undefined {
	try {
		const archive = openZip(bytes);
		for (const entry of archive.entries) readEntry(archive, entry);
		return undefined;
	} catch (error) {
		if (error instanceof BadArchive) return error.reason;
		throw error;
	}
}

export function refusalOf(members: readonly ZipMember[], options?: ZipOptions): string | undefined {
	return refusal(buildZip(members, options));
}
