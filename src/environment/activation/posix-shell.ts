/** `activate` for bash, zsh, ksh and plain POSIX shells; safe under `set -eu`. */
import {
	type ActivationPlace,
	type ActivationScript,
	promptLabel,
	promptOf,
} from "./activation-place.ts";

/** A word of a POSIX shell: nothing in it is expanded. */
export function quotePosix(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

export function posixActivation(place: ActivationPlace): ActivationScript {
	return {
		name: "activate",
		text: `# Source this file to enter the virtual environment: . ${place.scripts}/activate
# Run \`deactivate\` to leave it.

if [ -n "\${BASH_VERSION-}" ] && [ "\${BASH_SOURCE-}" = "$0" ]; then
    echo "This file does nothing unless it is sourced: source $0" >&2
    exit 33
fi

deactivate () {
    if [ -n "\${_OLD_VIRTUAL_PATH+set}" ]; then
        PATH=$_OLD_VIRTUAL_PATH
        export PATH
        unset _OLD_VIRTUAL_PATH
    fi
    if [ -n "\${_OLD_VIRTUAL_PYTHONHOME+set}" ]; then
        PYTHONHOME=$_OLD_VIRTUAL_PYTHONHOME
        export PYTHONHOME
        unset _OLD_VIRTUAL_PYTHONHOME
    fi
    if [ -n "\${_OLD_VIRTUAL_PS1+set}" ]; then
        PS1=$_OLD_VIRTUAL_PS1
        unset _OLD_VIRTUAL_PS1
    fi
    unset VIRTUAL_ENV
    unset VIRTUAL_ENV_PROMPT
    # Shells remember where they found a command.
    hash -r 2>/dev/null || true
    if [ "\${1-}" != "nondestructive" ]; then
        unset -f deactivate pydoc
    fi
}

# Leaves the environment that is active now, if there is one.
deactivate nondestructive

${rootLines(place)}
export VIRTUAL_ENV

_OLD_VIRTUAL_PATH=\${PATH-}
PATH="$VIRTUAL_ENV/${place.scripts}\${PATH:+:$PATH}"
export PATH

${promptLines(place)}
export VIRTUAL_ENV_PROMPT

# An interpreter that is told where its library is would not find the environment's.
if [ -n "\${PYTHONHOME+set}" ]; then
    _OLD_VIRTUAL_PYTHONHOME=$PYTHONHOME
    unset PYTHONHOME
fi

if [ -z "\${VIRTUAL_ENV_DISABLE_PROMPT-}" ]; then
    _OLD_VIRTUAL_PS1=\${PS1-}
    PS1=${labelWord(place)}\${PS1-}
fi

unalias pydoc 2>/dev/null || true
pydoc () {
    python -m pydoc "$@"
}

hash -r 2>/dev/null || true
`,
	};
}

function rootLines({ root, isRelocatable, isWindows }: ActivationPlace): string {
	const lines = isRelocatable ? OWN_PLACE : `VIRTUAL_ENV=${quotePosix(root)}`;
	if (!isWindows) return lines;
	return `${lines}
case "\${OSTYPE-}" in
    cygwin | msys) VIRTUAL_ENV=$(cygpath -u "$VIRTUAL_ENV") ;;
esac`;
}

/** `eval` keeps the words of one shell from the parsers of the others. */
const OWN_PLACE = `if [ -n "\${BASH_VERSION-}" ]; then
    VIRTUAL_ENV=$BASH_SOURCE
elif [ -n "\${ZSH_VERSION-}" ]; then
    eval 'VIRTUAL_ENV=\${(%):-%x}'
elif [ -n "\${KSH_VERSION-}" ]; then
    eval 'VIRTUAL_ENV=\${.sh.file}'
else
    echo "This environment can be moved, and this shell cannot tell where it is: use bash, zsh or ksh" >&2
    return 1
fi
VIRTUAL_ENV=$(CDPATH= cd -- "$(dirname -- "$VIRTUAL_ENV")/.." >/dev/null && pwd)`;

function promptLines(place: ActivationPlace): string {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	return place.isRelocatable && !isNamed
		? `VIRTUAL_ENV_PROMPT=\${VIRTUAL_ENV##*/}`
		: `VIRTUAL_ENV_PROMPT=${quotePosix(promptOf(place))}`;
}

/** The part of PS1 that is ours; PS1 is expanded whenever it is shown, so what would be is replaced. */
function labelWord(place: ActivationPlace): string {
	const isNamed = place.prompt !== undefined && place.prompt !== "";
	return place.isRelocatable && !isNamed
		? `"($(printf %s "$VIRTUAL_ENV_PROMPT" | tr '$\`\\\\%!' '_____')) "`
		: quotePosix(`(${promptLabel(place)}) `);
}
