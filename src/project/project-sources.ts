/** `tool.uv.sources` of a pyproject.toml: where its dependencies come from while it is developed. Pure. */
import { ParseError } from "../errors/parse-error.ts";
import { Marker } from "../standards/marker.ts";
import { MarkerTree } from "../standards/marker-algebra.ts";
import { isValidName, normalizeName } from "../standards/name.ts";
import { isTable, type TableReader } from "../standards/table-reader.ts";

/** Where a dependency comes from. */
export type SourcePlace =
	| { readonly kind: "index"; readonly index: string }
	| { readonly kind: "url"; readonly url: string }
	/** `path` is relative to the project. */
	| { readonly kind: "path"; readonly path: string; readonly isEditable: boolean }
	| { readonly kind: "git"; readonly repository: string }
	| { readonly kind: "workspace" };

/** One place, and for which requirements it is. */
export interface ProjectSource {
	readonly place: SourcePlace;
	/** Where it holds; `undefined`: everywhere. */
	readonly marker: Marker | undefined;
	/** Only for what this extra requires; normalized. */
	readonly extra: string | undefined;
	/** Only for what this dependency group requires; normalized. */
	readonly group: string | undefined;
}

/** By normalized name. */
export type ProjectSources = ReadonlyMap<string, readonly ProjectSource[]>;

const KINDS = ["git", "url", "path", "index", "workspace"] as const;

const FIELDS: ReadonlySet<string> = new Set([
	...KINDS,
	...["marker", "extra", "group", "editable", "package", "subdirectory"],
	...["rev", "tag", "branch", "lfs"],
]);

/** Reads `sources` of `[tool.uv]`; what is wrong is told as a fault of that table. */
export function readProjectSources(tool: TableReader): ProjectSources {
	const sources = new Map<string, readonly ProjectSource[]>();
	const table = tool.table("sources");
	for (const key of table?.keys() ?? []) {
		if (table === undefined) continue;
		const isOne = isTable(table.value(key));
		const tables = isOne ? [table.table(key)] : (table.tables(key) ?? []);
		const read = tables.filter((one) => one !== undefined).map(readSource);
		refuseOverlaps(table, key, read);
		sources.set(normalizeName(key), read);
	}
	return sources;
}

function readSource(table: TableReader): ProjectSource {
	const unknown = table.keys().find((key) => !FIELDS.has(key));
	if (unknown !== undefined) throw table.failure(unknown, "is no field of a source");
	const [kind, ...others] = KINDS.filter(
		(one) => table.has(one) && !isFileOfRepository(one, table),
	);
	if (kind === undefined || others.length > 0) {
		const names = KINDS.map((one) => `\`${one}\``).join(", ");
		throw table.failure(kind ?? "git", `must be the only one of ${names}`);
	}
	return {
		place: readPlace(kind, table),
		marker: readMarker(table),
		extra: readName(table, "extra"),
		group: readName(table, "group"),
	};
}

/** A repository may have a path in it. */
function isFileOfRepository(kind: (typeof KINDS)[number], table: TableReader): boolean {
	return kind === "path" && table.has("git");
}

function readPlace(kind: (typeof KINDS)[number], table: TableReader): SourcePlace {
	switch (kind) {
		case "git":
			return { kind, repository: table.string("git") ?? "" };
		case "url": {
			const url = table.string("url") ?? "";
			const subdirectory = table.string("subdirectory");
			return {
				kind,
				url: subdirectory === undefined ? url : `${url}#subdirectory=${subdirectory}`,
			};
		}
		case "path":
			return {
				kind,
				path: table.string("path") ?? "",
				isEditable: table.boolean("editable") ?? false,
			};
		case "index":
			return { kind, index: table.string("index") ?? "" };
		case "workspace":
			return { kind };
	}
}

function readMarker(table: TableReader): Marker | undefined {
	const text = table.string("marker");
	if (text === undefined) return undefined;
	try {
		return Marker.parse(text);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw table.failure("marker", `is not valid: ${error.message}`);
	}
}

function readName(table: TableReader, key: "extra" | "group"): string | undefined {
	const name = table.string(key);
	if (name === undefined || isValidName(name)) return name && normalizeName(name);
	throw table.failure(key, `is \`${name}\` and must be a name`);
}

/** Of several places for one requirement, one must be right. */
function refuseOverlaps(table: TableReader, key: string, sources: readonly ProjectSource[]): void {
	for (const [place, one] of sources.entries())
		for (const other of sources.slice(place + 1)) {
			if (one.extra !== other.extra || one.group !== other.group) continue;
			const both = MarkerTree.of(one.marker).and(MarkerTree.of(other.marker));
			if (both.isNever) continue;
			const shown = [one, other].map(({ marker }) => `\`${marker ?? "everywhere"}\``);
			throw table.failure(key, `has several sources for one place: ${shown.join(" and ")} overlap`);
		}
}
