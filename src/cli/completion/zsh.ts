/** Completion for zsh 5. */
import { PROGRAM_NAME } from "../program.ts";
import {
	type CompletedCommand,
	type CompletedValue,
	optionWords,
	placeLines,
} from "./completed-command.ts";

/** The whole script; works from a folder of `fpath` and when it is sourced. */
export function zshScript(commands: readonly CompletedCommand[]): string {
	return `#compdef ${PROGRAM_NAME}

_${PROGRAM_NAME}() {
    local place="" word
    local -a options
    for word in "\${(@)words[2,CURRENT-1]}"; do
        case "$place,$word" in
${commands.flatMap(placeLines).join("\n")}
        esac
    done
    case "$place" in
${commands.map(placeBlock).join("\n")}
    esac
}

if [[ "$funcstack[1]" == "_${PROGRAM_NAME}" ]]; then
    _${PROGRAM_NAME} "$@"
else
    compdef _${PROGRAM_NAME} ${PROGRAM_NAME}
fi`;
}

function placeBlock({ path, words, operands, options }: CompletedCommand): string {
	const values = options
		.filter(({ value }) => value !== "none")
		.map(
			(option) =>
				`                ${optionWords(option).join("|")}) ${completeValue(option.value)}; return ;;`,
		);
	const described = options.map(
		({ long, help }) => `                ${quoted(`--${long[0] ?? ""}:${help}`)}`,
	);
	return `        "${path.join(" ")}")
            case "$words[CURRENT-1]" in
${values.join("\n")}
            esac
            if [[ "$PREFIX" == -* ]]; then
                options=(
${described.join("\n")}
                )
                _describe -o option options
            else
                ${words.length > 0 ? completeValue(words) : completeValue(operands)}
            fi
            ;;`;
}

function completeValue(value: CompletedValue): string {
	if (value === "file") return "_files";
	if (value === "directory") return "_files -/";
	if (value === "none") return ":";
	if (value === "anything") return "_message value";
	return `compadd -- ${value.join(" ")}`;
}

/** In single quotes, where nothing is special but the quote. */
function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
