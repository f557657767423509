/** Fields of a foreign table that hold a value with a grammar of its own. */
import { ParseError } from "../../errors/parse-error.ts";
import { Marker } from "../marker.ts";
import { isValidName, normalizeName } from "../name.ts";
import { SpecifierSet } from "../specifier.ts";
import type { TableReader } from "../table-reader.ts";
import { Version } from "../version.ts";

/** The version in a field; `undefined` where it is absent. */
export function readVersion(table: TableReader, key: string): Version | undefined {
	const text = table.string(key);
	return text === undefined ? undefined : readText(table, key, () => Version.parse(text));
}

/** The specifiers in a field; `undefined` where it is absent. */
export function readSpecifiers(table: TableReader, key: string): SpecifierSet | undefined {
	const text = table.string(key);
	return text === undefined ? undefined : readText(table, key, () => SpecifierSet.parse(text));
}

/** The marker that `text`, the value of `key`, holds. */
export function readMarker(table: TableReader, key: string, text: string): Marker {
	return readText(table, key, () => Marker.parse(text));
}

/** A list of names, which must be normalized already; `undefined` where it is absent. */
export function readNormalizedNames(
	table: TableReader,
	key: string,
): readonly string[] | undefined {
	return table
		.strings(key)
		?.map((name, index) => requireNormalized(table, `${key}[${index}]`, name));
}

/** The name itself, once it is known to be normalized. */
export function requireNormalized(table: TableReader, key: string, name: string): string {
	if (!isValidName(name) || normalizeName(name) !== name) {
		throw table.failure(key, `is \`${name}\` and must be a normalized name`);
	}
	return name;
}

/** Reads by `parse`; what breaks the grammar is told as a fault of the field. */
export function readText<T>(table: TableReader, key: string, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw table.failure(key, `is not valid: ${error.message}`);
	}
}
