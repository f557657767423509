/** Options that say which Python, and which of its folders, a command works on. */
import { tagSpelling, targetPlatformNames } from "../../standards/target-platforms.ts";
import { type Option, withChanges } from "../option.ts";

/** Which interpreters may be used; every command takes these. pippin never downloads a Python. */
export function interpreterOptions(): readonly Option[] {
	return [
		{
			name: "managed-python",
			kind: "flag",
			variables: ["UV_MANAGED_PYTHON"],
			overrides: ["no-managed-python"],
			help: "Use only interpreters that uv has installed",
			heading: "Python options",
		},
		{
			name: "no-managed-python",
			kind: "flag",
			variables: ["UV_NO_MANAGED_PYTHON"],
			overrides: ["managed-python"],
			help: "Use no interpreter that uv has installed",
			heading: "Python options",
		},
		{
			name: "python-preference",
			kind: "value",
			choices: ["only-managed", "managed", "system", "only-system"].map((value) => ({ value })),
			variables: ["UV_PYTHON_PREFERENCE"],
			settingsKey: "python-preference",
			conflicts: ["managed-python", "no-managed-python"],
			help: "Whether interpreters installed by uv come first, last or not at all",
			isHidden: true,
			heading: "Python options",
		},
		{
			name: "no-python-downloads",
			kind: "flag",
			help: "Never download a Python, which is what always happens",
			isHidden: true,
			status: "ignored",
			heading: "Python options",
		},
		{
			name: "allow-python-downloads",
			kind: "flag",
			help: "Has no effect: no Python is ever downloaded",
			isHidden: true,
			status: "ignored",
			advice: "no Python is ever downloaded",
			heading: "Python options",
		},
	];
}

/** `--python` and `--system`: where a command looks. */
export function pythonOptions(): readonly Option[] {
	return [
		{
			name: "python",
			kind: "value",
			short: "p",
			valueName: "PYTHON",
			mayBeEmpty: true,
			variables: ["UV_PYTHON"],
			settingsKey: "python",
			help: "The Python to work on: a version, a path, a folder or the name of a program",
			details:
				"Without this option the active virtual environment is used, else `.venv` in this folder or in one above it.",
			heading: "Python options",
		},
		{
			name: "system",
			kind: "flag",
			negative: "no-system",
			variables: ["UV_SYSTEM_PYTHON"],
			settingsKey: "system",
			help: "Work on the first Python found on the search path instead of a virtual environment",
		},
	];
}

/** `--target` and `--prefix`. */
export function folderOptions(): readonly Option[] {
	return [
		{
			name: "target",
			kind: "value",
			short: "t",
			valueName: "DIR",
			settingsKey: "target",
			conflicts: ["prefix"],
			completes: "directory",
			help: "Work on packages that lie directly in this folder",
		},
		{
			name: "prefix",
			kind: "value",
			valueName: "DIR",
			settingsKey: "prefix",
			completes: "directory",
			help: "Work on packages below this folder, in `lib`, `bin` and so on",
		},
	];
}

/** Commands that change an environment. */
export function changeTargetOptions(): readonly Option[] {
	return [
		...pythonOptions(),
		{
			name: "break-system-packages",
			kind: "flag",
			negative: "no-break-system-packages",
			showsNegative: true,
			variables: ["UV_BREAK_SYSTEM_PACKAGES"],
			settingsKey: "break-system-packages",
			help: "Change a Python even where its distributor asks not to (`EXTERNALLY-MANAGED`)",
		},
		...folderOptions(),
	];
}

/** The Python and the platform that packages are chosen for. */
export function pythonVersionOption(): Option {
	return {
		name: "python-version",
		kind: "value",
		valueName: "VERSION",
		settingsKey: "python-version",
		help: "Choose packages for this version of Python, such as `3.12` or `3.12.4`",
		heading: "Python options",
	};
}

export function pythonPlatformOption(): Option {
	return {
		name: "python-platform",
		kind: "value",
		valueName: "PLATFORM",
		// Nearly fifty, which hardly any run asks for.
		get choices() {
			return platformChoices();
		},
		settingsKey: "python-platform",
		help: "Choose packages for this platform",
	};
}

function platformChoices(): NonNullable<Option["choices"]> {
	return targetPlatformNames().map((value) => {
		const alias = tagSpelling(value);
		return alias === undefined ? { value } : { value, aliases: [alias] };
	});
}

/** `pip compile` reads `UV_PYTHON` by rules of its own, and `--python 3.12` there means the target version. */
export function compilePythonOptions(): readonly Option[] {
	return withChanges(
		pythonOptions(),
		new Map([
			[
				"python",
				{ variables: [], help: "The Python to resolve with, or the version to resolve for" },
			],
		]),
	);
}
