/**
 * entry_points.txt, by the packaging specification "Entry points": groups in brackets, `name = module:object` lines.
 *
 * A script's name becomes a file name and its reference becomes Python source, so for the two groups of scripts only
 * plain names and identifiers pass. Other groups are never run by an installer: what is malformed there is left out.
 */
import { ParseError } from "../errors/parse-error.ts";

/** A script that may not be written. */
export class InvalidEntryPoint extends ParseError {
	readonly code = "invalid-entry-point";
}

/** One entry point. */
export interface EntryPoint {
	/** Such as `console_scripts`. */
	readonly group: string;
	/** For scripts: ASCII letters, digits, `_`, `.` and `-`, the first no `.` or `-`. */
	readonly name: string;
	/** Dotted Python identifiers. */
	readonly module: string;
	/** The path of the object inside the module, dotted identifiers; always present for scripts. */
	readonly attribute: string | undefined;
	/** As written. */
	readonly extras: readonly string[];
}

const SCRIPT_NAME_REGEXP = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;
const REFERENCE_REGEXP = /^([\w.]+)\s*(?::\s*([\w.]+)\s*)?(?:\[([^\]]*)\])?$/;
const IDENTIFIER_REGEXP = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Words that Python reads as syntax wherever they stand. */
const KEYWORDS: ReadonlySet<string> = new Set(
	(
		"False None True and as assert async await break class continue def del elif else except finally for from " +
		"global if import in is lambda nonlocal not or pass raise return try while with yield"
	).split(" "),
);

/** Whether an installer makes programs of this group's entry points. */
export function isScriptGroup(group: string): boolean {
	return group === "console_scripts" || group === "gui_scripts";
}

/**
 * Reads every entry point, in the order of the file.
 *
 * @throws InvalidEntryPoint for a script whose name or reference is not plain, or that is given twice
 */
export function parseEntryPoints(text: string): readonly EntryPoint[] {
	const entryPoints = new Map<string, { entryPoint: EntryPoint; content: string }>();
	let group: string | undefined;
	let start = 0;
	for (const line of text.split("\n")) {
		const content = line.trim();
		const place = { source: text, span: { start, end: start + line.trimEnd().length } };
		start += line.length + 1;
		if (content.startsWith("[") && content.endsWith("]")) {
			group = content.slice(1, -1).trim();
			continue;
		}
		if (group === undefined || isSkipped(content)) continue;
		const entryPoint = readEntryPoint(group, content, place);
		if (entryPoint === undefined) continue;
		const key = `${group}\n${entryPoint.name}`;
		const known = entryPoints.get(key);
		if (known === undefined) entryPoints.set(key, { entryPoint, content });
		else if (known.content !== content && isScriptGroup(group)) {
			throw invalid(entryPoint.name, "it is given twice", place);
		}
	}
	return [...entryPoints.values()].map(({ entryPoint }) => entryPoint);
}

function isSkipped(content: string): boolean {
	return content === "" || content.startsWith("#") || content.startsWith(";");
}

type Place = ConstructorParameters<typeof InvalidEntryPoint>[1];

function readEntryPoint(group: string, content: string, place: Place): EntryPoint | undefined {
	const equals = content.indexOf("=");
	const name = equals === -1 ? content : content.slice(0, equals).trimEnd();
	const match = equals === -1 ? null : REFERENCE_REGEXP.exec(content.slice(equals + 1).trim());
	const module = match?.[1] ?? "";
	const attribute = match?.[2];
	const isPlain = isDottedName(module) && (attribute === undefined || isDottedName(attribute));
	if (isScriptGroup(group)) {
		if (!SCRIPT_NAME_REGEXP.test(name)) {
			throw invalid(
				name,
				"a script is named with ASCII letters, digits, `_`, `.` and `-` alone, and starts with none of the last two",
				place,
			);
		}
		if (!isPlain || attribute === undefined) {
			throw invalid(
				name,
				"its reference is not of the form `module:object` with Python identifiers",
				place,
			);
		}
	}
	if (!isPlain || name === "") return undefined;
	const extras = (match?.[3] ?? "").split(",").map((extra) => extra.trim());
	return { group, name, module, attribute, extras: extras.filter((extra) => extra !== "") };
}

function isDottedName(text: string): boolean {
	return text.split(".").every((word) => IDENTIFIER_REGEXP.test(word) && !KEYWORDS.has(word));
}

function invalid(name: string, reason: string, place: Place): InvalidEntryPoint {
	return new InvalidEntryPoint(`Could not read the entry point \`${name}\`: ${reason}`, place);
}
