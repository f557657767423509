/**
 * Requirements, by the packaging specification "Dependency specifiers" (PEP 508):
 * `requests[socks] >=2.8.1, ==2.8.* ; python_version < "3.9"`.
 */
import { ParseError, type Span } from "../errors/parse-error.ts";
import { Cursor } from "./internal/cursor.ts";
import { hideSecrets } from "./internal/hidden-secrets.ts";
import { readRequirement, type WrittenRequirement } from "./internal/requirement-grammar.ts";
import { repairSpecifiers } from "./internal/specifier-repairs.ts";
import { Marker } from "./marker.ts";
import { normalizeName } from "./name.ts";
import type { SpecifierSet } from "./specifier.ts";

/** A text that is no requirement. */
export class InvalidRequirement extends ParseError {
	readonly code = "invalid-requirement";
}

/** A project that is asked for, with what is asked of it. */
export interface Requirement {
	/** Normalized. */
	readonly name: string;
	readonly givenName: string;
	/** Normalized, sorted, none twice. */
	readonly extras: readonly string[];
	/** Any version where `url` is given. */
	readonly specifiers: SpecifierSet;
	/** As written after `@`; see direct-reference.ts. */
	readonly url: string | undefined;
	/** Where it is asked for; `undefined`: everywhere. */
	readonly marker: Marker | undefined;
}

/**
 * Reads a requirement; spaces and tabs around it are ignored.
 *
 * @throws InvalidRequirement
 */
export function parseRequirement(text: string): Requirement {
	return complete(readRequirement(new Cursor(text, invalidRequirement)));
}

/**
 * Reads a requirement as published metadata has it: where the text is not valid, the known mistakes in version
 * specifiers are mended one by one until it is.
 *
 * @throws InvalidRequirement what is wrong with the text as given
 */
export function parseLenientRequirement(text: string): {
	readonly requirement: Requirement;
	readonly repaired: boolean;
} {
	try {
		return { requirement: parseRequirement(text), repaired: false };
	} catch (error) {
		if (!(error instanceof InvalidRequirement)) throw error;
		for (const candidate of repairs(text)) {
			const requirement = tryParse(candidate);
			if (requirement !== undefined) return { requirement, repaired: true };
		}
		throw error;
	}
}

/** The normalized spelling: `requests[socks]>=2.8.1 ; python_version < "3.9"`, `name @ url`. */
export function printRequirement(requirement: Requirement): string {
	const { name, extras, specifiers, url, marker } = requirement;
	const project = extras.length === 0 ? name : `${name}[${extras.join(",")}]`;
	const wanted = url === undefined ? `${project}${specifiers}` : `${project} @ ${url}`;
	return marker === undefined ? wanted : `${wanted} ; ${marker}`;
}

function complete({ name, extras, specifiers, url, marker }: WrittenRequirement): Requirement {
	return {
		name: normalizeName(name),
		givenName: name,
		extras: normalizeExtras(extras),
		specifiers,
		url,
		marker: marker === undefined ? undefined : Marker.fromExpression(marker),
	};
}

function normalizeExtras(extras: readonly string[]): readonly string[] {
	if (extras.length < 2) return extras.map(normalizeName);
	return [...new Set(extras.map(normalizeName))].sort();
}

/** Mended texts. The marker is left alone: its strings may look like mistakes. */
function* repairs(text: string): Iterable<string> {
	const semicolon = text.indexOf(";");
	const wanted = semicolon === -1 ? text : text.slice(0, semicolon);
	const marker = semicolon === -1 ? "" : text.slice(semicolon);
	if (wanted.includes("@")) return;
	const start = /^\s*[\w.-]+\s*(?:\[[^\]]*\])?\s*/.exec(wanted)?.[0] ?? "";
	const rest = wanted.slice(start.length).trim();
	const isParenthesized = rest.startsWith("(") && rest.endsWith(")");
	const specifiers = isParenthesized ? rest.slice(1, -1) : rest;
	for (const mended of repairSpecifiers(specifiers)) yield `${start}${mended}${marker}`;
}

function tryParse(text: string): Requirement | undefined {
	try {
		return parseRequirement(text);
	} catch (error) {
		if (error instanceof InvalidRequirement) return undefined;
		throw error;
	}
}

function invalidRequirement(
	reason: string,
	place: { source: string; span: Span },
): InvalidRequirement {
	const safe = hideSecrets(place);
	const shown = safe.source.length > 100 ? `${safe.source.slice(0, 100)}…` : safe.source;
	return new InvalidRequirement(`Could not read \`${shown}\` as a requirement: ${reason}`, safe);
}
