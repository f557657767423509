/** Where a file named in a requirements file is, and its text. */
import { readFileSync } from "node:fs";
import { dirname, isAbsolute, resolve, sep } from "node:path";
import { displayUrl } from "../errors/display-url.ts";
import { errorCode } from "../platform/files.ts";
import { parseDirectReference } from "../standards/direct-reference.ts";
import { resolveUrl } from "../standards/url-reference.ts";
import { decodeText } from "./decode-text.ts";
import { UnreadableRequirementsFile } from "./invalid-requirements-file.ts";

/** Where a text is. Equal addresses are one text. */
export interface Location {
	readonly kind: "file" | "remote" | "stdin";
	/** An absolute path, a URL, or `-`. */
	readonly address: string;
	/** As messages and comments name it. */
	readonly shown: string;
}

/** What loading needs of the world. */
export interface LoadOptions {
	/** Absolute. */
	readonly cwd: string;
	/** PORT: the body at an http(s) URL; rejects with a `UserError` where it cannot be had. */
	readonly fetchText: (url: string) => Promise<string>;
	/** All of standard input; called once at most. */
	readonly readStdin: () => Promise<Uint8Array>;
}

/** Whether the text is an http(s) URL. */
export function isRemoteUrl(text: string): boolean {
	return /^https?:\/\//i.test(text);
}

/** Finds and loads texts. */
export class TextLoader {
	private readonly options: LoadOptions;
	/** Standard input can be read once and named several times. */
	private stdin: Promise<Uint8Array> | undefined;

	constructor(options: LoadOptions) {
		this.options = options;
	}

	/** Where `named` is: seen from the file that names it, or `undefined` for the command line. */
	locate(named: string, from: Location | undefined): Location {
		if (isRemoteUrl(named)) return remote(named);
		if (named === "-" && from === undefined) return { kind: "stdin", address: "-", shown: "-" };
		if (from?.kind === "remote" && !/^file:/i.test(named))
			return remote(resolveUrl(from.address, named));
		const folder = from?.kind === "file" ? dirname(from.address) : this.options.cwd;
		const path = /^file:/i.test(named) ? pathOfFileUrl(named) : named;
		const address = resolve(folder, path);
		if (from === undefined && path === named) return { kind: "file", address, shown: named };
		if (isAbsolute(path)) return { kind: "file", address, shown: this.shorten(path) };
		const shown = from?.kind === "file" ? this.shorten(besides(from.shown, path)) : path;
		return { kind: "file", address, shown };
	}

	/**
	 * @throws UnreadableRequirementsFile
	 * @throws whatever `fetchText` rejects with
	 */
	async load(location: Location): Promise<string> {
		switch (location.kind) {
			case "remote":
				return this.options.fetchText(location.address);
			case "stdin":
				this.stdin ??= this.options.readStdin();
				return decode(await this.stdin, location);
			case "file":
				return decode(readBytes(location), location);
		}
	}

	/** The path from the current directory, where it leads down. */
	private shorten(path: string): string {
		const folder = this.options.cwd + sep;
		return path.startsWith(folder) ? path.slice(folder.length) : path;
	}
}

/** The way through the folder of the file that names it, as it is written. */
function besides(shown: string, named: string): string {
	const folder = shown.replace(/[^/\\]*$/, "");
	return folder === "" ? named.replace(/^(?:\.[/\\]+)+/, "") : folder + named;
}

function remote(url: string): Location {
	return { kind: "remote", address: url, shown: displayUrl(url) };
}

function pathOfFileUrl(url: string): string {
	const reference = parseDirectReference(url);
	return reference.kind === "local" ? reference.path : url;
}

function readBytes({ address, shown }: Location): Uint8Array {
	try {
		return readFileSync(address);
	} catch (error) {
		const code = errorCode(error);
		if (code === undefined) throw error;
		throw new UnreadableRequirementsFile(`Could not read \`${shown}\`: ${describeCode(code)}`, {
			cause: error,
		});
	}
}

function describeCode(code: string): string {
	switch (code) {
		case "ENOENT":
		case "ENOTDIR":
			return "the file does not exist";
		case "EISDIR":
			return "it is a folder";
		case "EACCES":
		case "EPERM":
			return "permission was denied";
		default:
			return `the system says ${code}`;
	}
}

function decode(bytes: Uint8Array, { shown }: Location): string {
	const text = decodeText(bytes);
	if (text !== undefined) return text;
	throw new UnreadableRequirementsFile(
		`Could not read \`${shown}\`: it is not UTF-8, and no byte order mark says otherwise`,
	);
}
