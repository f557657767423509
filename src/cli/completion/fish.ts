/** Completion for fish 3. */
import { PROGRAM_NAME } from "../program.ts";
import type { CompletedCommand, CompletedOption } from "./completed-command.ts";

/** The whole script. */
export function fishScript(commands: readonly CompletedCommand[]): string {
	return `function __${PROGRAM_NAME}_place
    set -l place ''
    for word in (commandline -opc)[2..-1]
        switch "$place,$word"
${commands.flatMap(placeLines).join("\n")}
        end
    end
    echo $place
end

function __${PROGRAM_NAME}_at
    set -l place (__${PROGRAM_NAME}_place)
    test "$place" = "$argv"
end

complete -c ${PROGRAM_NAME} -e
${commands.flatMap(completions).join("\n")}`;
}

function placeLines({ path, spellings }: CompletedCommand): readonly string[] {
	if (path.length === 0) return [];
	const patterns = spellings.map(
		(words) => `'${words.slice(0, -1).join(" ")},${words.at(-1) ?? ""}'`,
	);
	return [
		`            case ${patterns.join(" ")}`,
		`                set place '${path.join(" ")}'`,
	];
}

function completions({ path, words, operands, options }: CompletedCommand): readonly string[] {
	const here = `complete -c ${PROGRAM_NAME} -n '__${[`${PROGRAM_NAME}_at`, ...path].join(" ")}'`;
	const hasFiles = operands === "file" || operands === "directory";
	const operandLines = [
		...(hasFiles ? [] : [`${here} -f`]),
		...(words.length === 0 ? [] : [`${here} -f -a ${quoted(words.join(" "))}`]),
	];
	return [...operandLines, ...options.map((option) => `${here}${optionFlags(option)}`)];
}

function optionFlags({ long, short, help, value }: CompletedOption): string {
	const spellings = long.map((name) => ` -l ${name}`).join("");
	const letter = short === undefined ? "" : ` -s ${short}`;
	return `${spellings}${letter}${valueFlags(value)} -d ${quoted(help)}`;
}

function valueFlags(value: CompletedOption["value"]): string {
	if (value === "none") return "";
	if (value === "file") return " -r -F";
	if (value === "directory") return " -x -a '(__fish_complete_directories)'";
	if (value === "anything") return " -x";
	return ` -x -a ${quoted(value.join(" "))}`;
}

/** In single quotes, where the quote and the backslash are special. */
function quoted(text: string): string {
	return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
