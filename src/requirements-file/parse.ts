/**
 * The grammar of requirements files: text in, statements out. Pure: other files that it names are read by read.ts.
 */

import { ParseError, type Span } from "../errors/parse-error.ts";
import type { Digest } from "../standards/digest.ts";
import { parseDigest } from "../standards/digest.ts";
import { isValidName, normalizeName } from "../standards/name.ts";
import { expandVariables, type VariableLookup } from "./environment-variables.ts";
import {
	invalidAt,
	type NamedText,
	type Position,
	positionOf,
} from "./invalid-requirements-file.ts";
import { type LogicalLine, logicalLines, sourceIndex } from "./logical-lines.ts";
import { parseRequirementText, type WrittenRequirement } from "./parse-requirement.ts";

interface Placed {
	/** Where it begins. */
	readonly position: Position;
	/** Its place in the text. */
	readonly span: Span;
}

/** What a line says. `value`: quotes removed and variables replaced; `given`: as written. */
type Said =
	| {
			readonly kind: "requirement";
			readonly written: WrittenRequirement;
			readonly hashes: readonly Digest[];
			readonly isEditable: boolean;
			readonly given: string;
	  }
	| { readonly kind: "include" | "constraint"; readonly value: string; readonly given: string }
	| {
			readonly kind: "index-url" | "extra-index-url" | "find-links";
			readonly value: string;
			readonly given: string;
	  }
	/** `value`: `:all:`, `:none:` or a normalized name. */
	| { readonly kind: "no-binary" | "only-binary"; readonly value: string }
	| { readonly kind: "no-index" | "require-hashes" }
	/** `option` has no effect in a file; `onCommandLine`: it has one there. */
	| { readonly kind: "ignored"; readonly option: string; readonly onCommandLine: boolean };

export type Statement = Placed & Said;

/** How to read a file. */
export interface RequirementsGrammar {
	/** Replaces `${NAME}`; absent for a file from elsewhere, whose author must not learn what our variables hold. */
	readonly variables?: VariableLookup | undefined;
	/** Makes a relative path of a requirement absolute. */
	readonly resolvePath: (path: string) => string;
}

type OptionKind =
	| "include"
	| "constraint"
	| "editable"
	| "index-url"
	| "extra-index-url"
	| "find-links"
	| "no-index"
	| "require-hashes"
	| "no-binary"
	| "only-binary"
	| "ignored-flag"
	| "ignored-value";

const OPTIONS: ReadonlyMap<string, OptionKind> = new Map<string, OptionKind>([
	["-r", "include"],
	["--requirement", "include"],
	["-c", "constraint"],
	["--constraint", "constraint"],
	["-e", "editable"],
	["--editable", "editable"],
	["-i", "index-url"],
	["--index-url", "index-url"],
	["--extra-index-url", "extra-index-url"],
	["-f", "find-links"],
	["--find-links", "find-links"],
	["--no-index", "no-index"],
	["--require-hashes", "require-hashes"],
	["--no-binary", "no-binary"],
	["--only-binary", "only-binary"],
	["--pre", "ignored-flag"],
	["--prefer-binary", "ignored-flag"],
	["--trusted-host", "ignored-value"],
	["--use-feature", "ignored-value"],
]);

/** Ignored options that the command line has. */
const ON_COMMAND_LINE = ["--trusted-host", "--pre"];

/**
 * Reads a file's text.
 *
 * @throws InvalidRequirementsFile with file, line and column
 */
export function parseRequirementsFile(
	file: NamedText,
	grammar: RequirementsGrammar,
): readonly Statement[] {
	return logicalLines(file.text).map((line) => new LineReader(file, line, grammar).read());
}

/** The value of an option, without quotes, and its place in the line. */
interface Value extends Span {
	readonly given: string;
}

/** One logical line. Indices are into the line; failures are told at their place in the file. */
class LineReader {
	private readonly file: NamedText;
	private readonly line: LogicalLine;
	private readonly grammar: RequirementsGrammar;

	constructor(file: NamedText, line: LogicalLine, grammar: RequirementsGrammar) {
		this.file = file;
		this.line = line;
		this.grammar = grammar;
	}

	read(): Statement {
		const { text } = this.line;
		const start = text.search(/\S/);
		const said = text.startsWith("-", start)
			? this.readOption(start)
			: this.readRequirement({ start, end: text.length }, false);
		const span = this.sourceSpan({ start, end: text.length });
		return { ...said, span, position: positionOf(this.file.text, span.start) };
	}

	private readOption(start: number): Said {
		const { text } = this.line;
		const separator = text.slice(start).search(/[\s=]/);
		const end = separator === -1 ? text.length : start + separator;
		const option = text.slice(start, end);
		const kind = OPTIONS.get(option);
		const span = { start, end };
		switch (kind) {
			case undefined:
				throw this.unknownOption(option, span);
			case "no-index":
			case "require-hashes":
				this.requireNothing(option, end);
				return { kind };
			case "ignored-flag":
				this.requireNothing(option, end);
				return this.ignore(option);
			case "ignored-value":
				this.readValue(option, end);
				return this.ignore(option);
			case "editable":
				return this.readRequirement(this.readValue(option, end), true);
			case "no-binary":
			case "only-binary":
				return { kind, value: this.readProjects(this.readValue(option, end)) };
			default: {
				const { given, start: at } = this.readValue(option, end);
				return { kind, given, value: this.expand(given, at) };
			}
		}
	}

	private ignore(option: string): Said {
		return { kind: "ignored", option, onCommandLine: ON_COMMAND_LINE.includes(option) };
	}

	private unknownOption(option: string, span: Span): Error {
		const short = option.startsWith("--") ? undefined : option.slice(0, 2);
		if (short !== undefined && OPTIONS.has(short)) {
			return this.fail(span, `space or \`=\` must stand between \`${short}\` and its value`);
		}
		return this.fail(span, `the option \`${option}\` is not known in requirements files`);
	}

	private requireNothing(option: string, end: number): void {
		const rest = this.line.text.slice(end);
		if (rest.trim() === "") return;
		throw this.fail({ start: end, end: this.line.text.length }, `\`${option}\` takes no value`);
	}

	/** The value to the end of the line, without the quotes around it. */
	private readValue(option: string, end: number): Value {
		const { text } = this.line;
		const match = /^(?:\s*=\s*|\s+)/.exec(text.slice(end));
		const start = end + (match?.[0].length ?? 0);
		const value = text.slice(start);
		const quote = value.charAt(0);
		const span = { start: Math.min(start, text.length), end: text.length };
		if (value === "")
			throw this.fail({ start: 0, end: text.length }, `\`${option}\` needs a value`);
		if (quote !== '"' && quote !== "'") return { given: value, start, end: text.length };
		if (value.length < 2 || !value.endsWith(quote))
			throw this.fail(span, "a quotation is not closed");
		const given = value.slice(1, -1);
		if (given === "") throw this.fail(span, `\`${option}\` needs a value`);
		return { given, start: start + 1, end: text.length - 1 };
	}

	private readProjects({ given, start }: Value): string {
		if (given === ":all:" || given === ":none:") return given;
		if (isValidName(given)) return normalizeName(given);
		throw this.fail(
			{ start, end: start + given.length },
			`\`${given}\` is neither \`:all:\` nor \`:none:\` nor one name`,
		);
	}

	private expand(given: string, start: number): string {
		const { text, refused } = expandVariables(given, this.grammar.variables);
		if (refused === undefined) return text;
		throw this.fail(
			{ start, end: start + given.length },
			`the value of \`${refused}\` has space or control characters in it`,
		);
	}

	private readRequirement({ start, end }: Span, isEditable: boolean): Said {
		const text = this.line.text.slice(start, end);
		const options = text.search(/\s--?[A-Za-z]/);
		const given = options === -1 ? text : text.slice(0, options).trimEnd();
		return {
			kind: "requirement",
			isEditable,
			given,
			hashes: options === -1 ? [] : this.readHashes(start + options),
			written: parseRequirementText(given, {
				...this.grammar,
				isEditable,
				fail: (span, reason, cause) =>
					this.fail({ start: start + span.start, end: start + span.end }, reason, cause),
			}),
		};
	}

	/** `--hash=sha256:… --hash sha256:…` to the end of the line. */
	private readHashes(from: number): readonly Digest[] {
		const { text } = this.line;
		const hashes: Digest[] = [];
		for (const word of text.slice(from).matchAll(/\s*(--hash(?:\s*=\s*|\s+)([^\s]+)|\S+)/g)) {
			const [whole, option = "", value] = word;
			const start = from + word.index + whole.length - option.length;
			const span = { start, end: start + option.length };
			if (value === undefined) {
				throw this.fail(
					span,
					`\`${option}\` is not known: a requirement takes \`--hash=algorithm:digits\` only`,
				);
			}
			hashes.push(this.readHash(value, { start: span.end - value.length, end: span.end }));
		}
		return hashes;
	}

	private readHash(value: string, span: Span): Digest {
		try {
			return parseDigest(value);
		} catch (error) {
			if (error instanceof ParseError) throw this.fail(span, error.message, error);
			throw error;
		}
	}

	private fail(span: Span, reason: string, cause?: unknown): Error {
		return invalidAt(this.file, this.sourceSpan(span), { reason, cause });
	}

	private sourceSpan({ start, end }: Span): Span {
		const first = sourceIndex(this.line, start);
		// The last character, then one more: the line may go on elsewhere in the file.
		const last = end > start ? sourceIndex(this.line, end - 1) + 1 : first;
		return { start: first, end: last };
	}
}
