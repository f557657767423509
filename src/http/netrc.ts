/** The `.netrc` file: which login and password belong to which host. */
import { type Credentials, Secret } from "./secret.ts";

export interface Netrc {
	/** By host name in lower case. */
	readonly machines: ReadonlyMap<string, Credentials>;
	/** For every other host. */
	readonly fallback: Credentials | undefined;
}

/** Reads the whole file; words it does not know are skipped, so it never fails. The first entry of a host counts. */
export function parseNetrc(text: string): Netrc {
	const machines = new Map<string, Credentials>();
	let fallback: Credentials | undefined;
	let entry: OpenEntry | undefined;
	const finish = (): void => {
		const credentials = entry === undefined ? undefined : credentialsOf(entry);
		if (entry === undefined || credentials === undefined) return;
		if (entry.machine === undefined) fallback ??= credentials;
		else if (!machines.has(entry.machine)) machines.set(entry.machine, credentials);
	};
	const words = netrcWords(text);
	for (let word = words.next(); word !== undefined; word = words.next()) {
		if (word === "machine" || word === "default") {
			finish();
			const machine = word === "machine" ? words.next()?.toLowerCase() : undefined;
			entry = { machine, login: undefined, password: undefined };
		} else readField(word, words, entry);
	}
	finish();
	return { machines, fallback };
}

function readField(word: string, words: Words, entry: OpenEntry | undefined): void {
	if (word === "macdef") {
		words.skipMacro();
		return;
	}
	const isField = word === "login" || word === "user" || word === "password" || word === "account";
	if (!isField) return;
	const value = words.next();
	if (entry === undefined || word === "account") return;
	if (word === "password") entry.password = value;
	else entry.login = value;
}

interface OpenEntry {
	readonly machine: string | undefined;
	login: string | undefined;
	password: string | undefined;
}

function credentialsOf({ login, password }: OpenEntry): Credentials | undefined {
	if (login === undefined && password === undefined) return undefined;
	return {
		username: login ?? "",
		password: password === undefined ? undefined : new Secret(password),
	};
}

interface Words {
	next(): string | undefined;
	/** A macro runs to the next empty line. */
	skipMacro(): void;
}

function netrcWords(text: string): Words {
	let position = 0;
	const isSpace = (character: string): boolean => " \t\r\n".includes(character);
	const skipSpace = (): void => {
		while (position < text.length) {
			const character = text.charAt(position);
			if (isSpace(character)) position += 1;
			else if (character === "#" && isLineStart(text, position)) position = lineEnd(text, position);
			else return;
		}
	};
	return {
		next: () => {
			skipSpace();
			if (position >= text.length) return undefined;
			if (text.charAt(position) === '"') {
				const quoted = readQuoted(text, position);
				position = quoted.end;
				return quoted.word;
			}
			const start = position;
			while (position < text.length && !isSpace(text.charAt(position))) position += 1;
			return text.slice(start, position);
		},
		skipMacro: () => {
			const unix = text.indexOf("\n\n", position);
			const windows = text.indexOf("\n\r\n", position);
			const ends = [unix, windows].filter((end) => end !== -1);
			position = ends.length === 0 ? text.length : Math.min(...ends);
		},
	};
}

function isLineStart(text: string, position: number): boolean {
	return /(^|\n)[ \t]*$/.test(text.slice(Math.max(0, position - 200), position));
}

function lineEnd(text: string, position: number): number {
	const end = text.indexOf("\n", position);
	return end === -1 ? text.length : end;
}

function readQuoted(text: string, start: number): { word: string; end: number } {
	let word = "";
	let position = start + 1;
	while (position < text.length && text.charAt(position) !== '"') {
		if (text.charAt(position) === "\\" && position + 1 < text.length) position += 1;
		word += text.charAt(position);
		position += 1;
	}
	return { word, end: position + 1 };
}
