/** `activate.bat`, `deactivate.bat` and `pydoc.bat` for cmd.exe; they find the environment from their own place. */
import {
	type ActivationPlace,
	type ActivationScript,
	promptLabel,
	promptOf,
} from "./activation-place.ts";

/** Text between the quotes of `set "NAME=…"`. There is no escape for a quote, which no Windows path has. */
export function quoteBatch(text: string): string {
	return text.replaceAll("%", "%%").replace(/["\r\n]/g, "_");
}

export function batchActivation(place: ActivationPlace): readonly ActivationScript[] {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	const name = isNamed
		? `@set "VIRTUAL_ENV_PROMPT=${quoteBatch(promptOf(place))}"`
		: `@for %%i in ("%VIRTUAL_ENV%") do @set "VIRTUAL_ENV_PROMPT=%%~nxi"`;
	const label = place.isRelocatable && !isNamed ? "%VIRTUAL_ENV_PROMPT%" : promptLabel(place);
	const texts: readonly (readonly [name: string, text: string])[] = [
		["activate.bat", enterText(name, label)],
		["deactivate.bat", LEAVE],
		["pydoc.bat", "@python -m pydoc %*\n"],
	];
	return texts.map(([file, text]) => ({ name: file, text: text.replaceAll("\n", "\r\n") }));
}

function enterText(name: string, label: string): string {
	return `@rem Run this file to enter the virtual environment; run deactivate to leave it.

@if defined VIRTUAL_ENV call "%~dp0deactivate.bat"

@for %%i in ("%~dp0..") do @set "VIRTUAL_ENV=%%~fi"
${name}

@if not defined VIRTUAL_ENV_DISABLE_PROMPT (
    @set "_OLD_VIRTUAL_PROMPT=%PROMPT%"
    @set "PROMPT=(${label}) %PROMPT%"
)

@if defined PYTHONHOME (
    @set "_OLD_VIRTUAL_PYTHONHOME=%PYTHONHOME%"
    @set "PYTHONHOME="
)

@set "_OLD_VIRTUAL_PATH=%PATH%"
@set "PATH=%~dp0;%PATH%"
`;
}

const LEAVE = `@if defined _OLD_VIRTUAL_PROMPT (
    @set "PROMPT=%_OLD_VIRTUAL_PROMPT%"
    @set "_OLD_VIRTUAL_PROMPT="
)
@if defined _OLD_VIRTUAL_PYTHONHOME (
    @set "PYTHONHOME=%_OLD_VIRTUAL_PYTHONHOME%"
    @set "_OLD_VIRTUAL_PYTHONHOME="
)
@if defined _OLD_VIRTUAL_PATH (
    @set "PATH=%_OLD_VIRTUAL_PATH%"
    @set "_OLD_VIRTUAL_PATH="
)
@set "VIRTUAL_ENV="
@set "VIRTUAL_ENV_PROMPT="
`;
