/** The programs an installation makes: launchers of entry points, and scripts whose `#!python` line becomes a real one. */

/** An entry point that becomes a program. */
export interface ScriptEntry {
	readonly name: string;
	readonly module: string;
	/** Dotted. */
	readonly attribute: string;
	/** Started without a console, where the system knows the difference. */
	readonly isGui: boolean;
}

/** How scripts find their interpreter. */
export interface ScriptInterpreter {
	/** The absolute path of the environment's interpreter. */
	readonly path: string;
	/** Scripts look for it beside themselves, so that the environment can be moved. */
	readonly isRelocatable?: boolean;
	/** `windows` launchers are executables that are not part of this program yet. */
	readonly system: "posix" | "windows";
}

/** What a launcher is, or that this program cannot make it. */
export type Launcher =
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "unsupported"; readonly reason: string };

/** Older kernels cut the first line of a script here, its newline counted. */
const LONGEST_SHEBANG = 127;
const SHEBANG_PYTHON = "#!python";
const NEWLINE = 0x0a;

/** The program of an entry point. The entry point has passed `parseEntryPoints`: its words are plain identifiers. */
export function launcherOf(entry: ScriptEntry, interpreter: ScriptInterpreter): Launcher {
	if (interpreter.system === "windows") {
		return { kind: "unsupported", reason: "launchers for Windows cannot be made yet" };
	}
	const imported = entry.attribute.split(".", 1)[0] ?? "";
	const text = [
		shebang(interpreter),
		"import sys",
		"",
		`from ${entry.module} import ${imported}`,
		"",
		'if __name__ == "__main__":',
		`    sys.exit(${entry.attribute}())`,
		"",
	];
	return { kind: "text", text: text.join("\n") };
}

/** Whether the first line asks for the interpreter of the environment. */
export function wantsInterpreter(start: Uint8Array): boolean {
	if (start.length < SHEBANG_PYTHON.length) return false;
	for (let index = 0; index < SHEBANG_PYTHON.length; index++) {
		if (start[index] !== SHEBANG_PYTHON.charCodeAt(index)) return false;
	}
	return true;
}

/** A script with its `#!python` (or `#!pythonw`) line made real; the rest byte for byte. */
export function withInterpreter(script: Uint8Array, interpreter: ScriptInterpreter): Uint8Array {
	const end = script.indexOf(NEWLINE);
	const line = new TextEncoder().encode(shebang(interpreter));
	const rest = end === -1 ? new Uint8Array(0) : script.subarray(end);
	const made = new Uint8Array(line.length + rest.length);
	made.set(line);
	made.set(rest, line.length);
	return made;
}

/**
 * The first line, or two lines that are at once shell (which starts the interpreter) and Python (a string):
 * for paths that the kernel would cut or split.
 */
function shebang({ path, isRelocatable = false }: ScriptInterpreter): string {
	if (isRelocatable) {
		const name = path.slice(path.lastIndexOf("/") + 1);
		return shellTrick(`"$(dirname -- "$(realpath -- "$0")")"/${quoted(name)}`);
	}
	const simple = `#!${path}`;
	const isSimple = !/\s/.test(path) && new TextEncoder().encode(simple).length < LONGEST_SHEBANG;
	return isSimple ? simple : shellTrick(quoted(path));
}

function shellTrick(program: string): string {
	return `#!/bin/sh\n'''exec' ${program} "$0" "$@"\n' '''`;
}

function quoted(word: string): string {
	return `"${word.replace(/["$`\\]/g, (character) => `\\${character}`)}"`;
}
