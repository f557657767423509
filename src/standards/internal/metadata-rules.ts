/** What the specification "Core metadata" asks of each field's value, and which version of it brought the field. */
import { ParseError } from "../../errors/parse-error.ts";
import { parseLicenseExpression } from "../license-expression.ts";
import { METADATA_FIELDS, type MetadataFields } from "../metadata-fields.ts";
import { isValidName } from "../name.ts";
import { parseRequirement } from "../requirement.ts";
import { SpecifierSet } from "../specifier.ts";
import { Version } from "../version.ts";

/** All versions of the specification; 1.3 and 2.0 were never finished. */
const METADATA_VERSIONS = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"];
const REQUIRED_FIELDS = ["metadata-version", "name", "version"];
const CONTENT_TYPES = ["text/plain", "text/x-rst", "text/markdown"];
const MARKDOWN_VARIANTS = ["gfm", "commonmark"];
const IMPORT_NAME_REGEXP =
	/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*(?:\s*;\s*private)?$/u;

/** Says what is wrong with a value, or `undefined` where nothing is. */
type Rule = (value: string) => string | undefined;

const RULES: ReadonlyMap<string, Rule> = new Map([
	["metadata-version", (value) => (METADATA_VERSIONS.includes(value) ? undefined : "is not known")],
	["name", (value) => (isValidName(value) ? undefined : "is not a name")],
	["version", (value) => (Version.tryParse(value) === undefined ? "is not a version" : undefined)],
	["summary", (value) => (value.includes("\n") ? "has more than one line" : undefined)],
	["description-content-type", findContentTypeFault],
	["requires-dist", (value) => faultOf(() => parseRequirement(value))],
	["requires-python", (value) => faultOf(() => SpecifierSet.parse(value))],
	["provides-extra", (value) => (isValidName(value) ? undefined : "is not a name")],
	["dynamic", findDynamicFault],
	["license-expression", (value) => faultOf(() => parseLicenseExpression(value))],
	["license-file", findLicenseFileFault],
	["import-name", findImportNameFault],
	["import-namespace", findImportNameFault],
]);

/** Every fault, as phrases such as "`name` is missing"; none where the document is right. */
export function findMetadataFaults(fields: MetadataFields): readonly string[] {
	const faults = REQUIRED_FIELDS.filter((key) => !fields.values.has(key)).map(
		(key) => `\`${key}\` is missing`,
	);
	for (const key of fields.unrecognized.keys()) {
		faults.push(
			METADATA_FIELDS.has(key)
				? `\`${key}\` cannot be read`
				: `\`${key}\` is not a field of core metadata`,
		);
	}
	const declared = METADATA_VERSIONS.indexOf(fields.values.get("metadata-version")?.[0] ?? "");
	for (const [key, values] of fields.values) {
		const since = METADATA_FIELDS.get(key)?.since ?? "1.0";
		if (declared !== -1 && METADATA_VERSIONS.indexOf(since) > declared) {
			faults.push(`\`${key}\` needs metadata version ${since}`);
		}
		for (const value of values) {
			const fault = RULES.get(key)?.(value);
			if (fault !== undefined) faults.push(`\`${key}\`: \`${value}\` ${fault}`);
		}
	}
	return faults;
}

function faultOf(parse: () => unknown): string | undefined {
	try {
		parse();
		return undefined;
	} catch (error) {
		if (error instanceof ParseError) return "is not valid";
		throw error;
	}
}

function findDynamicFault(value: string): string | undefined {
	const field = value.toLowerCase();
	if (!METADATA_FIELDS.has(field)) return "is not a field of core metadata";
	return REQUIRED_FIELDS.includes(field) ? "may not be left to a build" : undefined;
}

function findContentTypeFault(value: string): string | undefined {
	const [type = "", ...parameters] = value.split(";").map((part) => part.trim().toLowerCase());
	if (!CONTENT_TYPES.includes(type)) return `is none of ${CONTENT_TYPES.join(", ")}`;
	for (const parameter of parameters) {
		const [name, setting = ""] = parameter
			.split("=")
			.map((part) => part.trim().replace(/^"|"$/g, ""));
		if (name === "charset" && setting !== "utf-8") return "is not in UTF-8";
		if (name === "variant" && type === "text/markdown" && !MARKDOWN_VARIANTS.includes(setting)) {
			return "has an unknown variant";
		}
	}
	return undefined;
}

function findLicenseFileFault(value: string): string | undefined {
	if (value.includes("\\")) return "has a backslash";
	if (value.includes("*")) return "is a pattern";
	if (value.startsWith("/")) return "is not a relative path";
	return value.split("/").includes("..") ? "leads out of its folder" : undefined;
}

function findImportNameFault(value: string): string | undefined {
	return IMPORT_NAME_REGEXP.test(value) ? undefined : "is not an import name";
}
