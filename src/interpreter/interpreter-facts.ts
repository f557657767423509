/**
 * What an interpreter says of itself, as the probe prints it and the cache keeps it. The text comes from a program that
 * may be anything, so every field is checked.
 */
import type { SchemePaths } from "../platform/scheme-paths.ts";
import { fromMarkerVariables, type MarkerEnvironment } from "../standards/marker-environment.ts";
import { Version } from "../standards/version.ts";
import { ANSWER_FORMAT } from "./probe-script.ts";

/** Folders of an environment relative to its root, in the system's spelling; "" is the root itself. */
interface EnvironmentPaths {
	readonly purelib: string;
	readonly platlib: string;
	readonly scripts: string;
	readonly data: string;
}

/** The C library below an interpreter on Linux. */
interface CLibrary {
	readonly name: "glibc" | "musl";
	readonly version: readonly [major: number, minor: number];
}

/** Facts of a base interpreter; they hold for every virtual environment made from it. */
export interface InterpreterFacts {
	readonly version: Version;
	/** `sys.implementation.name`: `cpython`, `pypy`, `graalpy`. */
	readonly implementation: string;
	readonly markers: MarkerEnvironment;
	/** `sys.base_prefix`. */
	readonly prefix: string;
	/** The folder of the standard library; an `EXTERNALLY-MANAGED` file lies here. */
	readonly stdlib: string;
	/** Where the interpreter itself installs to. */
	readonly paths: SchemePaths;
	/** Where an environment of it has its folders. */
	readonly environmentPaths: EnvironmentPaths;
	/** The folders its `site` module looks into. */
	readonly sitePackages: readonly string[];
	/** `sysconfig.get_platform()`: `linux-x86_64`, `macosx-11.0-arm64`, `win-amd64`. */
	readonly platform: string;
	/** Bytes: 4 or 8. */
	readonly pointerSize: number;
	/** The version of macOS; "" elsewhere. */
	readonly systemVersion: string;
	/** `undefined` where the system is not Linux or nobody knows. */
	readonly libc: CLibrary | undefined;
	/** What `_manylinux` answers for the present glibc; `undefined` where there is none or it has no opinion. */
	readonly manylinuxAllowed: boolean | undefined;
	readonly isFreeThreaded: boolean;
	readonly isDebug: boolean;
}

/** Reads what the probe printed; `undefined` where it is not an answer to our questions in their present form. */
export function parseInterpreterFacts(text: string): InterpreterFacts | undefined {
	let answer: unknown;
	try {
		answer = JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
	const reader = new AnswerReader(answer);
	const facts = reader.facts();
	return reader.isSound ? facts : undefined;
}

/** Remembers whether anything was missing or of another type. */
class AnswerReader {
	isSound = true;
	private readonly answer: ReadonlyMap<string, unknown>;

	constructor(answer: unknown) {
		this.answer = this.members(answer);
	}

	facts(): InterpreterFacts {
		const { answer } = this;
		if (answer.get("format") !== ANSWER_FORMAT) this.isSound = false;
		const markers = this.markers(answer.get("markers"));
		return {
			version: this.version(markers.pythonFullVersion),
			implementation: markers.implementationName,
			markers,
			prefix: this.text(answer.get("prefix")),
			stdlib: this.text(answer.get("stdlib")),
			paths: this.paths(answer.get("paths")),
			environmentPaths: this.environmentPaths(answer.get("environmentPaths")),
			sitePackages: this.list(answer.get("sitePackages")).map((path) => this.text(path)),
			platform: this.text(answer.get("platform")),
			pointerSize: this.number(answer.get("pointerSize")),
			systemVersion: this.textOrEmpty(answer.get("systemVersion")),
			libc: this.libc(answer.get("libc")),
			manylinuxAllowed: this.flagOrNone(answer.get("manylinuxAllowed")),
			isFreeThreaded: this.flagOrNone(answer.get("isFreeThreaded")) === true,
			isDebug: this.flagOrNone(answer.get("isDebug")) === true,
		};
	}

	private markers(value: unknown): MarkerEnvironment {
		const variables: Record<string, string> = {};
		for (const [name, member] of this.members(value)) variables[name] = this.textOrEmpty(member);
		return fromMarkerVariables(variables);
	}

	private paths(value: unknown): SchemePaths {
		const paths = this.members(value);
		return {
			purelib: this.text(paths.get("purelib")),
			platlib: this.text(paths.get("platlib")),
			scripts: this.text(paths.get("scripts")),
			headers: this.text(paths.get("headers")),
			data: this.text(paths.get("data")),
		};
	}

	private environmentPaths(value: unknown): EnvironmentPaths {
		const paths = this.members(value);
		return {
			purelib: this.text(paths.get("purelib")),
			platlib: this.text(paths.get("platlib")),
			scripts: this.text(paths.get("scripts")),
			data: this.textOrEmpty(paths.get("data")),
		};
	}

	private libc(value: unknown): CLibrary | undefined {
		if (value === null) return undefined;
		const library = this.members(value);
		const name = library.get("name") === "musl" ? "musl" : "glibc";
		const [major, minor] = this.list(library.get("version"));
		return { name, version: [this.number(major), this.number(minor)] };
	}

	private version(text: string): Version {
		const version = Version.tryParse(text.replace(/\+.*$/, ""));
		if (version === undefined) this.isSound = false;
		return version ?? Version.parse("0");
	}

	private members(value: unknown): ReadonlyMap<string, unknown> {
		if (typeof value === "object" && value !== null && !Array.isArray(value)) {
			return new Map(Object.entries(value));
		}
		this.isSound = false;
		return new Map();
	}

	private list(value: unknown): readonly unknown[] {
		if (Array.isArray(value)) return value;
		this.isSound = false;
		return [];
	}

	private text(value: unknown): string {
		const text = this.textOrEmpty(value);
		if (text === "") this.isSound = false;
		return text;
	}

	private textOrEmpty(value: unknown): string {
		if (typeof value === "string") return value;
		this.isSound = false;
		return "";
	}

	private number(value: unknown): number {
		if (typeof value === "number") return value;
		this.isSound = false;
		return 0;
	}

	private flagOrNone(value: unknown): boolean | undefined {
		if (typeof value === "boolean") return value;
		if (value !== null) this.isSound = false;
		return undefined;
	}
}
