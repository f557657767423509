/**
 * File names of source distributions, by the packaging specification "Source distribution format" (PEP 625):
 * `name-version.tar.gz`. Older ones have dashes in the name, so the last dash decides unless the project is known.
 */
import { ParseError } from "../errors/parse-error.ts";
import { normalizeName } from "./name.ts";
import { Version } from "./version.ts";

/** A file name that is not that of a source distribution. */
export class InvalidSdistFilename extends ParseError {
	readonly code = "invalid-sdist-filename";
}

/** The archives that are read. */
export type SdistExtension = ".tar.gz" | ".zip";

/** Archives that indexes list and this program does not read; named so that a message can say which. */
const FOREIGN_EXTENSIONS = [
	".tgz",
	".tar",
	".tar.bz2",
	".tar.xz",
	".tar.zst",
	".tar.lzma",
	".tbz",
	".txz",
	".tar.Z",
];

/** No file system takes longer names; it bounds the search for the dash. */
const LONGEST_FILENAME = 255;

/** A source distribution's file name, taken apart. */
export interface SdistFilename {
	/** Normalized. */
	readonly name: string;
	readonly version: Version;
	readonly extension: SdistExtension;
	/** The file name as given. */
	readonly given: string;
}

/**
 * Takes the file name of a source distribution of an unknown project apart, at the last dash.
 *
 * @throws InvalidSdistFilename
 */
export function parseSdistFilename(filename: string): SdistFilename {
	const extension = findExtension(filename);
	if (extension === undefined) throw invalid(filename, describeExtension(filename));
	const stem = filename.slice(0, -extension.length);
	const dash = stem.lastIndexOf("-");
	if (dash < 1) throw invalid(filename, "no dash parts a name from a version");
	const version = Version.tryParse(stem.slice(dash + 1));
	if (version === undefined)
		throw invalid(filename, `\`${stem.slice(dash + 1)}\` is not a version`);
	return { name: normalizeName(stem.slice(0, dash)), version, extension, given: filename };
}

/**
 * The same where the project is known: dashes of the name and of the version are told apart, so that `foo-1.0-1.tar.gz`
 * is version `1.0-1` of `foo`. `undefined`: it is no source distribution of that project.
 */
export function parseSdistFilenameOf(name: string, filename: string): SdistFilename | undefined {
	const extension = findExtension(filename);
	if (extension === undefined || filename.length > LONGEST_FILENAME) return undefined;
	const stem = filename.slice(0, -extension.length);
	// The name is as long as given, or longer where separators are doubled: look at each dash from there on.
	for (let dash = stem.indexOf("-", name.length); dash !== -1; dash = stem.indexOf("-", dash + 1)) {
		if (normalizeName(stem.slice(0, dash)) !== name) continue;
		const version = Version.tryParse(stem.slice(dash + 1));
		if (version !== undefined) return { name, version, extension, given: filename };
	}
	return undefined;
}

function findExtension(filename: string): SdistExtension | undefined {
	if (filename.endsWith(".tar.gz")) return ".tar.gz";
	return filename.endsWith(".zip") ? ".zip" : undefined;
}

function describeExtension(filename: string): string {
	const foreign = FOREIGN_EXTENSIONS.find((extension) => filename.endsWith(extension));
	return foreign === undefined
		? "it does not end in `.tar.gz` or `.zip`"
		: `archives of the kind \`${foreign}\` are not supported, only \`.tar.gz\` and \`.zip\` are`;
}

function invalid(filename: string, reason: string): InvalidSdistFilename {
	return new InvalidSdistFilename(
		`Could not read \`${filename}\` as the file name of a source distribution: ${reason}`,
		{ source: filename, span: { start: 0, end: filename.length } },
	);
}
