/**
 * Licence expressions, by the packaging specification "License expression" (PEP 639): SPDX identifiers joined by AND, OR
 * and WITH.
 */
import { ParseError } from "../errors/parse-error.ts";
import { SPDX_EXCEPTIONS, SPDX_LICENSES } from "./internal/spdx-licenses.ts";

/** A text that is no licence expression, or names a licence that SPDX does not. */
export class InvalidLicenseExpression extends ParseError {
	readonly code = "invalid-license-expression";
}

interface Token {
	readonly text: string;
	readonly start: number;
}

const TOKEN_REGEXP = /[()]|[^\s()]+/g;
const LICENSE_REF_REGEXP = /^LicenseRef-([A-Za-z0-9.-]+)$/i;
const DEEPEST = 64;

/** Spellings by their lower case; made when the first expression is read. */
let licenses: ReadonlyMap<string, string> | undefined;
let exceptions: ReadonlyMap<string, string> | undefined;

/**
 * The expression in SPDX's own spelling, one space between words and none inside parentheses.
 *
 * @throws InvalidLicenseExpression
 */
export function parseLicenseExpression(text: string): string {
	licenses ??= spellings(SPDX_LICENSES);
	exceptions ??= spellings(SPDX_EXCEPTIONS);
	const parser = new LicenseParser(text, licenses, exceptions);
	return parser.parse();
}

function spellings(list: string): ReadonlyMap<string, string> {
	return new Map(
		list
			.trim()
			.split(/\s+/)
			.map((word) => [word.toLowerCase(), word]),
	);
}

class LicenseParser {
	private readonly text: string;
	private readonly licenses: ReadonlyMap<string, string>;
	private readonly exceptions: ReadonlyMap<string, string>;
	private readonly tokens: readonly Token[];
	private position = 0;
	private depth = 0;

	constructor(
		text: string,
		known: ReadonlyMap<string, string>,
		knownExceptions: ReadonlyMap<string, string>,
	) {
		this.text = text;
		this.licenses = known;
		this.exceptions = knownExceptions;
		this.tokens = [...text.matchAll(TOKEN_REGEXP)].map((match) => ({
			text: match[0],
			start: match.index,
		}));
	}

	parse(): string {
		const expression = this.parseExpression();
		const rest = this.tokens[this.position];
		if (rest !== undefined) throw this.failure("an `AND` or `OR` is missing", rest);
		return expression;
	}

	/** `a AND b OR c`: precedence changes nothing in how it is printed. */
	private parseExpression(): string {
		let expression = this.parseTerm();
		for (let joiner = this.joiner(); joiner !== undefined; joiner = this.joiner()) {
			this.position++;
			expression += ` ${joiner} ${this.parseTerm()}`;
		}
		return expression;
	}

	private joiner(): string | undefined {
		const word = this.tokens[this.position]?.text.toUpperCase();
		return word === "AND" || word === "OR" ? word : undefined;
	}

	private parseTerm(): string {
		const token = this.next("a licence is missing");
		if (token.text !== "(") return this.parseLicense(token);
		this.depth++;
		if (this.depth > DEEPEST) throw this.failure("it is nested too deeply", token);
		const inner = this.parseExpression();
		const end = this.next("a parenthesis is not closed");
		if (end.text !== ")") throw this.failure("a parenthesis is not closed", token);
		this.depth--;
		return `(${inner})`;
	}

	private parseLicense(token: Token): string {
		const license = this.spellLicense(token);
		if (this.tokens[this.position]?.text.toUpperCase() !== "WITH") return license;
		this.position++;
		const named = this.next("an exception is missing");
		const exception = this.exceptions.get(named.text.toLowerCase());
		if (exception === undefined) throw this.failure("the exception is not known", named);
		return `${license} WITH ${exception}`;
	}

	private spellLicense(token: Token): string {
		const own = LICENSE_REF_REGEXP.exec(token.text);
		if (own !== null) return `LicenseRef-${own[1]}`;
		const isOrLater = token.text.endsWith("+");
		const word = (isOrLater ? token.text.slice(0, -1) : token.text).toLowerCase();
		const license = this.licenses.get(word);
		if (license === undefined) throw this.failure("the licence is not known", token);
		return isOrLater ? `${license}+` : license;
	}

	private next(missing: string): Token {
		const token = this.tokens[this.position];
		if (token === undefined) {
			throw this.failure(missing, { text: "", start: this.text.length });
		}
		this.position++;
		return token;
	}

	private failure(reason: string, { text, start }: Token): InvalidLicenseExpression {
		return new InvalidLicenseExpression(
			`Could not read \`${this.text}\` as a licence expression: ${reason}`,
			{ source: this.text, span: { start, end: start + text.length } },
		);
	}
}
