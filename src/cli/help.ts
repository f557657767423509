/** Help, made from the option table: short for `-h`, long for `pippin help COMMAND`. */
import { COMMAND_GROUPS, COMMANDS, findCommand } from "./command-line.ts";
import { ownAndForeign } from "./environment-options.ts";
import {
	type Command,
	HEADINGS,
	type Heading,
	type Option,
	type Positional,
	takesValue,
	valueNameOf,
} from "./option.ts";
import { PROGRAM_NAME } from "./program.ts";
import { sharedOptions } from "./shared-options.ts";
import { usageLine } from "./usage-line.ts";
import { wrapText } from "./wrap-text.ts";

/** Lines are no wider, however wide the terminal is. */
const MAXIMUM_WIDTH = 100;
/** Beyond this width of the left column, texts begin on lines of their own. */
const MAXIMUM_TERM_WIDTH = 34;

type Length = "short" | "long";

interface Entry {
	readonly term: string;
	readonly paragraphs: readonly string[];
}

/** What `-h` shows: one line or two for each option. */
export function shortHelp(path: readonly string[], width: number): string {
	const more = `Use \`${["pippin help", ...path].join(" ")}\` for details and examples.`;
	return [...sectionsOf(path, { length: "short", width }), more].join("\n\n");
}

/** What `help` shows: details, variables and examples as well. */
export function longHelp(path: readonly string[], width: number): string {
	return sectionsOf(path, { length: "long", width }).join("\n\n");
}

interface Manner {
	readonly length: Length;
	readonly width: number;
}

function sectionsOf(path: readonly string[], manner: Manner): readonly string[] {
	const match = findCommand(path);
	const within: Manner = { ...manner, width: Math.min(manner.width, MAXIMUM_WIDTH) };
	if (match.kind !== "command") return groupSections(path, within);
	const { command } = match;
	const details = command.details === undefined ? [] : [command.details];
	const positionals = command.positional === undefined ? [] : [command.positional];
	return [
		[command.summary, ...details].join("\n\n"),
		usageLine(command.path),
		...section("Arguments", positionals.map(positionalEntry), within),
		...optionSections(command.options(), within),
		...(within.length === "long" ? exampleSections(command) : []),
	];
}

function groupSections(path: readonly string[], manner: Manner): readonly string[] {
	const group = COMMAND_GROUPS.find(({ name }) => name === path[0]);
	const summary = group?.summary ?? "Install Python packages and make virtual environments";
	const options = [...sharedOptions(group?.name)];
	const sections = [
		summary,
		usageLine(path),
		...section("Commands", commandEntries(group?.name), manner),
		...(group === undefined ? [shortFormNote()] : []),
		...(group === undefined ? section("Options", [VERSION_ENTRY], manner) : []),
		...optionSections(options, manner),
	];
	return sections;
}

function shortFormNote(): string {
	return `The commands of \`${PROGRAM_NAME} pip\` may be called without \`pip\`: \`${PROGRAM_NAME} install flask\`.`;
}

function commandEntries(group: string | undefined): readonly Entry[] {
	const visible = COMMANDS.filter((command) => command.isHidden !== true);
	if (group !== undefined) {
		return visible.filter(({ path }) => path.length === 2 && path[0] === group).map(commandEntry);
	}
	const single = visible.filter(({ path }) => path.length === 1).map(commandEntry);
	const groups = COMMAND_GROUPS.map(({ name, summary }) => ({ term: name, paragraphs: [summary] }));
	return [...groups, ...single];
}

function commandEntry({ path, summary }: Command): Entry {
	return { term: path.at(-1) ?? "", paragraphs: [summary] };
}

function positionalEntry(positional: Positional): Entry {
	const name = positional.isRequired === true ? `<${positional.name}>` : `[${positional.name}]`;
	const choices = positional.choices?.map(({ value }) => value).join(", ");
	const values = choices === undefined ? "" : ` [possible values: ${choices}]`;
	return {
		term: positional.isRepeatable === true ? `${name}...` : name,
		paragraphs: [`${positional.help}${values}`],
	};
}

function optionSections(options: readonly Option[], manner: Manner): readonly string[] {
	return HEADINGS.flatMap((heading: Heading) => {
		const own = options.filter(
			(option) => option.isHidden !== true && (option.heading ?? "Options") === heading,
		);
		const entries = own.flatMap((option) => optionEntries(option, manner.length));
		if (heading === "Global options") entries.push(HELP_ENTRY);
		return section(heading, entries, manner);
	});
}

const HELP_ENTRY: Entry = { term: "-h, --help", paragraphs: ["Show short help"] };

const VERSION_ENTRY: Entry = { term: "-V, --version", paragraphs: ["Show the version"] };

function optionEntries(option: Option, length: Length): readonly Entry[] {
	const short = option.short === undefined ? "    " : `-${option.short}, `;
	const value = takesValue(option) ? ` <${valueNameOf(option)}>` : "";
	const repeated = option.kind === "count" ? "..." : "";
	const notes = notesOf(option, length);
	const first = [option.help, ...notes].join(" ");
	const details = length === "long" && option.details !== undefined ? [option.details] : [];
	const entry = {
		term: `${short}--${option.name}${value}${repeated}`,
		paragraphs: [first, ...details],
	};
	if (option.showsNegative !== true || option.negative === undefined) return [entry];
	return [
		entry,
		{ term: `    --${option.negative}`, paragraphs: [`Take \`--${option.name}\` back`] },
	];
}

/** `[env: UV_OFFLINE]`, `[default: auto]`, `[possible values: …]`. Values of variables are never shown. */
function notesOf(option: Option, length: Length): readonly string[] {
	const notes: string[] = [];
	const [variable] = option.variables ?? [];
	if (variable !== undefined) {
		const names = length === "long" ? ownAndForeign(variable).join(", ") : variable;
		notes.push(`[env: ${names}]`);
	}
	if (option.default !== undefined) notes.push(`[default: ${option.default}]`);
	const choices = option.choices?.filter((choice) => choice.isHidden !== true);
	if (choices !== undefined && (length === "long" || choices.length <= 8)) {
		notes.push(`[possible values: ${choices.map(({ value }) => value).join(", ")}]`);
	}
	if (length === "long" && option.aliases !== undefined) {
		notes.push(`[aliases: ${option.aliases.map((alias) => `--${alias}`).join(", ")}]`);
	}
	if (option.status === "not-yet") notes.push("[not supported yet]");
	return notes;
}

function exampleSections({ examples }: Command): readonly string[] {
	if (examples === undefined) return [];
	const lines = examples.map(
		({ command, purpose }) => `  ${PROGRAM_NAME} ${command}\n      ${purpose}`,
	);
	return [`Examples:\n${lines.join("\n")}`];
}

/** A heading and its entries in two columns, or with texts below where terms are wide; nothing for no entries. */
function section(title: string, entries: readonly Entry[], manner: Manner): readonly string[] {
	if (entries.length === 0) return [];
	const termWidth = Math.max(...entries.map(({ term }) => term.length));
	const isAside = manner.length === "short" && termWidth <= MAXIMUM_TERM_WIDTH;
	const lines = entries.map((entry) =>
		isAside ? asideLines(entry, termWidth, manner.width) : belowLines(entry, manner),
	);
	const gap = manner.length === "long" && title !== "Commands" ? "\n\n" : "\n";
	return [`${title}:\n${lines.join(gap)}`];
}

function asideLines({ term, paragraphs }: Entry, termWidth: number, width: number): string {
	const indent = termWidth + 4;
	const text = wrapText(paragraphs.join(" "), width - indent).join(`\n${" ".repeat(indent)}`);
	return `  ${term.padEnd(termWidth)}  ${text}`;
}

function belowLines({ term, paragraphs }: Entry, { length, width }: Manner): string {
	const indent = " ".repeat(10);
	const texts = paragraphs.map((paragraph) =>
		wrapText(paragraph, width - indent.length)
			.map((line) => `${indent}${line}`)
			.join("\n"),
	);
	return [`  ${term}`, texts.join(length === "long" ? "\n\n" : "\n")].join("\n");
}
