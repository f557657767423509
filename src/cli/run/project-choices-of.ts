/** The options that say what is taken of local projects. */
import { NO_CHOICES, type ProjectChoices } from "../../commands/project-choices.ts";
import { selectProjects } from "../../commands/select-projects.ts";
import { isValidName, parseName } from "../../standards/name.ts";
import type { CommandContext } from "../command-context.ts";
import type { OptionValues } from "../option-values.ts";
import { entryOf } from "./index-entry-of.ts";
import { UnusableOption } from "./unusable-option.ts";

/** With folders where nothing is installed: `pip compile`. */
export function projectChoicesOf(
	options: OptionValues,
	{ settings }: CommandContext,
): ProjectChoices {
	const extras = options.list("extra").map(parseName);
	for (const group of options.list("group")) checkGroup(group);
	return {
		...NO_CHOICES,
		extras: { all: options.flag("all-extras"), names: [...new Set(extras)] },
		groups: options.list("group"),
		folder: options.value("project"),
		noSources: options.flag("no-sources")
			? { all: true, names: new Set() }
			: selectProjects(options.list("no-sources-package"), parseName),
		indexNames: namesIn([...options.list("index"), options.value("default-index") ?? ""]),
		settings: settings.dependencies,
		openIndex: entryOf,
	};
}

/** `NAME`, or `PATH:NAME` with the path of a pyproject.toml, as pip has it. */
function checkGroup(given: string): void {
	const colon = given.lastIndexOf(":");
	const name = given.slice(colon + 1);
	const reason = (): string | undefined => {
		if (!isValidName(name)) return `\`${name}\` is no name of a group`;
		if (colon === -1 || /(^|[/\\])pyproject\.toml$/.test(given.slice(0, colon))) return undefined;
		return "the path before `:` must end in `pyproject.toml`";
	};
	const found = reason();
	if (found !== undefined)
		throw new UnusableOption(`Cannot use \`${given}\` for \`--group\`: ${found}`);
}

/** Of `NAME=URL`, the names. */
function namesIn(indexes: readonly string[]): ReadonlySet<string> {
	return new Set(indexes.flatMap((index) => /^([A-Za-z0-9._-]+)=/.exec(index)?.[1] ?? []));
}
