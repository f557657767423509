/**
 * The text of one requirement as command lines and requirements files have it: what the specification allows, and also
 * URLs and paths without a name, `./project[extra] ; marker`.
 */
import { ParseError, type Span } from "../errors/parse-error.ts";
import { type DirectReference, parseDirectReference } from "../standards/direct-reference.ts";
import { Marker } from "../standards/marker.ts";
import { isValidName, normalizeName } from "../standards/name.ts";
import { parseRequirement, type Requirement } from "../standards/requirement.ts";
import { expandVariables, type VariableLookup } from "./environment-variables.ts";

/** What a text asks for. */
export type WrittenRequirement =
	| {
			readonly kind: "named";
			readonly requirement: Requirement;
			readonly reference: DirectReference | undefined;
	  }
	| {
			readonly kind: "unnamed";
			readonly reference: DirectReference;
			readonly extras: readonly string[];
			readonly marker: Marker | undefined;
	  };

/** How to read a text. */
export interface RequirementContext {
	/** Replaces `${NAME}` in URLs and paths; absent where nothing may be replaced. */
	readonly variables?: VariableLookup | undefined;
	/** Where a relative path starts. */
	readonly resolvePath: (path: string) => string;
	/** `-e name` means the folder of that name. */
	readonly isEditable?: boolean;
	/** Makes the failure to throw from a place in the text and the reason. */
	readonly fail: (span: Span, reason: string, cause?: unknown) => Error;
}

const NAME_REGEXP = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const NAMED_URL_REGEXP = /^[A-Za-z0-9._-]+\s*(?:\[[^\]]*\]\s*)?@/;
const SCHEME_REGEXP = /^(?:[a-z][a-z0-9+.-]*:\/\/|file:|[a-z]:[\\/])/i;
const ARCHIVE_REGEXP = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz|tar\.zst|tar)$/i;

/** Reads the text, without space around; failures are made by the context. */
export function parseRequirementText(
	text: string,
	context: RequirementContext,
): WrittenRequirement {
	return isUnnamed(text, context.isEditable === true)
		? readUnnamed(text, context)
		: readNamed(text, context);
}

/** Whether the text is a place without a name. A name cannot hold a slash, and a version cannot either. */
function isUnnamed(text: string, isEditable: boolean): boolean {
	if (NAMED_URL_REGEXP.test(text)) return false;
	if (/^[./\\$~]/.test(text) || SCHEME_REGEXP.test(text)) return true;
	const end = text.search(/[\s;[(<>=!~,]/);
	const word = end === -1 ? text : text.slice(0, end);
	if (isEditable || /[/\\]/.test(word)) return true;
	return ARCHIVE_REGEXP.test(text.split(/\s;|\[/, 1)[0]?.trim() ?? "");
}

function readNamed(text: string, context: RequirementContext): WrittenRequirement {
	const requirement = readPart(context, 0, () => parseRequirement(text));
	if (requirement.url === undefined) return { kind: "named", requirement, reference: undefined };
	const start = text.indexOf(requirement.url, text.indexOf("@"));
	const { url, reference } = readReference(requirement.url, start, context);
	return { kind: "named", requirement: { ...requirement, url }, reference };
}

function readUnnamed(text: string, context: RequirementContext): WrittenRequirement {
	const semicolon = text.search(/\s;/);
	const target = (semicolon === -1 ? text : text.slice(0, semicolon)).trimEnd();
	const { place, extras } = splitExtras(target, context);
	const { reference } = readReference(place, 0, context);
	const marker = semicolon === -1 ? undefined : readMarker(text, semicolon + 2, context);
	return { kind: "unnamed", reference, extras, marker };
}

function readMarker(text: string, start: number, context: RequirementContext): Marker {
	return readPart(context, start, () => Marker.parse(text.slice(start)));
}

/** `./project[a,b]` → `./project` and the names. */
function splitExtras(
	target: string,
	context: RequirementContext,
): { place: string; extras: readonly string[] } {
	const open = target.endsWith("]") ? target.lastIndexOf("[") : -1;
	if (open < 1) return { place: target, extras: [] };
	const inner = target.slice(open + 1, -1).trim();
	const names = inner === "" ? [] : inner.split(",").map((name) => name.trim());
	const wrong = names.find((name) => !isValidName(name));
	if (wrong !== undefined) {
		throw context.fail(
			{ start: open, end: target.length },
			`\`${wrong}\` is not the name of an extra`,
		);
	}
	const extras = [...new Set(names.map(normalizeName))].sort();
	return { place: target.slice(0, open).trimEnd(), extras };
}

/** `start`: where in the text the written reference stands. */
function readReference(
	written: string,
	start: number,
	context: RequirementContext,
): { url: string; reference: DirectReference } {
	const span = { start, end: start + written.length };
	const { text, isChanged, refused } = expandVariables(written, context.variables);
	if (refused !== undefined) {
		throw context.fail(span, `the value of \`${refused}\` has space or control characters in it`);
	}
	const unset = context.variables === undefined ? undefined : /^\$\{([A-Z0-9_]+)\}/.exec(text);
	if (unset) throw context.fail(span, `the variable \`${unset[1]}\` is not set`);
	// A folder that is named without `./` is a path here and nothing else.
	const isWord = context.isEditable === true && NAME_REGEXP.test(text);
	try {
		const reference = parseDirectReference(isWord ? `./${text}` : text);
		return { url: text, reference: withAbsolutePath(reference, context) };
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		// What the variables hold is nobody's business.
		throw isChanged
			? context.fail(span, "the reference is not valid with its variables replaced")
			: context.fail(span, reasonOf(error));
	}
}

function withAbsolutePath(
	reference: DirectReference,
	context: RequirementContext,
): DirectReference {
	if (reference.kind !== "local") return reference;
	return { ...reference, path: context.resolvePath(reference.path) };
}

/** Reads by `parse` what begins at `start`; what breaks its grammar is told at the right place. */
function readPart<T>(context: RequirementContext, start: number, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		if (!(error instanceof ParseError)) throw error;
		const span = { start: start + error.span.start, end: start + error.span.end };
		throw context.fail(span, reasonOf(error));
	}
}

/** `Could not read \`flask>>1\` as a requirement: REASON`: the caller names the text and shows its place itself. */
function reasonOf({ message }: ParseError): string {
	return /^Could not read .*?` as an? [a-z ]+: (.+)$/s.exec(message)?.[1] ?? message;
}
