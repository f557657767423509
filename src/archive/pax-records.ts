/** Extended headers of tar archives (POSIX pax): records `<length> <key>=<value>\n`. */
import { BadArchive, quotedName } from "./bad-archive.ts";
import { requireUtf8 } from "./tar-header.ts";

/** What an extended header changes in the header that follows it. */
export interface PaxChanges {
	readonly path?: string;
	readonly linkTarget?: string;
	readonly size?: number;
}

/** A header of names and a size needs no more; the limit holds before anything is made of it. */
export const LARGEST_EXTENSION: number = 64 * 1024;

/** Times, owners and remarks: known, and of no use to us. */
const IGNORED = new Set(["atime", "ctime", "mtime", "uid", "gid", "uname", "gname", "comment"]);
const IGNORED_VENDOR_REGEXP = /^(?:SCHILY|LIBARCHIVE)\./;
const LENGTH_REGEXP = /^[1-9][0-9]{0,5}$/;
const SIZE_REGEXP = /^(?:0|[1-9][0-9]{0,14})$/;
const SPACE = 0x20;
const NEWLINE = 0x0a;

/** Reads the records. Throws `BadArchive` for keys that would change more than names and size. */
export function parsePaxRecords(bytes: Uint8Array): PaxChanges {
	const records = new Map<string, string>();
	let at = 0;
	while (at < bytes.length) {
		const space = bytes.indexOf(SPACE, at);
		const told = String.fromCharCode(
			...bytes.subarray(at, space === -1 ? at : Math.min(space, at + 8)),
		);
		const end = at + (LENGTH_REGEXP.test(told) ? Number(told) : 0);
		if (end <= space || end > bytes.length || bytes[end - 1] !== NEWLINE) throw malformed();
		const record = requireUtf8(bytes.subarray(space + 1, end - 1));
		const equals = record.indexOf("=");
		if (equals <= 0) throw malformed();
		const key = record.slice(0, equals);
		if (records.has(key)) throw new BadArchive(`an extended header has ${quotedName(key)} twice`);
		records.set(key, record.slice(equals + 1));
		at = end;
	}
	return changesOf(records);
}

function malformed(): BadArchive {
	return new BadArchive("an extended header is malformed");
}

function changesOf(records: ReadonlyMap<string, string>): PaxChanges {
	const changes: { path?: string; linkTarget?: string; size?: number } = {};
	for (const [key, value] of records) {
		if (key === "path") changes.path = required(value);
		else if (key === "linkpath") changes.linkTarget = required(value);
		else if (key === "size") changes.size = sizeOf(value);
		else if (!IGNORED.has(key) && !IGNORED_VENDOR_REGEXP.test(key)) {
			throw new BadArchive(`an extended header has the unknown key ${quotedName(key)}`);
		}
	}
	return changes;
}

function required(value: string): string {
	if (value === "" || value.includes("\u0000")) throw malformed();
	return value;
}

function sizeOf(value: string): number {
	if (!SIZE_REGEXP.test(value)) throw malformed();
	return Number(value);
}
