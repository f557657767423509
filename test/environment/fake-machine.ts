/** A machine for tests of finding environments: a home, a working folder, a base interpreter that is a script. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { DiscoveryContext } from "../../src/interpreter/discovery-context.ts";
import { baseInterpreter, type Interpreter } from "../../src/interpreter/interpreter.ts";
import type { InterpreterFacts } from "../../src/interpreter/interpreter-facts.ts";
import { fakeFacts, writeFakePython } from "../interpreter/fake-python.ts";

/** The facts of a CPython of this version on 64-bit Linux, with its prefix at `prefix`. */
export function factsOf(
	version: string,
	prefix: string,
	more: Record<string, unknown> = {},
): InterpreterFacts {
	return fakeFacts({ version, prefix, ...more });
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
		const python = writeFakePython(join(prefix, "bin", "python3"), { version, prefix });
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
