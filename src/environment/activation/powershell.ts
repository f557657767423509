/** `activate.ps1` for PowerShell on every system; it finds the environment from its own place. */
import { type ActivationPlace, type ActivationScript, promptOf } from "./activation-place.ts";

/** A word of PowerShell, which takes the typographic quotes for its own as well. */
export function quotePowershell(text: string): string {
	return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

export function powershellActivation(place: ActivationPlace): ActivationScript {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	const prompt = isNamed ? quotePowershell(promptOf(place)) : "(Split-Path -Leaf $env:VIRTUAL_ENV)";
	const separator = place.isWindows ? ";" : ":";
	return {
		name: "activate.ps1",
		text: `# Run this file with a dot to enter the virtual environment: . ${place.scripts}/activate.ps1
# Run \`deactivate\` to leave it.

function global:deactivate([switch] $NonDestructive) {
    if (Test-Path Variable:_OLD_VIRTUAL_PATH) {
        $env:PATH = $global:_OLD_VIRTUAL_PATH
        Remove-Variable -Name _OLD_VIRTUAL_PATH -Scope Global
    }
    if (Test-Path Variable:_OLD_VIRTUAL_PYTHONHOME) {
        $env:PYTHONHOME = $global:_OLD_VIRTUAL_PYTHONHOME
        Remove-Variable -Name _OLD_VIRTUAL_PYTHONHOME -Scope Global
    }
    if (Test-Path Function:_OLD_VIRTUAL_PROMPT) {
        $Function:prompt = $Function:_OLD_VIRTUAL_PROMPT
        Remove-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT
    }
    if (Test-Path Env:VIRTUAL_ENV) { Remove-Item -LiteralPath Env:VIRTUAL_ENV }
    if (Test-Path Env:VIRTUAL_ENV_PROMPT) { Remove-Item -LiteralPath Env:VIRTUAL_ENV_PROMPT }
    if (-not $NonDestructive) {
        Remove-Item -LiteralPath Function:deactivate
        Remove-Item -LiteralPath Function:pydoc
    }
}

function global:pydoc {
    python -m pydoc $args
}

# Leaves the environment that is active now, if there is one.
deactivate -NonDestructive

$env:VIRTUAL_ENV = Split-Path -Parent $PSScriptRoot
$env:VIRTUAL_ENV_PROMPT = ${prompt}

$global:_OLD_VIRTUAL_PATH = $env:PATH
$env:PATH = "$($PSScriptRoot)${separator}" + $env:PATH

if (Test-Path Env:PYTHONHOME) {
    $global:_OLD_VIRTUAL_PYTHONHOME = $env:PYTHONHOME
    Remove-Item -LiteralPath Env:PYTHONHOME
}

if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT) {
    function global:_OLD_VIRTUAL_PROMPT { "" }
    $Function:_OLD_VIRTUAL_PROMPT = $Function:prompt
    function global:prompt {
        Write-Host -NoNewline -ForegroundColor Green "($env:VIRTUAL_ENV_PROMPT) "
        _OLD_VIRTUAL_PROMPT
    }
}
`,
	};
}
