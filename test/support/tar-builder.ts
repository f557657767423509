/** A tar writer that can lie in any field: raw header fields win over what would be written. */
import { gzipSync } from "node:zlib";
import { bytesOf, joinBytes } from "./zip-builder.ts";

export interface TarMember {
	readonly name: string | Uint8Array;
	readonly data?: string | Uint8Array;
	/** Type flag; a regular file where nothing is said, a folder where the name ends with a slash. */
	readonly type?: string;
	readonly linkName?: string;
	readonly mode?: number;
	/** The size field, where it differs from the data's length. */
	readonly size?: number;
	readonly prefix?: string;
	readonly magic?: "posix" | "gnu" | "none";
	/** Raw bytes over the header, by offset, before the checksum is made. */
	readonly raw?: readonly (readonly [offset: number, bytes: string | Uint8Array])[];
	/** Added to the right checksum. */
	readonly checksumError?: number;
}

const BLOCK = 512;

function field(header: Uint8Array, at: number, content: string | Uint8Array): void {
	header.set(bytesOf(content), at);
}

function octal(value: number, length: number): string {
	return `${value.toString(8).padStart(length - 1, "0")}\0`;
}

function padded(data: Uint8Array): Uint8Array {
	const length = Math.ceil(data.length / BLOCK) * BLOCK;
	return joinBytes([data, new Uint8Array(length - data.length)]);
}

const MAGICS = { posix: "ustar\u000000", gnu: "ustar  \0", none: "" } as const;

/** One header block and the data behind it. */
export function tarMember(member: TarMember): Uint8Array {
	const data = bytesOf(member.data ?? "");
	const isDirectory = typeof member.name === "string" && member.name.endsWith("/");
	const header = new Uint8Array(BLOCK);
	field(header, 0, bytesOf(member.name).subarray(0, 100));
	field(header, 100, octal(member.mode ?? (isDirectory ? 0o755 : 0o644), 8));
	field(header, 108, octal(0, 8));
	field(header, 116, octal(0, 8));
	field(header, 124, octal(member.size ?? data.length, 12));
	field(header, 136, octal(1_700_000_000, 12));
	field(header, 156, member.type ?? (isDirectory ? "5" : "0"));
	field(header, 157, bytesOf(member.linkName ?? "").subarray(0, 100));
	field(header, 257, MAGICS[member.magic ?? "posix"]);
	field(header, 265, "root");
	field(header, 297, "root");
	field(header, 329, octal(0, 8));
	field(header, 337, octal(0, 8));
	field(header, 345, member.prefix ?? "");
	for (const [offset, bytes] of member.raw ?? []) field(header, offset, bytes);
	stampChecksum(header, member.checksumError ?? 0);
	return joinBytes([header, padded(data)]);
}

/** Writes the right checksum, plus `error`, into a header block. */
export function stampChecksum(header: Uint8Array, error = 0): void {
	header.fill(0x20, 148, 156);
	const sum = header.reduce((total, byte) => total + byte, 0) + error;
	field(header, 148, `${sum.toString(8).padStart(6, "0")}\0 `);
}

/** One pax record with its own length in front. */
export function paxRecord(key: string, value: string): string {
	const body = ` ${key}=${value}\n`;
	const bytes = bytesOf(body).length;
	let length = bytes + 1;
	while (bytes + String(length).length !== length) length = bytes + String(length).length;
	return `${length}${body}`;
}

/** A member that carries pax records for the next one (`x`) or for all (`g`). */
export function paxHeader(
	records: readonly (readonly [key: string, value: string])[],
	type: "x" | "g" = "x",
): TarMember {
	const data = records.map(([key, value]) => paxRecord(key, value)).join("");
	return { name: "pax/header", type, data };
}

/** GNU's long name (`L`) or long link target (`K`) for the next member. */
export function gnuLong(type: "L" | "K", text: string): TarMember {
	return { name: "././@LongLink", type, data: `${text}\0`, magic: "gnu" };
}

/** The uncompressed archive. `end` replaces the two zero blocks. */
export function buildTar(members: readonly TarMember[], end?: Uint8Array): Uint8Array {
	return joinBytes([...members.map(tarMember), end ?? new Uint8Array(2 * BLOCK)]);
}

export function buildTarGz(members: readonly TarMember[], end?: Uint8Array): Uint8Array {
	return gzipSync(buildTar(members, end));
}
