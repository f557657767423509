/** The options that say when pre-releases may be chosen. */
import type { PrereleaseMode, ResolutionPolicy } from "../../resolver/manifest.ts";
import type { OptionValues } from "../option-values.ts";
import { splitAssignment } from "./cutoff-of.ts";
import { UnusableOption } from "./unusable-option.ts";

const MODES: ReadonlySet<string> = new Set<PrereleaseMode>([
	"disallow",
	"allow",
	"if-necessary",
	"explicit",
	"if-necessary-or-explicit",
]);

/** @throws UnusableOption */
export function prereleasesOf(
	options: OptionValues,
): Pick<ResolutionPolicy, "prereleases" | "prereleasePackages"> {
	const mode = (options.value("prerelease") ?? "if-necessary-or-explicit") as PrereleaseMode;
	const modes = new Map<string, PrereleaseMode>();
	for (const text of options.list("prerelease-package")) {
		const [name, value] = splitAssignment(text, "prerelease-package");
		if (!MODES.has(value)) {
			throw new UnusableOption(
				`Cannot use \`${text}\` for \`--prerelease-package\`: \`${value}\` is none of ${[...MODES].join(", ")}`,
			);
		}
		modes.set(name, value as PrereleaseMode);
	}
	return { prereleases: options.flag("pre") ? "allow" : mode, prereleasePackages: modes };
}
