/** Interpreters for tests: shell scripts that answer the probe, and the real ones of the machine. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
	type InterpreterFacts,
	parseInterpreterFacts,
} from "../../src/interpreter/interpreter-facts.ts";
import type { ProbeCache } from "../../src/interpreter/probe.ts";
import { findPyenv } from "../../src/interpreter/pyenv.ts";

/** What a fake says that differs from an ordinary CPython on Linux with its prefix at `/fake`. */
export interface FakeFacts {
	readonly version?: string;
	readonly implementation?: string;
	readonly isFreeThreaded?: boolean;
	readonly isDebug?: boolean;
	readonly prefix?: string;
	readonly [field: string]: unknown;
}

/** What CPython 3.12 of python.org says on 64-bit Windows. */
export const WINDOWS: FakeFacts = {
	prefix: "C:\\Python312",
	stdlib: "C:\\Python312\\Lib",
	platform: "win-amd64",
	libc: null,
	environmentPaths: {
		purelib: "Lib\\site-packages",
		platlib: "Lib\\site-packages",
		scripts: "Scripts",
		data: "",
	},
	markers: {
		implementation_name: "cpython",
		implementation_version: "3.12.4",
		os_name: "nt",
		platform_machine: "AMD64",
		platform_python_implementation: "CPython",
		platform_release: "11",
		platform_system: "Windows",
		platform_version: "10.0.22631",
		python_full_version: "3.12.4",
		python_version: "3.12",
		sys_platform: "win32",
	},
};

/** The line that the probe of such an interpreter prints. */
export function fakeAnswer({
	version = "3.12.4",
	implementation = "cpython",
	prefix = "/fake",
	...more
}: FakeFacts = {}): string {
	const [minor] = /^\d+\.\d+/.exec(version) ?? [version];
	const site = `${prefix}/lib/python${minor}/site-packages`;
	return JSON.stringify({
		format: 1,
		markers: {
			implementation_name: implementation,
			implementation_version: version,
			os_name: "posix",
			platform_machine: "x86_64",
			platform_python_implementation: implementation === "cpython" ? "CPython" : "PyPy",
			platform_release: "6.0",
			platform_system: "Linux",
			platform_version: "#1",
			python_full_version: version,
			python_version: minor,
			sys_platform: "linux",
		},
		prefix,
		stdlib: `${prefix}/lib/python${minor}`,
		paths: {
			purelib: site,
			platlib: site,
			scripts: `${prefix}/bin`,
			headers: `${prefix}/include/python${minor}`,
			data: prefix,
		},
		environmentPaths: {
			purelib: `lib/python${minor}/site-packages`,
			platlib: `lib/python${minor}/site-packages`,
			scripts: "bin",
			data: "",
		},
		sitePackages: [site],
		platform: "linux-x86_64",
		pointerSize: 8,
		systemVersion: "",
		libc: { name: "glibc", version: [2, 36] },
		manylinuxAllowed: null,
		isFreeThreaded: false,
		isDebug: false,
		...more,
	});
}

export function fakeFacts(facts?: FakeFacts): InterpreterFacts {
	const parsed = parseInterpreterFacts(fakeAnswer(facts));
	if (parsed === undefined) throw new Error("the fake answer is not sound");
	return parsed;
}

/** Writes an executable that answers so; gives its path. */
export function writeFakePython(path: string, facts?: FakeFacts): string {
	return writeScript(path, `printf '%s\\n' '${fakeAnswer(facts)}'`);
}

export function writeScript(path: string, body: string): string {
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, `#!/bin/sh\n${body}\n`);
	chmodSync(path, 0o755);
	return path;
}

/** A folder of its own, removed when the test leaves its scope. */
export function temporaryFolder(): { readonly path: string } & Disposable {
	const path = realpathSync(mkdtempSync(join(tmpdir(), "pippin-test-")));
	return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A cache in memory that counts what is written. */
export class MemoryCache implements ProbeCache {
	readonly kept: Map<string, string> = new Map<string, string>();
	writes: number = 0;

	read(key: string): string | undefined {
		return this.kept.get(key);
	}

	write(key: string, text: string): void {
		this.writes += 1;
		this.kept.set(key, text);
	}
}

/** Executables of the real CPythons from 3.8 on that pyenv has here, the newest first. */
export function realPythons(): readonly string[] {
	const pyenv = findPyenv(process.env);
	if (pyenv === undefined) return [];
	return pyenv.versions
		.filter((version) => /^3\.(8|9|\d\d)\./.test(version))
		.map((version) => join(pyenv.root, "versions", version, "bin", "python"));
}

/** Why tests with real interpreters do not run, said once. */
export function explainNoPythons(): void {
	if (realPythons().length === 0)
		console.log("no pyenv with CPython 3.8 or later: tests with real interpreters are skipped");
}
