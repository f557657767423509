/** Usage lines: `Usage: pippin pip install [OPTIONS] <PACKAGE|--requirements <FILE>|…>`. */
import { COMMAND_GROUPS, findCommand } from "./command-line.ts";
import { type Command, type Option, optionLabel } from "./option.ts";
import { PROGRAM_NAME } from "./program.ts";

/** The usage line of what `path` names: a command, a group, or the program. */
export function usageLine(path: readonly string[]): string {
	const match = findCommand(path);
	if (match.kind !== "command") {
		const isGroup = COMMAND_GROUPS.some(({ name }) => name === path[0]);
		return `Usage: ${[PROGRAM_NAME, ...(isGroup ? path.slice(0, 1) : [])].join(" ")} [OPTIONS] <COMMAND>`;
	}
	const words = [PROGRAM_NAME, ...match.command.path, "[OPTIONS]"];
	const operands = operandsOf(match.command);
	return `Usage: ${[...words, ...(operands === "" ? [] : [operands])].join(" ")}`;
}

/** What must be given: `<PACKAGE|--requirements <FILE>>`, or `<SRC_FILE>...`. */
export function requiredArguments(command: Command): string {
	const { positional, needsOneOf } = command;
	if (needsOneOf === undefined) return operandsOf(command);
	const options: readonly Option[] = command.options();
	const labels = needsOneOf.flatMap((name) =>
		options.filter((option) => option.name === name).map(optionLabel),
	);
	return `<${[...(positional === undefined ? [] : [positional.name]), ...labels].join("|")}>`;
}

function operandsOf(command: Command): string {
	const { positional, needsOneOf } = command;
	if (needsOneOf !== undefined) return requiredArguments(command);
	if (positional === undefined) return "";
	const name = positional.isRequired === true ? `<${positional.name}>` : `[${positional.name}]`;
	return positional.isRepeatable === true ? `${name}...` : name;
}
