/**
 * METADATA of wheels and PKG-INFO of source distributions, by the packaging specification "Core metadata".
 *
 * Two readers: `parseResolutionMetadata` takes what was published, repairs known mistakes and looks at nothing a resolver
 * does not need; `parseCoreMetadata` takes what is right in every field.
 */
import { ParseError } from "../errors/parse-error.ts";
import { type DependencyHeaders, scanDependencyHeaders } from "./internal/dependency-headers.ts";
import { findMetadataFaults } from "./internal/metadata-rules.ts";
import { fieldValue, type MetadataFields, parseMetadataFields } from "./metadata-fields.ts";
import { isValidName, normalizeName } from "./name.ts";
import { plainExtraOf } from "./plain-extra.ts";
import { parseLenientRequirement, parseRequirement, type Requirement } from "./requirement.ts";
import { parseLenientSpecifiers, SpecifierSet } from "./specifier.ts";
import { Version } from "./version.ts";

/** A text that is no METADATA, or says nothing that can be worked with. */
export class InvalidCoreMetadata extends ParseError {
	readonly code = "invalid-core-metadata";
}

/** The part of a distribution's metadata that decides what else is installed. */
export interface DependencyMetadata {
	/** Normalized. */
	readonly name: string;
	/** As written. */
	readonly givenName: string;
	readonly version: Version;
	readonly requiresDist: readonly Requirement[];
	readonly requiresPython: SpecifierSet | undefined;
	/** Normalized. */
	readonly providesExtra: readonly string[];
	/** Such as `2.1`; "" where it is missing. */
	readonly metadataVersion: string;
	/** Fields that a build may change, lower case; says something from metadata version 2.2 on. */
	readonly dynamic: readonly string[];
}

/** Metadata that is right in every field. */
export interface CoreMetadata extends DependencyMetadata {
	/** All fields as text; see metadata-fields.ts. */
	readonly fields: MetadataFields;
}

/** Metadata, and what had to be repaired to read it: sentences without a period. */
export interface LenientMetadata {
	readonly metadata: DependencyMetadata;
	readonly problems: readonly string[];
}

/**
 * Reads what a resolver needs, with repairs.
 *
 * @throws InvalidCoreMetadata where name or version are missing or wrong, or a requirement is beyond repair
 */
export function parseResolutionMetadata(text: string): LenientMetadata {
	const headers = scanDependencyHeaders(text);
	const { name, version } = readIdentity(text, headers);
	const problems: string[] = [];
	const metadata: DependencyMetadata = {
		name: normalizeName(name),
		givenName: name,
		version,
		requiresDist: headers.requiresDist.map((line) => repairRequirement(text, line, problems)),
		requiresPython: repairSpecifiers(text, headers.requiresPython, problems),
		providesExtra: headers.providesExtra.map(normalizeName),
		metadataVersion: headers.metadataVersion ?? "",
		dynamic: headers.dynamic.map((field) => field.toLowerCase()),
	};
	return { metadata, problems };
}

/**
 * What a distribution needs with these extras (normalized): as `parseResolutionMetadata` reads it, but lines that are
 * plainly for other extras are not looked at.
 *
 * @throws InvalidCoreMetadata where a line that may count is beyond repair
 */
export function parseRequirementsFor(
	text: string,
	extras: readonly string[],
): readonly Requirement[] {
	const requirements: Requirement[] = [];
	for (const line of scanDependencyHeaders(text).requiresDist) {
		const extra = plainExtraOf(line);
		if (extra === undefined || extras.includes(extra))
			requirements.push(repairRequirement(text, line, []));
	}
	return requirements;
}

/**
 * Reads every field and takes nothing that the specification does not allow.
 *
 * @throws InvalidCoreMetadata that names all faults
 */
export function parseCoreMetadata(text: string): CoreMetadata {
	const fields = parseMetadataFields(text);
	const faults = findMetadataFaults(fields);
	if (faults.length > 0) {
		throw new InvalidCoreMetadata(`Could not read METADATA: ${faults.join("; ")}`, startOf(text));
	}
	const name = fieldValue(fields, "name") ?? "";
	const requiresPython = fieldValue(fields, "requires-python");
	return {
		name: normalizeName(name),
		givenName: name,
		version: Version.parse(fieldValue(fields, "version") ?? ""),
		requiresDist: (fields.values.get("requires-dist") ?? []).map(parseRequirement),
		requiresPython: requiresPython === undefined ? undefined : SpecifierSet.parse(requiresPython),
		providesExtra: (fields.values.get("provides-extra") ?? []).map(normalizeName),
		metadataVersion: fieldValue(fields, "metadata-version") ?? "",
		dynamic: (fields.values.get("dynamic") ?? []).map((field) => field.toLowerCase()),
		fields,
	};
}

function readIdentity(
	text: string,
	headers: DependencyHeaders,
): { name: string; version: Version } {
	const { name, version: versionText } = headers;
	if (name === undefined || !isValidName(name)) throw missingOrWrong(text, "Name", name);
	const version = versionText === undefined ? undefined : Version.tryParse(versionText);
	if (version === undefined) throw missingOrWrong(text, "Version", versionText);
	return { name, version };
}

function repairRequirement(text: string, value: string, problems: string[]): Requirement {
	const line = `Requires-Dist: ${value}`;
	try {
		const { requirement, repaired } = parseLenientRequirement(value);
		if (repaired) problems.push(`\`${line}\` is not valid and was repaired`);
		return requirement;
	} catch (error) {
		throw unreadable(text, line, error);
	}
}

function repairSpecifiers(
	text: string,
	value: string | undefined,
	problems: string[],
): SpecifierSet | undefined {
	if (value === undefined || value === "") return undefined;
	const line = `Requires-Python: ${value}`;
	try {
		const { specifiers, repaired } = parseLenientSpecifiers(value);
		if (repaired) problems.push(`\`${line}\` is not valid and was read as \`${specifiers}\``);
		return specifiers;
	} catch (error) {
		throw unreadable(text, line, error);
	}
}

function missingOrWrong(
	text: string,
	field: string,
	value: string | undefined,
): InvalidCoreMetadata {
	const reason =
		value === undefined ? `\`${field}\` is missing` : `\`${field}: ${value}\` is not valid`;
	return new InvalidCoreMetadata(`Could not read METADATA: ${reason}`, startOf(text));
}

/** Only what breaks a grammar is a fault of the text; anything else goes on as it is. */
function unreadable(text: string, line: string, error: unknown): unknown {
	if (!(error instanceof ParseError)) return error;
	const start = Math.max(0, text.indexOf(line));
	const place = { source: text, span: { start, end: start + line.length } };
	return new InvalidCoreMetadata(`Could not read METADATA: \`${line}\` is not valid`, place, {
		cause: error,
	});
}

function startOf(text: string): { source: string; span: { start: number; end: number } } {
	return { source: text, span: { start: 0, end: 0 } };
}
