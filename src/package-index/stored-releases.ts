/** The releases of a stored page: versions as columns, files decoded for the versions that are looked at. */
import type { RegistryFile } from "../distributions/distribution.ts";
import type { ProjectReleases } from "../resolver/package-source.ts";
import type { Version } from "../standards/version.ts";
import type { PackedVersions } from "../standards/version-list.ts";
import { decodeFileRow, type RowOrigin, wheelTagsIn } from "./file-row.ts";
import type { StoredRows } from "./stored-rows.ts";

interface Columns {
	readonly versions: PackedVersions;
	readonly rows: StoredRows;
	readonly origin: RowOrigin;
}

/** The rows of one version. */
interface PartialRows {
	readonly text: string;
	/** By where their rows begin. */
	readonly known: Map<number, RegistryFile>;
}

/** Releases over columns. */
export class StoredReleases implements ProjectReleases {
	readonly versions: PackedVersions;
	readonly #columns: Columns;
	readonly #files = new Map<number, readonly RegistryFile[]>();
	/** The rows of versions of which some files were asked for, and those of their files that are known. */
	readonly #partial = new Map<number, PartialRows>();

	constructor(columns: Columns) {
		this.versions = columns.versions;
		this.#columns = columns;
	}

	filesOf(ordinal: number): readonly RegistryFile[] {
		const known = this.#files.get(ordinal);
		if (known !== undefined) return known;
		const files = this.#decode(ordinal, () => true);
		this.#files.set(ordinal, files);
		this.#partial.delete(ordinal);
		return files;
	}

	fittingFilesOf(ordinal: number, fits: (tags: string) => boolean): readonly RegistryFile[] {
		return this.#files.get(ordinal) ?? this.#decode(ordinal, fits);
	}

	/** The same objects at each call. */
	#decode(ordinal: number, fits: (tags: string) => boolean): readonly RegistryFile[] {
		const { text, known } = this.#rowsAt(ordinal);
		const files: RegistryFile[] = [];
		for (let start = 0; start < text.length; ) {
			const end = text.indexOf("\n", start);
			let file = known.get(start);
			if (file === undefined) {
				const tags = wheelTagsIn(text, start);
				if (tags === undefined || fits(tags)) {
					file = decodeFileRow(text.slice(start, end), this.#columns.origin);
					known.set(start, file);
				}
			}
			if (file !== undefined) files.push(file);
			start = end + 1;
		}
		return files;
	}

	#rowsAt(ordinal: number): PartialRows {
		let rows = this.#partial.get(ordinal);
		if (rows === undefined) {
			const version = ordinal < 0 ? undefined : this.versions.at(ordinal);
			const text = version === undefined ? "" : this.#columns.rows.of(ordinal, version);
			rows = { text, known: new Map() };
			this.#partial.set(ordinal, rows);
		}
		return rows;
	}

	/** The rows of a version; none where this page does not have it. */
	rowsOf(version: Version): string {
		const ordinal = [...this.versions].findIndex((known) => known.equals(version));
		return ordinal === -1 ? "" : this.#columns.rows.of(ordinal, version);
	}
}
