/** One entry of `packages` in pylock.toml: a project, and the one thing or the several files to install it from. */

import {
	readMarker,
	readSpecifiers,
	readText,
	readVersion,
	requireNormalized,
} from "./internal/table-values.ts";
import type { Marker } from "./marker.ts";
import { parseSdistFilename, type SdistFilename } from "./sdist-filename.ts";
import type { SpecifierSet } from "./specifier.ts";
import type { TableReader } from "./table-reader.ts";
import { parseTimestamp } from "./timestamp.ts";
import { filenameOfUrl } from "./url-reference.ts";
import type { Version } from "./version.ts";
import { parseWheelFilename, type WheelFilename } from "./wheel-filename.ts";

/** Where a file is: at least one of the two; a path is relative to the lock. */
export interface LockedLocation {
	readonly path: string | undefined;
	readonly url: string | undefined;
}

/** What a file must be. */
export interface LockedFile extends LockedLocation {
	/** Hexadecimal digits by algorithm, as written; at least one. */
	readonly hashes: ReadonlyMap<string, string>;
	/** Bytes. */
	readonly size: number | undefined;
	/** Milliseconds since 1970. */
	readonly uploadTime: number | undefined;
	/** As written; where it is absent the last part of path or URL counts. */
	readonly name: string | undefined;
}

export interface LockedSdist extends LockedFile {
	readonly filename: SdistFilename;
}

export interface LockedWheel extends LockedFile {
	readonly filename: WheelFilename;
}

/** What a package is made of: exactly one of four. */
export type LockedSource =
	| {
			readonly kind: "vcs";
			readonly type: string;
			readonly location: LockedLocation;
			readonly requestedRevision: string | undefined;
			readonly commitId: string;
			readonly subdirectory: string | undefined;
	  }
	| {
			readonly kind: "directory";
			readonly path: string;
			readonly editable: boolean | undefined;
			readonly subdirectory: string | undefined;
	  }
	| {
			readonly kind: "archive";
			readonly file: Omit<LockedFile, "name">;
			readonly subdirectory: string | undefined;
	  }
	/** At least a source distribution or one wheel. */
	| {
			readonly kind: "registry";
			readonly sdist: LockedSdist | undefined;
			readonly wheels: readonly LockedWheel[];
	  };

/** One entry of `packages`. */
export interface LockedPackage {
	/** Normalized. */
	readonly name: string;
	readonly version: Version | undefined;
	readonly marker: Marker | undefined;
	readonly requiresPython: SpecifierSet | undefined;
	/** The URL of the index it came from. */
	readonly index: string | undefined;
	readonly source: LockedSource;
	/** For information only: as in the document. */
	readonly dependencies: readonly unknown[] | undefined;
	readonly attestationIdentities: readonly unknown[] | undefined;
	readonly tool: unknown;
}

/** What the names of a package's files must agree with. */
interface Identity {
	readonly name: string;
	readonly version: Version | undefined;
}

/** For this folder only: reads an entry; its failures name the field. */
export function readLockedPackage(table: TableReader): LockedPackage {
	const name = requireNormalized(table, "name", table.required("name", table.string("name")));
	const version = readVersion(table, "version");
	const marker = table.string("marker");
	for (const identity of table.tables("attestation-identities") ?? []) {
		identity.required("kind", identity.string("kind"));
	}
	return {
		name,
		version,
		marker: marker === undefined ? undefined : readMarker(table, "marker", marker),
		requiresPython: readSpecifiers(table, "requires-python"),
		index: table.string("index"),
		source: readSource(table, { name, version }),
		dependencies: table.list("dependencies"),
		attestationIdentities: table.list("attestation-identities"),
		tool: table.value("tool"),
	};
}

function readSource(table: TableReader, identity: Identity): LockedSource {
	const kinds = ["vcs", "directory", "archive"].filter((kind) => table.has(kind));
	const isRegistry = table.has("sdist") || table.has("wheels");
	if (kinds.length + Number(isRegistry) !== 1) {
		throw table.failure(
			"source",
			"must be exactly one of `vcs`, `directory`, `archive`, and `sdist` with `wheels`",
		);
	}
	const [kind] = kinds;
	const inner = kind === undefined ? undefined : table.table(kind);
	if (inner === undefined) return readRegistry(table, identity);
	if (kind === "vcs") return readVcs(inner);
	return kind === "directory" ? readDirectory(inner) : readArchive(inner);
}

function readVcs(table: TableReader): LockedSource {
	return {
		kind: "vcs",
		type: table.required("type", table.string("type")),
		location: readLocation(table),
		requestedRevision: table.string("requested-revision"),
		commitId: table.required("commit-id", table.string("commit-id")),
		subdirectory: table.string("subdirectory"),
	};
}

function readDirectory(table: TableReader): LockedSource {
	return {
		kind: "directory",
		path: table.required("path", table.string("path")),
		editable: table.boolean("editable"),
		subdirectory: table.string("subdirectory"),
	};
}

function readArchive(table: TableReader): LockedSource {
	return { kind: "archive", file: readFile(table), subdirectory: table.string("subdirectory") };
}

function readRegistry(table: TableReader, identity: Identity): LockedSource {
	const sdist = table.table("sdist");
	return {
		kind: "registry",
		sdist: sdist === undefined ? undefined : readSdist(sdist, identity),
		wheels: (table.tables("wheels") ?? []).map((wheel) => readWheel(wheel, identity)),
	};
}

function readSdist(table: TableReader, identity: Identity): LockedSdist {
	const file = { ...readFile(table), name: table.string("name") };
	const given = filenameOf(table, file);
	const filename = readText(table, "name", () => parseSdistFilename(given));
	requireIdentity(table, filename, identity);
	return { ...file, filename };
}

function readWheel(table: TableReader, identity: Identity): LockedWheel {
	const file = { ...readFile(table), name: table.string("name") };
	const given = filenameOf(table, file);
	const filename = readText(table, "name", () => parseWheelFilename(given));
	requireIdentity(table, filename, identity);
	return { ...file, filename };
}

function requireIdentity(
	table: TableReader,
	filename: { readonly name: string; readonly version: Version; readonly given: string },
	{ name, version }: Identity,
): void {
	if (filename.name !== name) {
		throw table.failure("name", `is \`${filename.given}\` and the package is \`${name}\``);
	}
	if (version !== undefined && !filename.version.equals(version)) {
		throw table.failure("name", `is \`${filename.given}\` and the package's version is ${version}`);
	}
}

function filenameOf(table: TableReader, file: LockedFile): string {
	if (file.name !== undefined) return file.name;
	const fromPath = file.path?.slice(
		Math.max(file.path.lastIndexOf("/"), file.path.lastIndexOf("\\")) + 1,
	);
	return table.required("name", fromPath ?? filenameOfUrl(file.url ?? ""));
}

function readFile(table: TableReader): Omit<LockedFile, "name"> {
	const location = readLocation(table);
	const hashes = new Map<string, string>();
	const digests = table.required("hashes", table.table("hashes"));
	for (const algorithm of digests.keys()) {
		hashes.set(algorithm, digests.required(algorithm, digests.string(algorithm)));
	}
	if (hashes.size === 0) throw table.failure("hashes", "must hold at least one");
	return {
		...location,
		hashes,
		size: table.size("size"),
		uploadTime: readTime(table, "upload-time"),
	};
}

function readLocation(table: TableReader): LockedLocation {
	const path = table.string("path");
	const url = table.string("url");
	if (path === undefined && url === undefined)
		throw table.failure("path", "or `url` must be there");
	return { path, url };
}

/** TOML has points in time of its own, which readers give as objects; in JSON they are strings. */
function readTime(table: TableReader, key: string): number | undefined {
	const value = table.value(key);
	if (value === undefined) return undefined;
	const text = isTime(value) ? value.toISOString() : value;
	const time = typeof text === "string" ? parseTimestamp(text) : undefined;
	if (time === undefined) throw table.failure(key, "must be a point in time");
	return time;
}

function isTime(value: unknown): value is { toISOString(): string } {
	return typeof value === "object" && value !== null && "toISOString" in value;
}
