/** A machine for tests of finding environments: a home, a working folder, a base interpreter that is a script. */
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { DiscoveryContext } from "../../src/interpreter/discovery-context.ts";
import { baseInterpreter, type Interpreter } from "../../src/interpreter/interpreter.ts";
import {
	type InterpreterFacts,
	parseInterpreterFacts,
} from "../../src/interpreter/interpreter-facts.ts";
import { findPyenv } from "../../src/interpreter/pyenv.ts";

/** The facts of a CPython of this version on 64-bit Linux, with its prefix at `prefix`. */
export function factsOf(
	version: string,
	prefix: string,
	more: Record<string, unknown> = {},
): InterpreterFacts {
	const facts = parseInterpreterFacts(answerOf(version, prefix, more));
	if (facts === undefined) throw new Error("the fake answer is not sound");
	return facts;
}

function answerOf(version: string, prefix: string, more: Record<string, unknown>): string {
	const minor = version.split(".").slice(0, 2).join(".");
	const site = `lib/python${minor}/site-packages`;
	return JSON.stringify({
		format: 1,
		markers: {
			implementation_name: "cpython",
			implementation_version: version,
			os_name: "posix",
			platform_machine: "x86_64",
			platform_python_implementation: "CPython",
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
			purelib: `${prefix}/${site}`,
			platlib: `${prefix}/${site}`,
			scripts: `${prefix}/bin`,
			headers: `${prefix}/include/python${minor}`,
			data: prefix,
		},
		environmentPaths: { purelib: site, platlib: site, scripts: "bin", data: "" },
		sitePackages: [],
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

export class FakeMachine implements Disposable {
	readonly root: string;
	readonly work: string;
	readonly variables: Record<string, string> = {};

	constructor() {
		this.root = realpathSync(mkdtempSync(join(tmpdir(), "pippin-test-")));
		this.work = this.folder("work");
		this.variables["HOME"] = this.folder("home");
		this.variables["PATH"] = "";
	}

	[Symbol.dispose](): void {
		rmSync(this.root, { recursive: true, force: true });
	}

	get context(): DiscoveryContext {
		return { variables: this.variables, workingDirectory: this.work };
	}

	folder(path: string): string {
		const made = join(this.root, path);
		mkdirSync(made, { recursive: true });
		return made;
	}

	file(path: string, text: string): string {
		const made = join(this.root, path);
		mkdirSync(dirname(made), { recursive: true });
		writeFileSync(made, text);
		return made;
	}

	/** An installation with its prefix there, which is put on PATH. */
	install(place: string, version = "3.12.4"): string {
		const prefix = this.folder(place);
		const minor = version.split(".").slice(0, 2).join(".");
		this.file(`${place}/lib/python${minor}/os.py`, "");
		const python = this.file(
			`${place}/bin/python3`,
			`#!/bin/sh\nprintf '%s' '${answerOf(version, prefix, {})}'\n`,
		);
		chmodSync(python, 0o755);
		const path = this.variables["PATH"] ?? "";
		this.variables["PATH"] = [...path.split(delimiter), dirname(python)]
			.filter((part) => part !== "")
			.join(delimiter);
		return python;
	}

	/** A virtual environment of that interpreter. */
	environment(place: string, python: string): string {
		const root = this.folder(place);
		this.folder(`${place}/bin`);
		symlinkSync(python, join(root, "bin", "python"));
		writeFileSync(join(root, "pyvenv.cfg"), `home = ${dirname(python)}\n`);
		return root;
	}
}

/** An interpreter of these facts that is nowhere. */
export function fakeInterpreter(
	version = "3.12.4",
	prefix = "/fake",
	more: Record<string, unknown> = {},
): Interpreter {
	return baseInterpreter(process.execPath, factsOf(version, prefix, more));
}

/** Executables of the real CPythons from 3.8 on that pyenv has here, the newest first. */
export function realPythons(): readonly string[] {
	const pyenv = findPyenv(process.env);
	const versions = pyenv?.versions.filter((version) => /^3\.(8|9|\d\d)\./.test(version)) ?? [];
	if (versions.length === 0)
		console.log("no pyenv with CPython 3.8 or later: tests with real interpreters are skipped");
	return versions.map((version) => join(pyenv?.root ?? "", "versions", version, "bin", "python"));
}
