/**
 * RECORD, the list of a distribution's installed files, by the packaging specification "Recording installed projects"
 * (PEP 376, PEP 627): CSV of path, digest and size.
 */
import { ParseError } from "../errors/parse-error.ts";

/** A text that is no RECORD. */
export class InvalidRecord extends ParseError {
	readonly code = "invalid-record";
}

/** The digest of a row, in the form RECORD uses: URL-safe base64 without padding. */
export interface RecordDigest {
	/** Lower case, such as `sha256`; any word, known or not. */
	readonly algorithm: string;
	readonly base64: string;
}

/** One file. RECORD itself and compiled files have neither digest nor size. */
export interface RecordRow {
	/** As written: relative to the folder that holds the `.dist-info`, or absolute; not checked. */
	readonly path: string;
	readonly digest: RecordDigest | undefined;
	/** Bytes. */
	readonly size: number | undefined;
}

const QUOTE = 0x22;
const SPECIAL_REGEXP = /[",\r\n]/;

/**
 * Reads every row; empty lines are skipped and missing last fields are absent values.
 *
 * @throws InvalidRecord for an open quotation, a fourth field, a digest without algorithm, a size that is no number
 */
export function parseRecord(text: string): readonly RecordRow[] {
	const rows: RecordRow[] = [];
	let start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
	/** The first quote from `start` on; looked for again only when it is passed. */
	let quote = text.indexOf('"', start);
	while (start < text.length) {
		const newline = text.indexOf("\n", start);
		let end = newline === -1 ? text.length : newline;
		if (quote !== -1 && quote < end) {
			end = endOfQuotedRow(text, quote);
			quote = text.indexOf('"', end);
		}
		const line = text.slice(start, end);
		if (line !== "" && line !== "\r") rows.push(readRow(text, line, start));
		start = end + 1;
	}
	return rows;
}

/** The text of these rows in their order, each line ended by `\n`. */
export function printRecord(rows: readonly RecordRow[]): string {
	let text = "";
	for (const { path, digest, size } of rows) {
		const digestField = digest === undefined ? "" : `${digest.algorithm}=${digest.base64}`;
		text += `${quoteField(path)},${quoteField(digestField)},${size ?? ""}\n`;
	}
	return text;
}

/** The index of the newline that ends the row; a quoted field, the first at `quote`, may hold newlines of its own. */
function endOfQuotedRow(text: string, quote: number): number {
	let isQuoted = false;
	for (let index = quote; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code === QUOTE) isQuoted = !isQuoted;
		else if (code === 0x0a && !isQuoted) return index;
	}
	if (!isQuoted) return text.length;
	throw invalidRow(text, { start: quote, end: quote + 1, reason: "a quotation is not closed" });
}

function readRow(text: string, line: string, start: number): RecordRow {
	const trimmed = line.endsWith("\r") ? line.slice(0, -1) : line;
	const place = { start, end: start + trimmed.length };
	const fields = trimmed.includes('"') ? splitQuoted(trimmed) : trimmed.split(",");
	const [path = "", digestField = "", sizeField = ""] = fields;
	if (fields.length > 3)
		throw invalidRow(text, { ...place, reason: "it has more than three fields" });
	if (path === "") throw invalidRow(text, { ...place, reason: "it has no path" });
	const digest = readDigest(digestField);
	if (digest === undefined && digestField !== "") {
		throw invalidRow(text, {
			...place,
			reason: `\`${digestField}\` is not of the form \`algorithm=digest\``,
		});
	}
	const size = sizeField === "" ? undefined : Number(sizeField);
	if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0)) {
		throw invalidRow(text, { ...place, reason: `\`${sizeField}\` is not a size` });
	}
	return { path, digest, size };
}

function readDigest(field: string): RecordDigest | undefined {
	const equals = field.indexOf("=");
	if (equals < 1) return undefined;
	const algorithm = field.slice(0, equals).toLowerCase();
	// Some tools pad the digits, which the specification forbids.
	const base64 = field.endsWith("=")
		? field.slice(equals + 1).replace(/={1,2}$/, "")
		: field.slice(equals + 1);
	return { algorithm, base64 };
}

function splitQuoted(line: string): string[] {
	const fields: string[] = [];
	let field = "";
	let isQuoted = false;
	for (let index = 0; index < line.length; index++) {
		const character = line.charAt(index);
		if (character === '"') {
			const isEscape = isQuoted && line.charCodeAt(index + 1) === QUOTE;
			if (isEscape) {
				field += '"';
				index++;
			} else {
				isQuoted = !isQuoted;
			}
		} else if (character === "," && !isQuoted) {
			fields.push(field);
			field = "";
		} else {
			field += character;
		}
	}
	fields.push(field);
	return fields;
}

function quoteField(field: string): string {
	return SPECIAL_REGEXP.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function invalidRow(
	text: string,
	{ start, end, reason }: { start: number; end: number; reason: string },
): InvalidRecord {
	let line = 1;
	for (let at = text.indexOf("\n"); at !== -1 && at < start; at = text.indexOf("\n", at + 1))
		line++;
	return new InvalidRecord(`Could not read line ${line} of RECORD: ${reason}`, {
		source: text,
		span: { start, end },
	});
}
