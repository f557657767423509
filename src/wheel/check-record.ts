/** Compares a wheel's RECORD with the files that were unpacked. */
import { readFileSync } from "node:fs";
import type { UnpackedFile } from "../archive/unpack.ts";
import { createHasher, type HasherAlgorithm } from "../runtime/hasher.ts";
import { InvalidRecord, parseRecord, type RecordRow } from "../standards/record.ts";
import { BadWheel } from "./bad-wheel.ts";

/** A RECORD that does not list what the wheel holds; it is repaired and the wheel installed. */
export type RecordRepair =
	| { readonly kind: "unlisted"; readonly path: string }
	| { readonly kind: "ghost"; readonly path: string }
	| { readonly kind: "unhashed"; readonly path: string };

export interface CheckedRecord {
	/** The row of each file, by its path in the archive; rows that lacked are made. RECORD and its signatures have none. */
	readonly rows: ReadonlyMap<string, RecordRow>;
	readonly repairs: readonly RecordRepair[];
}

export interface RecordCheck {
	/** For messages. */
	readonly filename: string;
	readonly infoFolder: string;
	readonly files: readonly UnpackedFile[];
	/** The unpacked tree. */
	readonly tree: string;
}

const STRONG: ReadonlySet<string> = new Set<HasherAlgorithm>(["sha256", "sha384", "sha512"]);

/**
 * Reads RECORD and compares every row.
 *
 * @throws BadWheel for a missing or malformed RECORD, a wrong or weak digest, a wrong size
 */
export function checkRecord(check: RecordCheck): CheckedRecord {
	const listed = new Map<string, RecordRow>();
	for (const row of readRows(check)) listed.set(row.path, row);
	const exempt = new Set(
		["RECORD", "RECORD.jws", "RECORD.p7s"].map((name) => `${check.infoFolder}/${name}`),
	);
	const rows = new Map<string, RecordRow>();
	const repairs: RecordRepair[] = [];
	for (const file of check.files) {
		const row = listed.get(file.path);
		listed.delete(file.path);
		if (exempt.has(file.path)) continue;
		if (row === undefined) repairs.push({ kind: "unlisted", path: file.path });
		else if (row.digest === undefined) repairs.push({ kind: "unhashed", path: file.path });
		else compareRow(check, file, row);
		rows.set(file.path, row ?? rowOf(file));
	}
	for (const path of listed.keys()) {
		if (!exempt.has(path) && !path.endsWith("/")) repairs.push({ kind: "ghost", path });
	}
	return { rows, repairs };
}

function rowOf(file: UnpackedFile): RecordRow {
	return {
		path: file.path,
		digest: { algorithm: "sha256", base64: file.digest },
		size: file.size,
	};
}

function readRows({ filename, infoFolder, files, tree }: RecordCheck): readonly RecordRow[] {
	const path = `${infoFolder}/RECORD`;
	if (!files.some((file) => file.path === path)) {
		throw new BadWheel("it has no RECORD", { filename });
	}
	try {
		return parseRecord(readFileSync(`${tree}/${path}`, "utf8"));
	} catch (error) {
		if (!(error instanceof InvalidRecord)) throw error;
		throw new BadWheel("its RECORD cannot be read", { filename, cause: error });
	}
}

function compareRow(check: RecordCheck, file: UnpackedFile, row: RecordRow): void {
	const algorithm = row.digest?.algorithm ?? "";
	if (!STRONG.has(algorithm)) {
		throw new BadWheel(`RECORD proves \`${file.path}\` by ${algorithm}, which is too weak`, {
			filename: check.filename,
		});
	}
	if (row.size !== undefined && row.size !== file.size) {
		throw new BadWheel(
			`\`${file.path}\` has ${file.size} bytes and not the ${row.size} that RECORD wants`,
			{ filename: check.filename },
		);
	}
	const found = algorithm === "sha256" ? file.digest : hashFile(check, file, algorithm);
	if (found !== row.digest?.base64) {
		throw new BadWheel(
			`\`${file.path}\` has the ${algorithm} digest ${found} and not the ${row.digest?.base64} that RECORD wants`,
			{ filename: check.filename },
		);
	}
}

function hashFile({ tree }: RecordCheck, file: UnpackedFile, algorithm: string): string {
	const hasher = createHasher(algorithm as HasherAlgorithm);
	hasher.update(readFileSync(`${tree}/${file.path}`));
	return hasher.base64url();
}
