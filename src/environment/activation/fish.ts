/** `activate.fish`. */
import { type ActivationPlace, type ActivationScript, promptOf } from "./activation-place.ts";

/** A word of fish: between single quotes only the quote and the backslash mean something. */
export function quoteFish(text: string): string {
	return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

export function fishActivation(place: ActivationPlace): ActivationScript {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	const root = place.isRelocatable ? "(path resolve (status dirname)/..)" : quoteFish(place.root);
	const prompt =
		place.isRelocatable && !isNamed ? "(path basename $VIRTUAL_ENV)" : quoteFish(promptOf(place));
	return {
		name: "activate.fish",
		text: `# Source this file to enter the virtual environment: source ${place.scripts}/activate.fish
# Run \`deactivate\` to leave it.

function deactivate -d "Leave the virtual environment"
    if set -q _OLD_VIRTUAL_PATH
        set -gx PATH $_OLD_VIRTUAL_PATH
        set -e _OLD_VIRTUAL_PATH
    end
    if set -q _OLD_VIRTUAL_PYTHONHOME
        set -gx PYTHONHOME $_OLD_VIRTUAL_PYTHONHOME
        set -e _OLD_VIRTUAL_PYTHONHOME
    end
    if functions -q _old_virtual_fish_prompt
        functions -e fish_prompt
        functions -c _old_virtual_fish_prompt fish_prompt
        functions -e _old_virtual_fish_prompt
    end
    set -e VIRTUAL_ENV
    set -e VIRTUAL_ENV_PROMPT
    if test "$argv[1]" != nondestructive
        functions -e pydoc
        functions -e deactivate
    end
end

# Leaves the environment that is active now, if there is one.
deactivate nondestructive

set -gx VIRTUAL_ENV ${root}
set -gx VIRTUAL_ENV_PROMPT ${prompt}

set -g _OLD_VIRTUAL_PATH $PATH
set -gx PATH "$VIRTUAL_ENV/${place.scripts}" $PATH

if set -q PYTHONHOME
    set -g _OLD_VIRTUAL_PYTHONHOME $PYTHONHOME
    set -e PYTHONHOME
end

function pydoc
    python -m pydoc $argv
end

if test -z "$VIRTUAL_ENV_DISABLE_PROMPT"
    # In a shell that shows no prompt there is no such function.
    if functions -q fish_prompt
        functions -c fish_prompt _old_virtual_fish_prompt
        function fish_prompt
            # The prompt of the user may show the status of the last command.
            set -l last_status $status
            printf '(%s) ' $VIRTUAL_ENV_PROMPT
            test $last_status -eq 0
            or begin
                sh -c "exit $last_status"
            end
            _old_virtual_fish_prompt
        end
    end
end
`,
	};
}
