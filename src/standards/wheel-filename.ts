/**
 * File names of wheels, by the packaging specification "Binary distribution format" (PEP 427):
 * `name-version(-build)?-interpreters-abis-platforms.whl`.
 */
import { ParseError, type Span } from "../errors/parse-error.ts";
import { normalizeName } from "./name.ts";
import { parseTags, type Tag } from "./tag.ts";
import { Version } from "./version.ts";

/** A file name that ends in `.whl` or should, and is not that of a wheel. */
export class InvalidWheelFilename extends ParseError {
	readonly code = "invalid-wheel-filename";
}

/** A build number breaks ties between wheels of one version: by number, then by the rest as text. */
export interface Build {
	readonly number: number;
	/** What follows the digits; may be empty. */
	readonly suffix: string;
}

/** A wheel's file name, taken apart. */
export interface WheelFilename {
	/** Normalized. */
	readonly name: string;
	readonly version: Version;
	readonly build: Build | undefined;
	/** All that a compressed set stands for. */
	readonly tags: readonly Tag[];
	/** The file name as given. */
	readonly given: string;
}

/** Letters and digits of any script, because old tools wrote such names; the separators are not doubled. */
const NAME_REGEXP = /^(?:[A-Za-z0-9_.]+|[\p{L}\p{N}_.]+)$/u;
const BUILD_REGEXP = /^(\d+)(.*)$/s;

/**
 * Takes the file name of a wheel apart.
 *
 * @throws InvalidWheelFilename
 */
export function parseWheelFilename(filename: string): WheelFilename {
	if (!filename.endsWith(".whl")) {
		throw invalid(filename, { reason: "it does not end in `.whl`" });
	}
	const parts = filename.slice(0, -4).split("-");
	const [name = "", versionText = ""] = parts;
	if (parts.length !== 5 && parts.length !== 6) {
		throw invalid(filename, {
			reason: "between its dashes there are not the five or six parts of a wheel",
		});
	}
	if (name.includes("__") || !NAME_REGEXP.test(name)) {
		throw invalid(filename, { reason: "the name is not valid", span: [0, name.length] });
	}
	const version = readVersion(versionText);
	if (version === undefined) {
		throw invalid(filename, {
			reason: `\`${versionText}\` is not a version`,
			span: [name.length + 1, name.length + 1 + versionText.length],
		});
	}
	const build = parts.length === 6 ? readBuild(filename, parts[2] ?? "") : undefined;
	const buildLength = parts.length === 6 ? (parts[2] ?? "").length + 1 : 0;
	const tags = readTags(filename, name.length + versionText.length + 2 + buildLength);
	return { name: normalizeName(name), version, build, tags, given: filename };
}

/** Negative where `left` is the lesser; a wheel without a build number is less than any with one. */
export function compareBuilds(left: Build | undefined, right: Build | undefined): number {
	if (left === undefined || right === undefined) {
		return Number(left !== undefined) - Number(right !== undefined);
	}
	if (left.number !== right.number) return left.number - right.number;
	if (left.suffix === right.suffix) return 0;
	return left.suffix < right.suffix ? -1 : 1;
}

/** A version has many wheels, and pages name them one after the other: those share the object. */
let latest: { readonly text: string; readonly version: Version | undefined } | undefined;

function readVersion(text: string): Version | undefined {
	if (latest?.text !== text) latest = { text, version: Version.tryParse(text) };
	return latest.version;
}

function readBuild(filename: string, text: string): Build {
	const match = BUILD_REGEXP.exec(text);
	if (match === null)
		throw invalid(filename, { reason: `the build number \`${text}\` has no digit in front` });
	return { number: Number(match[1]), suffix: match[2] ?? "" };
}

function readTags(filename: string, start: number): readonly Tag[] {
	const end = filename.length - ".whl".length;
	const text = filename.slice(start, end);
	try {
		return parseTags(text);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw invalid(filename, {
			reason: `\`${text}\` is not a set of tags`,
			span: [start, end],
			cause: error,
		});
	}
}

interface Fault {
	readonly reason: string;
	readonly span?: readonly [start: number, end: number];
	readonly cause?: unknown;
}

function invalid(filename: string, { reason, span, cause }: Fault): InvalidWheelFilename {
	const [start, end] = span ?? [0, filename.length];
	const place: Span = { start, end };
	return new InvalidWheelFilename(
		`Could not read \`${filename}\` as the file name of a wheel: ${reason}`,
		{ source: filename, span: place },
		{ cause },
	);
}
