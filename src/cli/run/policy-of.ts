/** The options that say how versions are chosen and how changes are made. */
import type { ChangePreferences } from "../../commands/change-environment.ts";
import { selectProjects } from "../../commands/select-projects.ts";
import {
	EVERY_PROJECT,
	type ProjectSelection,
	type ResolutionMode,
	type ResolutionPolicy,
} from "../../resolver/manifest.ts";
import type { UploadCutoffs } from "../../resolver/upload-cutoffs.ts";
import { parseName } from "../../standards/name.ts";
import { parseRequirement } from "../../standards/requirement.ts";
import type { LinkMode } from "../../wheel/link-files.ts";
import type { OptionValues } from "../option-values.ts";
import { cutoffOf, isMovingCutoff, packageCutoffsOf, splitAssignment } from "./cutoff-of.ts";
import { prereleasesOf } from "./prereleases-of.ts";

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
		...prereleasesOf(options),
		withDependencies: !options.flag("no-deps"),
		upgrade: selectionOf(options, "upgrade", "upgrade-package"),
		reinstall: selectionOf(options, "reinstall", "reinstall-package"),
		...uploadCutoffsOf(options),
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

/** What was uploaded too late to count. */
export function uploadCutoffsOf(options: OptionValues): UploadCutoffs {
	const text = options.value("exclude-newer");
	return {
		excludeNewer: text === undefined ? undefined : cutoffOf(text, "`--exclude-newer`"),
		excludeNewerPackages: packageCutoffsOf(options.list("exclude-newer-package")),
	};
}

/** Whether what is too late is told by how long ago it was. */
export function hasMovingCutoff(options: OptionValues): boolean {
	const values = options
		.list("exclude-newer-package")
		.map((text) => splitAssignment(text, "exclude-newer-package")[1]);
	return [...values, options.value("exclude-newer") ?? ""].some(isMovingCutoff);
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
