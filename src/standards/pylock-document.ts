/** pylock.toml as text, by the packaging specification "pylock.toml" (PEP 751); pylock.ts reads what this writes. */
import { filenameOfUrl } from "./url-reference.ts";

/** A file of a package: by URL, or by its path from the lock, with slashes. */
export interface WrittenFile {
	/** Written only where the end of the URL or path is something else. */
	readonly filename: string;
	readonly place: { readonly url: string } | { readonly path: string };
	/** Milliseconds since 1970; written to the second. */
	readonly uploadTime?: number | undefined;
	/** Bytes. */
	readonly size?: number | undefined;
	/** Hexadecimal digits by algorithm. */
	readonly hashes: ReadonlyMap<string, string>;
}

export type WrittenSource =
	| {
			readonly kind: "registry";
			readonly sdist: WrittenFile | undefined;
			readonly wheels: readonly WrittenFile[];
	  }
	| { readonly kind: "archive"; readonly file: WrittenFile }
	/** `path` is from the lock, with slashes. */
	| { readonly kind: "directory"; readonly path: string; readonly isEditable: boolean };

export interface WrittenPackage {
	/** Normalized. */
	readonly name: string;
	/** Of a folder, whose version may change, none is written. */
	readonly version: string;
	/** Where it is to be installed; everywhere where absent. */
	readonly marker?: string | undefined;
	readonly source: WrittenSource;
}

export interface WrittenPylock {
	readonly createdBy: string;
	/** Specifiers. */
	readonly requiresPython: string;
	readonly packages: readonly WrittenPackage[];
}

/** The document, in the layout that other tools write too. Ends with a newline. */
export function printPylock({ createdBy, requiresPython, packages }: WrittenPylock): string {
	const head = [
		'lock-version = "1.0"',
		`created-by = ${quote(createdBy)}`,
		`requires-python = ${quote(requiresPython)}`,
	];
	if (packages.length === 0) return `${[...head, "packages = []"].join("\n")}\n`;
	const parts = packages.map((locked) => `\n[[packages]]\n${printPackage(locked)}`);
	return `${head.join("\n")}\n${parts.join("")}`;
}

function printPackage({ name, version, marker, source }: WrittenPackage): string {
	const lines = [`name = ${quote(name)}`];
	if (source.kind !== "directory") lines.push(`version = ${quote(version)}`);
	if (marker !== undefined) lines.push(`marker = ${quote(marker)}`);
	if (source.kind === "archive") lines.push(`archive = ${printFile(source.file)}`);
	else if (source.kind === "directory") lines.push(`directory = ${printDirectory(source)}`);
	else {
		const { sdist, wheels } = source;
		if (sdist !== undefined) lines.push(`sdist = ${printFile(sdist)}`);
		if (wheels.length > 0) lines.push(`wheels = ${printList(wheels.map(printFile))}`);
	}
	return `${lines.join("\n")}\n`;
}

function printDirectory({
	path,
	isEditable,
}: Extract<WrittenSource, { readonly kind: "directory" }>): string {
	return `{ path = ${quote(path)}${isEditable ? ", editable = true" : ""} }`;
}

function printFile({ filename, place, uploadTime, size, hashes }: WrittenFile): string {
	const location = "url" in place ? place.url : place.path;
	const last = "url" in place ? filenameOfUrl(place.url) : location.split("/").at(-1);
	const fields = last === filename ? [] : [`name = ${quote(filename)}`];
	fields.push(`${"url" in place ? "url" : "path"} = ${quote(location)}`);
	if (uploadTime !== undefined) fields.push(`upload-time = ${printTime(uploadTime)}`);
	if (size !== undefined) fields.push(`size = ${size}`);
	const digests = [...hashes].map(([algorithm, digits]) => `${algorithm} = ${quote(digits)}`);
	return `{ ${[...fields, `hashes = { ${digests.join(", ")} }`].join(", ")} }`;
}

/** One alone stands on the line, several have a line each. */
function printList(items: readonly string[]): string {
	if (items.length === 1) return `[${items.join("")}]`;
	return `[\n${items.map((item) => `    ${item},\n`).join("")}]`;
}

function printTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A basic string of TOML. */
function quote(text: string): string {
	// What JSON escapes, TOML writes the same way; DEL is the one that JSON leaves.
	return JSON.stringify(text).replaceAll("\u007f", "\\u007F");
}
