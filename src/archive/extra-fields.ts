/** The extra fields of ZIP headers (APPNOTE 4.5). Two matter: ZIP64, and the Unicode path, which must add nothing. */
import { crc32 } from "../runtime/hasher.ts";
import { BadArchive } from "./bad-archive.ts";
import { equalBytes, readUint16, readUint32, readUint64 } from "./raw-bytes.ts";
import { SENTINEL } from "./zip-entry.ts";

const ZIP64_ID = 0x0001;
const UNICODE_PATH_ID = 0x7075;
const UNICODE_PATH_VERSION = 1;

/** The fields by id. Throws where they do not fill `extra` exactly, or one is there twice. */
export function parseExtraFields(extra: Uint8Array): ReadonlyMap<number, Uint8Array> {
	const fields = new Map<number, Uint8Array>();
	let at = 0;
	while (at < extra.length) {
		const id = readUint16(extra, at);
		const end = at + 4 + readUint16(extra, at + 2);
		if (at + 4 > extra.length || end > extra.length) {
			throw new BadArchive("an extra field runs beyond its header");
		}
		if (fields.has(id)) throw new BadArchive(`the extra field ${hex(id)} is there twice`);
		fields.set(id, extra.subarray(at + 4, end));
		at = end;
	}
	return fields;
}

function hex(id: number): string {
	return `0x${id.toString(16).padStart(4, "0")}`;
}

/**
 * The values with each sentinel replaced by its number in the ZIP64 field, in the order that the field
 * has them. Throws unless the field holds exactly what the sentinels ask for.
 */
export function resolveZip64(
	values: readonly number[],
	fields: ReadonlyMap<number, Uint8Array>,
): readonly number[] {
	const field = fields.get(ZIP64_ID);
	const wanted = values.filter((value) => value === SENTINEL).length;
	if (field === undefined && wanted === 0) return values;
	if (field === undefined) throw new BadArchive("a size is left to a ZIP64 field that is missing");
	if (wanted === 0) throw new BadArchive("it has a ZIP64 field that nothing asks for");
	if (field.length !== wanted * 8) {
		throw new BadArchive(
			`a ZIP64 field has ${field.length} bytes where ${wanted * 8} are asked for`,
		);
	}
	let at = 0;
	return values.map((value) => {
		if (value !== SENTINEL) return value;
		at += 8;
		return readUint64(field, at - 8);
	});
}

/** Throws where a Unicode path field says anything else than the name itself. */
export function checkUnicodePath(
	nameBytes: Uint8Array,
	fields: ReadonlyMap<number, Uint8Array>,
): void {
	const field = fields.get(UNICODE_PATH_ID);
	if (field === undefined) return;
	const isSame =
		field[0] === UNICODE_PATH_VERSION &&
		readUint32(field, 1) === crc32(nameBytes) &&
		equalBytes(field.subarray(5), nameBytes);
	if (!isSame) throw new BadArchive("a Unicode path field gives a member a second name");
}
