/** Files of an environment that no distribution may write or remove. */

const INTERPRETER_REGEXP = /^(?:python|pypy|graalpy)w?(?:\d+(?:\.\d+)*)?[td]*(?:\.exe|\.py)?$/;
const ACTIVATION: ReadonlySet<string> = new Set(
	"activate activate.bat activate.csh activate.fish activate.nu activate.ps1 activate.xsh activate_this.py deactivate.bat pydoc.bat".split(
		" ",
	),
);
const ROOT_FILES: ReadonlySet<string> = new Set(["pyvenv.cfg", ".lock", ".lock.lease", ".pippin"]);
const SCRIPT_FOLDERS: ReadonlySet<string> = new Set(["bin", "scripts"]);

/** Whether a file of this name in the scripts folder is the interpreter or an activation script; in any case. */
export function isReservedScript(name: string): boolean {
	const lower = name.toLowerCase();
	return INTERPRETER_REGEXP.test(lower) || ACTIVATION.has(lower);
}

/** The same for a path relative to the environment's root, with `/`. */
export function isReservedInRoot(path: string): boolean {
	const [first = "", second, ...deeper] = path.toLowerCase().split("/");
	if (ROOT_FILES.has(first)) return true;
	return (
		second !== undefined &&
		deeper.length === 0 &&
		SCRIPT_FOLDERS.has(first) &&
		isReservedScript(second)
	);
}
