/** `dependency-metadata` of a settings file. */
import type { DeclaredMetadata } from "../distributions/declared-metadata.ts";
import { ParseError } from "../errors/parse-error.ts";
import { parseName } from "../standards/name.ts";
import { parseRequirement } from "../standards/requirement.ts";
import { SpecifierSet } from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";
import { InvalidSettings } from "./invalid-settings.ts";
import { tableIn, textIn, textsIn, type ValuePlace } from "./read-value.ts";

/** @throws InvalidSettings */
export function readDeclarations(value: unknown, place: ValuePlace): readonly DeclaredMetadata[] {
	if (!Array.isArray(value)) throw new InvalidSettings(`\`${place.key}\` must be a list of tables`);
	return value.map((each, index) =>
		readDeclaration(each, { ...place, key: `${place.key}[${index}]` }),
	);
}

function readDeclaration(value: unknown, place: ValuePlace): DeclaredMetadata {
	const table = tableIn(value, place);
	const at = (key: string): ValuePlace => ({ ...place, key: `${place.key}.${key}` });
	const optional = <Value>(key: string, parse: (text: string) => Value): Value | undefined =>
		table[key] === undefined ? undefined : parsed(textIn(table[key], at(key)), parse, at(key));
	const list = <Value>(key: string, parse: (text: string) => Value): readonly Value[] =>
		textsIn(table[key] ?? [], at(key)).map((text) => parsed(text, parse, at(key)));
	const name = optional("name", parseName);
	if (name === undefined) throw new InvalidSettings(`\`${place.key}\` has no \`name\``);
	return {
		name,
		version: optional("version", (text) => Version.parse(text)),
		requiresDist: list("requires-dist", parseRequirement),
		requiresPython: optional("requires-python", (text) => SpecifierSet.parse(text)),
		providesExtra: [...list("provides-extra", parseName), ...list("provides-extras", parseName)],
	};
}

function parsed<Value>(text: string, parse: (text: string) => Value, { key }: ValuePlace): Value {
	try {
		return parse(text);
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		throw new InvalidSettings(`\`${key}\` is not valid: ${error.message}`, { cause: error });
	}
}
