/** `activate.nu`, an overlay: what it sets is gone when the overlay is hidden. */
import { type ActivationPlace, type ActivationScript, promptOf } from "./activation-place.ts";

/** A raw string of nushell, fenced by more `#` than the text has behind any quote. */
export function quoteNushell(text: string): string {
	const fences = [...text.matchAll(/'(#*)/g)].map((match) => (match[1] ?? "").length);
	const fence = "#".repeat(Math.max(0, ...fences) + 1);
	return `r${fence}'${text}'${fence}`;
}

export function nushellActivation(place: ActivationPlace): ActivationScript {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	const root = place.isRelocatable ? "(path self ..)" : quoteNushell(place.root);
	const prompt =
		place.isRelocatable && !isNamed ? "($root | path basename)" : quoteNushell(promptOf(place));
	return {
		name: "activate.nu",
		text: `# Use this file as an overlay to enter the virtual environment: overlay use ${place.scripts}/activate.nu
# Run \`deactivate\` to leave it.

const root = ${root}

export-env {
    let prompt_name = ${prompt}
    let path_name = if "Path" in $env { "Path" } else { "PATH" }
    let folders = ($env | get $path_name | split row (char esep) | prepend ($root | path join ${quoteNushell(place.scripts)}))

    load-env {
        $path_name: $folders
        VIRTUAL_ENV: $root
        VIRTUAL_ENV_PROMPT: $prompt_name
    }
    hide-env --ignore-errors PYTHONHOME

    let keeps_prompt = ($env.VIRTUAL_ENV_DISABLE_PROMPT? | default "" | into string | is-not-empty)
    if not $keeps_prompt {
        let old_prompt = ($env.PROMPT_COMMAND? | default "")
        load-env {
            PROMPT_COMMAND: {||
                let rest = if ($old_prompt | describe) == "closure" { do $old_prompt } else { $old_prompt }
                $"(ansi reset)\\(($prompt_name)\\) ($rest)"
            }
        }
    }
}

export def pydoc [...rest: string] { python -m pydoc ...$rest }
export alias deactivate = overlay hide activate
`,
	};
}
