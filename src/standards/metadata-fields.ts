/**
 * The fields of METADATA and PKG-INFO as text, by the packaging specification "Core metadata": which there are, how often
 * each may stand, since which version. Nothing is judged here; see core-metadata.ts.
 */
import { parseEmailHeaders } from "./internal/email-headers.ts";

interface FieldRule {
	/** The version of the specification that brought it. */
	readonly since: string;
	/** Whether it may stand several times. */
	readonly isRepeated: boolean;
}

const once = (since: string): FieldRule => ({ since, isRepeated: false });
const repeated = (since: string): FieldRule => ({ since, isRepeated: true });

/** Every field of the specification, by its name in lower case. */
export const METADATA_FIELDS: ReadonlyMap<string, FieldRule> = new Map([
	["metadata-version", once("1.0")],
	["name", once("1.0")],
	["version", once("1.0")],
	["platform", repeated("1.0")],
	["summary", once("1.0")],
	["description", once("1.0")],
	["keywords", once("1.0")],
	["home-page", once("1.0")],
	["author", once("1.0")],
	["author-email", once("1.0")],
	["license", once("1.0")],
	["supported-platform", repeated("1.1")],
	["download-url", once("1.1")],
	["classifier", repeated("1.1")],
	["requires", repeated("1.1")],
	["provides", repeated("1.1")],
	["obsoletes", repeated("1.1")],
	["maintainer", once("1.2")],
	["maintainer-email", once("1.2")],
	["requires-dist", repeated("1.2")],
	["provides-dist", repeated("1.2")],
	["obsoletes-dist", repeated("1.2")],
	["requires-python", once("1.2")],
	["requires-external", repeated("1.2")],
	["project-url", repeated("1.2")],
	["description-content-type", once("2.1")],
	["provides-extra", repeated("2.1")],
	["dynamic", repeated("2.2")],
	["license-expression", once("2.4")],
	["license-file", repeated("2.4")],
	["import-name", repeated("2.5")],
	["import-namespace", repeated("2.5")],
]);

/** A document's fields as text. Keys are lower case. */
export interface MetadataFields {
	/** The fields of the specification, each with its values in order; never an empty list but for import names. */
	readonly values: ReadonlyMap<string, readonly string[]>;
	/** Fields that nobody knows, that stand twice and may not, or that are not readable text. */
	readonly unrecognized: ReadonlyMap<string, readonly string[]>;
}

/** How the bytes of a document became text. */
export interface MetadataDecoding {
	/** `latin-1`: they were no UTF-8, so that characters beyond ASCII are guesses and their fields go unrecognized. */
	readonly encoding: "utf-8" | "latin-1";
}

/** Reads any text. A body, which follows the headers, is the description. */
export function parseMetadataFields(
	text: string,
	decoding: MetadataDecoding = { encoding: "utf-8" },
): MetadataFields {
	const { headers, body } = parseEmailHeaders(text);
	const values = new Map<string, string[]>();
	for (const { key, value } of headers) addValue(values, key, value);
	if (body !== "") addValue(values, "description", body);
	const unrecognized = new Map<string, string[]>();
	for (const [key, list] of values) {
		const isReadable = decoding.encoding === "utf-8" || list.every(isAscii);
		if (isReadable && isWellFormed(key, list)) continue;
		unrecognized.set(key, list);
		values.delete(key);
	}
	for (const key of ["import-name", "import-namespace"]) {
		// A single empty line says that there are none, which is not the same as saying nothing.
		if (values.get(key)?.every((value) => value === "")) values.set(key, []);
	}
	return { values, unrecognized };
}

/** The only value of a field that may stand once; `undefined` where it is absent. */
export function fieldValue(fields: MetadataFields, key: string): string | undefined {
	return fields.values.get(key)?.[0];
}

/** The keywords, which are separated by commas. */
export function keywordsOf(fields: MetadataFields): readonly string[] {
	const keywords = fieldValue(fields, "keywords");
	return keywords === undefined ? [] : keywords.split(",").map((keyword) => keyword.trim());
}

/** The labelled URLs, `Label, https://…`, as pairs in order. */
export function projectUrlsOf(
	fields: MetadataFields,
): readonly (readonly [label: string, url: string])[] {
	return (fields.values.get("project-url") ?? []).map(splitProjectUrl);
}

/** The description, whose lines may be indented below the field's name. */
export function descriptionOf(fields: MetadataFields): string | undefined {
	return fieldValue(fields, "description")?.replace(/\n(?: {8}|\t|[ \t]{0,20}\|)/g, "\n");
}

function isWellFormed(key: string, list: readonly string[]): boolean {
	const rule = METADATA_FIELDS.get(key);
	if (rule === undefined || (list.length > 1 && !rule.isRepeated)) return false;
	if (key !== "project-url") return true;
	return new Set(list.map((value) => splitProjectUrl(value)[0])).size === list.length;
}

function splitProjectUrl(value: string): readonly [label: string, url: string] {
	const comma = value.indexOf(",");
	return comma === -1
		? [value.trim(), ""]
		: [value.slice(0, comma).trim(), value.slice(comma + 1).trim()];
}

function addValue(values: Map<string, string[]>, key: string, value: string): void {
	const list = values.get(key);
	if (list === undefined) values.set(key, [value]);
	else list.push(value);
}

function isAscii(text: string): boolean {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole range is meant
	return /^[\u0000-\u007f]*$/.test(text);
}
