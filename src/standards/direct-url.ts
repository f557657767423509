/**
 * direct_url.json, by the packaging specification "Recording the direct URL origin of installed distributions" (PEP 610).
 */
import { displayUrl } from "../errors/display-url.ts";
import { UserError } from "../errors/user-error.ts";
import { TableReader } from "./table-reader.ts";

/** A document that is no direct_url.json. */
export class InvalidDirectUrl extends UserError {
	readonly code = "invalid-direct-url";
}

/** A distribution that was a file. */
export interface ArchiveUrl {
	readonly kind: "archive";
	readonly url: string;
	/** Hexadecimal digits by algorithm, as written. */
	readonly hashes: ReadonlyMap<string, string>;
	readonly subdirectory: string | undefined;
}

/** A distribution that was a checkout. */
export interface VcsUrl {
	readonly kind: "vcs";
	readonly url: string;
	/** Such as `git`. */
	readonly vcs: string;
	readonly commitId: string;
	readonly requestedRevision: string | undefined;
	readonly subdirectory: string | undefined;
}

/** A distribution that was a local folder. */
export interface DirectoryUrl {
	readonly kind: "directory";
	/** A `file:` URL. */
	readonly url: string;
	/** `undefined` where the document does not say; means no. */
	readonly editable: boolean | undefined;
	readonly subdirectory: string | undefined;
}

/** Where a distribution came from that no index gave. */
export type DirectUrl = ArchiveUrl | VcsUrl | DirectoryUrl;

/**
 * Reads the text of a direct_url.json.
 *
 * @throws InvalidDirectUrl
 */
export function parseDirectUrl(text: string): DirectUrl {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new InvalidDirectUrl("Could not read direct_url.json: it is not JSON", { cause: error });
	}
	return readDirectUrl(value);
}

/**
 * Reads the document, parsed already.
 *
 * @throws InvalidDirectUrl
 */
export function readDirectUrl(value: unknown): DirectUrl {
	const table = TableReader.of(value, invalid);
	const url = table.required("url", table.string("url"));
	const subdirectory = table.string("subdirectory");
	const archive = table.table("archive_info");
	const vcs = table.table("vcs_info");
	const directory = table.table("dir_info");
	if ([archive, vcs, directory].filter((info) => info !== undefined).length !== 1) {
		throw invalid("exactly one of `archive_info`, `vcs_info` and `dir_info` must be there");
	}
	if (archive !== undefined)
		return { kind: "archive", url, hashes: readHashes(archive), subdirectory };
	if (vcs !== undefined) return { kind: "vcs", url, ...readVcs(vcs), subdirectory };
	if (!url.startsWith("file://")) {
		throw invalid(
			`\`url\` is \`${displayUrl(url)}\` and must be a \`file://\` URL beside \`dir_info\``,
		);
	}
	return { kind: "directory", url, editable: directory?.boolean("editable"), subdirectory };
}

/** The text to write: one line of JSON. The URL must be without credentials: this does not look. */
export function printDirectUrl(directUrl: DirectUrl): string {
	const { url, subdirectory } = directUrl;
	return JSON.stringify({ url, ...infoOf(directUrl), subdirectory });
}

/** The document's second key; absent values are left out when it is written. */
function infoOf(directUrl: DirectUrl): object {
	switch (directUrl.kind) {
		case "archive": {
			const hashes = Object.fromEntries(directUrl.hashes);
			return { archive_info: directUrl.hashes.size === 0 ? {} : { hashes } };
		}
		case "vcs":
			return {
				vcs_info: {
					vcs: directUrl.vcs,
					commit_id: directUrl.commitId,
					requested_revision: directUrl.requestedRevision,
				},
			};
		case "directory":
			return { dir_info: { editable: directUrl.editable } };
	}
}

function readVcs(table: TableReader): Pick<VcsUrl, "vcs" | "commitId" | "requestedRevision"> {
	return {
		vcs: table.required("vcs", table.string("vcs")),
		commitId: table.required("commit_id", table.string("commit_id")),
		requestedRevision: table.string("requested_revision"),
	};
}

/** `hash` is the older form of `hashes`; where both are there they must agree. */
function readHashes(archive: TableReader): ReadonlyMap<string, string> {
	const hashes = new Map<string, string>();
	const table = archive.table("hashes");
	for (const algorithm of table?.keys() ?? []) {
		hashes.set(algorithm, table?.string(algorithm) ?? "");
	}
	const single = archive.string("hash");
	if (single === undefined) return hashes;
	const equals = single.indexOf("=");
	if (equals < 1) throw archive.failure("hash", "must be of the form `algorithm=digits`");
	const algorithm = single.slice(0, equals);
	const digits = single.slice(equals + 1);
	if (table !== undefined && hashes.get(algorithm) !== digits) {
		throw archive.failure("hash", "and `archive_info.hashes` do not agree");
	}
	return hashes.set(algorithm, digits);
}

function invalid(reason: string): InvalidDirectUrl {
	return new InvalidDirectUrl(`Could not read direct_url.json: ${reason}`);
}
