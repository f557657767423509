/** `activate.csh` for csh and tcsh. They cannot tell where a sourced file lies, so a relocatable environment has none. */
import {
	type ActivationPlace,
	type ActivationScript,
	promptLabel,
	promptOf,
} from "./activation-place.ts";

/** A word of csh. Its history character is live even between single quotes. */
export function quoteCsh(text: string): string {
	return `'${text.replaceAll("'", "'\\''").replaceAll("!", "\\!").replaceAll("\n", "\\\n")}'`;
}

export function cshActivation(place: ActivationPlace): ActivationScript {
	return {
		name: "activate.csh",
		text: `# Source this file to enter the virtual environment: source ${place.scripts}/activate.csh
# Run \`deactivate\` to leave it.

alias deactivate '${LEAVE.join("; ")}'

# Leaves the environment that is active now, if there is one.
deactivate nondestructive

setenv VIRTUAL_ENV ${quoteCsh(place.root)}
setenv VIRTUAL_ENV_PROMPT ${quoteCsh(promptOf(place))}

set _OLD_VIRTUAL_PATH = "$PATH:q"
setenv PATH "$VIRTUAL_ENV:q/${place.scripts}:$PATH:q"

if ( $?PYTHONHOME ) then
    set _OLD_VIRTUAL_PYTHONHOME = "$PYTHONHOME:q"
    unsetenv PYTHONHOME
endif

if ( ! $?VIRTUAL_ENV_DISABLE_PROMPT ) then
    if ( $?prompt ) then
        set _OLD_VIRTUAL_PROMPT = "$prompt:q"
        set prompt = ${quoteCsh(`(${promptLabel(place)}) `)}"$prompt:q"
    endif
endif

alias pydoc python -m pydoc

rehash
`,
	};
}

/** One alias, since csh has no functions; each step only where there is something to restore. */
const LEAVE: readonly string[] = [
	'test $?_OLD_VIRTUAL_PATH != 0 && setenv PATH "$_OLD_VIRTUAL_PATH:q" && unset _OLD_VIRTUAL_PATH',
	'test $?_OLD_VIRTUAL_PYTHONHOME != 0 && setenv PYTHONHOME "$_OLD_VIRTUAL_PYTHONHOME:q" && unset _OLD_VIRTUAL_PYTHONHOME',
	'test $?_OLD_VIRTUAL_PROMPT != 0 && set prompt = "$_OLD_VIRTUAL_PROMPT:q" && unset _OLD_VIRTUAL_PROMPT',
	"unsetenv VIRTUAL_ENV",
	"unsetenv VIRTUAL_ENV_PROMPT",
	"rehash",
	'test "\\!:*" != "nondestructive" && unalias deactivate && unalias pydoc',
];
