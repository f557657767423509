/** Completion for bash 3.2 and later. */
import { PROGRAM_NAME } from "../program.ts";
import {
	type CompletedCommand,
	type CompletedValue,
	optionWords,
	placeLines,
} from "./completed-command.ts";

/** The whole script. */
export function bashScript(commands: readonly CompletedCommand[]): string {
	return `_${PROGRAM_NAME}() {
    local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
    local place="" i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$place,\${COMP_WORDS[i]}" in
${commands.flatMap(placeLines).join("\n")}
        esac
    done
    case "$place" in
${commands.map(placeBlock).join("\n")}
    esac
}

complete -o bashdefault -o default -F _${PROGRAM_NAME} ${PROGRAM_NAME}`;
}

function placeBlock({ path, words, operands, options }: CompletedCommand): string {
	const values = options
		.filter(({ value }) => value !== "none" && value !== "anything")
		.map(
			(option) =>
				`                ${optionWords(option).join("|")}) ${reply(option.value)}; return ;;`,
		);
	const dashed = options.flatMap(({ long }) => long.map((name) => `--${name}`));
	const previous =
		values.length === 0
			? ""
			: `            case "$prev" in\n${values.join("\n")}\n            esac\n`;
	return `        "${path.join(" ")}")
${previous}            if [[ "$cur" == -* ]]; then
                ${reply(dashed)}
            else
                ${words.length > 0 ? reply(words) : reply(operands)}
            fi
            ;;`;
}

function reply(value: CompletedValue): string {
	if (value === "file") return 'COMPREPLY=($(compgen -f -- "$cur"))';
	if (value === "directory") return 'COMPREPLY=($(compgen -d -- "$cur"))';
	if (value === "none" || value === "anything") return ":";
	return `COMPREPLY=($(compgen -W "${value.join(" ")}" -- "$cur"))`;
}
