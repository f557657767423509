/** The options that say how versions are chosen and how changes are made. */
import type { ChangePreferences } from "../../commands/change-environment.ts";
import { selectProjects } from "../../commands/select-projects.ts";
import {
	EVERY_PROJECT,
	type PrereleaseMode,
	type ProjectSelection,
	type ResolutionMode,
	type ResolutionPolicy,
} from "../../resolver/manifest.ts";
import { parseName } from "../../standards/name.ts";
import { parseRequirement } from "../../standards/requirement.ts";
import { parseTimestamp } from "../../standards/timestamp.ts";
import type { LinkMode } from "../../wheel/link-files.ts";
import type { OptionValues } from "../option-values.ts";
import { UnusableOption } from "./settings-of.ts";

const NAMELESS: ReadonlySet<string> = new Set();

/** Everything, where the flag is on; else the names of the list. */
function selectionOf(
	options: OptionValues,
	flag: "upgrade" | "reinstall" | "refresh",
	list: "upgrade-package" | "reinstall-package" | "refresh-package",
): ProjectSelection {
	const names = options.list(list).map((text) => parseRequirement(text).name);
	return { all: options.flag(flag), names: names.length === 0 ? NAMELESS : new Set(names) };
}

export function policyOf(options: OptionValues): ResolutionPolicy {
	const noBuild = options.flag("no-build");
	return {
		mode: (options.value("resolution") ?? "highest") as ResolutionMode,
		prereleases: options.flag("pre")
			? "allow"
			: ((options.value("prerelease") ?? "if-necessary-or-explicit") as PrereleaseMode),
		withDependencies: !options.flag("no-deps"),
		upgrade: selectionOf(options, "upgrade", "upgrade-package"),
		reinstall: selectionOf(options, "reinstall", "reinstall-package"),
		excludeNewer: excludeNewerOf(options.value("exclude-newer")),
		noBinary: selectProjects(options.list("no-binary"), parseName),
		onlyBinary: noBuild ? EVERY_PROJECT : selectProjects(options.list("only-binary"), parseName),
		requireHashes: options.flag("require-hashes"),
	};
}

/** What must be asked again: what `--refresh`, `--upgrade` and `--reinstall` name. */
export function refreshOf(options: OptionValues): ProjectSelection {
	const chosen = [
		selectionOf(options, "refresh", "refresh-package"),
		selectionOf(options, "upgrade", "upgrade-package"),
		selectionOf(options, "reinstall", "reinstall-package"),
	];
	return {
		all: chosen.some(({ all }) => all),
		names: new Set(chosen.flatMap(({ names }) => [...names])),
	};
}

const DAY = 24 * 3600 * 1000;

/** A moment, or a day, of which all of it counts; spans come with the settings of a later release. */
function excludeNewerOf(text: string | undefined): number | undefined {
	if (text === undefined || text === "false") return undefined;
	const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	if (day !== null)
		return new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])).getTime() + DAY;
	const moment = parseTimestamp(text);
	if (moment !== undefined) return moment;
	throw new UnusableOption(
		`Cannot use \`${text}\` for \`--exclude-newer\`: it is neither a day such as \`2026-01-31\` nor a moment such as \`2026-01-31T12:00:00Z\``,
	);
}

export function changePreferencesOf(options: OptionValues): ChangePreferences {
	return {
		isDryRun: options.flag("dry-run"),
		linkMode: options.value("link-mode") as LinkMode | undefined,
		hasInstallerMetadata: !options.flag("no-installer-metadata"),
		bytecode: options.flag("compile-bytecode") ? "installed" : "none",
		recordPolicy: "quarantine",
	};
}
