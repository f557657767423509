/** What a new virtual environment consists of: a list for each system, made without touching a file. */
import { posix, win32 } from "node:path";
import type { Interpreter } from "../interpreter/interpreter.ts";
import { PRODUCT_NAME, PRODUCT_VERSION } from "../runtime/product.ts";
import { activationScripts } from "./activation/activation.ts";

/** What the user chose. */
export interface EnvironmentChoices {
	/** The name in the prompt; `undefined`: the name of the folder. */
	readonly prompt?: string | undefined;
	readonly seesSystemPackages?: boolean | undefined;
	readonly isRelocatable?: boolean | undefined;
	/** pip and its like will be installed into it. */
	readonly isSeeded?: boolean | undefined;
}

/** Paths are relative to the root, in the system's spelling. Entries are in the order in which they can be made. */
export type LayoutEntry =
	| { readonly kind: "folder"; readonly path: string }
	| { readonly kind: "link"; readonly path: string; readonly target: string }
	| { readonly kind: "copy"; readonly path: string; readonly source: string }
	| { readonly kind: "file"; readonly path: string; readonly text: string };

/** The system an environment is made for. */
export type LayoutSystem = "posix" | "macos" | "windows";

/** The entries of an environment at `root`, made from this interpreter; `pyvenv.cfg`, which makes it one, comes last. */
export function planEnvironment(
	{ root, interpreter, system }: { root: string; interpreter: Interpreter; system: LayoutSystem },
	choices: EnvironmentChoices,
): readonly LayoutEntry[] {
	const { join, relative } = system === "windows" ? win32 : posix;
	const { purelib, platlib, scripts } = interpreter.base.environmentPaths;
	const texts = activationScripts({
		root,
		prompt: singleLine(choices.prompt),
		scripts,
		isRelocatable: choices.isRelocatable === true,
		isWindows: system === "windows",
		libraries: [relative(scripts, purelib), relative(scripts, platlib)],
	});
	return [
		...(hasLibraryLink(interpreter, system)
			? [
					{ kind: "folder", path: "lib" } as const,
					{ kind: "link", path: "lib64", target: "lib" } as const,
				]
			: []),
		...[...new Set([purelib, platlib])].map((path) => ({ kind: "folder", path }) as const),
		{ kind: "folder", path: scripts },
		...executableEntries(interpreter, system),
		...texts.map(({ name, text }) => ({ kind: "file", path: join(scripts, name), text }) as const),
		{ kind: "file", path: ".gitignore", text: "*\n" },
		{ kind: "file", path: "CACHEDIR.TAG", text: CACHE_TAG },
		{ kind: "file", path: "pyvenv.cfg", text: printPyvenvConfig(interpreter, system, choices) },
	];
}

/** Tells programs that make backups that the folder can be made anew (the signature is the convention's). */
const CACHE_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n";

function singleLine(text: string | undefined): string | undefined {
	return text?.replace(/[\r\n]+/g, "");
}

/** On 64-bit Linux some builds of Python look into `lib64`. */
function hasLibraryLink({ base }: Interpreter, system: LayoutSystem): boolean {
	return system === "posix" && base.pointerSize === 8;
}

function executableEntries(interpreter: Interpreter, system: LayoutSystem): readonly LayoutEntry[] {
	if (system === "windows") return windowsExecutables(interpreter);
	const { scripts } = interpreter.base.environmentPaths;
	return [
		{ kind: "link", path: posix.join(scripts, "python"), target: interpreter.baseExecutable },
		...executableAliases(interpreter).map(
			(name) => ({ kind: "link", path: posix.join(scripts, name), target: "python" }) as const,
		),
	];
}

/** The other names of `python` in an environment: `python3`, `python3.12`, `pypy3.10`. */
export function executableAliases(interpreter: Interpreter): readonly string[] {
	const { implementation, pythonVersion, base } = interpreter;
	const [major, minor] = pythonVersion;
	const names = [`python${major}`, `python${major}.${minor}`];
	if (base.isFreeThreaded) names.push(`python${major}.${minor}t`);
	if (implementation === "pypy") names.push("pypy", `pypy${major}`, `pypy${major}.${minor}`);
	if (implementation === "graalpy") names.push("graalpy");
	return names;
}

/** Links need a privilege on Windows; Python brings small programs that read `pyvenv.cfg` and start the real one. */
function windowsExecutables({ base }: Interpreter): readonly LayoutEntry[] {
	const { scripts } = base.environmentPaths;
	const launchers = win32.join(base.stdlib, "venv", "scripts", "nt");
	return ["python.exe", "pythonw.exe"].map((name) => ({
		kind: "copy",
		path: win32.join(scripts, name),
		source: win32.join(launchers, name),
	}));
}

/** `pyvenv.cfg`; editors read `home` and `version_info`, Python reads `home` and whether to see the system's packages. */
export function printPyvenvConfig(
	interpreter: Interpreter,
	system: LayoutSystem,
	choices: EnvironmentChoices,
): string {
	const { dirname } = system === "windows" ? win32 : posix;
	const prompt = singleLine(choices.prompt);
	const rows: readonly (readonly [key: string, value: string])[] = [
		["home", dirname(interpreter.baseExecutable)],
		["implementation", interpreter.markers.platformPythonImplementation],
		[PRODUCT_NAME, PRODUCT_VERSION],
		["version_info", interpreter.version.toString()],
		["include-system-site-packages", String(choices.seesSystemPackages === true)],
		...(choices.isRelocatable === true ? [["relocatable", "true"] as const] : []),
		...(choices.isSeeded === true ? [["seed", "true"] as const] : []),
		...(prompt === undefined || prompt === "" ? [] : [["prompt", prompt] as const]),
	];
	return rows.map(([key, value]) => `${key} = ${value}\n`).join("");
}
