/** What a user asks for with `--python`: a version, a range, an implementation, a place, a name. */
import { InvalidSpecifier, SpecifierSet } from "../standards/specifier.ts";
import { Version } from "../standards/version.ts";

/** How an interpreter is built. `gil` and `debug` are `undefined` where the request does not care. */
export interface PythonVariant {
	readonly isFreeThreaded: boolean | undefined;
	readonly isDebug: boolean | undefined;
}

/** A request for versions. */
export type VersionRequest =
	/** `3`, `3.12`, `3.12.1`: these numbers in front. */
	| {
			readonly kind: "release";
			readonly numbers: readonly number[];
			readonly variant: PythonVariant;
	  }
	/** `3.13.0rc1`: this pre-release; with two numbers in front any patch release of that stage. */
	| { readonly kind: "prerelease"; readonly version: Version; readonly variant: PythonVariant }
	/** `>=3.11,<3.13`. */
	| { readonly kind: "range"; readonly specifiers: SpecifierSet; readonly variant: PythonVariant };

export type PythonRequest =
	/** Any interpreter, pre-releases and alternative implementations included. */
	| { readonly kind: "any" }
	/** The first that is fit for everyday use. */
	| { readonly kind: "default" }
	| { readonly kind: "version"; readonly version: VersionRequest }
	| {
			readonly kind: "implementation";
			readonly implementation: string;
			readonly version: VersionRequest | undefined;
	  }
	/** `cpython-3.12.3-linux-x86_64-gnu`; parts may be missing from the right or be `any`. */
	| {
			readonly kind: "key";
			readonly text: string;
			readonly implementation: string | undefined;
			readonly version: VersionRequest | undefined;
			readonly os: string | undefined;
			readonly architecture: string | undefined;
			readonly libc: string | undefined;
	  }
	/** A path: of an executable, or of a folder with an interpreter in it. */
	| { readonly kind: "path"; readonly path: string }
	/** A word to look for on PATH. */
	| { readonly kind: "executable-name"; readonly name: string };

/** Says whether a word without a separator is a folder of the working directory. Files there are never meant. */
export type IsDirectory = (word: string) => boolean;

const IMPLEMENTATIONS: ReadonlyMap<string, string> = new Map([
	["cpython", "cpython"],
	["cp", "cpython"],
	["pypy", "pypy"],
	["pp", "pypy"],
	["graalpy", "graalpy"],
	["gp", "graalpy"],
	["pyodide", "pyodide"],
]);

const NO_VARIANT: PythonVariant = { isFreeThreaded: undefined, isDebug: undefined };

const VARIANTS: ReadonlyMap<string, PythonVariant> = new Map([
	["", NO_VARIANT],
	["t", { isFreeThreaded: true, isDebug: undefined }],
	["d", { isFreeThreaded: undefined, isDebug: true }],
	["td", { isFreeThreaded: true, isDebug: true }],
	["+freethreaded", { isFreeThreaded: true, isDebug: undefined }],
	["+debug", { isFreeThreaded: undefined, isDebug: true }],
	["+freethreaded+debug", { isFreeThreaded: true, isDebug: true }],
	["+gil", { isFreeThreaded: false, isDebug: undefined }],
	["+gil+debug", { isFreeThreaded: false, isDebug: true }],
]);

const LONGEST_REQUEST = 4096;

/** Reads a request; every text is one, since a word that says nothing else may be the name of an executable. */
export function parsePythonRequest(text: string, isDirectory: IsDirectory): PythonRequest {
	const request = text.trim();
	const lower = request.toLowerCase();
	if (lower === "any") return { kind: "any" };
	if (lower === "" || lower === "default") return { kind: "default" };
	if (request.length > LONGEST_REQUEST) return { kind: "executable-name", name: request };
	const version = parseVersionRequest(lower);
	if (version !== undefined) return { kind: "version", version };
	const prefixed = parsePrefixed(lower);
	if (prefixed !== undefined) return prefixed;
	if (/[/\\]/.test(request) || request === "." || request === "..") {
		return { kind: "path", path: request };
	}
	if (isDirectory(request)) return { kind: "path", path: request };
	return parseKey(lower) ?? { kind: "executable-name", name: request };
}

/** `3`, `3.12`, `312`, `3.13t`, `3.13rc1`, `>=3.11,<3.13`; `undefined` where the text is none of these. */
function parseVersionRequest(text: string): VersionRequest | undefined {
	if (/^[<>=!~]/.test(text)) return parseRange(text);
	const match = /^(\d+(?:\.\d+){0,2})(?:(a|b|rc)(\d+))?((?:t|d|td)?|\+[a-z+]+)$/.exec(text);
	if (match === null) return undefined;
	const [, release = "", phase, count, suffix = ""] = match;
	const variant = VARIANTS.get(suffix);
	if (variant === undefined) return undefined;
	if (phase !== undefined) {
		if (!release.includes(".")) return undefined;
		return { kind: "prerelease", version: Version.parse(`${release}${phase}${count}`), variant };
	}
	return { kind: "release", numbers: releaseNumbers(release), variant };
}

/** `312` means 3.12: no Python has a major version of two digits. */
function releaseNumbers(text: string): readonly number[] {
	if (text.includes(".") || text.length === 1) return text.split(".").map(Number);
	return [Number(text.slice(0, 1)), Number(text.slice(1))];
}

function parseRange(text: string): VersionRequest | undefined {
	const plus = text.search(/\+(?:freethreaded|gil|debug)/);
	const variant = VARIANTS.get(plus === -1 ? "" : text.slice(plus));
	if (variant === undefined) return undefined;
	try {
		const specifiers = SpecifierSet.parse(plus === -1 ? text : text.slice(0, plus));
		return { kind: "range", specifiers, variant };
	} catch (error) {
		if (error instanceof InvalidSpecifier) return undefined;
		throw error;
	}
}

/** `python3.12`, `cpython@3.12`, `cp312`, `pypy>=3.9`, `pypy`. */
function parsePrefixed(text: string): PythonRequest | undefined {
	const match = /^([a-z]+)(@?)(.*)$/s.exec(text);
	if (match === null) return undefined;
	const [, word = "", at = "", rest = ""] = match;
	if (word === "python" && at === "") {
		const version = parseVersionRequest(rest);
		return version === undefined ? undefined : { kind: "version", version };
	}
	const implementation = IMPLEMENTATIONS.get(word);
	if (implementation === undefined) return undefined;
	if (rest === "" && at === "")
		return { kind: "implementation", implementation, version: undefined };
	const version = parseVersionRequest(rest);
	return version === undefined ? undefined : { kind: "implementation", implementation, version };
}

function parseKey(text: string): PythonRequest | undefined {
	const [first = "", second, os, architecture, libc, ...more] = text.split("-");
	const implementation = first === "any" ? undefined : IMPLEMENTATIONS.get(first);
	if (more.length > 0 || second === undefined) return undefined;
	if (implementation === undefined && first !== "any") return undefined;
	const version = second === "any" ? undefined : parseVersionRequest(second);
	if (version === undefined && second !== "any") return undefined;
	const part = (word: string | undefined) => (word === "any" ? undefined : word);
	return {
		kind: "key",
		text,
		implementation,
		version,
		os: part(os),
		architecture: part(architecture),
		libc: part(libc),
	};
}

const IMPLEMENTATION_TITLES: ReadonlyMap<string, string> = new Map([
	["cpython", "CPython"],
	["pypy", "PyPy"],
	["graalpy", "GraalPy"],
	["pyodide", "Pyodide"],
]);

/** The name an implementation is written with: `CPython`. */
export function implementationTitle(implementation: string): string {
	return IMPLEMENTATION_TITLES.get(implementation) ?? implementation;
}

/** The request as a message says it: `Python 3.12`, `PyPy`, `executable name \`foo\``. */
export function describePythonRequest(request: PythonRequest): string {
	switch (request.kind) {
		case "any":
			return "any Python";
		case "default":
			return "Python";
		case "version":
			return `Python ${printVersionRequest(request.version)}`;
		case "implementation": {
			const title = implementationTitle(request.implementation);
			return request.version === undefined
				? title
				: `${title} ${printVersionRequest(request.version)}`;
		}
		case "key":
			return `\`${request.text}\``;
		case "path":
			return `path \`${request.path}\``;
		case "executable-name":
			return `executable name \`${request.name}\``;
	}
}

function printVersionRequest(request: VersionRequest): string {
	const suffix = printVariant(request.variant);
	switch (request.kind) {
		case "release":
			return request.numbers.join(".") + suffix;
		case "prerelease":
			return request.version.toString() + suffix;
		case "range":
			return request.specifiers.toString() + suffix;
	}
}

function printVariant({ isFreeThreaded, isDebug }: PythonVariant): string {
	const threads = new Map([
		[true, "+freethreaded"],
		[false, "+gil"],
	]);
	const text = isFreeThreaded === undefined ? "" : (threads.get(isFreeThreaded) ?? "");
	return isDebug === true ? `${text}+debug` : text;
}
