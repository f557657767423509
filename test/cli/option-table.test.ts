/** What has to hold for the option table as a whole. */
import { describe, expect, test } from "bun:test";
import { COMMANDS, findCommand, wordsAfter } from "../../src/cli/command-line.ts";
import type { Command, Option } from "../../src/cli/option.ts";

const COMMAND_NAMES = COMMANDS.map((command) => command.path.join(" "));

function optionsOf(name: string): readonly Option[] {
	const match = findCommand(name.split(" "));
	if (match.kind !== "command") throw new Error(`no command ${name}`);
	return match.command.options();
}

test("every command of the issue is there", () => {
	expect(COMMAND_NAMES.toSorted()).toEqual([
		"cache clean",
		"cache dir",
		"cache prune",
		"cache size",
		"generate-shell-completion",
		"help",
		"pip check",
		"pip compile",
		"pip debug",
		"pip freeze",
		"pip install",
		"pip list",
		"pip show",
		"pip sync",
		"pip tree",
		"pip uninstall",
		"venv",
	]);
});

describe.each(COMMAND_NAMES)("%s", (name) => {
	const options = optionsOf(name);

	test("spells no two options alike", () => {
		const long = options.flatMap((option) => [
			option.name,
			...(option.aliases ?? []),
			...(option.negative === undefined ? [] : [option.negative]),
			...(option.negativeAliases ?? []),
		]);
		expect(long.filter((spelling, index) => long.indexOf(spelling) !== index)).toEqual([]);
		const short = options.flatMap(({ short: letter }) => (letter === undefined ? [] : [letter]));
		expect(short.filter((letter, index) => short.indexOf(letter) !== index)).toEqual([]);
		expect(short).not.toContain("h");
		expect(short).not.toContain("V");
	});

	test("has a default among the choices, and a number in its range", () => {
		for (const option of options) {
			if (option.default === undefined) continue;
			if (option.choices !== undefined) {
				expect(option.choices.map(({ value }) => value)).toContain(option.default);
			}
		}
	});

	test("says why something is not served", () => {
		const silent = options.filter(
			({ status, advice }) =>
				(status === "not-yet" || status === "refused") && advice === undefined,
		);
		expect(silent.map((option) => option.name)).toEqual([]);
	});

	test("reads only its own and uv's variables, flags take no value", () => {
		for (const option of options) {
			for (const variable of option.variables ?? [])
				expect(variable).toMatch(/^(UV|PIPPIN)_[A-Z_]+$/);
			if (option.kind === "flag" || option.kind === "count") {
				expect([option.valueName, option.choices, option.separator]).toEqual([
					undefined,
					undefined,
					undefined,
				]);
			}
		}
	});

	test("explains each option in a sentence without a final period", () => {
		for (const { help } of options) expect(help).toMatch(/^[A-Z`p].*[^.]$/);
	});

	test("names in its examples only itself, with arguments that are accepted", async () => {
		const { parseArguments } = await import("../../src/cli/parse-arguments.ts");
		for (const { command } of commandCalled(name).examples ?? []) {
			const words =
				command
					.split(/ [>]+ /)[0]
					?.replaceAll("'", "")
					.split(" ") ?? [];
			const parsed = parseArguments(words, {});
			expect(parsed.kind === "invocation" ? parsed.invocation.path.join(" ") : parsed.kind).toBe(
				name,
			);
		}
	});
});

function commandCalled(name: string): Command {
	const match = findCommand(name.split(" "));
	if (match.kind !== "command") throw new Error(`no command ${name}`);
	return match.command;
}

test("conflicts and overrides name options that exist in some command", () => {
	const names = new Set(COMMANDS.flatMap((command) => command.options().map(({ name }) => name)));
	for (const command of COMMANDS) {
		for (const { conflicts = [], overrides = [] } of command.options()) {
			for (const other of [...conflicts, ...overrides]) expect(names).toContain(other);
		}
	}
});

test.each([
	["install", "pip install"],
	["pip install", "pip install"],
	["ls", "pip list"],
	["virtualenv", "venv"],
	["cache clear", "cache clean"],
])("findCommand takes `%s` for `%s`", (words, name) => {
	expect(commandCalled(words).path.join(" ")).toBe(name);
});

test.each([
	"dir",
	"pip venv",
	"cache install",
	"pip install flask",
	"constructor",
	"pip __proto__",
])("findCommand knows no `%s`", (words) => {
	expect(findCommand(words.split(" ")).kind).toBe("none");
});

test("hidden commands are not suggested", () => {
	expect(wordsAfter(["pip"])).not.toContain("debug");
	expect(wordsAfter([])).toContain("install");
});
